//! How long to wait before asking again.

use std::time::{Duration, SystemTime};

/// How often is asked again, and how long is waited.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How often one thing is asked, in all.
    pub tries: u32,
    /// The first wait; each further one is twice as long.
    pub first: Duration,
    /// The longest wait that is not asked for by the server.
    pub most: Duration,
    /// The longest wait that a server may ask for; who asks for more is not waited for.
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { tries: 10, first: Duration::from_secs(1), most: Duration::from_secs(60), longest: Duration::from_secs(15 * 60) }
    }
}

impl Patience {
    /// The wait after so many tries (from 1), where the server asked for one or not. None where that is longer than it may be.
    pub(in crate::link) fn wait(&self, tried: u32, asked: Option<Duration>) -> Option<Duration> {
        let doubled = self.first.saturating_mul(1_u32.checked_shl(tried.saturating_sub(1)).unwrap_or(u32::MAX)).min(self.most);
        let wait = asked.map_or(doubled, |asked| asked.max(doubled));
        (asked.unwrap_or_default() <= self.longest).then_some(wait)
    }
}

/// What `Retry-After` asks for: seconds, which Wikimedia's servers also give as a decimal fraction, or a date (RFC 9110, section 10.2.3).
pub(in crate::link) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    if header.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return header.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    }
    httpdate::parse_http_date(header).ok().map(|date| date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_say_when() {
        let now = httpdate::parse_http_date("Sat, 01 Aug 2026 12:00:00 GMT").unwrap();
        let after = |header| retry_after(header, now);
        assert_eq!(after("5"), Some(Duration::from_secs(5)));
        assert_eq!(after(" 0.25 "), Some(Duration::from_millis(250)));
        assert_eq!(after("Sat, 01 Aug 2026 12:01:30 GMT"), Some(Duration::from_secs(90)));
        assert_eq!(after("Sat, 01 Aug 2026 11:00:00 GMT"), Some(Duration::ZERO));
        for bad in ["", ".", "1.2.3", "soon", "-1", "inf", "NaN", "1e9", &"9".repeat(400)] {
            assert_eq!(after(bad), None, "{bad}");
        }
    }

    #[test]
    fn waits_grow_and_are_bounded() {
        let patience = Patience::default();
        let waits: Vec<u64> = (1..=9).map(|tried| patience.wait(tried, None).unwrap().as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(patience.wait(u32::MAX, None), Some(patience.most));
        assert_eq!(patience.wait(1, Some(Duration::from_secs(120))), Some(Duration::from_secs(120)));
        assert_eq!(patience.wait(1, Some(Duration::ZERO)), Some(patience.first));
        assert_eq!(patience.wait(1, Some(Duration::from_secs(3600))), None);
    }
}

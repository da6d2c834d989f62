//! Asking again: how often, and how long to wait before.

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

/// What one try came to.
pub(in crate::link) enum Try<T> {
    /// Nothing is to be gained by another one.
    Done(T),
    /// The next one may go better.
    Again {
        /// What went wrong.
        why: String,
        /// The wait that the server asked for.
        asked: Option<Duration>,
        /// How often at most it is worth a try, in all.
        most: u32,
    },
}

/// Why no further try was made.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::link) struct GaveUp {
    /// What went wrong last.
    pub why: String,
    /// How often was tried.
    pub tries: u32,
    /// The wait that was asked for, where tries were left and that was too long.
    pub too_long: Option<Duration>,
}

/// Who tries, and waits in between.
pub(in crate::link) trait Persistent {
    /// What comes out at last.
    type Outcome;

    /// Tries once; `tried` counts from 1.
    fn once(&mut self, tried: u32) -> Try<Self::Outcome>;

    /// Waits; `false` where there is no time for it.
    fn wait(&mut self, time: Duration, why: &str) -> bool;
}

impl Patience {
    /// Tries again as long as that may help.
    pub(in crate::link) fn persist<P: Persistent>(&self, who: &mut P) -> Result<P::Outcome, GaveUp> {
        let mut tries = 0;
        loop {
            tries += 1;
            let (why, asked) = match who.once(tries) {
                Try::Done(outcome) => return Ok(outcome),
                Try::Again { why, most, .. } if tries >= most.min(self.tries) => return Err(GaveUp { why, tries, too_long: None }),
                Try::Again { why, asked, .. } => (why, asked),
            };
            if !self.wait(tries, asked).is_some_and(|time| who.wait(time, &why)) {
                return Err(GaveUp { why, tries, too_long: Some(asked.unwrap_or_default()) });
            }
        }
    }

    /// The wait after so many tries (from 1), where the server asked for one or not. None where that is longer than it may be.
    fn wait(&self, tried: u32, asked: Option<Duration>) -> Option<Duration> {
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

    /// Fails so often, asks for a wait, and has so many seconds for waiting.
    struct Play {
        fails: u32,
        asked: Option<Duration>,
        most: u32,
        left: u64,
        waited: Vec<u64>,
    }

    impl Persistent for Play {
        type Outcome = u32;

        fn once(&mut self, tried: u32) -> Try<u32> {
            if tried > self.fails {
                Try::Done(tried)
            } else {
                Try::Again { why: format!("no {tried}"), asked: self.asked, most: self.most }
            }
        }

        fn wait(&mut self, time: Duration, _: &str) -> bool {
            self.waited.push(time.as_secs());
            self.waited.iter().sum::<u64>() <= self.left
        }
    }

    #[test]
    fn it_is_tried_again_as_long_as_that_may_help() {
        let patience = Patience { tries: 4, ..Patience::default() };
        let mut play = Play { fails: 2, asked: None, most: u32::MAX, left: 99, waited: Vec::new() };
        assert_eq!(patience.persist(&mut play), Ok(3));
        assert_eq!(play.waited, [1, 2]);
        let gave_up = |why: &str, tries, too_long: Option<u64>| {
            Err(GaveUp { why: why.to_owned(), tries, too_long: too_long.map(Duration::from_secs) })
        };
        let play =
            |most, left, asked: Option<u64>| Play { fails: 9, asked: asked.map(Duration::from_secs), most, left, waited: Vec::new() };
        assert_eq!(patience.persist(&mut play(u32::MAX, 99, None)), gave_up("no 4", 4, None));
        assert_eq!(patience.persist(&mut play(2, 99, None)), gave_up("no 2", 2, None));
        assert_eq!(patience.persist(&mut play(9, 2, None)), gave_up("no 2", 2, Some(0)), "no time is left");
        assert_eq!(patience.persist(&mut play(9, 99, Some(3600))), gave_up("no 1", 1, Some(3600)), "longer than may be asked for");
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

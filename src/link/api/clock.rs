//! The time of day and waiting, apart so that they can be played.

use std::time::{Duration, SystemTime};

use jiff::{Timestamp, ToSpan as _};

/// Tells the time, and waits.
pub trait Clock: Send {
    /// What time it is.
    fn now(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, time: Duration);
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wall;

impl Clock for Wall {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// The day, so many days before now, as `YYYY-MM-DD` (UTC).
pub(super) fn day(clock: &dyn Clock, days_before: u32) -> String {
    let now = Timestamp::try_from(clock.now()).unwrap_or(Timestamp::UNIX_EPOCH);
    let before = now.checked_sub((i64::from(days_before) * 24).hours()).unwrap_or(Timestamp::MIN);
    before.strftime("%Y-%m-%d").to_string()
}

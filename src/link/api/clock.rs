//! The time of day and waiting, apart so that they can be played.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::time::civil_date;

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
    let days = clock.now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs() / 86_400);
    civil_date(days.saturating_sub(u64::from(days_before)))
}

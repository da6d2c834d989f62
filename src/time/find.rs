//! Finding dates in Chinese text.

use super::TimeExpr;

/// The times that a folded text names, in text order.
#[must_use]
pub fn find_dates(folded: &str) -> Vec<TimeExpr> {
    let _ = folded;
    Vec::new()
}

//! Where a link's mention ends and its swallowed tail begins.

use std::ops::Range;

use super::Gazetteer;
use crate::fold;

/// The part of a label that names the target, and how sure that is.
///
/// `page` tells whether a folded name is a title that the page links elsewhere.
#[must_use]
pub fn split_label(gazetteer: &Gazetteer, label: &str, title: &str, page: &dyn Fn(&str) -> bool) -> (Range<usize>, Split) {
    let _ = (gazetteer, page);
    let folded = fold::Folded::new(label);
    let title = fold::fold(title);
    if folded.text == title {
        return (0..label.len(), Split::Exact);
    }
    if folded.text.starts_with(&title) {
        return (folded.original(0..title.len()), Split::Known);
    }
    (0..label.len(), Split::Whole)
}

/// How sure the boundary between mention and swallowed tail is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Split {
    /// The format gives it, or the label is the title.
    Exact,
    /// The label starts with the title or a known name of the target.
    Known,
    /// The label starts with some other known name.
    OtherName,
    /// No known name says where: the label was left whole.
    Whole,
}

//! Why the API gives no answer.

use std::{io, path::PathBuf};

/// Why the client cannot be made, or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No contact was given, or one that cannot stand in a header.
    #[error(
        "the live API needs a contact, a mail address or the address of a page, in ASCII: the operators ask every program for one in its user agent and may refuse it without; give --contact TEXT or ENTENTE_CONTACT"
    )]
    Contact,
    /// An address of the options is none.
    #[error("{option}: `{text}` is no address of the form http(s)://host/path")]
    Address {
        /// The option.
        option: &'static str,
        /// What was given.
        text: String,
    },
    /// The cache cannot be read or written.
    #[error("{}: the cache of the API's answers cannot be used: {error}", .path.display())]
    Cache {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Asking again did not help.
    #[error("{address}: {why}; gave up after {tries} tries; what was answered so far is kept in {}", .kept.display())]
    GaveUp {
        /// Who was asked.
        address: String,
        /// What went wrong last.
        why: String,
        /// How often it was asked.
        tries: u32,
        /// The file of the cache.
        kept: PathBuf,
    },
    /// The server refuses, or answers what cannot be understood; asking again would not help.
    #[error("{address}: {why}; what was answered so far is kept in {}", .kept.display())]
    Refused {
        /// Who was asked.
        address: String,
        /// What it said.
        why: String,
        /// The file of the cache.
        kept: PathBuf,
    },
}

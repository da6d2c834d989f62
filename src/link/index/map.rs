//! A file mapped into memory: the only unsafe code of the crate.

use std::{fs::File, io};

use memmap2::Mmap;

/// Maps a file.
#[expect(unsafe_code, reason = "mapping a file is unsafe in every library: nothing can promise that no one changes it")]
pub(super) fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the map is only read, and what is read of it are bytes and numbers, for which every content is valid; text is checked to be UTF-8 each time.
    // The file must not be changed or shortened by others as long as the map lives. `entente link index` never does: it writes another file and renames it,
    // so that an open map keeps the old one.
    unsafe { Mmap::map(file) }
}

//! Files as they are packed: bzip2, gzip, zstd, UTF-16.
//!
//! What a file is is told by its first bytes, not by its name: a name may be lost on the way through a pipe.

mod bz2;
mod text;
mod zst;

use std::{
    io::{self, Cursor, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

pub(super) use text::Utf8;

/// Bytes that are looked at to tell what a stream is; a tar archive says so at byte 257.
const HEAD: usize = 512;

/// A stream of bytes that another thread may read.
pub(super) type Stream = Box<dyn Read + Send>;

/// A stream with its first bytes, which are still to be read.
pub(super) struct Peeked {
    /// Up to [`HEAD`] bytes; fewer where the stream is shorter.
    pub head: Vec<u8>,
    rest: Stream,
}

impl Peeked {
    /// Looks at the first bytes.
    pub(super) fn new(mut rest: Stream) -> io::Result<Self> {
        let mut head = Vec::with_capacity(HEAD);
        rest.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        Ok(Self { head, rest })
    }

    /// The whole stream.
    pub(super) fn stream(self) -> Stream {
        Box::new(Cursor::new(self.head).chain(self.rest))
    }

    /// Whether it is a tar archive.
    pub(super) fn is_tar(&self) -> bool {
        self.head.get(257..262) == Some(b"ustar")
    }
}

/// Unpacks a stream, whatever it is packed with. `threads` is how many may work on it.
///
/// # Errors
/// What the system says, or that the head of the packed stream is broken.
pub(super) fn unpack(stream: Stream, threads: usize) -> io::Result<Stream> {
    let peeked = Peeked::new(stream)?;
    Ok(match &peeked.head[..] {
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => bz2::unpack(peeked.stream(), threads),
        [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::with_capacity(1 << 16, peeked.stream()))),
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Box::new(zst::Frames::new(peeked.stream())),
        _ => peeked.stream(),
    })
}

/// Counts what is read.
pub(super) struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Counted<R> {
    pub(super) const fn new(inner: R, read: Arc<AtomicU64>) -> Self {
        Self { inner, read }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn lines() -> Vec<u8> {
        (0..60_000).flat_map(|at| format!("{} 甲國與乙國簽署條約 {}\n", at, at * 7919 % 10_007).into_bytes()).collect()
    }

    fn read(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        unpack(Box::new(Cursor::new(bytes)), 3)?.read_to_end(&mut out)?;
        Ok(out)
    }

    fn bz2(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::new(1));
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zst(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    #[test]
    fn all_kinds_in_one_and_in_many_streams() {
        let plain = lines();
        for pack in [bz2, gz, zst] {
            assert_eq!(read(pack(&plain)).unwrap(), plain);
            for size in [1000, 50_000, 300_000] {
                let packed: Vec<u8> = plain.chunks(size).flat_map(pack).collect();
                assert!(read(packed).unwrap() == plain, "{size}");
            }
            assert_eq!(read(pack(b"")).unwrap(), b"");
        }
        assert_eq!(read(plain.clone()).unwrap(), plain);
        assert_eq!(read(Vec::new()).unwrap(), b"");
    }

    #[test]
    fn what_is_cut_off_gives_what_it_held_and_an_error() {
        let plain = lines();
        for pack in [bz2, gz, zst] {
            let packed: Vec<u8> = plain.chunks(40_000).flat_map(pack).collect();
            for part in [9, 5, 3] {
                let mut out = Vec::new();
                let cut = packed[..packed.len() * part / 10 + 7].to_vec();
                let error = unpack(Box::new(Cursor::new(cut)), 2).and_then(|mut stream| stream.read_to_end(&mut out));
                assert!(error.is_err() && plain.starts_with(&out) && out.len() > plain.len() * (part - 2) / 10, "{part}: {}", out.len());
            }
            let mut broken = packed.clone();
            let middle = broken.len() / 2;
            broken[middle..middle + 40].fill(0x55);
            assert!(read(broken).is_err());
        }
    }
}

//! bzip2, in parallel where the file is made of many streams, as the multistream dumps are.
//!
//! A stream is 100 pages there, and streams can be unpacked on their own. Where one begins is told by its first ten bytes: the head `BZh9` and
//! the mark of a first block, `1AY&SY`, which is aligned to a byte only at the start of a stream. A file of one long stream is unpacked by one thread.

use std::io::{self, Cursor, Read};

use bzip2::read::MultiBzDecoder;
use crossbeam_channel::{Receiver, Sender, bounded};
use memchr::memmem;

use super::Stream;

/// The mark that the first block of a stream begins with.
const BLOCK: &[u8] = b"1AY&SY";
/// The head before it: `BZh1` to `BZh9`.
const HEAD: usize = 4;
/// Packed bytes that one thread takes at a time, at least; and at most before a stream counts as one long one.
const SLICE: usize = 256 << 10;
const LONGEST_SLICE: usize = 16 << 20;
/// Unpacked bytes that are handed on at a time, and how many such chunks of a slice may wait: a small slice may unpack to very much.
const CHUNK: usize = 128 << 10;
const WAITING: usize = 24;

type Chunks = Receiver<io::Result<Vec<u8>>>;
/// A slice to unpack, and where to put what is in it.
type Job = (Vec<u8>, Sender<io::Result<Vec<u8>>>);

/// A part of the file, in order.
enum Part {
    /// Being unpacked by some thread.
    Slice(Chunks),
    /// All the rest, to be unpacked by who reads it.
    Rest(Stream),
    /// The file cannot be read any further.
    Failed(io::Error),
}

/// Unpacks on `threads` threads. These end with the file, or soon after the stream that is handed out is dropped.
pub(super) fn unpack(packed: Stream, threads: usize) -> Stream {
    let threads = threads.max(1);
    let (send, parts) = bounded(threads * 2);
    let (jobs, next) = bounded::<Job>(0);
    for _ in 0..threads {
        let next = next.clone();
        std::thread::spawn(move || next.into_iter().for_each(|(slice, chunks)| slice_chunks(&slice, &chunks)));
    }
    std::thread::spawn(move || cut(packed, &send, &jobs));
    Box::new(Unpacked { parts, current: None, chunk: Cursor::default(), failed: false })
}

/// Cuts the file where streams begin.
fn cut(mut packed: Stream, parts: &Sender<Part>, jobs: &Sender<Job>) {
    let finder = memmem::Finder::new(BLOCK);
    let mut buffer: Vec<u8> = Vec::new();
    // The first start that counts leaves a slice of some size before it.
    let mut searched = SLICE;
    loop {
        let before = buffer.len();
        let read = packed.by_ref().take(SLICE as u64).read_to_end(&mut buffer);
        while let Some(start) = next_start(&finder, &buffer, searched) {
            let rest = buffer.split_off(start);
            let slice = std::mem::replace(&mut buffer, rest);
            searched = SLICE;
            if !hand_on(slice, parts, jobs) {
                return;
            }
        }
        searched = searched.max(buffer.len().saturating_sub(BLOCK.len() + HEAD));
        match read {
            Err(error) => {
                let _ = hand_on(buffer, parts, jobs) && parts.send(Part::Failed(error)).is_ok();
                return;
            }
            Ok(0) if before == buffer.len() => {
                hand_on(buffer, parts, jobs);
                return;
            }
            Ok(_) if buffer.len() > LONGEST_SLICE => {
                let _ = parts.send(Part::Rest(Box::new(MultiBzDecoder::new(Cursor::new(buffer).chain(packed)))));
                return;
            }
            Ok(_) => {}
        }
    }
}

/// Where a stream begins, at `from` or later.
fn next_start(finder: &memmem::Finder<'_>, buffer: &[u8], from: usize) -> Option<usize> {
    let is_head = |head: &[u8]| matches!(head, [b'B', b'Z', b'h', b'1'..=b'9']);
    let found = finder.find_iter(buffer.get(from..)?).map(|at| from + at);
    found.filter_map(|at| at.checked_sub(HEAD)).find(|&at| is_head(&buffer[at..at + HEAD]))
}

fn hand_on(slice: Vec<u8>, parts: &Sender<Part>, jobs: &Sender<Job>) -> bool {
    let (send, chunks) = bounded(WAITING);
    slice.is_empty() || parts.send(Part::Slice(chunks)).is_ok() && jobs.send((slice, send)).is_ok()
}

fn slice_chunks(slice: &[u8], chunks: &Sender<io::Result<Vec<u8>>>) {
    let mut decoder = MultiBzDecoder::new(slice);
    loop {
        let mut chunk = Vec::with_capacity(CHUNK);
        let read = decoder.by_ref().take(CHUNK as u64).read_to_end(&mut chunk);
        if !chunk.is_empty() && chunks.send(Ok(chunk)).is_err() {
            return;
        }
        match read {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                let _ = chunks.send(Err(error));
                return;
            }
        }
    }
}

/// The parts in order.
struct Unpacked {
    parts: Receiver<Part>,
    current: Option<Part>,
    chunk: Cursor<Vec<u8>>,
    failed: bool,
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let length = self.chunk.read(buffer)?;
            if length > 0 || self.failed || buffer.is_empty() {
                return Ok(length);
            }
            match &mut self.current {
                None => match self.parts.recv() {
                    Ok(Part::Failed(error)) => return self.fail(error),
                    Ok(part) => self.current = Some(part),
                    Err(_) => return Ok(0),
                },
                Some(Part::Rest(rest)) => return rest.read(buffer),
                Some(Part::Slice(chunks)) => match chunks.recv() {
                    Ok(Ok(chunk)) => self.chunk = Cursor::new(chunk),
                    Ok(Err(error)) => return self.fail(error),
                    Err(_) => self.current = None,
                },
                Some(Part::Failed(_)) => self.current = None,
            }
        }
    }
}

impl Unpacked {
    /// What follows what is broken is not handed out.
    fn fail(&mut self, error: io::Error) -> io::Result<usize> {
        self.failed = true;
        Err(error)
    }
}

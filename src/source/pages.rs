//! The pages of files, archives and streams, one after the other.

use std::{
    fs::File,
    io::{BufRead as _, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    Input, InputError, Selection, dump, files, ndjson,
    unpack::{Counted, Peeked, Stream, Utf8, unpack},
};

/// All pages to read, in order. Nothing is opened before [`Pages::each`].
pub struct Pages {
    origins: Vec<Origin>,
    selection: Selection,
    read: Arc<AtomicU64>,
}

enum Origin {
    Input(Input),
    Archive(PathBuf),
    Stream(String, Stream),
}

impl Pages {
    /// The pages of files as [`inputs`](super::inputs) gives them, in their order.
    #[must_use]
    pub fn files(paths: Vec<PathBuf>, selection: Selection) -> Self {
        let format = selection.format.unwrap_or_default();
        let origin =
            |path: PathBuf| if files::is_archive(&path) { Origin::Archive(path) } else { Origin::Input(Input::File(path, format)) };
        Self { origins: paths.into_iter().map(origin).collect(), selection, read: Arc::default() }
    }

    /// Pages that are there, or files with one page each.
    #[must_use]
    pub fn of(inputs: Vec<Input>) -> Self {
        Self { origins: inputs.into_iter().map(Origin::Input).collect(), selection: Selection::default(), read: Arc::default() }
    }

    /// Adds a page.
    pub fn push(&mut self, input: Input) {
        self.origins.push(Origin::Input(input));
    }

    /// Adds the pages of a stream, which is an XML dump or lines of JSON, packed or not; `name` is what messages call it.
    pub fn push_stream(&mut self, name: impl Into<String>, stream: impl Read + Send + 'static) {
        self.origins.push(Origin::Stream(name.into(), Box::new(stream)));
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.origins.is_empty()
    }

    /// How many pages there are; none where only reading can tell.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        self.origins.iter().all(|origin| matches!(origin, Origin::Input(_))).then_some(self.origins.len())
    }

    /// The files with many pages each.
    pub fn archives(&self) -> impl Iterator<Item = &Path> {
        self.origins.iter().filter_map(|origin| match origin {
            Origin::Archive(path) => Some(path.as_path()),
            _ => None,
        })
    }

    /// Bytes of all files, as they are packed; none where a stream is among them.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |data| data.len());
        let sizes = self.origins.iter().map(|origin| match origin {
            Origin::Input(Input::Page(page)) => Some(page.bytes.len() as u64),
            Origin::Input(Input::File(path, _)) | Origin::Archive(path) => Some(size(path)),
            Origin::Input(Input::Failed(_)) => Some(0),
            Origin::Stream(..) => None,
        });
        sizes.sum()
    }

    /// Counts the bytes of [`Pages::size`] that were read.
    #[must_use]
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Hands out every page, until all are or `take` breaks. What cannot be read is an [`Input::Failed`] in its place.
    pub fn each(self, take: &mut dyn FnMut(Input) -> ControlFlow<()>) {
        let Self { origins, selection, read } = self;
        for origin in origins {
            let flow = match origin {
                Origin::Input(input) => {
                    read.fetch_add(input.size(), Ordering::Relaxed);
                    take(input)
                }
                Origin::Archive(path) => {
                    let name = path.display().to_string();
                    let result = match File::open(&path) {
                        Ok(file) => stream(Box::new(Counted::new(file, Arc::clone(&read))), &name, &selection, take),
                        Err(source) => Err(InputError::Io { path, source }),
                    };
                    told(result, take)
                }
                Origin::Stream(name, bytes) => {
                    let result = match Peeked::new(Box::new(Counted::new(bytes, Arc::clone(&read)))) {
                        // To a filter no input is an input: a part of a data set may be empty.
                        Ok(peeked) if peeked.head.is_empty() => Ok(ControlFlow::Continue(())),
                        Ok(peeked) => stream(peeked.stream(), &name, &selection, take),
                        Err(error) => Err(InputError::Stream { name, message: error.to_string() }),
                    };
                    told(result, take)
                }
            };
            if flow.is_break() {
                return;
            }
        }
    }
}

/// A file, unpacked where it is packed.
///
/// # Errors
/// What the system says, or that its head is broken.
pub fn unpacked(path: &Path) -> Result<Box<dyn Read + Send>, InputError> {
    unpacked_counted(path, Arc::default(), 1)
}

/// As [`unpacked`], on so many threads. `read` counts the bytes of the file as they are read.
pub(crate) fn unpacked_counted(path: &Path, read: Arc<AtomicU64>, threads: usize) -> Result<Box<dyn Read + Send>, InputError> {
    let failed = |source| InputError::Io { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    unpack(Box::new(Counted::new(file, read)), threads).map_err(failed)
}

fn told(result: Result<ControlFlow<()>, InputError>, take: &mut dyn FnMut(Input) -> ControlFlow<()>) -> ControlFlow<()> {
    result.unwrap_or_else(|error| take(Input::Failed(error.to_string())))
}

/// Unpacks a stream and reads what is in it.
fn stream(
    packed: Stream,
    name: &str,
    selection: &Selection,
    take: &mut dyn FnMut(Input) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, InputError> {
    let failed = |error: &std::io::Error| InputError::Stream { name: name.to_owned(), message: error.to_string() };
    let peeked = unpack(packed, selection.threads).and_then(Peeked::new).map_err(|error| failed(&error))?;
    if !peeked.is_tar() {
        return text(Utf8::new(peeked.stream()), name, selection, take);
    }
    let mut archive = tar::Archive::new(peeked.stream());
    for entry in archive.entries().map_err(|error| failed(&error))? {
        let entry = entry.map_err(|error| failed(&error))?;
        if entry.header().entry_type().is_file() {
            let inner = format!("{name}: {}", entry.path().map_or_else(|_| "a file".to_owned(), |path| path.display().to_string()));
            let flow = told(text(Utf8::new(entry), &inner, selection, take), take);
            if flow.is_break() {
                return Ok(flow);
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Reads a dump or lines of JSON, whichever it is.
fn text<R: Read>(
    mut text: Utf8<R>,
    name: &str,
    selection: &Selection,
    take: &mut dyn FnMut(Input) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, InputError> {
    let failed = |message: String| InputError::Stream { name: name.to_owned(), message };
    loop {
        let part = text.fill_buf().map_err(|error| failed(error.to_string()))?;
        let blank = part.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        match part.get(blank) {
            Some(b'<') => return dump::read(text, name, selection, take),
            Some(b'{') => return ndjson::read(text, name, selection, take),
            Some(_) => return Err(failed("neither an XML dump nor lines of JSON".to_owned())),
            None if part.is_empty() => return Err(failed("nothing in it".to_owned())),
            // The lines are counted on.
            None => text.consume(blank),
        }
    }
}

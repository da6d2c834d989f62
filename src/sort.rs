//! Sorting beyond memory: sorted runs in temporary files, merged when they are read.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Seek as _, Write as _},
};

/// Runs that are merged at a time: open files are few.
const RUNS: usize = 64;

/// Collects lines and gives them back sorted by their bytes, each once.
pub(crate) struct Lines {
    memory: usize,
    taken: usize,
    lines: Vec<String>,
    runs: Vec<File>,
}

impl Lines {
    /// Takes about so many bytes of memory before it goes to temporary files.
    pub(crate) const fn new(memory: usize) -> Self {
        Self { memory, taken: 0, lines: Vec::new(), runs: Vec::new() }
    }

    /// Adds a line, in which no line break stands.
    ///
    /// # Errors
    /// A temporary file cannot be written.
    pub(crate) fn push(&mut self, line: String) -> io::Result<()> {
        self.taken += line.len() + size_of::<String>();
        self.lines.push(line);
        if self.taken > self.memory {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.lines.sort_unstable();
        self.lines.dedup();
        let mut run = BufWriter::new(tempfile::tempfile()?);
        for line in self.lines.drain(..) {
            run.write_all(line.as_bytes())?;
            run.write_all(b"\n")?;
        }
        self.taken = 0;
        self.runs.push(rewound(run)?);
        if self.runs.len() >= RUNS {
            let mut merged = BufWriter::new(tempfile::tempfile()?);
            for line in Merge::new(std::mem::take(&mut self.runs), Vec::new())? {
                merged.write_all(line?.as_bytes())?;
                merged.write_all(b"\n")?;
            }
            self.runs.push(rewound(merged)?);
        }
        Ok(())
    }

    /// The lines in order.
    ///
    /// # Errors
    /// A temporary file cannot be read.
    pub(crate) fn finish(mut self) -> io::Result<impl Iterator<Item = io::Result<String>>> {
        self.lines.sort_unstable();
        self.lines.dedup();
        Merge::new(self.runs, self.lines)
    }
}

fn rewound(run: BufWriter<File>) -> io::Result<File> {
    let mut file = run.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

/// Sorted runs, read as one.
struct Merge {
    sources: Vec<Box<dyn Iterator<Item = io::Result<String>>>>,
    heads: BinaryHeap<Reverse<(String, usize)>>,
    last: Option<String>,
    error: Option<io::Error>,
}

impl Merge {
    fn new(runs: Vec<File>, lines: Vec<String>) -> io::Result<Self> {
        let mut sources: Vec<Box<dyn Iterator<Item = io::Result<String>>>> = vec![Box::new(lines.into_iter().map(Ok))];
        for run in runs {
            sources.push(Box::new(BufReader::new(run).lines()));
        }
        let mut this = Self { sources, heads: BinaryHeap::new(), last: None, error: None };
        for at in 0..this.sources.len() {
            this.advance(at)?;
        }
        Ok(this)
    }

    fn advance(&mut self, at: usize) -> io::Result<()> {
        if let Some(line) = self.sources[at].next() {
            self.heads.push(Reverse((line?, at)));
        }
        Ok(())
    }
}

impl Iterator for Merge {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(error) = self.error.take() {
                self.heads.clear();
                return Some(Err(error));
            }
            let Reverse((line, at)) = self.heads.pop()?;
            self.error = self.advance(at).err();
            if self.last.as_ref() != Some(&line) {
                self.last = Some(line.clone());
                return Some(Ok(line));
            }
        }
    }
}

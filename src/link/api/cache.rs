//! The answers of the API, kept on disk: what was asked once is not asked again.
//!
//! One file of lines, each a JSON object with one answer; lines are only ever added, and of two that answer the same the later counts. A line that
//! was cut when a program or the machine was stopped is passed over. Several programs may use one file at a time: who writes holds its lock.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::Error;

/// The file in the cache's folder; another number when the lines change their meaning.
const FILE: &str = "answers-1.ndjson";

/// Longest line that is read.
const LONGEST_LINE: u64 = 256 << 20;

/// What a line answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// Where a title leads.
    Page,
    /// What an item is.
    Item,
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Line<T, A> {
    kind: Kind,
    /// The address that was asked.
    at: T,
    /// The title, or the item's id.
    name: T,
    date: T,
    answer: Option<A>,
}

/// An answer that was kept.
#[derive(Debug)]
pub(super) struct Kept<A> {
    /// The day of the answer, `YYYY-MM-DD`.
    pub(super) date: String,
    /// What was answered; none where there is no such page or item.
    pub(super) answer: Option<A>,
}

/// What a line answers, without the answer.
#[derive(Deserialize)]
struct Head {
    kind: Kind,
    at: String,
    name: String,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    at: u64,
    bytes: u64,
}

/// The answers on disk. Only where they stand is held in memory.
#[derive(Debug)]
pub(super) struct Cache {
    path: PathBuf,
    file: File,
    /// The number of each address in the keys.
    addresses: HashMap<String, u32>,
    places: HashMap<(Kind, u32, Box<str>), Place>,
    /// How far the file is known.
    known: u64,
    /// Answers of earlier days are not believed.
    oldest: String,
}

impl Cache {
    /// The file of the cache in a folder.
    pub(super) fn file(folder: &Path) -> PathBuf {
        folder.join(FILE)
    }

    /// Opens the cache in a folder, which is made where it is not there. `oldest` is the first day whose answers are believed.
    pub(super) fn open(folder: &Path, oldest: String) -> Result<Self, Error> {
        let path = Self::file(folder);
        let opened = std::fs::create_dir_all(folder).and_then(|()| OpenOptions::new().read(true).append(true).create(true).open(&path));
        let file = opened.map_err(|error| Error::Cache { path: path.clone(), error })?;
        let mut cache = Self { path, file, addresses: HashMap::new(), places: HashMap::new(), known: 0, oldest };
        cache.refresh()?;
        Ok(cache)
    }

    /// Reads what was added to the file, by this program or by another.
    pub(super) fn refresh(&mut self) -> Result<(), Error> {
        self.read_on().map_err(|error| self.error(error))
    }

    /// What is known: none where it has to be asked.
    pub(super) fn get<A: DeserializeOwned>(&mut self, kind: Kind, at: &str, name: &str) -> Option<Kept<A>> {
        let place = *self.places.get(&(kind, *self.addresses.get(at)?, name.into()))?;
        let mut bytes = vec![0; usize::try_from(place.bytes).ok()?];
        self.file.seek(SeekFrom::Start(place.at)).and_then(|_| self.file.read_exact(&mut bytes)).ok()?;
        let line: Line<String, A> = serde_json::from_slice(&bytes).ok()?;
        // Whoever changes the file while it is in use gets no wrong answers from it.
        let is_it = line.kind == kind && line.at == at && line.name == name;
        (is_it && line.date >= self.oldest).then_some(Kept { date: line.date, answer: line.answer })
    }

    /// Keeps answers of a day, by what they answer. They are on disk when this returns.
    pub(super) fn put<'a, A: Serialize + 'a>(
        &mut self,
        kind: Kind,
        at: &str,
        date: &str,
        answers: impl Iterator<Item = (String, Option<&'a A>)>,
    ) -> Result<(), Error> {
        let mut lines = Vec::new();
        for (name, answer) in answers {
            let line = Line { kind, at, name: &name, date, answer };
            serde_json::to_writer(&mut lines, &line).map_err(|error| self.error(error.into()))?;
            lines.push(b'\n');
        }
        self.append(&lines).and_then(|()| self.read_on()).map_err(|error| self.error(error))
    }

    fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        // Where a file system has no locks, whole lines are still added at the end in one piece.
        let locked = self.file.lock().is_ok();
        let written = self.end_cut_line().and_then(|()| self.file.write_all(lines)).and_then(|()| self.file.sync_data());
        if locked {
            self.file.unlock()?;
        }
        written
    }

    /// Ends a line that another run could not, so that it does not run into the next.
    fn end_cut_line(&mut self) -> io::Result<()> {
        if self.file.seek(SeekFrom::End(0))? == 0 {
            return Ok(());
        }
        self.file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        self.file.read_exact(&mut last)?;
        if last == *b"\n" { Ok(()) } else { self.file.write_all(b"\n") }
    }

    fn read_on(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.known))?;
        let mut reader = BufReader::with_capacity(1 << 16, &self.file);
        let mut line = Vec::new();
        loop {
            line.clear();
            let bytes = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? as u64;
            // A line without an end is still being written, or was cut.
            if bytes == 0 || (!line.ends_with(b"\n") && bytes < LONGEST_LINE) {
                return Ok(());
            }
            if let Ok(head) = serde_json::from_slice::<Head>(&line) {
                let next = self.addresses.len().try_into().unwrap_or(u32::MAX);
                let address = *self.addresses.entry(head.at).or_insert(next);
                self.places.insert((head.kind, address, head.name.into()), Place { at: self.known, bytes });
            }
            self.known += bytes;
        }
    }

    fn error(&self, error: io::Error) -> Error {
        Error::Cache { path: self.path.clone(), error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "http://a/";

    fn put(cache: &mut Cache, date: &str, answers: &[(&str, Option<u32>)]) {
        cache.put(Kind::Page, AT, date, answers.iter().map(|(name, answer)| ((*name).to_owned(), answer.as_ref()))).unwrap();
    }

    fn got(cache: &mut Cache, name: &str) -> Option<Option<u32>> {
        cache.get::<u32>(Kind::Page, AT, name).map(|kept| kept.answer)
    }

    #[test]
    fn answers_outlive_a_run_and_a_cut_line() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Cache::open(&folder.path().join("deep"), "2026-08-01".into()).unwrap();
        let mut cache = open();
        put(&mut cache, "2026-07-31", &[("舊", Some(3))]);
        put(&mut cache, "2026-08-01", &[("中", Some(1)), ("無", None)]);
        assert_eq!((got(&mut cache, "中"), got(&mut cache, "無"), got(&mut cache, "舊")), (Some(Some(1)), Some(None), None));
        assert!(cache.get::<u32>(Kind::Item, AT, "中").is_none());
        assert!(cache.get::<u32>(Kind::Page, "http://b/", "中").is_none());
        drop(cache);

        let path = Cache::file(&folder.path().join("deep"));
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 9]).unwrap();
        let mut cache = open();
        assert_eq!((got(&mut cache, "中"), got(&mut cache, "無")), (Some(Some(1)), None));
        put(&mut cache, "2026-08-03", &[("新", Some(4)), ("中", Some(5))]);
        let mut again = open();
        for cache in [&mut cache, &mut again] {
            assert_eq!((got(cache, "中"), got(cache, "新"), got(cache, "舊")), (Some(Some(5)), Some(Some(4)), None));
        }
    }

    #[test]
    fn two_programs_may_use_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let writers: Vec<_> = (0..4).map(|_| Cache::open(folder.path(), String::new()).unwrap()).collect();
        std::thread::scope(|scope| {
            for (n, mut cache) in writers.into_iter().enumerate() {
                scope.spawn(move || {
                    for i in 0..20 {
                        let names: Vec<_> = (0..5).map(|j| format!("{n} {i} {j} {}", "中".repeat(300))).collect();
                        let answers: Vec<_> = names.iter().map(|name| (name.as_str(), Some(7))).collect();
                        put(&mut cache, "2026-08-01", &answers);
                    }
                });
            }
        });
        let cache = Cache::open(folder.path(), String::new()).unwrap();
        assert_eq!(cache.places.len(), 4 * 20 * 5);
    }

    #[test]
    fn what_is_no_answer_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let good = serde_json::to_string(&Line { kind: Kind::Page, at: AT, name: "中", date: "2026-08-01", answer: Some(1) }).unwrap();
        std::fs::write(Cache::file(folder.path()), format!("\n{{}}\nx\u{0}\n{good}\n[1]\n")).unwrap();
        let mut cache = Cache::open(folder.path(), String::new()).unwrap();
        assert_eq!(got(&mut cache, "中"), Some(Some(1)));
        assert_eq!(cache.places.len(), 1);
        // The file is emptied while it is in use.
        std::fs::write(Cache::file(folder.path()), "").unwrap();
        assert_eq!(got(&mut cache, "中"), None);
    }
}

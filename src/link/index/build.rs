//! Dumps → an index.

use std::{
    io::{self, BufReader},
    path::Path,
    sync::{Arc, atomic::AtomicU64},
};

use super::{
    IndexError,
    file::Writer,
    header::{File, Header, Wiki},
    name::{self, Name},
    plan::{Dump, Plan},
    sql::{Reader, Row},
    table::{self, Table},
    terms::{self, Kind, Terms},
    titles::{Leads, Titles},
    write::write_wiki,
};
use crate::{link::Item, source};

/// What an index came to be made of.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The Wikipedias.
    pub wikis: Vec<Wiki>,
    /// The files that are of no single wiki.
    pub files: Vec<File>,
    /// Items with labels, descriptions or classes.
    pub described: u64,
    /// Bytes of the index.
    pub size: u64,
    /// What went wrong, one line each: files that were cut off, rows that could not be understood.
    pub troubles: Vec<String>,
}

/// A Wikipedia that is being read.
struct Reading {
    wiki: Wiki,
    titles: Titles,
}

/// An index that is being made.
struct Build {
    wikis: Vec<Reading>,
    files: Vec<File>,
    terms: Terms,
    troubles: Vec<String>,
    /// Bytes that were read of the files, as they are packed.
    read: Arc<AtomicU64>,
    threads: usize,
}

impl Plan {
    /// Reads the files and writes the index, which replaces what stood there only when it is whole. `read` counts the bytes that were read of the
    /// files, `tell` is told what is being done.
    ///
    /// # Errors
    /// The index cannot be written. A file that cannot be read to its end is told of in the report; what it held counts.
    pub fn build(self, path: &Path, read: &Arc<AtomicU64>, tell: &mut dyn FnMut(&str)) -> Result<Report, IndexError> {
        let failed = |error: io::Error| IndexError::File { path: path.to_owned(), why: format!("cannot be written: {error}") };
        let mut languages = self.options.languages.clone();
        languages.dedup();
        let mut build = Build {
            wikis: self.wikis().into_iter().map(|(database, date)| Reading::new(database, date)).collect(),
            files: Vec::new(),
            terms: Terms::new(languages),
            troubles: Vec::new(),
            read: Arc::clone(read),
            threads: self.options.threads,
        };
        // Refused before hours of reading where the folder is not there.
        let out = Writer::create(path).map_err(failed)?;
        let mut settled = false;
        for dump in &self.dumps {
            // From here on items are asked for.
            if dump.table >= Table::Langlinks && !settled {
                build.settle();
                settled = true;
            }
            tell(&format!("{}", dump.path.file_name().unwrap_or_default().display()));
            build.dump(dump).map_err(failed)?;
        }
        if !settled {
            build.settle();
        }
        tell("writing");
        build.write(out, path).map_err(failed)
    }
}

impl Reading {
    fn new(database: String, date: Option<String>) -> Self {
        let language = table::wiki(&database).map(|(_, language)| language).unwrap_or_default();
        Self { wiki: Wiki { database, language, date, ..Wiki::default() }, titles: Titles::default() }
    }
}

impl Build {
    fn dump(&mut self, dump: &Dump) -> io::Result<()> {
        let name = dump.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut file = File { name, table: dump.table.name().to_owned(), date: dump.date.clone(), ..File::default() };
        let shown = dump.path.display();
        match source::unpacked_counted(&dump.path, Arc::clone(&self.read), self.threads) {
            Ok(reader) => {
                let reader = BufReader::with_capacity(1 << 18, reader);
                let trouble = match dump.table {
                    Table::Json | Table::NTriples => self.entities(dump.table, reader, &mut file)?,
                    table => self.table(table, dump.wiki.as_deref(), reader, &mut file)?,
                };
                self.troubles.extend(trouble.map(|why| format!("{shown}: {why}; {} that came before count", rows(&file))));
            }
            Err(error) => {
                file.cut_off = true;
                self.troubles.push(error.to_string());
            }
        }
        if file.bad > 0 {
            self.troubles.push(format!("{shown}: {} of {} could not be understood", file.bad, rows(&file)));
        }
        match self.wikis.iter_mut().find(|reading| Some(&reading.wiki.database) == dump.wiki.as_ref()) {
            Some(reading) => reading.wiki.files.push(file),
            None => self.files.push(file),
        }
        Ok(())
    }

    /// Reads the rows of a table. Gives why it did not come to the end.
    fn table(&mut self, table: Table, wiki: Option<&str>, reader: impl io::BufRead, file: &mut File) -> io::Result<Option<String>> {
        let mut reader = Reader::new(reader);
        let mut row = Row::default();
        let begun = reader.begin().map_err(|error| error.to_string()).and_then(|()| Table::of(&reader));
        let columns = match begun {
            Ok((_, columns)) => columns,
            Err(why) => return Ok(Some(why)),
        };
        let wiki = wiki.and_then(|wiki| self.wikis.iter().position(|reading| reading.wiki.database == wiki));
        let trouble = loop {
            match reader.next(&mut row) {
                Ok(true) => {}
                Ok(false) => break None,
                Err(error) => {
                    file.cut_off = true;
                    break Some(error.to_string());
                }
            }
            file.rows += 1;
            let fields = Fields { row: &row, columns: &columns };
            let understood = match (table, wiki) {
                (Table::Page, Some(wiki)) => self.wikis[wiki].titles.page(&fields),
                (Table::PageProps, Some(wiki)) => self.wikis[wiki].titles.property(&fields),
                (Table::Redirect, Some(wiki)) => self.wikis[wiki].titles.redirect(&fields),
                (Table::Langlinks, Some(wiki)) => self.wikis[wiki].titles.langlink(&fields, &mut self.terms)?,
                _ => self.site(&fields),
            };
            file.bad += u64::from(understood.is_none());
        };
        if let (Table::Page, Some(wiki)) = (table, wiki) {
            file.bad += self.wikis[wiki].titles.seal();
        }
        Ok(trouble)
    }

    /// A row of `wb_items_per_site`.
    fn site(&mut self, fields: &Fields<'_>) -> Option<()> {
        let item = fields.number(0).filter(|item| *item > 0)?;
        let site = fields.get(1)?;
        let Some(reading) = self.wikis.iter_mut().find(|reading| reading.wiki.database.as_bytes() == site) else { return Some(()) };
        let name = Name::of(std::str::from_utf8(fields.get(2)?).ok()?)?;
        if let Some(title) = reading.titles.find(&name) {
            reading.titles.set_item(title, item);
        }
        Some(())
    }

    fn settle(&mut self) {
        for reading in &mut self.wikis {
            reading.wiki.counts.disputed = reading.titles.settle();
        }
    }

    /// Reads a dump of Wikidata. Gives why it did not come to the end.
    fn entities(&mut self, table: Table, reader: impl io::BufRead, file: &mut File) -> io::Result<Option<String>> {
        let titles = self.wikis.iter().map(|reading| &reading.titles);
        let mut held: Vec<u32> = titles.flat_map(|titles| (0..titles.len() as u32).map(|number| titles.item(number))).collect();
        held.retain(|item| *item != 0);
        held.sort_unstable();
        held.dedup();
        let read = match table {
            Table::Json => terms::read_json(reader, &held, &mut self.terms)?,
            _ => terms::read_triples(reader, &held, &mut self.terms)?,
        };
        (file.rows, file.bad, file.cut_off) = (read.lines, read.bad, read.error.is_some());
        Ok(read.error.map(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => format!("cut off in line {}", read.lines + 1),
            _ => format!("broken in line {}: {error}", read.lines + 1),
        }))
    }

    fn write(self, mut out: Writer, path: &Path) -> io::Result<Report> {
        let mut wikis = Vec::new();
        for Reading { mut wiki, titles } in self.wikis {
            let leads: Vec<Leads> = (0..titles.len() as u32).map(|number| titles.leads(number)).collect();
            let disputed = wiki.counts.disputed;
            wiki.counts = titles.count(&leads);
            wiki.counts.disputed = disputed;
            write_wiki(&mut out, &wiki.database, &titles, &leads)?;
            wikis.push(wiki);
        }
        let languages = self.terms.languages().to_vec();
        let described = self.terms.write(&mut out)?;
        let header = Header {
            tool: format!("entente {}", env!("CARGO_PKG_VERSION")),
            wikis: wikis.clone(),
            files: self.files.clone(),
            languages,
            described,
            sections: Vec::new(),
        };
        let size = out.finish(header, path)?;
        Ok(Report { wikis, files: self.files, described, size, troubles: self.troubles })
    }
}

/// How many rows or lines of a file.
fn rows(file: &File) -> String {
    let what = if matches!(file.table.as_str(), "JSON" | "N-Triples") { "lines" } else { "rows" };
    format!("{} {what}", file.rows)
}

/// The values of a row that are read, in the order of [`Table::columns`].
struct Fields<'a> {
    row: &'a Row,
    columns: &'a [usize],
}

impl Fields<'_> {
    fn get(&self, field: usize) -> Option<&[u8]> {
        self.row.get(*self.columns.get(field)?)
    }

    fn number(&self, field: usize) -> Option<u32> {
        self.row.number(*self.columns.get(field)?)
    }
}

/// Rows of the tables; none where they could not be understood.
impl Titles {
    fn page(&mut self, fields: &Fields<'_>) -> Option<()> {
        let namespace: i64 = fields.row.number(*fields.columns.get(1)?)?;
        if !name::is_held(namespace) {
            return Some(());
        }
        let name = Name::of_row(namespace, fields.get(2)?)?;
        self.push(fields.number(0)?, &name, fields.get(3)? == b"1").then_some(())
    }

    fn property(&mut self, fields: &Fields<'_>) -> Option<()> {
        let Some(title) = self.of_page(fields.number(0)?) else { return Some(()) };
        match fields.get(1)? {
            b"wikibase_item" => self.set_item(title, std::str::from_utf8(fields.get(2)?).ok()?.parse::<Item>().ok()?.0),
            b"disambiguation" => self.set_disambiguation(title),
            _ => {}
        }
        Some(())
    }

    fn redirect(&mut self, fields: &Fields<'_>) -> Option<()> {
        let Some(title) = self.of_page(fields.number(0)?) else { return Some(()) };
        if fields.get(3).is_some_and(|wiki| !wiki.is_empty()) {
            self.set_elsewhere(title);
            return Some(());
        }
        let namespace: i64 = fields.row.number(*fields.columns.get(1)?)?;
        if name::is_held(namespace) {
            let target = Name::of_row(namespace, fields.get(2)?)?;
            self.set_target(title, &target, fields.get(4).is_some_and(|fragment| !fragment.is_empty()));
        }
        Some(())
    }

    fn langlink(&self, fields: &Fields<'_>, terms: &mut Terms) -> io::Result<Option<()>> {
        let Some(page) = fields.number(0) else { return Ok(None) };
        let (Some(language), Some(title)) = (fields.get(1), fields.get(2)) else { return Ok(None) };
        let (Ok(language), Ok(title)) = (std::str::from_utf8(language), std::str::from_utf8(title)) else { return Ok(None) };
        let item = self.of_page(page).map_or(0, |number| self.item(number));
        if item != 0
            && !title.is_empty()
            && let Some(language) = terms.language(language)
        {
            terms.push(item, Kind::Title, language, name::label(&title.replace('_', " ")))?;
        }
        Ok(Some(()))
    }
}

//! Which files an index is made of, and in which order they are read.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read as _},
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicU64},
};

use super::{
    sql::Reader,
    table::{FileName, Table},
};
use crate::source;

/// The languages of labels where none are named, with commas between them; the first that has a description gives it. `mul` is Wikidata's for all.
pub const LANGUAGES: &str = "zh,zh-hans,zh-hant,zh-cn,zh-tw,zh-hk,en,de,fr,es,ru,ja,mul";

/// What is not told by the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The database that all tables are of, whatever their names say.
    pub wiki: Option<String>,
    /// The day of all files as `YYYY-MM-DD`, whatever their names say.
    pub date: Option<String>,
    /// The languages of labels, aliases and descriptions.
    pub languages: Vec<String>,
    /// How many threads may unpack a file.
    pub threads: usize,
}

/// A file, and what it holds.
#[derive(Clone, Debug)]
pub(super) struct Dump {
    pub path: PathBuf,
    pub table: Table,
    /// The database, of a table of one wiki.
    pub wiki: Option<String>,
    pub date: Option<String>,
}

/// Which files an index is made of.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub(super) dumps: Vec<Dump>,
    pub(super) options: Options,
    /// Files that are no use, and why: one line each.
    pub skipped: Vec<String>,
}

impl Plan {
    /// Looks at files: at their names, and at the beginning of each.
    #[must_use]
    pub fn new(paths: &[PathBuf], options: Options) -> Self {
        let mut plan = Self { options, ..Self::default() };
        for path in paths {
            match plan.dump(path) {
                Ok(dump) => plan.add(dump),
                Err(why) => plan.skipped.push(why),
            }
        }
        // Wikis by name; of all of them first what needs the pages alone.
        plan.dumps.sort_by(|one, other| (one.table, &one.wiki, &one.path).cmp(&(other.table, &other.wiki, &other.path)));
        plan
    }

    fn dump(&self, path: &Path) -> Result<Dump, String> {
        let name = path.display();
        let table = table_of(path)?;
        let told = FileName::of(path);
        let date = self.options.date.clone().or(told.date);
        let wiki = if table.is_of_wiki() {
            let wiki = self.options.wiki.clone().or(told.wiki);
            Some(
                wiki.ok_or_else(|| format!("{name}: its name does not begin with that of a Wikipedia's database: --wiki zhwiki tells it"))?,
            )
        } else {
            None
        };
        Ok(Dump { path: path.to_owned(), table, wiki, date })
    }

    fn add(&mut self, dump: Dump) {
        let known = self.dumps.iter().find(|known| known.table == dump.table && known.wiki == dump.wiki && dump.table <= Table::Langlinks);
        match known {
            Some(known) if known.path == dump.path => {}
            Some(known) => {
                let (table, wiki) = (dump.table.name(), dump.wiki.as_deref().map(|wiki| format!(" of {wiki}")).unwrap_or_default());
                self.skipped.push(format!("{}: the table `{table}`{wiki} is in {} already", dump.path.display(), known.path.display()));
            }
            None => self.dumps.push(dump),
        }
    }

    /// What lacks, with the files to get: first what an index cannot be without, then what it will not know.
    #[must_use]
    pub fn missing(&self) -> (Vec<String>, Vec<String>) {
        let (mut needed, mut wished) = (Vec::new(), Vec::new());
        let everywhere = self.dumps.iter().any(|dump| dump.table == Table::ItemsPerSite);
        let wikis = self.wikis();
        if wikis.is_empty() {
            let get = file("zhwiki", None, Table::Page);
            needed.push(format!("no table `page` among the files: get {get}, for example"));
        }
        for (wiki, date) in &wikis {
            let has = |table: Table| self.dumps.iter().any(|dump| dump.table == table && dump.wiki.as_deref() == Some(wiki));
            let get = |table: Table| file(wiki, date.as_deref(), table);
            if !has(Table::Page) {
                needed.push(format!("{wiki}: the table `page` is missing: get {}", get(Table::Page)));
            }
            match (has(Table::PageProps), everywhere) {
                (false, false) => {
                    needed.push(format!(
                        "{wiki}: no table tells the items: get {} (or wb_items_per_site of wikidatawiki)",
                        get(Table::PageProps)
                    ));
                }
                (false, true) => {
                    wished.push(format!(
                        "{wiki}: pages that only tell apart what has the same name are not known without {}",
                        get(Table::PageProps)
                    ));
                }
                _ => {}
            }
            if !has(Table::Redirect) {
                wished.push(format!("{wiki}: redirects lead nowhere without {}", get(Table::Redirect)));
            }
        }
        (needed, wished)
    }

    /// The databases, each with the oldest day of the files that tell of it.
    pub(super) fn wikis(&self) -> BTreeMap<String, Option<String>> {
        let dates = |wiki: &str| {
            let tells = |dump: &&Dump| dump.wiki.as_deref() == Some(wiki) || dump.table == Table::ItemsPerSite;
            self.dumps.iter().filter(tells).filter_map(|dump| dump.date.clone()).min()
        };
        self.dumps.iter().filter_map(|dump| dump.wiki.clone()).map(|wiki| (wiki.clone(), dates(&wiki))).collect()
    }

    /// Bytes of all files, as they are packed.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.dumps.iter().map(|dump| std::fs::metadata(&dump.path).map_or(0, |data| data.len())).sum()
    }
}

/// The name of a file to get, and where.
fn file(wiki: &str, date: Option<&str>, table: Table) -> String {
    let day = date.map_or_else(|| "latest".to_owned(), |date| date.replace('-', ""));
    format!("{wiki}-{day}-{}.sql.gz from https://dumps.wikimedia.org/{wiki}/{day}/", table.name())
}

/// The table that a file holds, or what of Wikidata.
fn table_of(path: &Path) -> Result<Table, String> {
    let name = path.display();
    let reader = source::unpacked_counted(path, Arc::<AtomicU64>::default(), 1).map_err(|error| error.to_string())?;
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let head = reader.fill_buf().map_err(|error| format!("{name}: {error}"))?;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match head.first() {
        Some(b'[' | b'{') => return Ok(Table::Json),
        Some(b'<') if head.starts_with(b"<http") => return Ok(Table::NTriples),
        None => return Err(format!("{name}: empty")),
        _ => {}
    }
    // What stands before the first row is short.
    let mut sql = Reader::new(BufReader::new(reader.take(1 << 20)));
    sql.begin().map_err(|error| format!("{name}: {error}"))?;
    Table::of(&sql).map(|(table, _)| table).map_err(|why| format!("{name}: {why}"))
}

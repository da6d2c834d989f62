//! The offline index: a million titles of a wiki that never was.

use std::{
    collections::HashSet,
    fmt::Write as _,
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use entente::link::{
    Index, Title,
    index::{Answer, Options, Plan},
};
use flate2::{Compression, write::GzEncoder};

use crate::child;

/// Titles, and how many of a hundred of them are redirects.
const TITLES: usize = 1_000_000;
const REDIRECTS: u64 = 30;
/// Titles that are looked up.
const ASKED: usize = 400_000;
/// Titles that are made at a time before they are looked up; of each portion one is searched with a wrong letter.
const PORTION: usize = 1000;
/// The file with all titles.
const LIST: &str = "titles.txt";
/// Characters that both scripts write, the Simplified first where they differ.
const CHARACTERS: &str = include_str!("../../ontology/script/STCharacters.txt");

/// Numbers that look random and are the same every time (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// Makes titles: two to twelve characters, seven on average, that follow each other without any order, which no real title is so poor in; a tenth of them has
/// something in brackets behind it.
struct Titles {
    numbers: Numbers,
    characters: Vec<(char, char)>,
}

impl Titles {
    fn new(seed: u64) -> Self {
        let pair = |line: &str| {
            let (simplified, traditional) = line.split_once('\t')?;
            Some((simplified.chars().next()?, traditional.chars().next()?))
        };
        Self { numbers: Numbers(seed), characters: CHARACTERS.lines().filter_map(pair).collect() }
    }

    /// A title in both scripts.
    fn pair(&mut self) -> (String, String) {
        let length = 2 + self.numbers.below(6) + self.numbers.below(6);
        let mut both = (String::new(), String::new());
        for _ in 0..length {
            // The first rows are the most used for none of the scripts; that does not matter here.
            let (simplified, traditional) = self.characters[self.numbers.below(self.characters.len() as u64) as usize];
            both.0.push(simplified);
            both.1.push(traditional);
        }
        if self.numbers.below(10) == 0 {
            let year = 1800 + self.numbers.below(225);
            let _ = write!(both.0, "_({year}年)");
            let _ = write!(both.1, "_({year}年)");
        }
        both
    }

    /// A title in one of the scripts.
    fn one(&mut self) -> String {
        let both = self.pair();
        if self.numbers.below(2) == 0 { both.0 } else { both.1 }
    }
}

/// A table that is being written.
struct Table(BufWriter<GzEncoder<File>>, usize);

impl Table {
    fn create(folder: &Path, name: &str, columns: &str) -> Result<(Self, PathBuf)> {
        let path = folder.join(format!("zhwiki-20260901-{name}.sql.gz"));
        let mut out = BufWriter::new(GzEncoder::new(File::create(&path)?, Compression::fast()));
        let columns: Vec<String> = columns.split(' ').map(|column| format!("  `{column}` varbinary(255) DEFAULT NULL")).collect();
        write!(out, "CREATE TABLE `{name}` (\n{}\n) ENGINE=InnoDB;\nINSERT INTO `{name}` VALUES ", columns.join(",\n"))?;
        Ok((Self(out, 0), path))
    }

    fn row(&mut self, row: std::fmt::Arguments<'_>) -> Result<()> {
        if self.1 > 0 {
            self.0.write_all(b",")?;
        }
        self.1 += 1;
        Ok(self.0.write_fmt(row)?)
    }

    fn end(mut self) -> Result<()> {
        self.0.write_all(b";\n")?;
        self.0.into_inner().map_err(|error| error.into_error())?.finish()?;
        Ok(())
    }
}

/// Writes the dumps of the wiki.
fn write(folder: &Path) -> Result<u64> {
    let (mut page, page_path) = Table::create(folder, "page", "page_id page_namespace page_title page_is_redirect page_touched page_len")?;
    let (mut props, props_path) = Table::create(folder, "page_props", "pp_page pp_propname pp_value pp_sortkey")?;
    let (mut redirect, redirect_path) = Table::create(folder, "redirect", "rd_from rd_namespace rd_title rd_interwiki rd_fragment")?;
    let mut titles = Titles::new(1);
    let mut list = BufWriter::new(File::create(folder.join(LIST))?);
    let mut known = HashSet::new();
    let mut pages: Vec<(String, String)> = Vec::new();
    let mut id = 0;
    while id < TITLES {
        let is_redirect = titles.numbers.below(100) < REDIRECTS && !pages.is_empty();
        if is_redirect {
            // Half of the redirects are the title in the other script.
            let target = titles.numbers.below(pages.len() as u64) as usize;
            let title = if titles.numbers.below(2) == 0 { pages[target].1.clone() } else { titles.one() };
            if !known.insert(title.clone()) {
                continue;
            }
            id += 1;
            writeln!(list, "{title}")?;
            page.row(format_args!("({id},0,'{title}',1,'20260901000000',40)"))?;
            redirect.row(format_args!("({id},0,'{}','','')", pages[target].0))?;
            continue;
        }
        let (simplified, traditional) = titles.pair();
        let (title, other) = if titles.numbers.below(2) == 0 { (simplified, traditional) } else { (traditional, simplified) };
        if !known.insert(title.clone()) {
            continue;
        }
        id += 1;
        writeln!(list, "{title}")?;
        page.row(format_args!("({id},0,'{title}',0,'20260901000000',4000)"))?;
        props.row(format_args!("({id},'wikibase_item','Q{}',NULL)", 1 + titles.numbers.below(130_000_000)))?;
        pages.push((title, other));
    }
    list.flush()?;
    page.end()?;
    props.end()?;
    redirect.end()?;
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |data| data.len());
    Ok(size(&page_path) + size(&props_path) + size(&redirect_path))
}

/// Makes the index, in a process of its own. Tells its size and its titles.
pub fn make(folder: &Path, more: &mut Vec<f64>) -> Result<usize> {
    let files: Vec<PathBuf> = ["page", "page_props", "redirect"].map(|name| folder.join(format!("zhwiki-20260901-{name}.sql.gz"))).to_vec();
    let plan = Plan::new(&files, Options { threads: 1, ..Options::default() });
    let report = plan.build(&folder.join("index"), &Arc::default(), &mut |_| {})?;
    ensure!(report.troubles.is_empty() && report.wikis.len() == 1, "{:?}", report.troubles);
    more.push(report.size as f64);
    Ok(report.wikis[0].counts.titles as usize)
}

/// Looks titles up, in a process of its own. Tells how long opening took, and how many a second were found, were found in the other script or another case,
/// and were not there; and how many names with a wrong letter were searched. Titles are made a thousand at a time, so that the peak is that of the index.
pub fn look_up(folder: &Path, more: &mut Vec<f64>) -> Result<usize> {
    let start = Instant::now();
    let index = Index::open(&folder.join("index"))?;
    more.push(crate::ms(start.elapsed()));
    let mut others = Titles::new(2);
    let mut lines = BufReader::new(File::open(folder.join(LIST))?).lines().step_by(TITLES / ASKED);
    let (mut found, mut times) = (0, [Duration::ZERO; 3]);
    let mut wrong = Vec::new();
    for _ in 0..ASKED / PORTION {
        let titles = lines.by_ref().take(PORTION).collect::<Result<Vec<String>, _>>()?;
        wrong.extend(titles.iter().find(|title| title.chars().count() > 3).map(|title| with_a_wrong_letter(title)));
        let missing = (0..PORTION).map(|_| Title::new("zh", others.one())).collect();
        let spelled = titles.iter().map(|title| Title::new("zh", entente::fold::fold(title))).collect();
        let there: Vec<Title> = titles.into_iter().map(|title| Title::new("zh", title)).collect();
        for (asked, time) in [there, spelled, missing].iter().zip(&mut times) {
            let start = Instant::now();
            for title in asked {
                found += usize::from(matches!(index.answer(title)?, Answer::Found(_)));
            }
            *time += start.elapsed();
        }
    }
    more.extend(times.map(|time| ASKED as f64 / time.as_secs_f64()));
    ensure!(found > ASKED * 3 / 2, "only {found} titles were found");
    let start = Instant::now();
    for name in &wrong {
        ensure!(!index.search(name, 5)?.is_empty(), "nothing is like {name}");
    }
    more.push(wrong.len() as f64 / start.elapsed().as_secs_f64());
    Ok(found)
}

/// A name whose last character but one is another one.
fn with_a_wrong_letter(name: &str) -> String {
    let at = name.chars().count().saturating_sub(2);
    name.chars().enumerate().map(|(place, c)| if place == at { '〇' } else { c }).collect()
}

/// Measures it.
pub fn all() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let packed = write(folder.path())?;
    let place = child::path(folder.path())?;
    let made = child::run(&["index", place])?;
    let looked = child::run(&["titles", place])?;
    let ([size], [open, there, spelled, missing, like]) = (&made.more[..], &looked.more[..]) else {
        anyhow::bail!("no figures of the index")
    };
    println!("an index of {TITLES} titles, {REDIRECTS} % redirects, of {:.1} MB of dumps", packed as f64 / 1e6);
    let rows = [
        ("made in, s", made.seconds),
        ("peak while it is made, MB", made.peak),
        ("titles", made.count),
        ("bytes of the file", *size),
        ("bytes a title", size / made.count),
        ("opened in, ms", *open),
        ("titles as they stand, look-ups/s", *there),
        ("other spellings, look-ups/s", *spelled),
        ("titles that are not there, look-ups/s", *missing),
        ("names with a wrong letter, searches/s", *like),
        ("peak of the process that looks up, MB", looked.peak),
    ];
    for (name, figure) in rows {
        println!("  {name:<40}{figure:>14.1}");
    }
    println!();
    Ok(())
}

//! The stages on one thread, on pages that are in memory.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::Result;
use entente::{
    document,
    pipeline::{Options, Pipeline, Reading},
    rules,
    source::{Format, RawPage},
};

use crate::{args::Args, data::Pages, lines, median};

/// Rounds of the stages. Each one measures all of them, so that what else the machine does falls on all alike.
const ROUNDS: usize = 5;
/// Megabytes of each format that a round goes over: so many, or a fifth of all.
const SAMPLE: u64 = 4;
const FORMATS: [Format; 3] = [Format::Markdown, Format::Wikitext, Format::Html];
const STAGES: [&str; 4] =
    ["read: bytes to document", "mentions and rules: to findings", "graph: to quads", "all: bytes to quads, and freed"];

/// The bare Markdown parser, to compare with.
pub struct Parser {
    sample: Vec<RawPage>,
}

impl Parser {
    /// The parser with something to parse.
    pub fn new(args: &Args) -> Result<Self> {
        Ok(Self { sample: Pages::of(Format::Markdown, &args.pages)?.raw(sample(args)) })
    }

    /// Goes over the sample once. Gives MB/s.
    fn once(&self) -> Result<f64> {
        let start = Instant::now();
        self.sample.iter().try_for_each(parse)?;
        Ok(megabytes(&self.sample) / start.elapsed().as_secs_f64())
    }

    /// MB/s at this hour.
    pub fn rate(&self) -> Result<f64> {
        let mut rates = (0..=ROUNDS).map(|_| self.once()).collect::<Result<Vec<_>>>()?;
        Ok(median(&mut rates[1..]))
    }
}

/// What all that reads Markdown has to do at least.
fn parse(page: &RawPage) -> Result<()> {
    use pulldown_cmark::{Options, Parser};
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(std::str::from_utf8(&page.bytes)?, options).into_offset_iter() {
        black_box(event);
    }
    Ok(())
}

/// Bytes of each format that a round goes over.
fn sample(args: &Args) -> u64 {
    SAMPLE.min(args.mb.div_ceil(5)) * 1_000_000
}

fn megabytes(pages: &[RawPage]) -> f64 {
    pages.iter().map(|page| page.bytes.len() as f64).sum::<f64>() / 1e6
}

/// Measures every stage in every format.
pub fn all(args: &Args, parser: &Parser) -> Result<()> {
    let pipeline = Pipeline::new(Options::default()).map_err(lines)?;
    let samples = FORMATS.iter().map(|format| Ok(Pages::of(*format, &args.pages)?.raw(sample(args)))).collect::<Result<Vec<_>>>()?;
    let mut parsed = Vec::new();
    let mut rates = [const { [const { Vec::new() }; STAGES.len()] }; FORMATS.len()];
    let mut quads = [0; FORMATS.len()];
    // The first round warms up and does not count.
    for round in 0..=ROUNDS {
        let rate = parser.once()?;
        for (format, sample) in samples.iter().enumerate() {
            let (spent, found) = stages(&pipeline, sample);
            quads[format] = found;
            if round > 0 {
                let rate = |time: Duration| megabytes(sample) / time.as_secs_f64();
                rates[format].iter_mut().zip(spent).for_each(|(all, one)| all.push(rate(one)));
            }
        }
        if round > 0 {
            parsed.push(rate);
        }
    }
    println!("{:<34}{:>10}{:>10}{:>12}", "stages, one thread", "MB/s", "pages/s", "of parser");
    println!("  {:<32}{:>10.1}", "bare Markdown parser", median(&mut parsed.clone()));
    for (format, rates) in rates.iter_mut().enumerate() {
        let mean = megabytes(&samples[format]) / samples[format].len() as f64;
        println!("  {:?}, {:.0} quads a kB", FORMATS[format], quads[format] as f64 / megabytes(&samples[format]) / 1e3);
        for (name, rates) in STAGES.iter().zip(rates) {
            let mut ratios: Vec<f64> = rates.iter().zip(&parsed).map(|(stage, parser)| stage / parser).collect();
            let rate = median(rates);
            println!("    {name:<30}{rate:>10.2}{:>10.0}{:>11.1}%", rate / mean, median(&mut ratios) * 100.0);
        }
    }
    println!();
    Ok(())
}

/// Takes pages through the stages: the time of each, and the quads.
fn stages(pipeline: &Pipeline, pages: &[RawPage]) -> ([Duration; STAGES.len()], usize) {
    let mut spent = [Duration::ZERO; STAGES.len()];
    for page in pages {
        let start = Instant::now();
        let document = document::read(page);
        let read = Instant::now();
        let (cast, findings) = rules::read(&document, pipeline.gazetteer(), pipeline.engine());
        let understood = Instant::now();
        let reading = Reading { document, cast, findings };
        let graph = black_box(pipeline.graph(page, &reading));
        let end = Instant::now();
        spent[0] += read - start;
        spent[1] += understood - read;
        spent[2] += end - understood;
        drop(graph);
    }
    let start = Instant::now();
    let quads = pages.iter().map(|page| black_box(pipeline.graph(page, &pipeline.read(page))).len()).sum();
    spent[3] = start.elapsed();
    (spent, quads)
}

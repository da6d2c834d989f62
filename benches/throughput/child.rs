//! What is measured in a process of its own, so that the peak of memory is its alone.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context as _, Result, bail};

use crate::{index, store, whole};

/// What a process of its own found.
pub struct Found {
    /// From its start to its end.
    pub seconds: f64,
    /// Quads, where it made any.
    pub count: f64,
    /// Largest resident memory in MB.
    pub peak: f64,
    /// What else it measured.
    pub more: Vec<f64>,
}

/// Runs this program again to measure one thing.
pub fn run(words: &[&str]) -> Result<Found> {
    let output = Command::new(std::env::current_exe()?).arg("--child").args(words).stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text.split_whitespace().map_while(|word| word.parse().ok()).collect();
    match numbers[..] {
        [seconds, count, peak, ref more @ ..] if output.status.success() => Ok(Found { seconds, count, peak, more: more.to_vec() }),
        _ => bail!("measuring {} ended with {}", words.join(" "), output.status),
    }
}

/// The other side of [`run`].
pub fn measured(words: &[String]) -> Result<()> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let start = Instant::now();
    let mut more = Vec::new();
    let count = match words[..] {
        ["pages", place] => whole::unpack(place)?,
        ["quads", threads, place] => whole::quads(place, threads.parse()?)?,
        ["build", pages, store] => {
            let status = entente::commands::main(["entente", "build", "--quiet", "--store", store, pages].map(Into::into).to_vec());
            if status != 0 {
                bail!("entente build ended with {status}");
            }
            0
        }
        #[cfg(feature = "rocksdb")]
        ["load", pages, place] => crate::building::load(pages, Path::new(place), &mut more)?,
        ["index", folder] => index::make(Path::new(folder), &mut more)?,
        ["titles", folder] => index::look_up(Path::new(folder), &mut more)?,
        ["store", size, pages] => store::fill(size.parse()?, Path::new(pages), &mut more)?,
        _ => bail!("nothing is called {}", words.join(" ")),
    };
    print!("{} {count} {}", start.elapsed().as_secs_f64(), peak().unwrap_or(f64::NAN));
    more.iter().for_each(|number| print!(" {number}"));
    println!();
    Ok(())
}

/// The largest resident memory of this process so far in MB; only Linux tells.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

/// A path as a word.
pub fn path(path: &Path) -> Result<&str> {
    path.to_str().context("the path is not UTF-8")
}

//! The live API as the command line asks for it.

use std::{
    env,
    io::IsTerminal as _,
    path::{Path, PathBuf},
};

use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use crate::{
    cli,
    link::api::{Client, Error, Event, Options},
};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(error.to_string())
    }
}

/// The client that the user asked for; none where the API is not to be asked.
pub(super) fn client(args: &cli::Api, quiet: bool) -> Result<Option<Client>, Failure> {
    if !args.api {
        return Ok(None);
    }
    let cache = match &args.api_cache {
        Some(folder) => folder.clone(),
        None => cache_folder()
            .ok_or_else(|| Failure::new("no folder for the API's answers: neither XDG_CACHE_HOME nor HOME is set; give --api-cache DIR"))?,
    };
    let options = Options {
        wiki: args.api_wiki.clone(),
        wikidata: args.api_wikidata.clone(),
        max_age: Some(args.api_max_age),
        ..Options::new(args.contact.clone().unwrap_or_default(), cache)
    };
    let mut client = Client::new(options)?;
    if !quiet && std::io::stderr().is_terminal() {
        let bar = bar();
        client.on_event(move |event| show(&bar, event));
    }
    Ok(Some(client))
}

/// Where a user's programs keep what can be had again (XDG Base Directory Specification).
fn cache_folder() -> Option<PathBuf> {
    let folder = |name| env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let caches = folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")));
    caches.map(|caches| caches.join(Path::new("entente/api")))
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} asked for, {eta} left {msg}") {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, event: Event<'_>) {
    match event {
        Event::Answered { done, of } if done == of => bar.finish_and_clear(),
        Event::Answered { done, of } => {
            if bar.is_finished() || bar.length() != Some(of as u64) {
                bar.reset();
                bar.set_length(of as u64);
            }
            bar.set_message("");
            bar.set_position(done as u64);
        }
        Event::Waiting { time, why } => bar.set_message(format!("waits {} s: {why}", time.as_secs_f32().ceil())),
    }
}

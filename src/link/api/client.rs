//! Titles and items, from the cache where it knows them, else from the API.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Clock, Error, Event, Options, Wall,
    address::Wikis,
    ask::Asker,
    batch::in_batches,
    cache::{Cache, Kind},
    clock,
    entities::{self, Entity},
    pages, title,
};
use crate::link::{
    Description, Found, How, Item, Origin, Source, Title,
    http::{self, Http},
};

/// A client of the live API.
pub struct Client {
    asker: Asker,
    cache: Cache,
    wikis: Wikis,
    wikidata: String,
    languages: Vec<String>,
}

/// The page that a title leads to, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct KeptPage {
    title: String,
    item: Option<String>,
    how: How,
    disambiguation: bool,
}

/// An item as it is kept, with the languages that were asked for.
#[derive(Debug, Serialize, Deserialize)]
struct KeptItem {
    languages: Vec<String>,
    #[serde(flatten)]
    entity: Entity,
}

impl KeptPage {
    fn new(found: &Found) -> Self {
        let item = found.item.map(|item| item.to_string());
        Self { title: found.title.clone(), item, how: found.how, disambiguation: found.disambiguation }
    }

    fn found(self, date: &str) -> Found {
        let item = self.item.and_then(|id| id.parse().ok());
        Found { title: self.title, item, how: self.how, disambiguation: self.disambiguation, date: Some(date.to_owned()) }
    }
}

impl Client {
    /// A client. It asks nobody yet.
    ///
    /// # Errors
    /// There is no contact, an address is none, or the cache cannot be opened.
    pub fn new(options: Options) -> Result<Self, Error> {
        Self::with_clock(options, Box::new(Wall))
    }

    /// A client that takes the time from a clock, and waits by it.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_clock(options: Options, clock: Box<dyn Clock>) -> Result<Self, Error> {
        let user_agent = http::user_agent(&options.contact).ok_or(Error::Contact)?;
        let wikis = Wikis::new("--api-wiki", &options.wiki)?;
        let wikidata = options.wikidata.trim().to_owned();
        if !http::is_address(&wikidata) {
            return Err(Error::Address { option: "--api-wikidata", text: http::shown(&wikidata) });
        }
        let oldest = options.max_age.map(|days| clock::day(clock.as_ref(), days)).unwrap_or_default();
        let cache = Cache::open(&options.cache, oldest)?;
        let http = Http::new(&user_agent, options.limits);
        let asker = Asker::new(http, options.patience, Cache::file(&options.cache), clock);
        Ok(Self { asker, cache, wikis, wikidata, languages: options.languages })
    }

    /// Has somebody told what it does while it asks.
    pub fn on_event(&mut self, told: impl FnMut(Event<'_>) + Send + 'static) {
        self.asker.told = Some(Box::new(told));
    }

    /// The statements of each item by property, in the order of the items, as Wikibase's JSON has them; none where there is no such item.
    /// References and hashes are left out, and so are properties that name the item in other databases, or files that show it.
    ///
    /// The items of one call are in memory together, some with hundreds of kilobytes.
    ///
    /// # Errors
    /// The API gives no answer, or the cache cannot be used.
    pub fn claims(&mut self, items: &[Item]) -> Result<Vec<Option<Map<String, Value>>>, Error> {
        self.items(items, |entity| entity.claims)
    }

    /// What is made of each item that there is.
    fn items<T: Clone>(&mut self, items: &[Item], make: impl Fn(Entity) -> T) -> Result<Vec<Option<T>>, Error> {
        self.cache.refresh()?;
        let mut answers: HashMap<Item, Option<T>> = HashMap::new();
        let mut unknown = Vec::new();
        for item in items {
            if answers.contains_key(item) {
                continue;
            }
            let kept = self.cache.get::<KeptItem>(Kind::Item, &self.wikidata, &item.to_string());
            let fits = |kept: &KeptItem| self.languages.iter().all(|language| kept.languages.contains(language));
            let kept = kept.filter(|kept| kept.answer.as_ref().is_none_or(fits));
            if kept.is_none() {
                unknown.push(*item);
            }
            answers.insert(*item, kept.and_then(|kept| kept.answer).map(|kept| make(kept.entity)));
        }
        let of = unknown.len();
        let mut done = 0;
        in_batches(&unknown, entities::BATCH, |batch| {
            let told = entities::ask(&mut self.asker, &self.wikidata, batch, &self.languages.join("|"))?;
            let kept = |entity| KeptItem { languages: self.languages.clone(), entity };
            let kept: Vec<_> = told.answers.into_iter().map(|(item, entity)| (item, entity.map(kept))).collect();
            let lines = kept.iter().map(|(item, kept)| (item.to_string(), kept.as_ref()));
            self.cache.put(Kind::Item, &self.wikidata, &self.today(), lines)?;
            done += kept.len();
            answers.extend(kept.into_iter().map(|(item, kept)| (item, kept.map(|kept| make(kept.entity)))));
            self.asker.tell(Event::Answered { done, of });
            Ok(told.left_out)
        })?;
        Ok(items.iter().map(|item| answers.get(item).cloned().flatten()).collect())
    }

    /// Asks a wiki for titles, and keeps the answers.
    fn ask_wiki<'t>(
        &mut self,
        address: &str,
        titles: &[&'t str],
        mut got: impl FnMut(&mut Asker, &'t str, Option<Found>),
    ) -> Result<(), Error> {
        in_batches(titles, pages::BATCH, |batch| {
            let told = pages::ask(&mut self.asker, address, batch)?;
            let today = self.today();
            let kept: Vec<_> = told.answers.iter().map(|(title, found)| (*title, found.as_ref().map(KeptPage::new))).collect();
            self.cache.put(Kind::Page, address, &today, kept.iter().map(|(title, kept)| ((*title).to_owned(), kept.as_ref())))?;
            for (title, found) in told.answers {
                got(&mut self.asker, title, found.map(|found| Found { date: Some(today.clone()), ..found }));
            }
            Ok(told.left_out)
        })
    }

    fn today(&self) -> String {
        clock::day(self.asker.clock.as_ref(), 0)
    }
}

impl Source for Client {
    type Error = Error;

    fn origin(&self) -> Origin {
        Origin::Api
    }

    fn find(&mut self, titles: &[Title]) -> Result<Vec<Option<Found>>, Error> {
        self.cache.refresh()?;
        // Who is asked for what; nobody where there can be no such page.
        let meant = |title: &Title| Some((self.wikis.of(&title.language)?, title::sent(&title.title)?));
        let asked: Vec<Option<(String, String)>> = titles.iter().map(meant).collect();
        let mut answers: HashMap<(&str, &str), Option<Found>> = HashMap::new();
        let mut unknown: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (address, title) in asked.iter().flatten() {
            if answers.contains_key(&(address.as_str(), title.as_str())) {
                continue;
            }
            let kept = self.cache.get::<KeptPage>(Kind::Page, address, title);
            if kept.is_none() {
                unknown.entry(address).or_default().push(title);
            }
            answers.insert((address, title), kept.and_then(|kept| Some(kept.answer?.found(&kept.date))));
        }
        let of = unknown.values().map(Vec::len).sum();
        let mut done = 0;
        for (address, titles) in unknown {
            self.ask_wiki(address, &titles, |asker, title, found| {
                answers.insert((address, title), found);
                done += 1;
                asker.tell(Event::Answered { done, of });
            })?;
        }
        let answer = |(address, title): &(String, String)| answers.get(&(address.as_str(), title.as_str())).cloned().flatten();
        Ok(asked.iter().map(|asked| asked.as_ref().and_then(answer)).collect())
    }

    fn describe(&mut self, items: &[Item]) -> Result<Vec<Option<Description>>, Error> {
        let languages = self.languages.clone();
        self.items(items, |entity| entity.describe(&languages))
    }
}

//! A wiki of a few pages that answers as MediaWiki's API and Wikibase's are documented.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};

/// Most values of one parameter (API:Data formats, multi-value parameters).
const LIMIT: usize = 50;

/// Characters that the wiki converts, Traditional and Simplified.
const SCRIPTS: &[(char, char)] =
    &[('蘇', '苏'), ('關', '关'), ('係', '系'), ('約', '约'), ('條', '条'), ('羅', '罗'), ('國', '国'), ('聯', '联')];

pub type Parameters = HashMap<String, String>;

#[derive(Clone, Debug, Default)]
pub struct Page {
    id: u32,
    item: Option<String>,
    disambiguation: bool,
    redirect: Option<Redirect>,
}

#[derive(Clone, Debug)]
struct Redirect {
    to: String,
    fragment: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Wiki {
    pub pages: BTreeMap<String, Page>,
    pub entities: BTreeMap<String, Value>,
    /// Pages whose properties are in one part of an answer.
    pub part: usize,
    /// Items that fit into one answer; it leaves out the others.
    pub room: usize,
}

impl Wiki {
    pub fn new() -> Self {
        Self { pages: BTreeMap::new(), entities: BTreeMap::new(), part: LIMIT, room: LIMIT }
    }

    fn add(&mut self, title: &str, page: Page) {
        let id = u32::try_from(self.pages.len()).unwrap() + 1;
        self.pages.insert(title.to_owned(), Page { id, ..page });
    }

    pub fn page(&mut self, title: &str, item: Option<&str>) {
        self.add(title, Page { item: item.map(str::to_owned), ..Page::default() });
    }

    pub fn disambiguation(&mut self, title: &str, item: &str) {
        self.add(title, Page { item: Some(item.to_owned()), disambiguation: true, ..Page::default() });
    }

    /// A redirect, to `title`, `title#fragment` or `en:title`.
    pub fn redirect(&mut self, title: &str, to: &str) {
        let (to, fragment) = to.split_once('#').map_or((to, None), |(to, fragment)| (to, Some(fragment.to_owned())));
        self.add(title, Page { redirect: Some(Redirect { to: to.to_owned(), fragment }), ..Page::default() });
    }

    /// An item with an English label, classes (with their ranks) and a statement of another kind.
    pub fn item(&mut self, id: &str, label: &str, classes: &[(&str, &str)]) {
        let class = |(class, rank): &(&str, &str)| {
            json!({ "id": format!("{id}$1"), "type": "statement", "rank": rank, "references": [{ "hash": "0" }], "mainsnak": {
                "snaktype": "value", "property": "P31", "hash": "1", "datatype": "wikibase-item",
                "datavalue": { "type": "wikibase-entityid", "value": { "entity-type": "item", "id": class } } } })
        };
        let classes: Vec<Value> = classes.iter().map(class).collect();
        let date = json!([{ "id": format!("{id}$2"), "type": "statement", "rank": "normal", "mainsnak": {
            "snaktype": "value", "property": "P585", "hash": "2", "datatype": "time",
            "datavalue": { "type": "time", "value": { "time": "+1950-02-14T00:00:00Z", "precision": 11 } } } }]);
        let entity = json!({ "type": "item", "id": id, "labels": { "en": { "language": "en", "value": label } },
            "descriptions": { "zh": { "language": "zh", "value": format!("{label}的說明") } }, "claims": { "P31": classes, "P585": date } });
        self.entities.insert(id.to_owned(), entity);
    }

    pub fn answer(&self, parameters: &Parameters) -> Value {
        match parameters.get("action").map(String::as_str) {
            Some("query") => self.query(parameters),
            Some("wbgetentities") => self.get_entities(parameters),
            _ => json!({ "error": { "code": "badvalue", "info": "Unrecognized value for parameter \"action\"." } }),
        }
    }

    fn query(&self, parameters: &Parameters) -> Value {
        let titles: Vec<&str> = parameters["titles"].split('|').collect();
        if titles.len() > LIMIT {
            return json!({ "error": { "code": "toomanyvalues", "info": "Too many values supplied for parameter \"titles\". The limit is 50." } });
        }
        let mut set = Resolved::default();
        for title in titles {
            set.title(self, title);
        }
        set.follow(self);
        let from = parameters.get("ppcontinue").map_or(0, |id| id.parse().unwrap());
        let mut left = self.part;
        let mut next = None;
        let mut pages = Map::new();
        let mut found: Vec<(&String, &Page)> = set.found.iter().map(|title| (title, &self.pages[title])).collect();
        found.sort_by_key(|(_, page)| page.id);
        for (title, page) in found {
            let mut row = json!({ "pageid": page.id, "ns": 0, "title": title });
            if page.id >= from && (page.item.is_some() || page.disambiguation) {
                if left > 0 {
                    row["pageprops"] = page.props();
                } else {
                    next = next.or(Some(page.id));
                }
                left = left.saturating_sub(1);
            }
            pages.insert(page.id.to_string(), row);
        }
        for (n, row) in set.others.iter().enumerate() {
            pages.insert(format!("-{}", n + 1), row.clone());
        }
        let mut query = json!({ "pages": pages });
        for (key, rows) in
            [("normalized", set.normalized), ("converted", set.converted), ("redirects", set.redirects), ("interwiki", set.interwiki)]
        {
            if !rows.is_empty() {
                query[key] = rows.into();
            }
        }
        match next {
            Some(id) => json!({ "continue": { "ppcontinue": id.to_string(), "continue": "||" }, "query": query }),
            None => json!({ "batchcomplete": "", "query": query }),
        }
    }

    fn get_entities(&self, parameters: &Parameters) -> Value {
        let ids: Vec<&str> = parameters["ids"].split('|').collect();
        if ids.len() > LIMIT {
            return json!({ "error": { "code": "toomanyvalues", "info": "Too many values supplied for parameter \"ids\". The limit is 50." } });
        }
        let entity = |id: &&str| {
            let entity = self.entities.get(*id).cloned().unwrap_or_else(|| json!({ "id": id, "missing": "" }));
            ((*id).to_owned(), entity)
        };
        let entities: Map<String, Value> = ids.iter().take(self.room).map(entity).collect();
        json!({ "entities": entities, "success": 1 })
    }

    /// The title in the script in which there is a page.
    fn converted(&self, title: &str) -> Option<String> {
        let simplified = |c| SCRIPTS.iter().find(|(hant, _)| *hant == c).map_or(c, |(_, hans)| *hans);
        let traditional = |c| SCRIPTS.iter().find(|(_, hans)| *hans == c).map_or(c, |(hant, _)| *hant);
        [title.chars().map(simplified).collect(), title.chars().map(traditional).collect()].into_iter().find(|t| self.pages.contains_key(t))
    }
}

impl Page {
    fn props(&self) -> Value {
        let mut props = Map::new();
        if let Some(item) = &self.item {
            props.insert("wikibase_item".to_owned(), item.as_str().into());
        }
        if self.disambiguation {
            props.insert("disambiguation".to_owned(), "".into());
        }
        props.into()
    }
}

/// What `ApiPageSet` makes of titles.
#[derive(Default)]
struct Resolved {
    normalized: Vec<Value>,
    converted: Vec<Value>,
    redirects: Vec<Value>,
    interwiki: Vec<Value>,
    found: BTreeSet<String>,
    others: Vec<Value>,
    /// All titles that were looked at: what ends a circle.
    seen: BTreeSet<String>,
    pending: Vec<String>,
}

impl Resolved {
    fn title(&mut self, wiki: &Wiki, sent: &str) {
        if sent.is_empty() || sent.contains(['<', '>', '[', ']', '{', '}', '#']) || sent.contains("~~~") {
            let row = json!({ "title": sent, "invalidreason": "The requested page title contains invalid characters.", "invalid": "" });
            return self.others.push(row);
        }
        if sent.starts_with("en:") {
            return self.interwiki.push(json!({ "title": sent, "iw": "en" }));
        }
        let words: Vec<&str> = sent.split(['_', ' ']).filter(|word| !word.is_empty()).collect();
        let mut characters = words.join(" ").chars().collect::<Vec<_>>();
        characters[0] = characters[0].to_uppercase().next().unwrap();
        let title: String = characters.into_iter().collect::<String>().replace("分類:", "Category:");
        if title != sent {
            self.normalized.push(json!({ "from": sent, "to": title }));
        }
        if title.starts_with("Special:") {
            return self.others.push(json!({ "ns": -1, "title": title, "special": "" }));
        }
        self.look_up(wiki, title);
    }

    fn look_up(&mut self, wiki: &Wiki, title: String) {
        let title = if wiki.pages.contains_key(&title) {
            title
        } else if let Some(other) = wiki.converted(&title) {
            let row = json!({ "from": title, "to": other });
            if !self.converted.contains(&row) {
                self.converted.push(row);
            }
            other
        } else {
            if self.seen.insert(title.clone()) {
                self.others.push(json!({ "ns": 0, "title": title, "missing": "" }));
            }
            return;
        };
        if self.seen.insert(title.clone()) {
            match wiki.pages[&title].redirect {
                Some(_) => self.pending.push(title),
                None => drop(self.found.insert(title)),
            }
        }
    }

    fn follow(&mut self, wiki: &Wiki) {
        while let Some(from) = self.pending.pop() {
            let redirect = wiki.pages[&from].redirect.clone().unwrap();
            let mut row = json!({ "from": from, "to": redirect.to });
            if let Some(fragment) = &redirect.fragment {
                row["tofragment"] = fragment.as_str().into();
            }
            if let Some(title) = redirect.to.strip_prefix("en:") {
                row["to"] = title.into();
                row["tointerwiki"] = "en".into();
                self.redirects.push(row);
                continue;
            }
            self.redirects.push(row);
            self.look_up(wiki, redirect.to);
        }
    }
}

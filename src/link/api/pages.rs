//! Where titles lead: `action=query&prop=pageprops`, and its answer.
//!
//! Source of the shapes: API:Query, API:Pageprops, and MediaWiki's `ApiPageSet`.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::{
    Error,
    ask::{Answer, Asker},
    batch::Told,
};
use crate::link::{Found, How, Item};

/// Most titles of one request, for who has no higher limits (API:Query).
pub(super) const BATCH: usize = 50;

/// Most parts of one answer; a server that goes on for longer goes in circles.
const MOST_PARTS: usize = 200;

/// What is asked of each page.
const FIELDS: &[(&str, &str)] =
    &[("action", "query"), ("prop", "pageprops"), ("ppprop", "wikibase_item|disambiguation"), ("redirects", "1"), ("converttitles", "1")];

/// Where each title leads: at most [`BATCH`] of them, as [`super::title::sent`] gives them; and those that the server left out.
/// The pages have no date yet.
pub(super) fn ask<'t>(asker: &mut Asker, address: &str, titles: &[&'t str]) -> Result<Told<&'t str, Found>, Error> {
    let answer = ask_once(asker, address, titles)?;
    // A server with a lower limit leaves titles out, which does not mean that there is no such page.
    let (told, left_out): (Vec<&str>, Vec<&str>) = titles.iter().partition(|title| titles.len() == 1 || answer.tells_of(title));
    Ok(Told { answers: told.iter().map(|title| (*title, answer.find(title))).collect(), left_out })
}

/// The whole answer for titles.
fn ask_once(asker: &mut Asker, address: &str, titles: &[&str]) -> Result<PageSet, Error> {
    let joined = titles.join("|");
    let mut answer = PageSet::default();
    let mut more: Vec<(String, String)> = Vec::new();
    for _ in 0..MOST_PARTS {
        let mut fields = FIELDS.to_vec();
        fields.push(("titles", &joined));
        fields.extend(more.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let part = match asker.ask(address, &fields)? {
            Answer::Json(part) => part,
            Answer::TooLarge(why, tries) => return Err(asker.gave_up(address, why, tries)),
        };
        let next = continuation(&part);
        if !answer.take(&part) && next.is_empty() {
            return Err(asker.refused(address, "the answer is not that of a MediaWiki: it has no `query`"));
        }
        if next.is_empty() {
            return Ok(answer);
        }
        if next == more {
            break;
        }
        more = next;
    }
    Err(asker.refused(address, "the answer does not end: it is continued again and again"))
}

/// What has to be sent again for the next part of an answer, in the order of the keys; nothing where this is the last.
fn continuation(part: &Value) -> Vec<(String, String)> {
    let keys = part.get("continue").and_then(Value::as_object);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    keys.into_iter().flatten().map(|(key, value)| (key.clone(), text(value))).collect()
}

/// A page that exists.
#[derive(Debug, Default)]
struct Page {
    item: Option<Item>,
    disambiguation: bool,
}

/// Where a redirect leads.
#[derive(Debug)]
struct Redirect {
    to: String,
    /// Whether to a place in the page.
    section: bool,
    /// Whether out of the wiki.
    away: bool,
}

/// An answer, put together from its parts.
#[derive(Debug, Default)]
struct PageSet {
    normalized: HashMap<String, String>,
    converted: HashMap<String, String>,
    redirects: HashMap<String, Redirect>,
    /// By title, which an answer holds once.
    pages: HashMap<String, Page>,
    /// Titles that lead to no page of the wiki.
    nowhere: HashSet<String>,
}

impl PageSet {
    /// Takes in a part of the answer. False where it is none.
    fn take(&mut self, part: &Value) -> bool {
        let Some(query) = part.get("query").and_then(Value::as_object) else {
            // All titles were of other wikis, or nothing was left to tell.
            return part.get("batchcomplete").is_some();
        };
        for row in rows(query, "normalized") {
            if let Some((from, to)) = pair(row) {
                // A title that was no NFC comes back escaped; what is sent is NFC, but its idea of it may be another.
                let escaped = row.get("fromencoded").is_some_and(|flag| flag != &Value::Bool(false));
                let from = if escaped { percent_decode_str(from).decode_utf8_lossy() } else { Cow::Borrowed(from) };
                self.normalized.insert(from.into_owned(), to.to_owned());
            }
        }
        for (from, to) in rows(query, "converted").filter_map(pair) {
            self.converted.insert(from.to_owned(), to.to_owned());
        }
        for row in rows(query, "redirects") {
            if let Some((from, to)) = pair(row) {
                let redirect = Redirect { to: to.to_owned(), section: is_there(row, "tofragment"), away: is_there(row, "tointerwiki") };
                self.redirects.insert(from.to_owned(), redirect);
            }
        }
        let others = rows(query, "interwiki").filter_map(|row| row.get("title")).filter_map(Value::as_str);
        self.nowhere.extend(others.map(str::to_owned));
        for (id, page) in query.get("pages").and_then(Value::as_object).into_iter().flatten() {
            self.page(id, page);
        }
        true
    }

    fn page(&mut self, id: &str, page: &Value) {
        // Pages that are not found have numbers below zero, which are no ids.
        let exists =
            id.parse::<u64>().is_ok_and(|id| id > 0) && !["missing", "invalid", "special"].iter().any(|flag| page.get(flag).is_some());
        let Some(title) = page.get("title").and_then(Value::as_str) else { return };
        if !exists {
            self.nowhere.insert(title.to_owned());
            return;
        }
        let page_props = page.get("pageprops");
        let known = self.pages.entry(title.to_owned()).or_default();
        // A page may come without its properties in one part and with them in another.
        let item = page_props.and_then(|props| props.get("wikibase_item")).and_then(Value::as_str).and_then(|id| id.parse().ok());
        known.item = known.item.or(item);
        known.disambiguation |= page_props.is_some_and(|props| props.get("disambiguation").is_some());
    }

    /// Whether the answer says anything of a title that was sent.
    fn tells_of(&self, sent: &str) -> bool {
        let steps = self.normalized.contains_key(sent) || self.converted.contains_key(sent) || self.redirects.contains_key(sent);
        steps || self.pages.contains_key(sent) || self.nowhere.contains(sent)
    }

    /// The page that a title leads to.
    fn find(&self, sent: &str) -> Option<Found> {
        let mut how = How::Exact;
        let mut title = sent;
        if let Some(to) = self.normalized.get(title) {
            (title, how) = (to, How::Spelling);
        }
        // The target of a redirect may be converted again, and lead on.
        let mut seen = HashSet::new();
        while seen.insert(title) {
            if let Some(to) = self.converted.get(title) {
                (title, how) = (to, how.max(How::Spelling));
            } else if let Some(redirect) = self.redirects.get(title) {
                if redirect.away {
                    return None;
                }
                (title, how) = (&redirect.to, how.max(How::of_redirect(title, &redirect.to, redirect.section)));
            } else {
                let page = self.pages.get(title)?;
                return Some(Found { title: title.to_owned(), item: page.item, how, disambiguation: page.disambiguation, date: None });
            }
        }
        None
    }
}

fn rows<'q>(query: &'q Map<String, Value>, key: &str) -> impl Iterator<Item = &'q Value> {
    query.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn pair(row: &Value) -> Option<(&str, &str)> {
    Some((row.get("from")?.as_str()?, row.get("to")?.as_str()?))
}

fn is_there(row: &Value, key: &str) -> bool {
    row.get(key).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(query: &Value) -> PageSet {
        let mut set = PageSet::default();
        assert!(set.take(&json!({ "batchcomplete": "", "query": query })));
        set
    }

    fn leads(set: &PageSet, title: &str) -> Option<(String, Option<u32>, How)> {
        set.find(title).map(|found| (found.title, found.item.map(|item| item.0), found.how))
    }

    #[test]
    fn every_step_is_walked() {
        let set = set(&json!({
            "normalized": [{ "from": "蘇  俄", "to": "蘇 俄" }],
            "converted": [{ "from": "蘇 俄", "to": "苏 俄" }, { "from": "俄羅斯聯邦", "to": "俄罗斯联邦" }],
            "redirects": [{ "from": "苏 俄", "to": "俄羅斯聯邦" }, { "from": "俄罗斯联邦", "to": "俄罗斯" }],
            "pages": { "5": { "pageid": 5, "ns": 0, "title": "俄罗斯", "pageprops": { "wikibase_item": "Q159" } } },
        }));
        assert_eq!(leads(&set, "蘇  俄"), Some(("俄罗斯".into(), Some(159), How::Redirect)));
        assert_eq!(leads(&set, "俄罗斯"), Some(("俄罗斯".into(), Some(159), How::Exact)));
        assert_eq!(leads(&set, "俄罗斯联邦"), Some(("俄罗斯".into(), Some(159), How::Redirect)));
    }

    #[test]
    fn circles_sections_and_other_wikis_lead_nowhere() {
        let set = set(&json!({
            "redirects": [
                { "from": "甲", "to": "乙" }, { "from": "乙", "to": "甲" },
                { "from": "丙", "to": "丁", "tofragment": "歷史" },
                { "from": "戊", "to": "X", "tointerwiki": "en" },
                { "from": "臺灣", "to": "台湾" },
            ],
            "interwiki": [{ "title": "en:X", "iw": "en" }],
            "pages": {
                "7": { "pageid": 7, "title": "丁", "pageprops": { "disambiguation": "" } }, "8": { "pageid": 8, "title": "X" },
                "9": { "pageid": 9, "title": "台湾" },
            },
        }));
        assert_eq!(leads(&set, "甲"), None);
        assert_eq!(leads(&set, "戊"), None);
        assert_eq!(leads(&set, "en:X"), None);
        assert_eq!(leads(&set, "丙"), Some(("丁".into(), None, How::Section)));
        assert!(set.find("丁").unwrap().disambiguation);
        assert_eq!(leads(&set, "臺灣"), Some(("台湾".into(), None, How::Spelling)));
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let set = set(&json!({ "pages": {
            "-1": { "ns": 0, "title": "A", "missing": "" }, "-2": { "title": "B", "invalid": "", "invalidreason": "x" },
            "-3": { "ns": -1, "title": "Special:C", "special": "" }, "-4": { "title": "D", "pageprops": { "wikibase_item": "Q1" } },
            "-5": { "title": "File:E", "missing": "", "known": "" }, "x": { "title": "F" }, "6": { "title": "G", "pageprops": { "wikibase_item": "P1" } },
        } }));
        for missing in ["A", "B", "Special:C", "D", "File:E", "F", "H"] {
            assert_eq!(leads(&set, missing), None, "{missing}");
        }
        assert_eq!(leads(&set, "G"), Some(("G".into(), None, How::Exact)));
    }

    #[test]
    fn parts_are_put_together() {
        let mut set = set(&json!({ "pages": { "1": { "title": "A" }, "2": { "title": "B", "pageprops": { "wikibase_item": "Q2" } } } }));
        set.take(
            &json!({ "query": { "pages": { "1": { "title": "A", "pageprops": { "wikibase_item": "Q1" } }, "2": { "title": "B" } } } }),
        );
        assert_eq!(leads(&set, "A"), Some(("A".into(), Some(1), How::Exact)));
        assert_eq!(leads(&set, "B"), Some(("B".into(), Some(2), How::Exact)));
        let part = json!({ "continue": { "ppcontinue": "7", "continue": "||" } });
        assert_eq!(continuation(&part), [("continue".into(), "||".into()), ("ppcontinue".into(), "7".into())]);
        assert!(!PageSet::default().take(&json!({ "servedby": "x" })));
    }

    #[test]
    fn a_title_that_comes_back_escaped_is_known() {
        let set = set(&json!({
            "normalized": [{ "fromencoded": "", "from": "%E4%B8%AD%E4%BF%84", "to": "中俄关系" }],
            "pages": { "3": { "title": "中俄关系" } },
        }));
        assert_eq!(leads(&set, "中俄"), Some(("中俄关系".into(), None, How::Spelling)));
    }
}

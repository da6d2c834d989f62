//! Proposals as QuickStatements.

use super::{compare::Proposal, draft::Stated, facts::Evidence};
use crate::link::{
    Item, Property,
    claims::Time,
    quickstatements::{Row, Value},
};

/// Imported from Wikimedia project.
const IMPORTED_FROM: Property = Property(143);
/// Wikimedia import URL.
const IMPORT_URL: Property = Property(4656);
/// Retrieved.
const RETRIEVED: Property = Property(813);

/// The items of Wikipedias by the code of their language; that of Chinese is what the program reads.
const WIKIPEDIAS: [(&str, Item); 8] = [
    ("de", Item(48183)),
    ("en", Item(328)),
    ("es", Item(8449)),
    ("fr", Item(8447)),
    ("it", Item(11920)),
    ("ja", Item(177_837)),
    ("ru", Item(206_855)),
    ("zh", Item(30239)),
];

/// The commands that add what Wikidata lacks, in the order of the proposals, each once; `retrieved` is the day that references name. What cannot be sent without a look
/// is left out.
#[must_use]
pub fn commands(proposals: &[Proposal], retrieved: Time) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for proposal in proposals.iter().filter(|proposal| proposal.can_be_sent()) {
        let row = row(proposal, retrieved);
        if seen.insert((row.subject.clone(), row.property, row.value.to_string())) {
            rows.push(row);
        }
    }
    rows
}

fn row(proposal: &Proposal, retrieved: Time) -> Row {
    let draft = &proposal.draft;
    let value = match &draft.value {
        Stated::Entity(entity) => Value::Item(entity.item),
        Stated::Time(time) => Value::Time(*time),
    };
    let mut row = Row::new(draft.item.item, draft.property, value);
    row.qualifiers = proposal.lacking.iter().map(|(property, time)| (*property, Value::Time(*time))).collect();
    row.references = vec![reference(&draft.evidence, retrieved)];
    row
}

/// Where it was read: the Wikipedia, the page in the version that was read where that is known, and the day.
fn reference(evidence: &Evidence, retrieved: Time) -> Vec<(Property, Value)> {
    let language = evidence.page.strip_prefix("https://").and_then(|rest| rest.split_once(".wikipedia.org/")).map(|(language, _)| language);
    let wikipedia = WIKIPEDIAS.iter().find(|(code, _)| language == Some(*code)).map(|(_, item)| (IMPORTED_FROM, Value::Item(*item)));
    let address = (IMPORT_URL, Value::Text(address(evidence)));
    wikipedia.into_iter().chain([address, (RETRIEVED, Value::Time(retrieved))]).collect()
}

/// The address of the page, in ASCII; that of its version where the number is known.
fn address(evidence: &Evidence) -> String {
    let ascii = |text: &str| {
        let mut ascii = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_ascii_graphic() && !matches!(c, '"' | '|' | '<' | '>' | '\\' | '^' | '`' | '{' | '}') {
                ascii.push(c);
            } else {
                ascii.extend(percent_encoding::utf8_percent_encode(c.encode_utf8(&mut [0; 4]), percent_encoding::NON_ALPHANUMERIC));
            }
        }
        ascii
    };
    let version = evidence.version.as_ref().filter(|version| version.bytes().all(|b| b.is_ascii_digit()) && !version.is_empty());
    match (version, evidence.page.split_once("/wiki/")) {
        // A `&` or a `+` of a title would be taken for syntax in a query.
        (Some(version), Some((wiki, title))) => {
            format!("{wiki}/w/index.php?title={}&oldid={version}", ascii(title).replace('&', "%26").replace('+', "%2B"))
        }
        _ => ascii(&evidence.page),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(page: &str, version: Option<&str>) -> Evidence {
        Evidence {
            quote: "甲".to_owned(),
            page: page.to_owned(),
            url: page.to_owned(),
            version: version.map(str::to_owned),
            rule: String::new(),
            precision: None,
            cases: 0,
        }
    }

    #[test]
    fn references_name_the_page_and_its_version() {
        let day = Time::of_day("2026-01-02").unwrap();
        let written = |page: &str, version: Option<&str>| {
            let mut row = Row::new(Item(1), Property(2), Value::Item(Item(3)));
            row.references = vec![reference(&evidence(page, version), day)];
            row.to_string()
        };
        let base = "https://zh.wikipedia.org/wiki/甲|\"&+";
        assert_eq!(
            written(base, None),
            "Q1\tP2\tQ3\tS143\tQ30239\tS4656\t\"https://zh.wikipedia.org/wiki/%E7%94%B2%7C%22&+\"\tS813\t+2026-01-02T00:00:00Z/11"
        );
        assert!(written(base, Some("123")).contains("\"https://zh.wikipedia.org/w/index.php?title=%E7%94%B2%7C%22%26%2B&oldid=123\""));
        assert!(written(base, Some("1 2")).contains("/wiki/%E7%94%B2"));
        assert!(written("https://tlh.wikipedia.org/wiki/a", None).starts_with("Q1\tP2\tQ3\tS4656\t"));
    }
}

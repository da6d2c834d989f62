//! What a page says of its own subject: what kind of thing it is, and what else it is called.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Kind, Mentions,
    resolve::{kind_of_categories, without_bracket},
};
use crate::{
    document::{BlockKind, Document},
    fold,
};

/// `，简称Y`, `，又称“Y”`.
static ALSO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("(?:简称|又称|又名|亦称|也称|或称)[为作]?[“「《]?(?P<x>\\p{Han}{3,12})[”」》]?[，。；、）)]").ok());

impl Mentions<'_> {
    /// What the page says that its subject is, where that is a treaty, exercise, conflict or organisation: by its categories, else by its first
    /// sentence, `X是A與B的聯合演習`.
    pub(super) fn defined_kind(&self, document: &Document) -> Option<Kind> {
        let categories: Vec<&str> = document.categories.iter().map(|category| category.name.as_str()).collect();
        let wanted = |kind: &Kind| kind.is_event() || kind.is_organization();
        kind_of_categories(&categories).filter(wanted).or_else(|| self.kind_by_definition(document).filter(wanted))
    }

    /// The kind of what the first sentence says that the subject is.
    fn kind_by_definition(&self, document: &Document) -> Option<Kind> {
        /// What may stand before the name: a mark of quotation or of a title.
        const BEFORE: usize = 2 * '《'.len_utf8();
        let text = fold::fold(&first_paragraph(document)?);
        let title = fold::fold(&document.title);
        let name = without_bracket(&title).0;
        let behind = &text[text.find(name).filter(|at| *at <= BEFORE)? + name.len()..];
        let sentence = behind.split('。').next()?;
        let predicate = &sentence[sentence.find('是')? + '是'.len_utf8()..];
        let noun = predicate.split(['，', '；', '：']).next()?;
        Some(self.gazetteer.kind_by_words(noun))
    }

    /// Learns what else the page's own subject is called: `X（…），簡稱Y`.
    pub fn learn_own_names(&mut self, document: &Document) {
        let (Some(own), Some(text)) = (self.own, first_paragraph(document)) else { return };
        let text = fold::fold(&text);
        let sentence = text.split('。').next().unwrap_or_default().to_owned() + "。";
        // What stands behind the verb is the name of something else.
        let head = sentence.split_once('是').map_or(sentence.as_str(), |(head, _)| head);
        let names: Vec<String> = ALSO.as_ref().into_iter().flat_map(|r| r.captures_iter(head)).map(|c| c["x"].to_owned()).collect();
        for name in names {
            self.learn_name(name, own);
        }
    }
}

/// The visible text of the first paragraph.
fn first_paragraph(document: &Document) -> Option<String> {
    let first = document.blocks.iter().find(|block| block.kind == BlockKind::Paragraph && !block.text.visible.trim().is_empty())?;
    (first.section == 0).then(|| first.text.visible.trim().to_owned())
}

//! The order of an export: what a reader looks for first comes first.

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNodeRef, vocab::rdf};

use crate::graph::{
    Ent, Names,
    vocab::{dct, oa, skos},
};

/// Tells where subjects and predicates stand.
///
/// The dataset comes first, then the pages with their sections, the entities, the polls, then each statement with its evidence behind it, all else,
/// and the vocabulary. Of the predicates the type comes first, then what makes up a statement; the others follow by their IRIs.
pub struct Order {
    dataset: String,
    entities: String,
    polls: String,
    statements: String,
    evidences: String,
    vocabulary: String,
    leading: Vec<NamedNode>,
}

impl Order {
    /// For the IRIs of one base.
    #[must_use]
    pub fn new(names: &Names) -> Self {
        let ent = |term| names.ent(term);
        let leading: [NamedNodeRef<'_>; 21] = [
            rdf::TYPE,
            rdf::SUBJECT,
            rdf::PREDICATE,
            rdf::OBJECT,
            ent(Ent::Status),
            ent(Ent::AttributedTo),
            ent(Ent::Date),
            ent(Ent::Edtf),
            ent(Ent::Via),
            ent(Ent::ViaText),
            ent(Ent::Place),
            skos::PREF_LABEL,
            skos::ALT_LABEL,
            dct::TITLE,
            oa::HAS_SOURCE,
            oa::HAS_SELECTOR,
            oa::EXACT,
            oa::PREFIX,
            oa::SUFFIX,
            oa::START,
            oa::END,
        ];
        Self {
            dataset: format!("{}/dataset", names.base()),
            entities: names.entities("zh"),
            polls: format!("{}/poll/", names.base()),
            statements: names.statements(),
            evidences: names.evidences(),
            vocabulary: names.vocabulary(),
            leading: leading.into_iter().map(NamedNodeRef::into_owned).collect(),
        }
    }

    /// The key by which subjects are sorted. Two subjects may share one; their IRIs decide then.
    #[must_use]
    pub fn subject(&self, subject: NamedOrBlankNodeRef<'_>) -> String {
        let NamedOrBlankNodeRef::NamedNode(node) = subject else { return "6".to_owned() };
        let iri = node.as_str();
        if let Some(id) = iri.strip_prefix(self.statements.as_str()) {
            return format!("4{id}");
        }
        if let Some(id) = iri.strip_prefix(self.evidences.as_str()) {
            // `!` comes before `-`: what belongs to the first piece of evidence stands before the second one.
            return format!("4{}!", id.replacen("-quote", "!1", 1).replacen("-bytes", "!2", 1));
        }
        let group = match iri {
            iri if iri.starts_with(self.dataset.as_str()) => '0',
            iri if iri.starts_with("https://zh.wikipedia.org/") => '1',
            iri if iri.starts_with(self.entities.as_str()) => '2',
            iri if iri.starts_with(self.polls.as_str()) => '3',
            iri if iri.starts_with(self.vocabulary.as_str()) => '7',
            _ => '5',
        };
        // The IRI itself, as it stands without brackets: a page comes before its sections.
        format!("{group}{iri}")
    }

    /// What stands before a predicate's IRI when predicates are sorted: one character below `<`, or nothing.
    #[must_use]
    pub fn predicate(&self, predicate: NamedNodeRef<'_>) -> Option<char> {
        let at = self.leading.iter().position(|leading| leading.as_ref() == predicate)?;
        Some(char::from(b'!' + u8::try_from(at).ok()?))
    }
}

//! What the store states of entities that are linked.

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef};

use crate::{
    graph::{
        Ent,
        vocab::{oa, owl, prov, rdf, schema, skos},
    },
    link::Item,
    ontology::{TermKind, Vocabulary},
    store::{Store, StoreError, sparql::text},
    time::Edtf,
};

/// Classes that one is under; the vocabulary is less deep.
const DEPTH: usize = 16;

/// An entity with a confirmed link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its item.
    pub item: Item,
    /// Its canonical name.
    pub label: String,
    /// Its classes with those above them, by their local names.
    pub(super) classes: BTreeSet<String>,
    /// The first year in which it was.
    pub(super) start: Option<i32>,
    /// The last.
    pub(super) end: Option<i32>,
}

/// The sentence that shows something.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The words.
    pub quote: String,
    /// The address of the page.
    pub page: String,
    /// The address that opens the page at the words; that of the page where there is none.
    pub url: String,
    /// The number of the version of the page that was read, where it is known.
    pub version: Option<String>,
    /// The rule that read it.
    pub rule: String,
    /// The share of cases in which the rule was right; none where it was never tried.
    pub precision: Option<f64>,
    /// The number of these cases.
    pub cases: u64,
}

/// An affirmed or denied statement both of whose sides are linked.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) subject: Rc<Entity>,
    pub(super) object: Rc<Entity>,
    pub(super) via: Vec<Rc<Entity>>,
    pub(super) words: Vec<String>,
    pub(super) date: Option<Edtf>,
    pub(super) denied: bool,
    pub(super) evidence: Evidence,
}

/// Reads statements and those whom they are about.
pub(super) struct Facts<'a> {
    store: &'a Store,
    links: HashMap<NamedNode, Option<Item>>,
    entities: HashMap<NamedNode, Option<Rc<Entity>>>,
    /// Each class with those above it.
    classes: HashMap<String, Vec<String>>,
    /// Affirmed statements of which a side has no confirmed link.
    pub(super) unlinked: usize,
}

impl Entity {
    /// Whether it was there at a date; so it is where nobody knows.
    pub(super) fn was_there(&self, date: Option<&Edtf>) -> bool {
        let Some(date) = date else { return true };
        let begun = !matches!((self.start, date.last_year()), (Some(start), Some(last)) if last < start);
        let ended = matches!((self.end, date.year()), (Some(end), Some(first)) if first > end);
        begun && !ended
    }

    /// Whether it has one of some classes.
    pub(super) fn is_a(&self, classes: &[String]) -> bool {
        classes.iter().any(|class| self.classes.contains(class))
    }
}

impl<'a> Facts<'a> {
    /// Finds the links that are sure.
    pub(super) fn new(store: &'a Store, vocabulary: &Vocabulary) -> Result<Self, StoreError> {
        let mut found: HashMap<NamedNode, BTreeSet<Item>> = HashMap::new();
        for quad in store.quads().quads_for_pattern(None, Some(owl::SAME_AS), None, None) {
            let quad = quad.map_err(|error| store.error(&error))?;
            if let (NamedOrBlankNode::NamedNode(node), Some(item)) = (quad.subject, item(&quad.object)) {
                found.entry(node).or_default().insert(item);
            }
        }
        // What is said to be two is neither.
        let links = found.into_iter().map(|(node, items)| (node, items.first().copied().filter(|_| items.len() == 1))).collect();
        let classes =
            vocabulary.terms.iter().filter(|term| term.kind == TermKind::Class).map(|term| (term.name.clone(), term.broader.clone()));
        Ok(Self { store, links, entities: HashMap::new(), classes: classes.collect(), unlinked: 0 })
    }

    /// Hands out the statements of a relation whose sides are linked.
    pub(super) fn each(&mut self, relation: &str, take: &mut dyn FnMut(Rc<Fact>)) -> Result<(), StoreError> {
        let relation = self.store.names().relation(relation);
        let object: TermRef<'_> = relation.as_ref().into();
        let store = self.store;
        for quad in store.quads().quads_for_pattern(None, Some(rdf::PREDICATE), Some(object), None) {
            let NamedOrBlankNode::NamedNode(statement) = quad.map_err(|error| store.error(&error))?.subject else { continue };
            if let Some(fact) = self.fact(statement.as_ref())? {
                take(Rc::new(fact));
            }
        }
        Ok(())
    }

    fn fact(&mut self, statement: NamedNodeRef<'_>) -> Result<Option<Fact>, StoreError> {
        let names = self.store.names();
        let status = self.node(statement, names.ent(Ent::Status))?;
        let is = |wanted: Ent| status.as_ref().is_some_and(|status| status.as_ref() == names.ent(wanted));
        let denied = is(Ent::Denied);
        if !denied && !is(Ent::Affirmed) {
            return Ok(None);
        }
        let (subject, object) = (self.side(statement, rdf::SUBJECT)?, self.side(statement, rdf::OBJECT)?);
        let (Some(subject), Some(object)) = (subject, object) else {
            self.unlinked += usize::from(!denied);
            return Ok(None);
        };
        let mut via = Vec::new();
        for term in self.objects(statement.into(), names.ent(Ent::Via))? {
            if let Term::NamedNode(node) = term {
                via.extend(self.entity(&node)?);
            }
        }
        let words = self.objects(statement.into(), names.ent(Ent::ViaText))?.iter().map(|term| text(term).to_owned()).collect();
        let date = self.first(statement, names.ent(Ent::Edtf))?.and_then(Edtf::new);
        let Some(evidence) = self.evidence(statement)? else { return Ok(None) };
        Ok(Some(Fact { subject, object, via, words, date, denied, evidence }))
    }

    fn side(&mut self, statement: NamedNodeRef<'_>, place: NamedNodeRef<'_>) -> Result<Option<Rc<Entity>>, StoreError> {
        match self.node(statement, place)? {
            Some(node) => self.entity(&node),
            None => Ok(None),
        }
    }

    fn entity(&mut self, node: &NamedNode) -> Result<Option<Rc<Entity>>, StoreError> {
        if let Some(known) = self.entities.get(node) {
            return Ok(known.clone());
        }
        let entity = match self.links.get(node).copied().flatten() {
            Some(item) => Some(Rc::new(self.described(node.as_ref(), item)?)),
            None => None,
        };
        self.entities.insert(node.clone(), entity.clone());
        Ok(entity)
    }

    fn described(&self, node: NamedNodeRef<'_>, item: Item) -> Result<Entity, StoreError> {
        let names = self.store.names();
        let mut classes = BTreeSet::new();
        for class in self.objects(node.into(), rdf::TYPE)? {
            if let Term::NamedNode(class) = &class
                && let Some(local) = names.local(class.as_ref())
            {
                self.add_class(local, &mut classes, DEPTH);
            }
        }
        let label = self.first(node, skos::PREF_LABEL)?.unwrap_or_else(|| item.to_string());
        let year = |date: Option<String>| date.and_then(Edtf::new);
        let start = year(self.first(node, names.ent(Ent::Start))?).and_then(|date| date.year());
        let end = year(self.first(node, names.ent(Ent::End))?).and_then(|date| date.last_year());
        Ok(Entity { item, label, classes, start, end })
    }

    fn add_class(&self, class: &str, into: &mut BTreeSet<String>, depth: usize) {
        if depth == 0 || !into.insert(class.to_owned()) {
            return;
        }
        for above in self.classes.get(class).into_iter().flatten() {
            self.add_class(above, into, depth - 1);
        }
    }

    /// The clearest sentence of a statement.
    fn evidence(&self, statement: NamedNodeRef<'_>) -> Result<Option<Evidence>, StoreError> {
        let names = self.store.names();
        let Some(page) = self.node(statement, names.ent(Ent::OnPage))? else { return Ok(None) };
        for source in self.objects(statement.into(), prov::WAS_DERIVED_FROM)? {
            let Term::NamedNode(source) = source else { continue };
            if self.first(source.as_ref(), names.ent(Ent::EvidenceRank))?.as_deref() != Some("1") {
                continue;
            }
            let mut quote = None;
            for selector in self.objects(source.as_ref().into(), oa::HAS_SELECTOR)? {
                if let Term::NamedNode(selector) = selector {
                    quote = quote.or(self.first(selector.as_ref(), oa::EXACT)?);
                }
            }
            let Some(quote) = quote else { continue };
            let rule = self.node(statement, names.ent(Ent::ReadBy))?;
            let of_rule = |what: Ent| rule.as_ref().map_or(Ok(None), |rule| self.first(rule.as_ref(), names.ent(what)));
            let precision = of_rule(Ent::Precision)?.and_then(|text| text.parse().ok());
            let cases = of_rule(Ent::Cases)?.and_then(|text| text.parse().ok()).unwrap_or(0);
            let url = self.first(source.as_ref(), schema::URL)?.unwrap_or_else(|| page.as_str().to_owned());
            let version = self.first(page.as_ref(), schema::VERSION)?;
            let rule = self.first(statement, names.ent(Ent::Rule))?.unwrap_or_default();
            return Ok(Some(Evidence { quote, page: page.into_string(), url, version, rule, precision, cases }));
        }
        Ok(None)
    }

    /// The objects of a subject and a predicate in all graphs, each once, sorted by their text.
    fn objects(&self, subject: NamedOrBlankNodeRef<'_>, predicate: NamedNodeRef<'_>) -> Result<Vec<Term>, StoreError> {
        let mut found = Vec::new();
        for quad in self.store.quads().quads_for_pattern(Some(subject), Some(predicate), None, None) {
            found.push(quad.map_err(|error| self.store.error(&error))?.object);
        }
        found.sort_by(|one, other| text(one).cmp(text(other)));
        found.dedup();
        Ok(found)
    }

    fn first(&self, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>) -> Result<Option<String>, StoreError> {
        Ok(self.objects(subject.into(), predicate)?.first().map(|term| text(term).to_owned()))
    }

    fn node(&self, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>) -> Result<Option<NamedNode>, StoreError> {
        Ok(self
            .objects(subject.into(), predicate)?
            .into_iter()
            .find_map(|term| if let Term::NamedNode(node) = term { Some(node) } else { None }))
    }
}

fn item(term: &Term) -> Option<Item> {
    match term {
        Term::NamedNode(node) => Item::of_iri(node.as_str()),
        _ => None,
    }
}

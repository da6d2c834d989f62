//! Values of parameters: from what people type to terms.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use oxigraph::model::{GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef};

use super::{Store, StoreError, canned::Canned, types::Type};
use crate::{
    fold,
    graph::{
        self, SharedGraph,
        vocab::{WIKIDATA_ENTITY, owl, rdf, rdfs, skos, xsd},
    },
    mention::Gazetteer,
};

/// Why a value cannot be used, as one line.
#[derive(Debug, thiserror::Error)]
pub enum ParameterError {
    /// A parameter that the query does not have.
    #[error("`{query}` has no parameter `--{name}`; it takes {known}")]
    Unknown {
        /// The query.
        query: String,
        /// The parameter.
        name: String,
        /// Those that it has.
        known: String,
    },
    /// A parameter that must be given.
    #[error("`{query}` needs `--{name}`: {description}")]
    Missing {
        /// The query.
        query: String,
        /// The parameter.
        name: String,
        /// What it means.
        description: String,
    },
    /// A value of the wrong form.
    #[error("--{name}: {why}")]
    Value {
        /// The parameter.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// A name that nothing has.
    #[error("nothing is called {name}{near}")]
    Nobody {
        /// The name.
        name: String,
        /// Names like it, as a piece of the line.
        near: String,
    },
    /// A name that several things have.
    #[error("{name} may be {which}: say which one")]
    Several {
        /// The name.
        name: String,
        /// The labels with their Q-ids or IRIs.
        which: String,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The gazetteer cannot be loaded.
    #[error("{0}")]
    Gazetteer(String),
}

/// Loads the gazetteer when it is first needed: most queries need none.
pub type LoadGazetteer<'a> = dyn Fn() -> Result<Gazetteer, Vec<String>> + 'a;

/// Turns values into terms.
pub struct Resolver<'a> {
    store: &'a Store,
    load: &'a LoadGazetteer<'a>,
    gazetteer: OnceCell<Gazetteer>,
}

impl<'a> Resolver<'a> {
    /// A resolver over a store.
    #[must_use]
    pub fn new(store: &'a Store, load: &'a LoadGazetteer<'a>) -> Self {
        Self { store, load, gazetteer: OnceCell::new() }
    }

    /// The terms for a query's parameters, from the values as typed. A name stands for all entities that are one.
    ///
    /// # Errors
    /// A value that cannot be used, or one that is missing.
    pub fn values(&self, canned: &Canned, given: &[(String, String)]) -> Result<BTreeMap<String, Vec<Term>>, ParameterError> {
        let mut values = BTreeMap::new();
        for (name, value) in given {
            let Some(parameter) = canned.parameters.iter().find(|p| p.name == *name) else {
                return Err(unknown(canned, name));
            };
            if values.insert(name.clone(), self.value(name, parameter.kind, value)?).is_some() {
                return Err(ParameterError::Value { name: name.clone(), why: "given twice".to_owned() });
            }
        }
        for parameter in canned.parameters.iter().filter(|p| !given.iter().any(|(name, _)| *name == p.name)) {
            if let Some(default) = &parameter.default {
                values.insert(parameter.name.clone(), self.value(&parameter.name, parameter.kind, default)?);
            } else if parameter.required {
                return Err(ParameterError::Missing {
                    query: canned.name.clone(),
                    name: parameter.name.clone(),
                    description: parameter.description.clone(),
                });
            }
        }
        Ok(values)
    }

    fn value(&self, name: &str, kind: Type, value: &str) -> Result<Vec<Term>, ParameterError> {
        if kind == Type::Entity {
            kind.check(value).map_err(|why| ParameterError::Value { name: name.to_owned(), why })?;
            return self.entities(value);
        }
        self.term(name, kind, value).map(|term| vec![term])
    }

    /// The entity with a name, an alias, a Q-id or an IRI, and all that are one with it.
    ///
    /// # Errors
    /// Nothing in the store has that name, or several things have that are not one.
    pub fn entities(&self, name: &str) -> Result<Vec<Term>, ParameterError> {
        Ok(self.one_as(self.entity(name)?)?.into_iter().map(Term::from).collect())
    }

    /// An entity and those that are one with it.
    fn one_as(&self, node: NamedNode) -> Result<BTreeSet<NamedNode>, StoreError> {
        let is_ours = |node: &NamedNode| node.as_str().starts_with(self.store.names().base());
        let mut all = BTreeSet::new();
        let mut next = vec![node];
        while let Some(node) = next.pop() {
            let quads = self.store.quads();
            let towards = quads.quads_for_pattern(Some(node.as_ref().into()), Some(owl::SAME_AS), None, None);
            let from = quads.quads_for_pattern(None, Some(owl::SAME_AS), Some(node.as_ref().into()), None);
            for quad in towards.chain(from) {
                let quad = quad.map_err(|error| self.store.error(&error))?;
                if let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (quad.subject, quad.object) {
                    next.extend([subject, object].into_iter().filter(|other| is_ours(other) && *other != node && !all.contains(other)));
                }
            }
            all.insert(node);
        }
        Ok(all)
    }

    fn term(&self, name: &str, kind: Type, value: &str) -> Result<Term, ParameterError> {
        let bad = |why: String| ParameterError::Value { name: name.to_owned(), why };
        kind.check(value).map_err(&bad)?;
        let typed = |lexical: &str, datatype: NamedNodeRef<'_>| Literal::new_typed_literal(lexical, datatype).into();
        Ok(match kind {
            Type::Entity => self.entity(value)?.into(),
            // The resolver does not know what the query calls its parameter.
            Type::Relation => match self.relation(value) {
                Err(ParameterError::Value { why, .. }) => return Err(bad(why)),
                relation => relation?.into(),
            },
            Type::Status => self.store.names().relation(value).into(),
            Type::Page => graph::page("zh", &title(value)).into(),
            Type::Year | Type::Integer => {
                let number: i64 = value.parse().map_err(|_| bad(format!("`{value}` is no {}", kind.hint())))?;
                Literal::from(number).into()
            }
            Type::Decimal => typed(value, xsd::DECIMAL),
            Type::Boolean => typed(if matches!(value, "true" | "yes") { "true" } else { "false" }, xsd::BOOLEAN),
            Type::Address => NamedNode::new(value).map_err(|_| bad(format!("`{value}` is no {}", kind.hint())))?.into(),
            Type::Date | Type::String => Literal::new_simple_literal(value).into(),
        })
    }

    /// The relation with a local name; the case of letters does not matter.
    ///
    /// # Errors
    /// There is none; near ones are named.
    pub fn relation(&self, name: &str) -> Result<NamedNode, ParameterError> {
        let names = self.store.names();
        let local = name.trim().strip_prefix("ent:").or_else(|| name.strip_prefix(&names.vocabulary())).unwrap_or(name.trim());
        let exact = names.relation(local);
        let mut known = BTreeSet::new();
        for quad in self.store.quads().quads_for_pattern(None, Some(rdf::PREDICATE), None, None) {
            if let Term::NamedNode(relation) = quad.map_err(|error| self.store.error(&error))?.object {
                if relation == exact {
                    return Ok(exact);
                }
                known.extend(names.local(relation.as_ref()).map(str::to_owned));
            }
        }
        // A relation of the vocabulary that no statement uses is a good question with an empty answer.
        if self.store.object(names.graph(SharedGraph::Vocabulary).as_ref(), Some(exact.as_ref()), rdf::TYPE)?.is_some() {
            return Ok(exact);
        }
        if let Some(found) = known.iter().find(|known| known.eq_ignore_ascii_case(local)) {
            return Ok(names.relation(found));
        }
        let list = known.into_iter().collect::<Vec<_>>().join(", ");
        Err(ParameterError::Value { name: "relation".to_owned(), why: format!("no relation is called `{local}`; the store has {list}") })
    }

    fn gazetteer(&self) -> Result<&Gazetteer, ParameterError> {
        if let Some(gazetteer) = self.gazetteer.get() {
            return Ok(gazetteer);
        }
        let gazetteer = (self.load)().map_err(|errors| ParameterError::Gazetteer(errors.join("; ")))?;
        Ok(self.gazetteer.get_or_init(|| gazetteer))
    }

    /// The entity with a name, an alias, a Q-id or an IRI.
    ///
    /// # Errors
    /// Nothing in the store has that name, or several things have.
    pub fn entity(&self, name: &str) -> Result<NamedNode, ParameterError> {
        let name = name.trim();
        let names = self.store.names();
        if let Some(iri) = name.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).or_else(|| name.contains("://").then_some(name)) {
            return NamedNode::new(iri).map_err(|_| nobody(name, &[]));
        }
        let name = name.strip_prefix("zh:").unwrap_or(name);
        if let Some(item) = graph::wikidata(name) {
            return self.by_qid(name, &item);
        }
        let key = fold::name_key(name);
        let direct = names.entity("zh", &key);
        let known = self.gazetteer()?.find(name).map(|entry| names.entity("zh", &entry.key));
        for candidate in known.iter().chain([&direct]) {
            if self.is_there(candidate)? {
                return Ok(candidate.clone());
            }
        }
        let mut found = self.with_label(name)?;
        if found.is_empty() {
            found = self.with_folded_label(&key)?;
        }
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => {
                // The gazetteer knows it, no page names it: an empty answer is the right one.
                known.map_or_else(|| Err(nobody(name, &self.near(&key)?)), Ok)
            }
            (Some(one), Some(other)) => {
                let mut which = Vec::new();
                for node in [one, other].into_iter().chain(found).take(8) {
                    which.push(self.label(&node)?.unwrap_or_else(|| format!("<{}>", node.as_str())));
                }
                Err(ParameterError::Several { name: name.to_owned(), which: which.join(", ") })
            }
        }
    }

    fn by_qid(&self, name: &str, item: &NamedNode) -> Result<NamedNode, ParameterError> {
        let item: TermRef<'_> = item.as_ref().into();
        let mut found = BTreeSet::new();
        for quad in self.store.quads().quads_for_pattern(None, Some(owl::SAME_AS), Some(item), None) {
            self.keep(quad.map_err(|error| self.store.error(&error))?.subject, &mut found);
        }
        if let Some(one) = found.pop_first() {
            return Ok(one);
        }
        let known = self.gazetteer()?.find(name).map(|entry| self.store.names().entity("zh", &entry.key));
        known.ok_or_else(|| nobody(name, &[]))
    }

    fn is_there(&self, node: &NamedNode) -> Result<bool, ParameterError> {
        match self.store.quads().quads_for_pattern(Some(node.as_ref().into()), None, None, None).next() {
            Some(Err(error)) => Err(self.store.error(&error).into()),
            found => Ok(found.is_some()),
        }
    }

    fn with_label(&self, name: &str) -> Result<BTreeSet<NamedNode>, ParameterError> {
        let mut found = BTreeSet::new();
        let mut forms = vec![Literal::new_simple_literal(name)];
        for tag in ["zh", "zh-hans", "zh-hant", "en"] {
            forms.extend(Literal::new_language_tagged_literal(name, tag));
        }
        // Who has it as canonical name goes before all who have it as another name, and before those whom Wikidata calls so.
        for predicate in [skos::PREF_LABEL, skos::ALT_LABEL, rdfs::LABEL] {
            for form in &forms {
                for quad in self.store.quads().quads_for_pattern(None, Some(predicate), Some(form.as_ref().into()), None) {
                    self.keep(quad.map_err(|error| self.store.error(&error))?.subject, &mut found);
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        Ok(found)
    }

    fn with_folded_label(&self, key: &str) -> Result<BTreeSet<NamedNode>, ParameterError> {
        let mut found = BTreeSet::new();
        for predicate in [skos::PREF_LABEL, skos::ALT_LABEL] {
            for quad in self.store.quads().quads_for_pattern(None, Some(predicate), None, None) {
                let quad = quad.map_err(|error| self.store.error(&error))?;
                if matches!(&quad.object, Term::Literal(label) if fold::name_key(label.value()) == key) {
                    self.keep(quad.subject, &mut found);
                }
            }
        }
        Ok(found)
    }

    fn keep(&self, subject: NamedOrBlankNode, found: &mut BTreeSet<NamedNode>) {
        if let NamedOrBlankNode::NamedNode(node) = subject
            && node.as_str().starts_with(&self.store.names().entities("zh"))
        {
            found.insert(node);
        }
    }

    /// Labels of the store that look like a folded name.
    fn near(&self, key: &str) -> Result<Vec<String>, ParameterError> {
        const MOST: usize = 5;
        let mut near: BTreeSet<(usize, String)> = BTreeSet::new();
        for quad in self.store.quads().quads_for_pattern(None, Some(skos::PREF_LABEL), None, None) {
            let quad = quad.map_err(|error| self.store.error(&error))?;
            let mut entity = BTreeSet::new();
            self.keep(quad.subject, &mut entity);
            if let (false, Term::Literal(label)) = (entity.is_empty(), &quad.object) {
                let distance = distance(key, &fold::name_key(label.value()));
                if distance <= key.chars().count().div_ceil(2) {
                    near.insert((distance, label.value().to_owned()));
                    if near.len() > MOST {
                        near.pop_last();
                    }
                }
            }
        }
        Ok(near.into_iter().map(|(_, label)| label).collect())
    }

    /// The canonical name of an entity.
    ///
    /// # Errors
    /// What the database says.
    pub fn label(&self, node: &NamedNode) -> Result<Option<String>, StoreError> {
        let graph: Option<GraphNameRef<'_>> = None;
        let mut labels = BTreeSet::new();
        for quad in self.store.quads().quads_for_pattern(Some(node.as_ref().into()), Some(skos::PREF_LABEL), None, graph) {
            if let Term::Literal(label) = quad.map_err(|error| self.store.error(&error))?.object {
                labels.insert(label.value().to_owned());
            }
        }
        Ok(labels.pop_first())
    }
}

/// The error for a parameter that a query does not have.
#[must_use]
pub fn unknown(canned: &Canned, name: &str) -> ParameterError {
    let known: Vec<String> = canned.parameters.iter().map(|p| format!("--{}", p.name)).collect();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    ParameterError::Unknown { query: canned.name.clone(), name: name.to_owned(), known }
}

fn nobody(name: &str, near: &[String]) -> ParameterError {
    let near = if near.is_empty() { String::new() } else { format!("; near are {}", near.join(", ")) };
    ParameterError::Nobody { name: name.to_owned(), near }
}

/// Levenshtein distance in characters, of the first 40 of each.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(40).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// The Wikidata id at the end of an item's IRI.
#[must_use]
pub fn qid(iri: &str) -> Option<&str> {
    iri.strip_prefix(WIKIDATA_ENTITY)
}

/// The title of a page that is named by its title or by its address, as the column `page` has it.
fn title(value: &str) -> String {
    let value = value.trim();
    let address = value.strip_prefix("https://zh.wikipedia.org/wiki/").map(|rest| rest.split('#').next().unwrap_or_default());
    let decoded = address.map(|address| percent_encoding::percent_decode_str(address).decode_utf8_lossy().into_owned());
    decoded.as_deref().unwrap_or(value).replace('_', " ")
}

//! The vocabulary as data: what `entente.ttl` defines.

use std::collections::{BTreeMap, HashMap, HashSet};

use oxigraph::{
    io::{RdfFormat, RdfParser},
    model::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term as RdfTerm},
};

use super::{AssetError, Assets};
use crate::graph::{
    DEFAULT_BASE, Names, SharedGraph,
    vocab::{owl, rdf, rdfs, skos},
};

/// The file that holds the vocabulary.
const FILE: &str = "entente.ttl";
/// The folder whose Turtle files add to it.
const FOLDER: &str = "vocabulary";
/// The property that all relations are under.
const TOP: &str = "relatedTo";

/// What can be said: the relations, and the other terms with what they mean.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The relations, in the order of the file.
    pub relations: Vec<Relation>,
    /// All other terms, in the order of the file.
    pub terms: Vec<Term>,
    /// The ontology's version.
    pub version: String,
    by_name: HashMap<String, usize>,
    triples: Vec<(NamedNode, NamedNode, RdfTerm)>,
}

/// A relation between actors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// The local name: `signedTreaty`.
    pub name: String,
    /// Whether it holds both ways.
    pub symmetric: bool,
    /// The relation that follows from it.
    pub broader: Option<String>,
    /// Labels by language: `zh-hans`, `zh-hant`, `en`.
    pub labels: BTreeMap<String, String>,
    /// When it holds, in English.
    pub definition: String,
    /// When it does not hold although it may seem so, in English; may be empty.
    pub not_when: String,
    /// What `via` of its statements holds; empty where it holds nothing.
    pub via: String,
    /// CAMEO and PLOVER codes.
    pub codes: Vec<String>,
    /// Local names of the classes of its subject and object; empty where there is none.
    pub domain: String,
    /// See [`Relation::domain`].
    pub range: String,
    /// The Wikidata properties that it is close to: `P463`.
    pub wikidata: Vec<String>,
}

/// What sort of term a [`Term`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermKind {
    /// A class.
    Class,
    /// A property.
    Property,
    /// A status, a flag or another single thing.
    Individual,
}

/// A class, a property or an individual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The local name.
    pub name: String,
    /// What sort of term it is.
    pub kind: TermKind,
    /// Labels by language.
    pub labels: BTreeMap<String, String>,
    /// What it means, in English.
    pub definition: String,
    /// What it is under: broader classes or properties, the class of an individual; with prefixes as in the file's own namespace only the local name.
    pub broader: Vec<String>,
    /// Classes of its subject and its object.
    pub domain: String,
    /// See [`Term::domain`].
    pub range: String,
}

/// Why a vocabulary cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VocabularyError {
    /// The file cannot be read.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// The file is no Turtle.
    #[error("{file}:{line}: {message}")]
    Syntax {
        /// The file.
        file: String,
        /// Line from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// A relation lacks something or points nowhere.
    #[error("{file}:{line}: relation `{relation}` {message}")]
    Relation {
        /// The file.
        file: String,
        /// Line from 1 where the relation is described.
        line: usize,
        /// The relation's local name.
        relation: String,
        /// What is wrong.
        message: String,
    },
}

/// The triples of one file with the subject's order in it.
#[derive(Default)]
struct Described {
    order: Vec<String>,
    of: HashMap<String, Vec<(String, RdfTerm)>>,
}

impl Vocabulary {
    /// Reads `entente.ttl` and the Turtle files of the folder `vocabulary/`.
    ///
    /// # Errors
    /// A file is missing, is no Turtle, or describes a relation that lacks a label or a definition or has an undefined broader one.
    pub fn load(assets: &Assets) -> Result<Self, VocabularyError> {
        let mut vocabulary = Self::default();
        let mut described = Described::default();
        let files: Vec<&str> =
            std::iter::once(FILE).chain(assets.in_folder(FOLDER).filter(|name| name.rsplit('.').next() == Some("ttl"))).collect();
        for file in &files {
            vocabulary.read(assets, file, &mut described)?;
        }
        let namespace = format!("{DEFAULT_BASE}/ontology#");
        let relations = relations_among(&described, &namespace);
        for iri in &described.order {
            let Some(name) = iri.strip_prefix(&namespace) else { continue };
            let facts = Facts { facts: &described.of[iri], namespace: &namespace };
            if relations.contains(&iri.as_str()) {
                let relation = facts.relation(name);
                vocabulary.by_name.insert(relation.name.clone(), vocabulary.relations.len());
                vocabulary.relations.push(relation);
            } else if let Some(term) = facts.term(name) {
                vocabulary.terms.push(term);
            }
        }
        let ontology = namespace.trim_end_matches('#');
        if let Some(facts) = described.of.get(ontology) {
            vocabulary.version = Facts { facts, namespace: &namespace }.value(owl::VERSION_INFO.as_str());
        }
        vocabulary.check(assets, &files)?;
        Ok(vocabulary)
    }

    /// A relation by its local name.
    #[must_use]
    pub fn relation(&self, name: &str) -> Option<&Relation> {
        self.by_name.get(name).and_then(|&at| self.relations.get(at))
    }

    /// The relations that follow from one, the nearest first.
    pub fn broader<'a>(&'a self, relation: &'a Relation) -> impl Iterator<Item = &'a Relation> {
        // A circle is refused at loading; the limit holds even so.
        std::iter::successors(Some(relation), |at| self.relation(at.broader.as_deref()?)).skip(1).take(self.relations.len())
    }

    /// The vocabulary as quads of `BASE/graph/vocabulary`, with its terms under the base of `names`.
    #[must_use]
    pub fn quads(&self, names: &Names) -> Vec<Quad> {
        let graph = GraphName::from(names.graph(SharedGraph::Vocabulary));
        let rebase = |node: &NamedNode| match node.as_str().strip_prefix(DEFAULT_BASE) {
            Some(rest) if names.base() != DEFAULT_BASE && (rest.is_empty() || rest.starts_with('/')) => {
                NamedNode::new_unchecked(format!("{}{rest}", names.base()))
            }
            _ => node.clone(),
        };
        let quad = |(subject, predicate, object): &(NamedNode, NamedNode, RdfTerm)| {
            let object = match object {
                RdfTerm::NamedNode(node) => rebase(node).into(),
                RdfTerm::Literal(literal) if literal.language().is_none() => {
                    Literal::new_typed_literal(literal.value(), rebase(&literal.datatype().into_owned())).into()
                }
                other => other.clone(),
            };
            Quad { subject: NamedOrBlankNode::NamedNode(rebase(subject)), predicate: rebase(predicate), object, graph_name: graph.clone() }
        };
        self.triples.iter().map(quad).collect()
    }

    fn read(&mut self, assets: &Assets, file: &str, described: &mut Described) -> Result<(), VocabularyError> {
        let text = assets.text(file)?;
        for quad in RdfParser::from_format(RdfFormat::Turtle).without_named_graphs().for_slice(text) {
            let quad = quad.map_err(|error| VocabularyError::Syntax {
                file: assets.origin(file),
                line: error.location().map_or(1, |at| at.start.line + 1),
                message: error.to_string(),
            })?;
            let (NamedOrBlankNode::NamedNode(subject), RdfTerm::NamedNode(_) | RdfTerm::Literal(_)) = (quad.subject, &quad.object) else {
                return Err(VocabularyError::Syntax {
                    file: assets.origin(file),
                    line: 1,
                    message: "the vocabulary must not hold blank nodes".to_owned(),
                });
            };
            let facts = described.of.entry(subject.as_str().to_owned()).or_insert_with(|| {
                described.order.push(subject.as_str().to_owned());
                Vec::new()
            });
            facts.push((quad.predicate.as_str().to_owned(), quad.object.clone()));
            self.triples.push((subject, quad.predicate, quad.object));
        }
        Ok(())
    }

    fn check(&self, assets: &Assets, files: &[&str]) -> Result<(), VocabularyError> {
        for relation in &self.relations {
            let message = if relation.definition.is_empty() {
                "has no skos:definition".to_owned()
            } else if let Some(language) =
                ["zh-hans", "zh-hant", "en"].into_iter().find(|&language| !relation.labels.contains_key(language))
            {
                format!("has no rdfs:label in {language}")
            } else if let Some(broader) = relation.broader.as_ref().filter(|broader| self.relation(broader).is_none()) {
                format!("is under `{broader}`, which is no relation")
            } else if self.broader(relation).any(|broader| broader.name == relation.name) {
                "is under itself".to_owned()
            } else {
                continue;
            };
            let start = format!("ent:{} ", relation.name);
            let place = files.iter().find_map(|file| {
                let line = assets.text(file).ok()?.lines().position(|line| line.starts_with(&start))?;
                Some((assets.origin(file), line + 1))
            });
            let (file, line) = place.unwrap_or_else(|| (assets.origin(FILE), 1));
            return Err(VocabularyError::Relation { file, line, relation: relation.name.clone(), message });
        }
        Ok(())
    }
}

/// The IRIs of the properties under [`TOP`], at any depth.
fn relations_among<'a>(described: &'a Described, namespace: &str) -> HashSet<&'a str> {
    let top = format!("{namespace}{TOP}");
    let mut found: HashSet<&str> = HashSet::new();
    loop {
        let before = found.len();
        for iri in &described.order {
            let under = described.of[iri].iter().any(|(predicate, object)| {
                let RdfTerm::NamedNode(object) = object else { return false };
                predicate == rdfs::SUB_PROPERTY_OF.as_str() && (object.as_str() == top || found.contains(object.as_str()))
            });
            if under {
                found.insert(iri);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// What a file says of one term.
struct Facts<'a> {
    facts: &'a [(String, RdfTerm)],
    namespace: &'a str,
}

impl Facts<'_> {
    fn objects<'a>(&'a self, predicate: &'a str) -> impl Iterator<Item = &'a RdfTerm> {
        self.facts.iter().filter(move |(p, _)| p == predicate).map(|(_, object)| object)
    }

    fn value(&self, predicate: &str) -> String {
        self.objects(predicate)
            .find_map(|object| match object {
                RdfTerm::Literal(literal) => Some(literal.value().to_owned()),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The nodes of a predicate; of our own only the local name, of others the IRI.
    fn nodes(&self, predicate: &str) -> Vec<String> {
        let name = |iri: &str| iri.strip_prefix(self.namespace).unwrap_or(iri).to_owned();
        self.objects(predicate)
            .filter_map(|object| match object {
                RdfTerm::NamedNode(node) => Some(name(node.as_str())),
                _ => None,
            })
            .collect()
    }

    fn labels(&self) -> BTreeMap<String, String> {
        self.objects(rdfs::LABEL.as_str())
            .filter_map(|object| match object {
                RdfTerm::Literal(literal) => Some((literal.language()?.to_ascii_lowercase(), literal.value().to_owned())),
                _ => None,
            })
            .collect()
    }

    fn first(&self, predicate: &str) -> String {
        self.nodes(predicate).into_iter().next().unwrap_or_default()
    }

    fn is_a(&self, class: &str) -> bool {
        self.nodes(rdf::TYPE.as_str()).iter().any(|found| found == class)
    }

    fn relation(&self, name: &str) -> Relation {
        let wikidata = [owl::EQUIVALENT_PROPERTY, skos::EXACT_MATCH, skos::CLOSE_MATCH]
            .into_iter()
            .flat_map(|predicate| self.nodes(predicate.as_str()))
            .filter_map(|iri| iri.strip_prefix("http://www.wikidata.org/prop/direct/").map(str::to_owned))
            .collect();
        Relation {
            name: name.to_owned(),
            symmetric: self.is_a(owl::SYMMETRIC_PROPERTY.as_str()),
            broader: self.nodes(rdfs::SUB_PROPERTY_OF.as_str()).into_iter().find(|broader| broader != TOP),
            labels: self.labels(),
            definition: self.value(skos::DEFINITION.as_str()),
            not_when: self.value(skos::SCOPE_NOTE.as_str()),
            via: self.value(&format!("{}viaMeaning", self.namespace)),
            codes: self
                .objects(skos::NOTATION.as_str())
                .filter_map(|object| if let RdfTerm::Literal(code) = object { Some(code.value().to_owned()) } else { None })
                .collect(),
            domain: self.first(rdfs::DOMAIN.as_str()),
            range: self.first(rdfs::RANGE.as_str()),
            wikidata,
        }
    }

    fn term(&self, name: &str) -> Option<Term> {
        let types = self.nodes(rdf::TYPE.as_str());
        let kind = if types.iter().any(|class| class == owl::CLASS.as_str() || class.ends_with("#Datatype")) {
            TermKind::Class
        } else if types.iter().any(|class| class.starts_with(owl::NAMESPACE) && class.ends_with("Property")) {
            TermKind::Property
        } else if types.is_empty() {
            return None;
        } else {
            TermKind::Individual
        };
        let predicate = match kind {
            TermKind::Class => rdfs::SUB_CLASS_OF,
            TermKind::Property => rdfs::SUB_PROPERTY_OF,
            TermKind::Individual => rdf::TYPE,
        };
        Some(Term {
            name: name.to_owned(),
            kind,
            labels: self.labels(),
            definition: self.value(skos::DEFINITION.as_str()),
            broader: self.nodes(predicate.as_str()).into_iter().filter(|broader| !broader.starts_with(owl::NAMESPACE)).collect(),
            domain: self.first(rdfs::DOMAIN.as_str()),
            range: self.first(rdfs::RANGE.as_str()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Ent;

    fn vocabulary() -> Vocabulary {
        Vocabulary::load(&Assets::embedded()).unwrap()
    }

    #[test]
    fn it_has_the_relations_of_the_annotation_guide() {
        let vocabulary = vocabulary();
        let names: Vec<&str> = vocabulary.relations.iter().map(|relation| relation.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "alignedWith",
                "alliedWith",
                "strategicPartnerOf",
                "sidedWith",
                "supports",
                "opposes",
                "signedTreaty",
                "jointExercise",
                "gaveMilitaryAid",
                "gaveEconomicAid",
                "suppliedArms",
                "foughtAgainst",
                "invaded",
                "inDisputeWith",
                "estrangedFrom",
                "sanctioned",
                "recognized",
                "refusedRecognition",
                "establishedRelations",
                "visited",
                "memberOf",
                "mediatedFor",
                "independentFrom",
                "succeeded",
                "established",
                "stationedForcesIn",
                "cooperatesWith",
                "tradesWith"
            ]
        );
        // What is measured goes by these, and by who is broader below.
        let symmetric: Vec<&str> =
            vocabulary.relations.iter().filter(|relation| relation.symmetric).map(|relation| relation.name.as_str()).collect();
        assert_eq!(
            symmetric,
            [
                "alliedWith",
                "strategicPartnerOf",
                "signedTreaty",
                "jointExercise",
                "foughtAgainst",
                "inDisputeWith",
                "estrangedFrom",
                "establishedRelations",
                "cooperatesWith",
                "tradesWith"
            ]
        );
        let broader: Vec<_> = vocabulary.relations.iter().filter_map(|r| Some((r.name.as_str(), r.broader.as_deref()?))).collect();
        assert_eq!(
            broader,
            [
                ("alliedWith", "alignedWith"),
                ("strategicPartnerOf", "alignedWith"),
                ("sidedWith", "alignedWith"),
                ("invaded", "foughtAgainst")
            ]
        );
        assert_eq!(vocabulary.relation("signedTreaty").unwrap().codes, ["057"]);
        assert_eq!(vocabulary.relation("memberOf").unwrap().wikidata, ["P463"]);
        assert!(vocabulary.relation("relatedTo").is_none());
        assert_eq!(vocabulary.version, env!("CARGO_PKG_VERSION"));
    }

    #[test]
    fn every_term_of_the_graph_is_defined() {
        let vocabulary = vocabulary();
        for term in Ent::ALL {
            let defined = vocabulary.terms.iter().find(|defined| defined.name == term.local());
            assert!(defined.is_some_and(|defined| !defined.definition.is_empty() && !defined.labels.is_empty()), "ent:{}", term.local());
        }
    }

    #[test]
    fn every_term_that_is_pointed_to_is_defined() {
        let vocabulary = vocabulary();
        let namespace = Names::default().vocabulary();
        let known = |name: &str| vocabulary.terms.iter().any(|term| term.name == name) || vocabulary.relation(name).is_some();
        for quad in vocabulary.quads(&Names::default()) {
            if let RdfTerm::NamedNode(object) = quad.object
                && let Some(name) = object.as_str().strip_prefix(&namespace)
            {
                assert!(known(name), "ent:{name} is not defined");
            }
        }
    }

    #[test]
    fn another_base_moves_every_term() {
        let names = Names::new("https://example.org/g").unwrap();
        let quads = vocabulary().quads(&names);
        assert!(quads.iter().any(|quad| quad.subject.to_string() == "<https://example.org/g/ontology#alignedWith>"));
        assert!(quads.iter().all(|quad| !quad.to_string().contains(&format!("<{DEFAULT_BASE}"))));
    }

    #[test]
    fn errors_name_file_and_line() {
        let error = |text: &str| Vocabulary::load(&Assets::of([("entente.ttl", text)])).unwrap_err().to_string();
        let head = "@prefix ent: <https://w3id.org/entente/ontology#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n";
        assert!(error(&format!("{head}ent:x rdfs:label .\n")).starts_with("ontology/entente.ttl:4: "));
        assert_eq!(
            error(&format!("{head}\nent:x rdfs:subPropertyOf ent:relatedTo .\n")),
            "ontology/entente.ttl:5: relation `x` has no skos:definition"
        );
        let full = "rdfs:label \"a\"@zh-Hans, \"a\"@zh-Hant, \"a\"@en ; skos:definition \"d\"";
        let circle = format!("{head}ent:x rdfs:subPropertyOf ent:relatedTo, ent:y ; {full} .\nent:y rdfs:subPropertyOf ent:x ; {full} .\n");
        assert_eq!(error(&circle), "ontology/entente.ttl:4: relation `x` is under itself");
    }

    #[test]
    fn a_file_beside_it_adds_a_relation() {
        let more = "@prefix ent: <https://w3id.org/entente/ontology#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\
            ent:lentTo rdfs:subPropertyOf ent:relatedTo ; rdfs:label \"借\"@zh-hans, \"借\"@zh-hant, \"lent to\"@en ; skos:definition \"d\"@en .";
        let embedded = Assets::embedded();
        let assets = Assets::of([("entente.ttl", embedded.text("entente.ttl").unwrap()), ("vocabulary/more.ttl", more)]);
        let vocabulary = Vocabulary::load(&assets).unwrap();
        assert_eq!(vocabulary.relations.len(), 29);
        assert!(vocabulary.relation("lentTo").is_some());
    }

    #[test]
    fn the_shapes_are_turtle() {
        let assets = Assets::embedded();
        let shapes = assets.text("shapes.ttl").unwrap();
        let quads: Result<Vec<_>, _> = RdfParser::from_format(RdfFormat::Turtle).for_slice(shapes).collect();
        let vocabulary = vocabulary();
        for quad in quads.unwrap() {
            for term in [quad.predicate.to_string(), quad.object.to_string()] {
                if let Some(name) = term.strip_prefix("<https://w3id.org/entente/ontology#").and_then(|name| name.strip_suffix('>')) {
                    let known = vocabulary.terms.iter().any(|term| term.name == name)
                        || vocabulary.relation(name).is_some()
                        || name.ends_with("Shape");
                    assert!(known, "ent:{name}");
                }
            }
        }
    }
}

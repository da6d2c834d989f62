//! The terms that the graph is written with: those of other vocabularies as constants, our own as [`Ent`].
//!
//! Our own depend on the base IRI, so [`Names`](super::Names) makes their IRIs.

use oxigraph::model::NamedNodeRef;

macro_rules! vocabulary {
    ($(#[$doc:meta])* $module:ident = $namespace:literal { $($name:ident = $local:literal),* $(,)? }) => {
        $(#[$doc])*
        pub mod $module {
            use oxigraph::model::NamedNodeRef;
            /// The namespace of the vocabulary.
            pub const NAMESPACE: &str = $namespace;
            $(
                #[doc = concat!("`", stringify!($module), ":", $local, "`")]
                pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($namespace, $local));
            )*
        }
    };
}

pub use oxigraph::model::vocab::{rdf, rdfs, xsd};

vocabulary! { /// OWL 2.
owl = "http://www.w3.org/2002/07/owl#" { CLASS = "Class", OBJECT_PROPERTY = "ObjectProperty", DATATYPE_PROPERTY = "DatatypeProperty",
    SYMMETRIC_PROPERTY = "SymmetricProperty", ONTOLOGY = "Ontology", VERSION_INFO = "versionInfo", EQUIVALENT_PROPERTY = "equivalentProperty", SAME_AS = "sameAs",
    AXIOM = "Axiom", ANNOTATED_SOURCE = "annotatedSource", ANNOTATED_PROPERTY = "annotatedProperty", ANNOTATED_TARGET = "annotatedTarget" } }
vocabulary! { /// SKOS.
skos = "http://www.w3.org/2004/02/skos/core#" { CONCEPT = "Concept", PREF_LABEL = "prefLabel", ALT_LABEL = "altLabel", EXACT_MATCH = "exactMatch",
    CLOSE_MATCH = "closeMatch", DEFINITION = "definition", NOTATION = "notation", SCOPE_NOTE = "scopeNote" } }
vocabulary! { /// Dublin Core terms.
dct = "http://purl.org/dc/terms/" { TITLE = "title", LANGUAGE = "language", SUBJECT = "subject", HAS_PART = "hasPart", LICENSE = "license",
    SOURCE = "source", DESCRIPTION = "description", PUBLISHER = "publisher", DATE = "date", MODIFIED = "modified" } }
vocabulary! { /// PROV-O.
prov = "http://www.w3.org/ns/prov#" { WAS_DERIVED_FROM = "wasDerivedFrom", ACTIVITY = "Activity", SOFTWARE_AGENT = "SoftwareAgent",
    WAS_GENERATED_BY = "wasGeneratedBy", WAS_ASSOCIATED_WITH = "wasAssociatedWith", USED = "used", ENDED_AT_TIME = "endedAtTime" } }
vocabulary! { /// The RDF Data Cube.
qb = "http://purl.org/linked-data/cube#" { DATA_SET_CLASS = "DataSet", OBSERVATION = "Observation", DATA_SET = "dataSet", STRUCTURE = "structure" } }
vocabulary! { /// Web Annotation.
oa = "http://www.w3.org/ns/oa#" { SPECIFIC_RESOURCE = "SpecificResource", HAS_SOURCE = "hasSource", HAS_SELECTOR = "hasSelector",
    TEXT_QUOTE_SELECTOR = "TextQuoteSelector", DATA_POSITION_SELECTOR = "DataPositionSelector", EXACT = "exact", PREFIX = "prefix",
    SUFFIX = "suffix", START = "start", END = "end" } }
vocabulary! { /// schema.org.
schema = "http://schema.org/" { URL = "url", ABOUT = "about", SOFTWARE_VERSION = "softwareVersion", NAME = "name", VERSION = "version" } }
vocabulary! { /// The Vocabulary of Interlinked Datasets.
void = "http://rdfs.org/ns/void#" { DATASET = "Dataset", TRIPLES = "triples", ENTITIES = "entities", VOCABULARY = "vocabulary", CLASS_PARTITION = "classPartition",
    CLASS = "class", PROPERTY_PARTITION = "propertyPartition", PROPERTY = "property", URI_SPACE = "uriSpace", LINKSET = "Linkset",
    SUBJECTS_TARGET = "subjectsTarget", OBJECTS_TARGET = "objectsTarget", LINK_PREDICATE = "linkPredicate", SUBSET = "subset" } }
vocabulary! { /// The Simple Standard for Sharing Ontological Mappings, <https://mapping-commons.github.io/sssom/>.
sssom = "https://w3id.org/sssom/" { MAPPING_JUSTIFICATION = "mapping_justification", CONFIDENCE = "confidence",
    PREDICATE_MODIFIER = "predicate_modifier", NEGATED_PREDICATE = "NegatedPredicate", NO_TERM_FOUND = "NoTermFound" } }
vocabulary! { /// The justifications of mappings that SSSOM takes.
semapv = "https://w3id.org/semapv/vocab/" { MANUAL_MAPPING_CURATION = "ManualMappingCuration", LEXICAL_MATCHING = "LexicalMatching",
    BACKGROUND_KNOWLEDGE_BASED_MATCHING = "BackgroundKnowledgeBasedMatching" } }
vocabulary! { /// DCAT.
dcat = "http://www.w3.org/ns/dcat#" { DATASET = "Dataset", KEYWORD = "keyword" } }

/// The datatype of dates in the Extended Date/Time Format.
pub const EDTF: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://id.loc.gov/datatypes/edtf/EDTF");
/// The licence of the text of Wikipedia.
pub const CC_BY_SA_4: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://creativecommons.org/licenses/by-sa/4.0/");
/// Where Wikidata's entities live.
pub const WIKIDATA_ENTITY: &str = "http://www.wikidata.org/entity/";

macro_rules! ent {
    ($($variant:ident = $local:literal),* $(,)?) => {
        /// A term of our own vocabulary (`ontology/entente.ttl`) other than the relations, which are data.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Ent {
            $(#[doc = concat!("`ent:", $local, "`")] $variant,)*
        }

        impl Ent {
            /// Every term.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The local name.
            #[must_use]
            pub const fn local(self) -> &'static str {
                match self { $(Self::$variant => $local),* }
            }
        }
    };
}

ent! {
    // Classes of things
    State = "State", HistoricalState = "HistoricalState", DisputedState = "DisputedState", Dependency = "Dependency",
    Government = "Government", Bloc = "Bloc", Organization = "Organization", Party = "Party", ArmedForce = "ArmedForce",
    Treaty = "Treaty", MilitaryExercise = "MilitaryExercise", Conflict = "Conflict",
    Person = "Person", Place = "Place", Institution = "Institution", Thing = "Thing",
    // Classes of records
    StatementClass = "Statement", RuleClass = "Rule", Page = "Page", Section = "Section", Note = "Note", Loss = "Loss", Poll = "Poll",
    // Status
    Affirmed = "Affirmed", Denied = "Denied", Planned = "Planned", Attributed = "Attributed",
    // Flags of polls
    NetDiffers = "NetDiffers", SharesOff = "SharesOff",
    // Statements and evidence
    Status = "status", AttributedTo = "attributedTo", Date = "date", Edtf = "edtf", Via = "via", ViaText = "viaText", AtPlace = "place",
    Rule = "rule", ReadBy = "readBy", OnPage = "onPage", EvidenceRank = "evidenceRank", SectionPath = "section",
    // Rules
    Relation = "relation", Precision = "precision", Cases = "cases",
    // Pages
    Sha256 = "sha256", LinksTo = "linksTo", RedirectsTo = "redirectsTo", Level = "level", Position = "position", ParentSection = "parentSection",
    About = "about", Label = "label", LossKind = "lossKind", Count = "count",
    // Entities and events
    Start = "start", End = "end", GovernmentOf = "governmentOf", Participant = "participant", DateConflict = "dateConflict", SourceCount = "sourceCount",
    // Links to Wikidata, and which source gave them
    FoundBy = "foundBy", UserFile = "UserFile", Gazetteer = "Gazetteer", OfflineIndex = "OfflineIndex", LiveApi = "LiveApi",
    // Polls
    PollStructure = "pollStructure", Row = "row", Pollster = "pollster", PollDate = "pollDate", Respondents = "respondents",
    Positive = "positive", Negative = "negative", Neutral = "neutral", Net = "net",
    PositivePrinted = "positivePrinted", NegativePrinted = "negativePrinted", NeutralPrinted = "neutralPrinted", NetPrinted = "netPrinted",
    Flag = "flag", RepairedFrom = "repairedFrom", RepairedRespondents = "repairedRespondents",
    // The dataset
    PageCount = "pageCount", StatementCount = "statementCount", StatusCount = "statusCount", ForStatus = "forStatus", LossCount = "lossCount", ForLoss = "forLoss",
    LostTotal = "lostTotal",
}

//! `SERVICE`: other servers that a query asks, and which of them it may.
//!
//! No server is asked unless its address was allowed, word for word. What is asked is narrowed first (`narrow.rs`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use oxigraph::{
    model::{NamedNode, Term, Variable},
    sparql::{
        DefaultServiceHandler, QueryEvaluationError, QuerySolutionIter,
        results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput},
    },
};
use oxiri::Iri;
use spargebra::{Query, algebra::GraphPattern};

/// Solutions that are kept of one query, over all its requests.
const MOST_ROWS: usize = 2_000_000;

/// What another server answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The media type: `application/sparql-results+json`.
    pub media_type: String,
    /// The result.
    pub body: Vec<u8>,
}

/// Something that takes a query to another server, by the SPARQL 1.1 Protocol.
pub trait Remote: Send + Sync {
    /// What the endpoint at an address answers to a `SELECT` query.
    ///
    /// # Errors
    /// It gives no answer; why, as one line.
    fn ask(&self, endpoint: &str, query: &str) -> Result<Answer, String>;
}

/// Why a server gave no solutions, as one line.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{endpoint}: {why}")]
struct Unanswered {
    endpoint: String,
    why: String,
}

/// The servers that a query may ask, and what they said to it.
#[derive(Clone, Default)]
pub struct Services(Option<Arc<Inner>>);

struct Inner {
    allowed: BTreeSet<String>,
    remote: Box<dyn Remote>,
    said: Mutex<Said>,
}

/// What was answered to each endpoint and query: the evaluator may come more than once with the same question.
#[derive(Default)]
struct Said {
    answers: BTreeMap<(String, String), Result<Solutions, Unanswered>>,
    rows: usize,
    failures: Vec<String>,
}

#[derive(Clone)]
struct Solutions {
    variables: Arc<[Variable]>,
    rows: Arc<[Vec<Option<Term>>]>,
}

impl Services {
    /// No server is asked.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// The endpoints at these addresses may be asked.
    #[must_use]
    pub fn allow(endpoints: impl IntoIterator<Item = String>, remote: impl Remote + 'static) -> Self {
        let said = Mutex::default();
        Self(Some(Arc::new(Inner { allowed: endpoints.into_iter().collect(), remote: Box::new(remote), said })))
    }

    /// Whether an endpoint may be asked.
    #[must_use]
    pub fn allows(&self, endpoint: &str) -> bool {
        self.0.as_ref().is_some_and(|inner| inner.allowed.contains(endpoint))
    }

    /// Why servers gave no answer, one line each, in the order of the requests. Where a query says `SERVICE SILENT` it goes on without them.
    #[must_use]
    pub fn failures(&self) -> Vec<String> {
        self.0.as_ref().map(|inner| inner.said().failures.clone()).unwrap_or_default()
    }

    fn solutions(&self, endpoint: &str, query: String) -> Result<Solutions, Unanswered> {
        let unanswered = |why: &str| Unanswered { endpoint: endpoint.to_owned(), why: why.to_owned() };
        let inner = self.0.as_deref().filter(|inner| inner.allowed.contains(endpoint)).ok_or_else(|| unanswered("it may not be asked"))?;
        let key = (endpoint.to_owned(), query);
        if let Some(known) = inner.said().answers.get(&key) {
            return known.clone();
        }
        let answer = inner.remote.ask(endpoint, &key.1).and_then(|answer| read(&answer)).map_err(|why| unanswered(&why));
        let mut said = inner.said();
        let answer = answer.and_then(|solutions| {
            said.rows += solutions.rows.len();
            if said.rows > MOST_ROWS { Err(unanswered(&format!("more than {MOST_ROWS} solutions"))) } else { Ok(solutions) }
        });
        if let Err(error) = &answer {
            said.failures.push(error.to_string());
        }
        said.answers.insert(key, answer.clone());
        answer
    }
}

impl Inner {
    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().flat_map(|inner| &inner.allowed)).finish()
    }
}

impl DefaultServiceHandler for Services {
    type Error = QueryEvaluationError;

    fn handle(
        &self,
        endpoint: &NamedNode,
        pattern: &GraphPattern,
        base_iri: Option<&Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, QueryEvaluationError> {
        let query = Query::Select { dataset: None, pattern: pattern.clone(), base_iri: base_iri.cloned() };
        let found = self.solutions(endpoint.as_str(), query.to_string()).map_err(|error| QueryEvaluationError::Service(Box::new(error)))?;
        let rows = found.rows;
        Ok(QuerySolutionIter::from_tuples(found.variables, (0..rows.len()).map(move |at| Ok(rows[at].clone()))))
    }
}

/// Reads a whole result, so that a broken one is told before its first row is used.
fn read(answer: &Answer) -> Result<Solutions, String> {
    let format = QueryResultsFormat::from_media_type(&answer.media_type)
        .ok_or_else(|| format!("it answers in `{}`, not in SPARQL results", answer.media_type))?;
    let broken = |error: &dyn fmt::Display| format!("its answer is no SPARQL result: {error}");
    match QueryResultsParser::from_format(format).for_reader(answer.body.as_slice()).map_err(|error| broken(&error))? {
        ReaderQueryResultsParserOutput::Boolean(_) => Err("it answers with yes or no to a SELECT".to_owned()),
        ReaderQueryResultsParserOutput::Solutions(reader) => {
            let variables: Arc<[Variable]> = reader.variables().into();
            let rows =
                reader.map(|row| row.map(|row| row.values().to_vec())).collect::<Result<Vec<_>, _>>().map_err(|error| broken(&error))?;
            Ok(Solutions { variables, rows: rows.into() })
        }
    }
}

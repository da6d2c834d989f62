//! SPARQL endpoints of others, asked by the SPARQL 1.1 Protocol.

use std::{
    thread,
    time::{Duration, Instant, SystemTime},
};

use super::{
    api::{GaveUp, Patience, Persistent, Try, retry_after},
    http::{Http, Limits, Reply, is_local, shown, user_agent},
};
use crate::store::service::{Answer, Remote};

/// What is understood of results.
const ACCEPT: &str = "application/sparql-results+json, application/sparql-results+xml;q=0.9";
/// Longest time for one request: Wikidata stops a query after it.
const LONGEST: Duration = Duration::from_secs(60);
/// How a busy server is waited for.
const PATIENCE: Patience =
    Patience { tries: 4, first: Duration::from_secs(1), most: Duration::from_secs(60), longest: Duration::from_secs(60) };
/// Most bytes of one result, unpacked.
const MOST_BYTES: u64 = 64 << 20;

/// Asks SPARQL endpoints: politely, within bounds, one request after the other.
#[derive(Clone, Debug)]
pub struct Endpoints {
    user_agent: Option<String>,
    deadline: Option<Instant>,
    longest: Duration,
}

impl Endpoints {
    /// Asks for somebody who can be reached at `contact`, an address of mail or of the web, and no longer than until `deadline`. Without a contact
    /// only this machine is asked: the operators of Wikidata's servers want to know whom to turn to.
    ///
    /// # Errors
    /// The contact cannot stand in a header.
    pub fn new(contact: Option<&str>, deadline: Option<Instant>) -> Result<Self, String> {
        let user_agent = match contact {
            None => None,
            Some(contact) => {
                Some(user_agent(contact).ok_or_else(|| format!("`{}` is no contact: an address of mail or of the web", shown(contact)))?)
            }
        };
        Ok(Self { user_agent, deadline, longest: LONGEST })
    }

    /// Gives up a request after so long, if that is sooner than 60 seconds.
    #[must_use]
    pub fn within(mut self, longest: Duration) -> Self {
        self.longest = longest.min(LONGEST);
        self
    }

    /// Time that is left for one request.
    fn left(&self) -> Result<Duration, String> {
        match self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now())) {
            Some(Duration::ZERO) => Err("no time is left to ask it".to_owned()),
            Some(left) => Ok(left.min(self.longest)),
            None => Ok(self.longest),
        }
    }

    fn once(&self, endpoint: &str, user_agent: &str, query: &str) -> Result<Reply, String> {
        let total = self.left()?;
        let limits = Limits { total, body: MOST_BYTES, ..Limits::default() };
        Http::new(user_agent, limits).post(endpoint, &[("query", query)], ACCEPT).map_err(|error| error.to_string())
    }
}

impl Remote for Endpoints {
    fn ask(&self, endpoint: &str, query: &str) -> Result<Answer, String> {
        let user_agent = match &self.user_agent {
            Some(user_agent) => user_agent.clone(),
            None if is_local(endpoint) => format!("entente/{}", env!("CARGO_PKG_VERSION")),
            None => return Err("say with --contact how its operators can reach you, by mail or on the web".to_owned()),
        };
        PATIENCE.persist(&mut Request { endpoints: self, endpoint, user_agent: &user_agent, query }).unwrap_or_else(
            |GaveUp { why, too_long, .. }| match too_long {
                Some(time) => Err(format!("it is busy and asks to wait for {} seconds: {why}", time.as_secs())),
                None => Err(why),
            },
        )
    }
}

/// One request while it is asked.
struct Request<'a> {
    endpoints: &'a Endpoints,
    endpoint: &'a str,
    user_agent: &'a str,
    query: &'a str,
}

impl Persistent for Request<'_> {
    type Outcome = Result<Answer, String>;

    fn once(&mut self, _: u32) -> Try<Self::Outcome> {
        let reply = match self.endpoints.once(self.endpoint, self.user_agent, self.query) {
            Ok(reply) => reply,
            Err(why) => return Try::Done(Err(why)),
        };
        match reply.status {
            200 => Try::Done(Ok(Answer { media_type: reply.content_type.unwrap_or_default(), body: reply.body })),
            429 | 503 => {
                let asked = reply.retry_after.as_deref().and_then(|header| retry_after(header, SystemTime::now()));
                Try::Again { why: status(&reply), asked, most: PATIENCE.tries }
            }
            _ => Try::Done(Err(status(&reply))),
        }
    }

    fn wait(&mut self, time: Duration, _: &str) -> bool {
        let in_time = self.endpoints.deadline.is_none_or(|deadline| Instant::now() + time < deadline);
        if in_time {
            thread::sleep(time);
        }
        in_time
    }
}

/// What a server says that gives no result: the status and the beginning of its words.
fn status(reply: &Reply) -> String {
    let words = String::from_utf8_lossy(&reply.body[..reply.body.len().min(2000)]).into_owned();
    let html = reply.content_type.as_deref().is_some_and(|kind| kind.starts_with("text/html"));
    let words = if html { String::new() } else { shown(&words.split_whitespace().collect::<Vec<_>>().join(" ")) };
    format!("HTTP status {}{}{words}", reply.status, if words.is_empty() { "" } else { ": " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_asked_with_a_contact_only() {
        for local in ["http://127.0.0.1:8000/sparql", "http://localhost/", "http://[::1]:80/x"] {
            assert!(is_local(local), "{local}");
        }
        for other in ["https://query.wikidata.org/sparql", "http://127.0.0.1.example.org/", "http://localhost.example.org/", "", "x"] {
            assert!(!is_local(other), "{other}");
        }
        let error = Endpoints::new(None, None).unwrap().ask("https://query.wikidata.org/sparql", "ASK {}").unwrap_err();
        assert!(error.contains("--contact"), "{error}");
        assert!(Endpoints::new(Some("a\nb"), None).is_err() && Endpoints::new(Some(" "), None).is_err());
    }

    #[test]
    fn what_a_server_says_is_one_line() {
        let reply =
            |kind: &str, body: &str| Reply { status: 500, content_type: Some(kind.to_owned()), retry_after: None, body: body.into() };
        assert_eq!(status(&reply("text/plain", "out of\n\tmemory\u{1b}[2J")), "HTTP status 500: out of memory [2J");
        assert_eq!(status(&reply("text/html; charset=utf-8", "<html>")), "HTTP status 500");
    }
}

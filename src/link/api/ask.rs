//! One request to an API, asked again as long as that may help.

use std::{path::PathBuf, time::Duration};

use serde_json::Value;

use super::{Clock, Error, Event, GaveUp, Patience, Persistent, Try, retry_after};
use crate::link::http::{self, Http, HttpError, Reply};

/// Seconds of lag of the servers beyond which they are left in peace (Manual:Maxlag parameter).
const MAXLAG: &str = "5";

/// The shortest wait after an answer that tells of lag, as that page asks for.
const LAG_WAIT: Duration = Duration::from_secs(5);

/// A longer query goes as a form: not every server takes a longer address.
const LONGEST_QUERY: usize = 4000;

/// How often an answer that is too large is asked for.
const TRIES_TOO_LARGE: u32 = 2;

/// How often a server is asked that cannot be reached and has not answered yet: the address may be wrong.
const TRIES_UNKNOWN: u32 = 4;

/// Who is told what happens.
type Told = Box<dyn FnMut(Event<'_>) + Send>;

/// Asks, one request after another, and waits where that is asked for.
pub(super) struct Asker {
    http: Http,
    patience: Patience,
    /// Where answers are kept, for messages.
    kept: PathBuf,
    /// Whether any server has answered.
    answered: bool,
    pub(super) clock: Box<dyn Clock>,
    pub(super) told: Option<Told>,
}

/// Why a request has no answer of use.
#[derive(Debug, PartialEq, Eq)]
enum Trouble {
    /// It may have one later; the server may have said when.
    Passing(String, Option<Duration>),
    TooLarge(String),
    Final(String),
}

/// What was answered.
pub(super) enum Answer {
    Json(Value),
    /// More than the bound for one answer; why, and how often it was asked for.
    TooLarge(String, u32),
}

impl Asker {
    pub(super) fn new(http: Http, patience: Patience, kept: PathBuf, clock: Box<dyn Clock>) -> Self {
        Self { http, patience, kept, answered: false, clock, told: None }
    }

    /// The answer of an API.
    pub(super) fn ask(&mut self, address: &str, fields: &[(&str, &str)]) -> Result<Answer, Error> {
        let mut fields = fields.to_vec();
        fields.extend([("format", "json"), ("maxlag", MAXLAG)]);
        let patience = self.patience;
        let outcome = patience.persist(&mut Request { asker: self, address, fields: &fields });
        outcome.unwrap_or_else(|GaveUp { why, tries, too_long }| {
            let why = match too_long {
                Some(time) => format!("{why}, and asks to wait {} s, which is too long", time.as_secs()),
                None => why,
            };
            Err(self.gave_up(address, why, tries))
        })
    }

    pub(super) fn tell(&mut self, event: Event<'_>) {
        if let Some(told) = &mut self.told {
            told(event);
        }
    }

    pub(super) fn refused(&self, address: &str, why: impl Into<String>) -> Error {
        Error::Refused { address: address.to_owned(), why: why.into(), kept: self.kept.clone() }
    }

    pub(super) fn gave_up(&self, address: &str, why: String, tries: u32) -> Error {
        Error::GaveUp { address: address.to_owned(), why, tries, kept: self.kept.clone() }
    }

    fn once(&mut self, address: &str, fields: &[(&str, &str)]) -> Result<Value, Trouble> {
        let reply = if http::form(fields).len() <= LONGEST_QUERY {
            self.http.get(address, fields, "application/json")
        } else {
            self.http.post(address, fields, "application/json")
        };
        match reply {
            Ok(reply) => {
                self.answered = true;
                let asked = reply.retry_after.as_deref().and_then(|header| retry_after(header, self.clock.now()));
                judge(&reply, asked)
            }
            Err(error) if error.is_passing() => Err(Trouble::Passing(error.to_string(), None)),
            Err(error @ HttpError::TooLarge(_)) => Err(Trouble::TooLarge(error.to_string())),
            Err(error) => Err(Trouble::Final(error.to_string())),
        }
    }
}

/// One request while it is asked.
struct Request<'a> {
    asker: &'a mut Asker,
    address: &'a str,
    fields: &'a [(&'a str, &'a str)],
}

impl Persistent for Request<'_> {
    type Outcome = Result<Answer, Error>;

    fn once(&mut self, tried: u32) -> Try<Self::Outcome> {
        let asker = &mut *self.asker;
        let (why, asked) = match asker.once(self.address, self.fields) {
            Ok(json) => return Try::Done(Ok(Answer::Json(json))),
            Err(Trouble::Final(why)) => return Try::Done(Err(asker.refused(self.address, why))),
            Err(Trouble::TooLarge(why)) if tried >= TRIES_TOO_LARGE.min(asker.patience.tries) => {
                return Try::Done(Ok(Answer::TooLarge(why, tried)));
            }
            Err(Trouble::TooLarge(why)) => (why, None),
            Err(Trouble::Passing(why, asked)) => (why, asked),
        };
        Try::Again { why, asked, most: if asker.answered { u32::MAX } else { TRIES_UNKNOWN } }
    }

    fn wait(&mut self, time: Duration, why: &str) -> bool {
        self.asker.tell(Event::Waiting { time, why });
        self.asker.clock.sleep(time);
        true
    }
}

/// What a reply says: an answer, or why there is none.
fn judge(reply: &Reply, asked: Option<Duration>) -> Result<Value, Trouble> {
    let json: Option<Value> = serde_json::from_slice(&reply.body).ok().filter(Value::is_object);
    let error = json.as_ref().and_then(|json| json.get("error")).map(|error| {
        let text = |key| error.get(key).and_then(Value::as_str).map(http::shown).unwrap_or_default();
        (text("code"), text("info"))
    });
    let status = reply.status;
    let told = match &error {
        Some((code, info)) => format!("{code}: {info}"),
        None if status == 200 => String::new(),
        None => format!("HTTP {status}"),
    };
    match (status, error, json) {
        (408 | 425 | 429 | 500..=599, ..) => Err(Trouble::Passing(format!("HTTP {status}{}", tail(&told)), asked)),
        (_, Some((code, _)), _) if code == "maxlag" => Err(Trouble::Passing(told, Some(asked.unwrap_or_default().max(LAG_WAIT)))),
        (_, Some((code, _)), _) if code == "ratelimited" || code.starts_with("internal_api_error") => Err(Trouble::Passing(told, asked)),
        (_, Some(_), _) => Err(Trouble::Final(format!("the API refuses: {told}"))),
        (200, None, Some(json)) => Ok(json),
        (200, None, None) => Err(Trouble::Passing(format!("the answer is no whole JSON{}", tail(&kind(reply))), asked)),
        (403, ..) => Err(Trouble::Final("HTTP 403: it refuses this program or its contact".to_owned())),
        (404, ..) => Err(Trouble::Final("HTTP 404: there is no API at this address".to_owned())),
        _ => Err(Trouble::Final(told)),
    }
}

fn tail(text: &str) -> String {
    if text.is_empty() || text.starts_with("HTTP ") { String::new() } else { format!(" ({text})") }
}

fn kind(reply: &Reply) -> String {
    format!("{} bytes of {}", reply.body.len(), reply.content_type.as_deref().map_or_else(|| "no type".to_owned(), http::shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, body: &str) -> Result<Value, Trouble> {
        let reply = Reply { status, content_type: None, retry_after: None, body: body.into() };
        judge(&reply, Some(Duration::from_secs(1)))
    }

    #[test]
    fn what_passes_is_asked_again_and_what_does_not_is_told() {
        let lag = judged(200, r#"{"error":{"code":"maxlag","info":"Waiting for db1: 6 seconds lagged.","lag":6}}"#);
        assert_eq!(lag, Err(Trouble::Passing("maxlag: Waiting for db1: 6 seconds lagged.".into(), Some(LAG_WAIT))));
        assert_eq!(judged(503, "<html>"), Err(Trouble::Passing("HTTP 503".into(), Some(Duration::from_secs(1)))));
        assert!(matches!(judged(200, "<html>"), Err(Trouble::Passing(..))));
        assert!(matches!(judged(200, r#"{"query":{"pag"#), Err(Trouble::Passing(..))));
        assert!(matches!(judged(200, "[]"), Err(Trouble::Passing(..))));
        assert!(matches!(judged(200, r#"{"error":{"code":"internal_api_error_DBQueryError","info":"x"}}"#), Err(Trouble::Passing(..))));
        let refused = judged(200, r#"{"error":{"code":"badvalue","info":"Unrecognized\nvalue"}}"#);
        assert_eq!(refused, Err(Trouble::Final("the API refuses: badvalue: Unrecognized value".into())));
        for status in [301, 400, 401, 403, 404, 414] {
            assert!(matches!(judged(status, "no"), Err(Trouble::Final(_))), "{status}");
        }
        assert!(judged(200, r#"{"batchcomplete":""}"#).is_ok());
    }
}

//! What asks servers: a named user agent, bounds for time and size, redirects within one host only.
//!
//! It asks once; who calls decides whether to ask again ([`HttpError::is_passing`], [`Reply::retry_after`]).

use std::{net::IpAddr, time::Duration};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ureq::{
    Agent, Body,
    http::{HeaderMap, Response, Uri, header, uri::Authority},
};

/// Redirects that are followed for one request.
const MOST_REDIRECTS: usize = 5;

/// What stands for itself in a form (RFC 3986, unreserved characters).
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The bounds of a request.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest time that a request may take in all, its answer read.
    pub total: Duration,
    /// Most bytes of an answer, unpacked.
    pub body: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(20), total: Duration::from_secs(120), body: 64 << 20 }
    }
}

/// What a server answered, whatever its status.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status: 200.
    pub status: u16,
    /// The content type as sent.
    pub content_type: Option<String>,
    /// The header `Retry-After` as sent: seconds or a date.
    pub retry_after: Option<String>,
    /// The content, unpacked.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The address cannot be asked.
    #[error("`{0}` is no address of the form http(s)://host/path")]
    Address(String),
    /// The time is over.
    #[error("no answer in time ({0})")]
    Timeout(String),
    /// No connection, or one that broke.
    #[error("{0}")]
    Broken(String),
    /// The answer has more bytes than the bound.
    #[error("the answer has more than {0} bytes")]
    TooLarge(u64),
    /// The server sends to another host or scheme, or sends around.
    #[error("it redirects to `{0}`, which is not followed")]
    Redirect(String),
    /// What no repetition mends.
    #[error("{0}")]
    Other(String),
}

impl HttpError {
    /// Whether another try may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Timeout(_) | Self::Broken(_))
    }
}

/// How a server is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Get,
    Post,
}

/// The user agent that the operators of Wikimedia's servers ask for: `<name>/<version> (<contact>) <library>/<version>`.
/// None where the contact is empty or cannot stand in a header.
///
/// Source: Wikimedia Foundation User-Agent Policy.
#[must_use]
pub fn user_agent(contact: &str) -> Option<String> {
    let contact = contact.trim();
    let fits = !contact.is_empty() && contact.bytes().all(|b| matches!(b, b' '..=b'~'));
    fits.then(|| format!("entente/{} ({contact}) ureq/3", env!("CARGO_PKG_VERSION")))
}

/// Asks servers, one request at a time.
#[derive(Clone, Debug)]
pub struct Http {
    agent: Agent,
    body: u64,
}

impl Http {
    /// Asks under the name of a user agent, within bounds.
    #[must_use]
    pub fn new(user_agent: &str, limits: Limits) -> Self {
        let config = Agent::config_builder()
            .user_agent(user_agent)
            .timeout_connect(Some(limits.connect))
            .timeout_global(Some(limits.total))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self { agent: config.into(), body: limits.body }
    }

    /// What stands at an address, with fields behind it as its query.
    ///
    /// # Errors
    /// There is no answer, or it is too large. A status of failure is an answer.
    pub fn get(&self, address: &str, fields: &[(&str, &str)], accept: &str) -> Result<Reply, HttpError> {
        self.ask(Method::Get, address, &form(fields), accept)
    }

    /// What a form sent to an address gives (`application/x-www-form-urlencoded`).
    ///
    /// # Errors
    /// There is no answer, or it is too large. A status of failure is an answer.
    pub fn post(&self, address: &str, fields: &[(&str, &str)], accept: &str) -> Result<Reply, HttpError> {
        self.ask(Method::Post, address, &form(fields), accept)
    }

    fn ask(&self, method: Method, address: &str, form: &str, accept: &str) -> Result<Reply, HttpError> {
        let mut uri = match method {
            Method::Get if !form.is_empty() => format!("{address}{}{form}", if address.contains('?') { '&' } else { '?' }),
            _ => address.to_owned(),
        };
        for _ in 0..MOST_REDIRECTS {
            let here = parse(&uri).ok_or_else(|| HttpError::Address(shown(&uri)))?;
            let response = self.send(method, &here, form, accept).map_err(of_ureq)?;
            match response.status().as_u16() {
                301 | 302 | 307 | 308 => uri = next(&here, response.headers())?,
                _ => return self.read(response),
            }
        }
        Err(HttpError::Redirect(shown(&uri)))
    }

    fn send(&self, method: Method, uri: &Uri, form: &str, accept: &str) -> Result<Response<Body>, ureq::Error> {
        // A proxy would look for this machine on its own.
        let local = uri.host().is_some_and(is_loopback);
        match method {
            Method::Get => {
                let request = self.agent.get(uri).header(header::ACCEPT, accept);
                if local { request.config().proxy(None).build().call() } else { request.call() }
            }
            Method::Post => {
                let request = self.agent.post(uri).header(header::ACCEPT, accept).content_type("application/x-www-form-urlencoded");
                if local { request.config().proxy(None).build().send(form) } else { request.send(form) }
            }
        }
    }

    fn read(&self, mut response: Response<Body>) -> Result<Reply, HttpError> {
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (content_type, retry_after) = (text(header::CONTENT_TYPE), text(header::RETRY_AFTER));
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(self.body).read_to_vec().map_err(of_ureq)?;
        Ok(Reply { status, content_type, retry_after, body })
    }
}

/// Fields as `application/x-www-form-urlencoded`.
pub(super) fn form(fields: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        if !out.is_empty() {
            out.push('&');
        }
        out.extend(utf8_percent_encode(name, FORM));
        out.push('=');
        out.extend(utf8_percent_encode(value, FORM));
    }
    out
}

/// Whether a text is an address that can be asked: `http(s)://host/path` without a user's name.
#[must_use]
pub fn is_address(text: &str) -> bool {
    parse(text).is_some()
}

/// Whether an address is of this machine.
#[must_use]
pub fn is_local(address: &str) -> bool {
    parse(address).is_some_and(|uri| uri.host().is_some_and(is_loopback))
}

fn parse(text: &str) -> Option<Uri> {
    let uri: Uri = text.parse().ok()?;
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    let authority = uri.authority()?;
    (web && !authority.as_str().contains('@') && !authority.host().is_empty()).then_some(uri)
}

/// Where a redirect leads: it stays with the scheme and the host.
fn next(here: &Uri, headers: &HeaderMap) -> Result<String, HttpError> {
    let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let refused = || HttpError::Redirect(shown(location));
    let (Some(scheme), Some(authority)) = (here.scheme_str(), here.authority()) else { return Err(refused()) };
    let whole = match location {
        rest if rest.starts_with("//") => format!("{scheme}:{rest}"),
        rest if rest.starts_with('/') => format!("{scheme}://{authority}{rest}"),
        whole => whole.to_owned(),
    };
    let there = parse(&whole).ok_or_else(refused)?;
    let same = there.scheme() == here.scheme() && there.authority().is_some_and(|a| host(scheme, a) == host(scheme, authority));
    if same { Ok(whole) } else { Err(refused()) }
}

fn host(scheme: &str, authority: &Authority) -> (String, u16) {
    (authority.host().to_ascii_lowercase(), authority.port_u16().unwrap_or(if scheme == "https" { 443 } else { 80 }))
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A text of a server, fit for one line.
#[must_use]
pub fn shown(text: &str) -> String {
    const MOST: usize = 200;
    let mut out: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST).collect();
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out.trim().to_owned()
}

fn of_ureq(error: ureq::Error) -> HttpError {
    match error {
        ureq::Error::Timeout(which) => HttpError::Timeout(shown(&which.to_string())),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => HttpError::Timeout(shown(&error.to_string())),
        ureq::Error::Io(error) => HttpError::Broken(format!("the connection broke: {}", shown(&error.to_string()))),
        ureq::Error::HostNotFound => HttpError::Broken("its host is not found".to_owned()),
        ureq::Error::ConnectionFailed => HttpError::Broken("no connection".to_owned()),
        ureq::Error::Protocol(error) => HttpError::Broken(format!("no HTTP: {}", shown(&error.to_string()))),
        ureq::Error::Decompress(_, error) => HttpError::Broken(format!("the answer cannot be unpacked: {}", shown(&error.to_string()))),
        ureq::Error::ConnectProxyFailed(error) => HttpError::Broken(format!("the proxy gives no connection: {}", shown(&error))),
        ureq::Error::BodyExceedsLimit(limit) => HttpError::TooLarge(limit),
        error => HttpError::Other(shown(&error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(here: &str, location: &str) -> Result<String, HttpError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::LOCATION, location.parse().unwrap());
        next(&here.parse().unwrap(), &headers)
    }

    #[test]
    fn a_redirect_stays_with_its_host_and_scheme() {
        let here = "https://zh.example.org/w/api.php?a=b";
        assert_eq!(leads(here, "/api.php?a=b").as_deref(), Ok("https://zh.example.org/api.php?a=b"));
        assert_eq!(leads(here, "https://ZH.example.org:443/x").as_deref(), Ok("https://ZH.example.org:443/x"));
        for elsewhere in
            ["http://zh.example.org/x", "https://en.example.org/x", "//en.example.org/x", "https://zh.example.org:8443/x", "x", ""]
        {
            assert!(leads(here, elsewhere).is_err(), "{elsewhere}");
        }
    }

    #[test]
    fn addresses_are_of_the_web() {
        assert!(is_address("https://www.wikidata.org/w/api.php"));
        assert!(is_address("http://127.0.0.1:8080/api.php"));
        for bad in
            ["", "/w/api.php", "ftp://example.org/", "file:///etc/passwd", "https://user:word@example.org/", "https:///x", "https://a b/"]
        {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn fields_are_escaped() {
        assert_eq!(form(&[("titles", "中|A&B=C+D"), ("a", "")]), "titles=%E4%B8%AD%7CA%26B%3DC%2BD&a=");
    }

    #[test]
    fn a_user_agent_names_a_contact() {
        assert!(user_agent("mailto:a@example.org").unwrap().contains("(mailto:a@example.org)"));
        for bad in ["", "  ", "a\r\nX: y", "名"] {
            assert!(user_agent(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn what_a_server_says_is_one_short_line() {
        assert_eq!(shown("a\nb\u{1b}[31m"), "a b [31m");
        assert_eq!(shown(&"x".repeat(1000)).chars().count(), 201);
    }
}

//! A server on loopback with bad days.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};

use super::wiki::{Parameters, Wiki};

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 429 with this `Retry-After`.
    TooMany(&'static str),
    /// 503 without a word on when.
    Unavailable,
    /// 500 with a page of HTML.
    Internal,
    /// HTTP 200 with the error `maxlag`.
    Lag,
    /// HTTP 200 with an internal error of the API.
    ApiInternal,
    /// No answer for longer than the client waits.
    Slow,
    /// JSON that ends in the middle, as a whole answer.
    CutJson,
    /// An answer that breaks off.
    CutBody,
    /// The connection is closed without an answer.
    Reset,
    /// A page of HTML with HTTP 200.
    Html,
    /// An answer without an end.
    Endless,
    /// What is no gzip, said to be gzip.
    BadGzip,
    /// A status with this body, of failure.
    Status(u16, &'static str),
    /// HTTP 200 with this body.
    Body(&'static str),
    /// A redirect to this place.
    Moved(&'static str),
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub user_agent: String,
    pub accept_encoding: String,
    pub parameters: Parameters,
    /// What went wrong with it.
    pub fault: Option<Fault>,
}

impl Request {
    /// The titles or items that were asked for.
    pub fn names(&self) -> Vec<&str> {
        self.parameters.get("titles").or(self.parameters.get("ids")).map_or(Vec::new(), |names| names.split('|').collect())
    }
}

type Faults = Box<dyn Fn(usize) -> Option<Fault> + Send + Sync>;

struct Inner {
    wiki: Wiki,
    /// The fault of the request of a number, from 1.
    faults: Faults,
    count: AtomicUsize,
    now: AtomicUsize,
    parallel: AtomicBool,
    requests: Mutex<Vec<Request>>,
}

pub struct Server {
    inner: Arc<Inner>,
    pub address: String,
}

impl Server {
    pub fn new(wiki: Wiki) -> Self {
        Self::with_faults(wiki, |_| None)
    }

    pub fn with_faults(wiki: Wiki, faults: impl Fn(usize) -> Option<Fault> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/w/api.php", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            wiki,
            faults: Box::new(faults),
            count: AtomicUsize::new(0),
            now: AtomicUsize::new(0),
            parallel: AtomicBool::new(false),
            requests: Mutex::default(),
        });
        let shared = Arc::clone(&inner);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let inner = Arc::clone(&shared);
                std::thread::spawn(move || inner.serve(&stream));
            }
        });
        Self { inner, address }
    }

    pub fn requests(&self) -> Vec<Request> {
        self.inner.requests.lock().unwrap().clone()
    }

    /// The titles or items that were answered, each as often as it was.
    pub fn answered(&self) -> Vec<String> {
        let requests = self.requests();
        let first_parts = requests.iter().filter(|request| request.fault.is_none() && !request.parameters.contains_key("continue"));
        first_parts.flat_map(Request::names).map(str::to_owned).collect()
    }

    /// Whether a request ever came before the one before it was about to be answered.
    pub fn was_asked_in_parallel(&self) -> bool {
        self.inner.parallel.load(Ordering::SeqCst)
    }
}

impl Inner {
    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some(request) = read(&mut reader) {
            if self.now.fetch_add(1, Ordering::SeqCst) > 0 {
                self.parallel.store(true, Ordering::SeqCst);
            }
            let fault = (self.faults)(self.count.fetch_add(1, Ordering::SeqCst) + 1);
            self.requests.lock().unwrap().push(Request { fault, ..request.clone() });
            // It ends here, before a byte is sent: a client that has its answer may ask again before this thread goes on.
            std::thread::sleep(Duration::from_millis(1));
            self.now.fetch_sub(1, Ordering::SeqCst);
            let goes_on = self.answer(stream, &request, fault);
            if !goes_on {
                return;
            }
        }
    }

    fn answer(&self, stream: &TcpStream, request: &Request, fault: Option<Fault>) -> bool {
        let json = self.wiki.answer(&request.parameters).to_string();
        let html = "<!DOCTYPE html><title>Error</title>";
        match fault {
            None if request.user_agent.is_empty() => send(stream, 403, &[], b"Requests must have a user agent"),
            None if request.accept_encoding.contains("gzip") => {
                let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
                packed.write_all(json.as_bytes()).unwrap();
                send(stream, 200, &["Content-Type: application/json; charset=utf-8", "Content-Encoding: gzip"], &packed.finish().unwrap())
            }
            None => send(stream, 200, &["Content-Type: application/json; charset=utf-8"], json.as_bytes()),
            Some(Fault::TooMany(when)) => send(stream, 429, &[&format!("Retry-After: {when}")], html.as_bytes()),
            Some(Fault::Unavailable) => send(stream, 503, &[], b""),
            Some(Fault::Internal) => send(stream, 500, &["Content-Type: text/html"], html.as_bytes()),
            Some(Fault::Lag) => {
                let body = r#"{"error":{"code":"maxlag","info":"Waiting for 10.0.0.1: 7.5 seconds lagged.","host":"10.0.0.1","lag":7.5}}"#;
                send(stream, 200, &["Retry-After: 5", "X-Database-Lag: 7"], body.as_bytes())
            }
            Some(Fault::ApiInternal) => {
                send(stream, 200, &[], br#"{"error":{"code":"internal_api_error_DBQueryError","info":"Caught exception"}}"#)
            }
            Some(Fault::Slow) => {
                std::thread::sleep(Duration::from_secs(6));
                false
            }
            Some(Fault::CutJson) => {
                let half = json.char_indices().nth(json.chars().count() / 2).map_or(0, |(at, _)| at);
                send(stream, 200, &["Content-Type: application/json"], &json.as_bytes()[..half])
            }
            Some(Fault::CutBody) => {
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", json.len() + 10);
                let _ = write(stream, head.as_bytes()) && write(stream, json.as_bytes());
                false
            }
            Some(Fault::Reset) => false,
            Some(Fault::Html) => send(stream, 200, &["Content-Type: text/html"], html.as_bytes()),
            Some(Fault::Endless) => {
                let piece = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
                let mut goes_on = write(stream, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
                while goes_on {
                    goes_on = write(stream, &piece);
                }
                false
            }
            Some(Fault::BadGzip) => send(stream, 200, &["Content-Encoding: gzip"], json.as_bytes()),
            Some(Fault::Status(status, body)) => send(stream, status, &[], body.as_bytes()),
            Some(Fault::Body(body)) => send(stream, 200, &["Content-Type: application/json"], body.as_bytes()),
            Some(Fault::Moved(to)) => send(stream, 301, &[&format!("Location: {to}")], b""),
        }
    }
}

fn write(mut stream: &TcpStream, bytes: &[u8]) -> bool {
    stream.write_all(bytes).is_ok()
}

fn send(stream: &TcpStream, status: u16, headers: &[&str], body: &[u8]) -> bool {
    let mut head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len());
    for header in headers {
        head += &format!("{header}\r\n");
    }
    write(stream, format!("{head}\r\n").as_bytes()) && write(stream, body)
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|bytes| *bytes > 0)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut length, mut user_agent, mut accept_encoding) = (0, String::new(), String::new());
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "user-agent" => user_agent = value.to_owned(),
            "accept-encoding" => accept_encoding = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let form = if method == "POST" { String::from_utf8(body).ok()? } else { query.to_owned() };
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let parameters =
        form.split('&').filter_map(|field| field.split_once('=')).map(|(name, value)| (decoded(name), decoded(value))).collect();
    Some(Request { method, path: path.to_owned(), user_agent, accept_encoding, parameters, fault: None })
}

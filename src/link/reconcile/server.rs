//! The service on a port.

use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use axum::{
    Form, Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest as _, Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{any, get},
};
use serde_json::Value;
use tokio::sync::Semaphore;

use super::{Refusal, Service, answer};

/// Most bytes of a request's body.
const MOST_BYTES: usize = 1 << 20;
/// Most characters of the name of a JSONP callback.
const MOST_CALLBACK: usize = 100;
/// How long open requests may go on when the service is told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// A service that has its port.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
}

/// Takes a port; 0 takes a free one.
///
/// # Errors
/// The port is taken, or the address is not of this machine.
pub fn bind(address: IpAddr, port: u16) -> io::Result<Bound> {
    let listener = TcpListener::bind((address, port))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok(Bound { listener, address })
}

impl Bound {
    /// Where the service listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` ends; then what is being answered may still be, for five seconds.
    ///
    /// # Errors
    /// What the system says.
    pub fn serve(self, service: Service, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let done = runtime.block_on(async {
            let (told, mut stopped) = tokio::sync::watch::channel(());
            let stop = async move {
                stop.await;
                drop(told);
            };
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            let serving = axum::serve(listener, router(service, self.address)).with_graceful_shutdown(stop);
            tokio::select! {
                done = serving => done,
                () = async { let _ = stopped.changed().await; tokio::time::sleep(GRACE).await; } => Ok(()),
            }
        });
        // A look-up that hangs does not keep the program.
        runtime.shutdown_timeout(Duration::from_secs(1));
        done
    }
}

struct Shared {
    service: Service,
    address: SocketAddr,
    /// Look-ups that run at a time: they may wait for the disk.
    room: Semaphore,
}

type Fields = Vec<(String, String)>;

fn router(service: Service, address: SocketAddr) -> Router {
    let shared = Arc::new(Shared { service, address, room: Semaphore::new(8) });
    Router::new()
        .route("/", any(reconcile))
        .route("/reconcile", any(reconcile))
        .route("/suggest/{what}", get(suggest))
        .route("/preview", get(preview))
        .fallback(|| async { text(StatusCode::NOT_FOUND, "nothing is served there") })
        .method_not_allowed_fallback(|| async { text(StatusCode::METHOD_NOT_ALLOWED, "that is asked by GET") })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(middleware::from_fn(for_browsers))
        .with_state(shared)
}

/// Clients in a browser come from another origin; what is served is public.
async fn for_browsers(request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS");
    set(header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, Accept");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}

async fn reconcile(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let base = base(request.headers(), shared.address);
    let mut fields = match asked(&request) {
        Ok(fields) => fields,
        Err(refusal) => return refused(&refusal),
    };
    let json = content_type(request.headers()).is_some_and(|kind| kind == "application/json");
    let body = match *request.method() {
        Method::GET | Method::HEAD => Ok(None),
        Method::POST if json => Bytes::from_request(request, &()).await.map(Some).map_err(|_| too_large()),
        Method::POST => match Form::<Fields>::from_request(request, &()).await {
            Ok(Form(more)) => {
                fields.extend(more);
                Ok(None)
            }
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(too_large()),
            Err(_) => Err(Refusal::bad("the body is neither a form (application/x-www-form-urlencoded) nor JSON (application/json)")),
        },
        _ => return text(StatusCode::METHOD_NOT_ALLOWED, "queries come by GET or POST"),
    };
    let body = match body {
        Ok(body) => body,
        Err(refusal) => return refused(&refusal),
    };
    let callback = field(&fields, "callback").map(str::to_owned);
    let answer = shared.look_up(move |service| match (field(&fields, "queries"), body) {
        (_, Some(body)) => service.draft(&body),
        (Some(queries), None) => service.batch(queries),
        (None, None) if fields.iter().all(|(name, _)| name == "callback") => Ok(answer::manifest(&base)),
        (None, None) => Err(Refusal::bad("there are no `queries`")),
    });
    said(answer.await, callback.as_deref())
}

async fn suggest(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let what = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let fields = match asked(&request) {
        Ok(fields) => fields,
        Err(refusal) => return refused(&refusal),
    };
    let callback = field(&fields, "callback").map(str::to_owned);
    let answer = shared.look_up(move |service| {
        let (prefix, cursor) = (field(&fields, "prefix").ok_or_else(|| Refusal::bad("there is no `prefix`"))?, field(&fields, "cursor"));
        match what.as_str() {
            "entity" => service.suggest_entities(prefix, cursor),
            "type" => service.suggest_types(prefix, cursor),
            "property" => Service::suggest_properties(prefix, cursor),
            _ => Err(Refusal::Unknown("suggested are `entity`, `type` and `property`".to_owned())),
        }
    });
    said(answer.await, callback.as_deref())
}

async fn preview(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let fields = match asked(&request) {
        Ok(fields) => fields,
        Err(refusal) => return refused(&refusal),
    };
    let page = shared.look_up(move |service| service.preview(field(&fields, "id").ok_or_else(|| Refusal::bad("there is no `id`"))?));
    match page.await {
        Ok(page) => {
            let kind = (header::CONTENT_TYPE, "text/html; charset=utf-8");
            let policy =
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
            ([kind, policy], page).into_response()
        }
        Err(refusal) => refused(&refusal),
    }
}

impl Shared {
    async fn look_up<T: Send + 'static>(
        self: Arc<Self>,
        ask: impl FnOnce(&Service) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let broken = || Refusal::Broken("the look-up broke off".to_owned());
        let this = Arc::clone(&self);
        let _room = self.room.acquire().await.map_err(|_| broken())?;
        tokio::task::spawn_blocking(move || ask(&this.service)).await.map_err(|_| broken())?
    }
}

/// The fields of the address.
fn asked(request: &Request) -> Result<Fields, Refusal> {
    Query::<Fields>::try_from_uri(request.uri())
        .map(|Query(fields)| fields)
        .map_err(|_| Refusal::bad("the fields of the address cannot be read"))
}

fn field<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// The address that the client knows the service by, else that of its port.
fn base(headers: &HeaderMap, address: SocketAddr) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let plain =
        |host: &&str| !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
    host.filter(plain).map_or_else(|| format!("http://{address}"), |host| format!("http://{host}"))
}

fn too_large() -> Refusal {
    Refusal::TooMuch(format!("the body has more than {MOST_BYTES} bytes"))
}

/// JSON, or a call of a function with it (JSONP) where one is named.
fn said(answer: Result<Value, Refusal>, callback: Option<&str>) -> Response {
    let answer = match answer {
        Ok(answer) => answer.to_string(),
        Err(refusal) => return refused(&refusal),
    };
    match callback {
        None => ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], answer).into_response(),
        Some(name) if is_function(name) => {
            // The comment keeps what is called from being read as something else by old plug-ins.
            let script = format!("/**/{name}({answer});");
            ([(header::CONTENT_TYPE, "application/javascript; charset=utf-8")], script).into_response()
        }
        Some(_) => refused(&Refusal::bad("`callback` is no name of a function")),
    }
}

fn is_function(name: &str) -> bool {
    let starts = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$');
    let is_name = |part: &str| part.starts_with(starts) && part.chars().all(|c| starts(c) || c.is_ascii_digit());
    name.len() <= MOST_CALLBACK && name.split('.').all(is_name)
}

fn refused(refusal: &Refusal) -> Response {
    match refusal {
        Refusal::Bad(why) => text(StatusCode::BAD_REQUEST, why),
        Refusal::TooMuch(why) => text(StatusCode::PAYLOAD_TOO_LARGE, why),
        Refusal::Unknown(why) => text(StatusCode::NOT_FOUND, why),
        Refusal::Broken(why) => text(StatusCode::INTERNAL_SERVER_ERROR, why),
    }
}

fn text(status: StatusCode, line: &str) -> Response {
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], Body::from(format!("{line}\n"))).into_response()
}

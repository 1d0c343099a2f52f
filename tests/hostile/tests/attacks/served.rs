//! A service on the loopback interface, a caller of it with an API key, and a tenant whose callers
//! are of another mind.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use connector_host::Host;
use connector_host::connections::{Holder, NewApiKey, Right};
use connector_host::contract::{Page, Step};
use connector_host_service::{Service, Settings, serve};
use futures_util::future::BoxFuture;
use http::{Request, StatusCode};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use secrecy::ExposeSecret as _;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;

use crate::bystander::{Call, beside_calls};
use crate::stage::{identifies, manifest};
use crate::support::authorization::{World, component, connect, connected, token_grant};
use crate::support::call::exchange;
use crate::support::scripted::{self, Act};

/// What those of another mind invoke: it gives pages without end.
pub const ENDLESS: &str = "/v1/connectors/endless/actions/list-notes/invocations";
/// How many calls of the caller an attack lasts at least; where nothing is optimized, nobody compares.
const LASTS: usize = if cfg!(debug_assertions) { 20 } else { 500 };

/// The service, who calls it, and who is of another mind.
pub struct Served {
    pub address: SocketAddr,
    /// The API key of those of another mind.
    pub key: String,
    caller: Arc<Caller>,
    serving: JoinHandle<()>,
    /// The API behind it.
    _world: World,
}

/// Who calls the service, on a connection that stays.
struct Caller {
    connection: Mutex<SendRequest<Body>>,
    host: String,
    authorization: String,
    /// How many calls were answered.
    answered: watch::Sender<usize>,
}

impl Served {
    pub async fn new() -> Self {
        let world = World::new().await;
        let host = world.builder().build().unwrap();
        host.create_tenant("others").await.unwrap();
        let theirs = host.tenant("others").await.unwrap();
        let endless = manifest(|manifest| manifest["key"] = "endless".into());
        let acts = identifies();
        let identifying = scripted::connector_of(&endless, &token_grant(), &acts);
        host.load(&identifying).await.unwrap();
        let attempt = theirs
            .connect("endless", "own-app")
            .setting("client_id", "the-client")
            .secret("client_secret", "hush-client".into());
        let _ = connected(attempt.name("work")).await;
        let acts = [page_after_page()];
        let endless = scripted::connector_of(&endless, &token_grant(), &acts);
        host.load(&endless).await.unwrap();
        host.load(&component(&token_grant())).await.unwrap();
        let _ = connected(connect(&host).name("work")).await;

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut settings = Settings::new(address);
        // What it bears is to be seen, and not how soon it refuses.
        settings.limits.rate = 0;
        let key = key_of(&host, "others").await;
        let own = key_of(&host, "default").await;
        let service = Service::new(host, settings).await.unwrap();
        let serving = tokio::spawn(serve(service, listener, std::future::pending()));
        Self {
            address,
            key,
            caller: Arc::new(Caller::new(address, &own).await),
            serving,
            _world: world,
        }
    }

    /// Makes an attack while the caller goes on, which may cost so many MiB of memory.
    pub async fn beside<T>(&self, ceiling: u64, attack: impl Future<Output = T>) -> T {
        let caller = Arc::clone(&self.caller);
        let call = move || -> BoxFuture<'static, ()> {
            let caller = Arc::clone(&caller);
            Box::pin(async move { caller.call().await })
        };
        let call: Arc<Call> = Arc::new(call);
        beside_calls(ceiling, call, attack).await
    }

    /// Waits until the caller was answered as often as an attack lasts, and has `each` done after each
    /// of its calls.
    pub async fn for_its_calls(&self, mut each: impl AsyncFnMut()) {
        let mut answered = self.caller.answered.subscribe();
        let end = *answered.borrow_and_update() + LASTS;
        while *answered.borrow_and_update() < end {
            answered.changed().await.unwrap();
            each().await;
        }
    }

    /// Begins a request of those of another mind: its head, and what of its body is to come first.
    pub async fn begin(&self, path: &str, fields: &str, length: usize, body: &[u8]) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        // What the system takes in advance is no reading.
        socket.set_recv_buffer_size(16 << 10).unwrap();
        let mut stream = socket.connect(self.address).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n{fields}\r\n",
            self.key
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // It may have been refused by then.
        let _ = stream.write_all(body).await;
        stream
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Caller {
    async fn new(address: SocketAddr, key: &str) -> Self {
        Self {
            connection: Mutex::new(connection(address).await),
            host: address.to_string(),
            authorization: format!("Bearer {key}"),
            answered: watch::Sender::default(),
        }
    }

    async fn call(&self) {
        let request = Request::post("/v1/connectors/notes/actions/list-notes/invocations")
            .header("host", &self.host)
            .header("authorization", &self.authorization)
            .header("content-type", "application/json")
            .body(Body::from(r#"{"connection": "work"}"#))
            .unwrap();
        let mut connection = self.connection.lock().await;
        connection.ready().await.unwrap();
        let answer = connection.send_request(request).await.unwrap();
        let (head, body) = answer.into_parts();
        let body = to_bytes(Body::new(body), usize::MAX).await.unwrap();
        assert_eq!(head.status, StatusCode::OK, "{body:?}");
        self.answered.send_modify(|answered| *answered += 1);
    }
}

/// A connection to it, on which requests are made one after the other.
pub async fn connection(address: SocketAddr) -> SendRequest<Body> {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

/// Says something, and goes on as it began once that was taken.
fn page_after_page() -> Act {
    Act::Step(Step::Page(Page {
        items: json!(["x".repeat(16 << 10)]).to_string(),
        then: exchange("GET", "/notes", 0),
    }))
}

/// An API key of a tenant that may do everything.
async fn key_of(host: &Host, tenant: &str) -> String {
    let new = NewApiKey::new("test", Holder::Tenant(tenant.parse().unwrap())).rights(Right::ALL);
    let (_, shown) = host.create_api_key(new).await.unwrap();
    shown.expose_secret().to_owned()
}

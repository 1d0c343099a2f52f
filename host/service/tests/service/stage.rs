//! A service, what it serves, and a client.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request};
use connector_host::Host;
use connector_host::connections::{Holder, NewApiKey, Right};
use connector_host::contract::Authorization;
use connector_host_service::Settings;
use http_body_util::BodyExt as _;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc as unbounded;
use tokio::task::JoinHandle;

use crate::site::{Serving, Site};
use crate::support::authorization::{CLIENT_SECRET, World, component, token_grant};
use crate::support::scripted::{self, Act, MANIFEST};
use crate::support::server::Seen;

pub(crate) const INVOKE: &str = "/v1/connectors/notes/actions/list-notes/invocations";
pub(crate) const DOWNLOAD: &str = "/v1/connectors/notes/actions/download-note/invocations";

/// A service on the loopback interface, and what stands behind it.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) site: Site,
    /// The host that serves, or one of them.
    pub(crate) host: Host,
    pub(crate) address: SocketAddr,
    pub(crate) serving: Option<Serving>,
}

/// An answer, taken whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) trailers: Option<HeaderMap>,
}

impl Stage {
    /// With the connector `notes` loaded, and nobody connected.
    pub(crate) async fn new() -> Self {
        Self::of(World::new().await, |_| {}).await
    }

    /// The same with an account connected under the name `work`.
    pub(crate) async fn connected() -> Self {
        let stage = Self::new().await;
        stage.connect("work").await;
        stage
    }

    /// The same in another world, with other settings.
    pub(crate) async fn of(world: World, change: impl FnOnce(&mut Settings)) -> Self {
        Self::authorizing(world, &token_grant(), change).await
    }

    /// The same with a connector that authorizes like that.
    pub(crate) async fn authorizing(
        world: World,
        authorization: &Authorization,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let site = Site::new(&world, |builder| builder);
        let stage = Self::at(world, site, change).await;
        stage.load(&component(authorization)).await;
        stage
    }

    /// At a site, without a connector.
    pub(crate) async fn at(world: World, site: Site, change: impl FnOnce(&mut Settings)) -> Self {
        let serving = site.serve(change).await;
        Self {
            world,
            host: site.hosts()[0].clone(),
            site,
            address: serving.address,
            serving: Some(serving),
        }
    }

    /// The same hosts under a service that begins anew.
    pub(crate) async fn anew(self, change: impl FnOnce(&mut Settings)) -> Self {
        let Self { world, site, .. } = self;
        Self::at(world, site, change).await
    }

    /// From now on one process is asked, where there are several and a proxy before them: for
    /// what is of each process by itself, and of a connection to it.
    pub(crate) fn of_one_process(mut self) -> Self {
        if let Some(serving) = &self.serving {
            self.address = serving.one();
        }
        self
    }

    /// Has all that serve use a component.
    pub(crate) async fn load(&self, component: &[u8]) {
        for host in self.site.hosts() {
            host.load(component).await.unwrap();
        }
    }

    /// What one has changed has come to all others when this is over.
    pub(crate) fn a_second_later(&self) {
        self.world.clock.advance(1);
    }

    /// Connects an account under a name, through the service.
    pub(crate) async fn connect(&self, name: &str) -> Value {
        let answer = self.post("/v1/connections", &new_connection(name)).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()
    }

    /// From now on the connector does this when it is invoked.
    pub(crate) async fn script(&self, acts: &[Act]) {
        self.script_as(MANIFEST, acts).await;
    }

    /// The same, and it says that of itself: somebody accepts what that is more.
    pub(crate) async fn script_as(&self, manifest: &str, acts: &[Act]) {
        let component = scripted::connector_of(manifest.as_bytes(), &token_grant(), acts);
        if manifest != MANIFEST {
            self.host.add_accepting(&component).await.unwrap();
        }
        self.load(&component).await;
    }

    /// An API key, as it is shown.
    pub(crate) async fn key(&self, holder: Holder, rights: &[Right]) -> String {
        let new = NewApiKey::new("test", holder).rights(rights.iter().copied());
        let (_, shown) = self.host.create_api_key(new).await.unwrap();
        shown.expose_secret().to_owned()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "").await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let fields = [("content-type", "application/json")];
        self.ask("POST", path, &fields, body.to_string()).await
    }

    /// Invokes an action with an empty input, for the connection `work`.
    pub(crate) async fn invoke(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut fields = fields.to_vec();
        fields.push(("content-type", "application/json"));
        let body = json!({"connection": "work"}).to_string();
        self.ask("POST", path, &fields, body).await
    }

    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        fields: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        ask(self.address, method, path, fields, body).await
    }

    /// Waits until nobody listens any more: from then on the service is on its way to its end.
    pub(crate) async fn until_nobody_listens(&self) {
        while TcpStream::connect(self.address).await.is_ok() {}
    }

    /// Tells the service to end, which is over when this is.
    pub(crate) fn tell_to_end(&mut self) -> JoinHandle<()> {
        let serving = self.serving.take().unwrap();
        for end in serving.end {
            let _ = end.send(());
        }
        serving.served
    }
}

/// What is sent to connect an account under a name.
pub(crate) fn new_connection(name: &str) -> Value {
    json!({
        "connector": "notes", "method": "own-app", "name": name,
        "settings": {"client_id": "the-client"}, "secrets": {"client_secret": CLIENT_SECRET},
    })
}

pub(crate) async fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    fields: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut request = Request::builder().method(method).uri(path);
    if !fields.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", address.to_string());
    }
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).unwrap();
    let response = sender.send_request(request).await.unwrap();
    let (head, body) = response.into_parts();
    let collected = body.collect().await.unwrap();
    Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        trailers: collected.trailers().cloned(),
        body: collected.to_bytes(),
    }
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// The JSON of a success.
    #[track_caller]
    pub(crate) fn done(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()
    }

    /// Status and code of a problem.
    #[track_caller]
    pub(crate) fn problem(&self) -> (u16, String) {
        let media_type = self.header("content-type");
        assert_eq!(media_type, "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        (self.status, problem["code"].as_str().unwrap().to_owned())
    }

    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        let field = self.headers.get(name).unwrap_or_else(|| panic!("{self:?}"));
        field.to_str().unwrap()
    }
}

/// A world whose server answers requests for notes once it is told to, and says that
/// they have come.
pub(crate) struct Held {
    pub(crate) arrived: unbounded::UnboundedReceiver<String>,
    pub(crate) release: mpsc::Sender<()>,
}

impl Held {
    pub(crate) async fn world() -> (World, Self) {
        Self::at("/notes").await
    }

    /// The same of requests for something else.
    pub(crate) async fn at(path: &'static str) -> (World, Self) {
        Self::of(move |seen| seen.request.contains(path)).await
    }

    /// The same of requests that are like that.
    pub(crate) async fn of(
        is_held: impl Fn(&Seen) -> bool + Clone + Send + Sync + 'static,
    ) -> (World, Self) {
        let (tell, arrived) = unbounded::unbounded_channel();
        let (release, released) = mpsc::channel();
        let released = Arc::new(Mutex::new(released));
        let world = World::answering(move |seen| {
            if is_held(seen) {
                tell.send(seen.request.clone()).unwrap();
                // Others go on meanwhile, whatever this thread has been given to do.
                tokio::task::block_in_place(|| {
                    let _ = released.lock().unwrap().recv();
                });
            }
        })
        .await;
        (world, Self { arrived, release })
    }
}

/// The manifest, with an action that writes.
pub(crate) fn writing() -> String {
    MANIFEST.replace(r#""effect": "read""#, r#""effect": "write""#)
}

/// A problem as `Answer::problem` has it.
pub(crate) fn is(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

//! An API with its authorization server: it rotates refresh tokens, keeps one
//! grant alive, and can be told to be in trouble. And the host that uses it.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::response::Response;
use connector_host::clock::Clock;
use connector_host::connections::PostgresAddress;
use connector_host::contract::{
    Authorization, AuthorizationCode, AuthorizationServer, Client, ClientAuthentication,
    Credential, DeviceCode, Exchange, HttpRequest, Redirects, Step, TokenGrant,
};
use connector_host::policy::OperatorPolicy;
use connector_host::{Attempt, Connect, Connected, Host, HostBuilder};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde_json::json;
use url::Url;

use super::scripted::{self, Act};
use super::server::{Seen, Server, answer};

/// What must show nowhere.
pub const CLIENT_SECRET: &str = "hush-client";
/// A device authorization response.
const DEVICE: &str = r#"{
    "device_code": "the-device", "user_code": "WDJB-MJHT", "expires_in": 900, "interval": 5,
    "verification_uri": "https://api.example/device",
    "verification_uri_complete": "https://api.example/device?user_code=WDJB-MJHT"
}"#;
/// When the clock starts: 2023-11-14T22:13:20Z.
const START: i64 = 1_700_000_000;
/// How many bytes a file has that is too large to wait in the buffers of a connection.
pub const LARGE_FILE: usize = 16 << 20;
/// How long access tokens live, in seconds.
pub const LIFETIME: i64 = 3600;

/// The state of the authorization server.
#[derive(Debug)]
pub struct Issuer {
    /// Counts the token responses; tokens carry it.
    pub issued: u64,
    pub subject: &'static str,
    /// Whether the API tells it.
    pub subject_is_told: bool,
    /// Answers the token endpoint in place of the usual answer.
    pub trouble: Option<(u16, &'static str)>,
    /// Answers devices that ask for tokens, one after the other, until they
    /// get some.
    pub devices: VecDeque<(u16, &'static str)>,
    /// The device authorization response; none for the usual one.
    pub device: Option<String>,
    /// A member that token responses have beside the usual ones.
    pub extra: Option<(String, &'static str)>,
    /// What the server says the time is; none for its true answer.
    pub date: Option<&'static str>,
    /// What such an answer says of when to ask again.
    pub retry_after: Option<&'static str>,
    /// Whether the API says whose account it is.
    pub identifies: bool,
    /// What it says then; none for the label of the subject alone.
    pub identity: Option<serde_json::Value>,
    /// Whether refresh tokens are issued.
    pub refreshable: bool,
    /// Whether it takes a code that comes with such a verifier.
    pub takes_code: fn(&str, &str) -> bool,
    /// The access token that was ended before its time.
    pub revoked: Option<u64>,
    /// How clients may say who they are, as it stands in the header field `authorization`;
    /// none where nobody looks.
    pub clients: Option<Vec<String>>,
}

/// An API, its authorization server, and a clock.
pub struct World {
    pub server: Server,
    pub issuer: Arc<Mutex<Issuer>>,
    pub clock: Arc<SetClock>,
    pub directory: tempfile::TempDir,
}

impl World {
    pub async fn new() -> Self {
        Self::answering(|_| {}).await
    }

    /// A world whose server calls `before` with each request first.
    pub async fn answering(before: impl Fn(&Seen) + Clone + Send + Sync + 'static) -> Self {
        let issuer = Arc::new(Mutex::new(Issuer {
            issued: 0,
            subject: "ada",
            subject_is_told: true,
            trouble: None,
            devices: VecDeque::new(),
            device: None,
            extra: None,
            date: None,
            retry_after: None,
            identifies: true,
            identity: None,
            refreshable: true,
            takes_code: |code, verifier| code == "the-code" && verifier.len() >= 43,
            revoked: None,
            clients: None,
        }));
        let state = Arc::clone(&issuer);
        let server = Server::start(move |seen, _| {
            before(seen);
            state.lock().unwrap().answer(seen)
        })
        .await;
        Self {
            server,
            issuer,
            clock: Arc::default(),
            directory: tempfile::tempdir().unwrap(),
        }
    }

    /// A host on the world's data directory, with a connector that authorizes
    /// like that.
    pub async fn host(&self, authorization: &Authorization) -> Host {
        self.built(self.builder(), authorization).await
    }

    /// The same for one whose connections are in a PostgreSQL database.
    pub async fn host_on(&self, database: PostgresAddress, authorization: &Authorization) -> Host {
        let builder = self.builder().postgres(database);
        self.built(builder, authorization).await
    }

    /// A host on the world's data directory, to be changed.
    pub fn builder(&self) -> HostBuilder {
        let reroute = format!("https://api.example=http://{}", self.server.address);
        Host::builder()
            .data_dir(self.directory.path())
            .cache_dir(cache())
            .clock(self.clock.clone())
            .reroutes([reroute.parse().unwrap()])
    }

    /// The same whose operator lets tenants share grants.
    pub async fn sharing(&self, builder: HostBuilder, authorization: &Authorization) -> Host {
        let policy = "[connector.notes]\nshared_grants = true";
        let policy = OperatorPolicy::parse(policy, "policy.toml").unwrap();
        self.built(builder.policy(policy), authorization).await
    }

    async fn built(&self, builder: HostBuilder, authorization: &Authorization) -> Host {
        let host = builder.build().unwrap();
        host.load(&component(authorization)).await.unwrap();
        host
    }

    pub fn issuer(&self) -> std::sync::MutexGuard<'_, Issuer> {
        self.issuer.lock().unwrap()
    }

    /// The requests to the token endpoint, by their content.
    pub fn token_requests(&self) -> Vec<String> {
        let seen = self.server.seen();
        let to_token = seen
            .into_iter()
            .filter(|seen| seen.request == "POST /token");
        to_token.map(|seen| seen.body).collect()
    }

    pub fn count(&self, request: &str) -> usize {
        self.server
            .requests()
            .iter()
            .filter(|seen| *seen == request)
            .count()
    }
}

impl Issuer {
    fn answer(&mut self, seen: &Seen) -> Response {
        let mut response = self.answer_in_time(seen);
        if let Some(date) = self.date {
            let date = date.parse().unwrap();
            response.headers_mut().insert("date", date);
        }
        let id = "rid=W_1".parse().unwrap();
        response.headers_mut().insert("x-example-trackingid", id);
        response
    }

    /// Whether a request is of a client that the server takes.
    fn takes_the_client_of(&self, seen: &Seen) -> bool {
        let Some(clients) = &self.clients else {
            return true;
        };
        let mut clients = clients.iter();
        clients.any(|client| seen.authorization.as_ref() == Some(client))
    }

    fn answer_in_time(&mut self, seen: &Seen) -> Response {
        match seen.request.as_str() {
            "POST /token" | "POST /device" | "POST /revoke" if !self.takes_the_client_of(seen) => {
                // As a server that repeats what it was sent.
                let said = seen.authorization.clone().unwrap_or_default();
                let answer_of = json!({"error": "invalid_client", "error_description": said});
                answer(401, &[], &answer_of.to_string())
            }
            "POST /token" => self.token(&seen.body),
            "POST /device" => answer(200, &[], self.device.as_deref().unwrap_or(DEVICE)),
            "GET /file" => answer(200, &[("content-type", "text/plain")], "hello"),
            "GET /large-file" => {
                let content = "x".repeat(LARGE_FILE);
                answer(200, &[("content-type", "text/plain")], &content)
            }
            "POST /revoke" => answer(200, &[], "{}"),
            "GET /me" if !self.identifies => answer(200, &[], "\"nobody\""),
            "GET /me" if self.revoked == Some(self.issued) => answer(401, &[], "{}"),
            "GET /me" if seen.authorization == Some(format!("Bearer access-{}", self.issued)) => {
                let label = format!("{}@example.com", self.subject);
                let subject = json!({"account": "kitchen", "user": self.subject});
                let usual = || {
                    json!({
                        "subject": self.subject_is_told.then_some(subject), "reach": "user",
                        "label": label, "facts": {}, "uncovered": [], "warnings": [],
                    })
                };
                let identity = self.identity.clone().unwrap_or_else(usual);
                answer(200, &[], &identity.to_string())
            }
            "GET /me" => answer(401, &[], "{}"),
            _ => answer(404, &[], "{}"),
        }
    }

    fn token(&mut self, body: &str) -> Response {
        if let Some((status, body)) = self.trouble {
            let headers = self.retry_after.map(|wait| ("retry-after", wait));
            return answer(status, headers.as_slice(), body);
        }
        let parameter = |name: &str| {
            let mut pairs = url::form_urlencoded::parse(body.as_bytes());
            pairs
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        let asks_for_device = body.contains("device_code=the-device");
        if let Some((status, body)) = self.devices.pop_front_if(|_| asks_for_device) {
            return answer(status, &[], body);
        }
        let good = match parameter("grant_type").as_deref() {
            Some("refresh_token") => {
                parameter("refresh_token") == Some(format!("refresh-{}", self.issued))
            }
            Some("authorization_code") => {
                let (code, verifier) = (parameter("code"), parameter("code_verifier"));
                code.zip(verifier)
                    .is_some_and(|(code, verifier)| (self.takes_code)(&code, &verifier))
            }
            Some("urn:example:account") => true,
            Some("urn:ietf:params:oauth:grant-type:device_code") => asks_for_device,
            _ => false,
        };
        if !good {
            return answer(400, &[], r#"{"error": "invalid_grant"}"#);
        }
        self.issued += 1;
        let mut tokens = json!({
            "access_token": format!("access-{}", self.issued),
            "token_type": "bearer",
            "expires_in": LIFETIME,
        });
        if let Some((name, value)) = &self.extra {
            tokens[name] = (*value).into();
        }
        if self.refreshable {
            tokens["refresh_token"] = format!("refresh-{}", self.issued).into();
        }
        answer(200, &[], &tokens.to_string())
    }
}

/// The authorization code grant of the world's server, for the client that a
/// person brings.
pub fn code_grant() -> Authorization {
    Authorization::AuthorizationCode(AuthorizationCode {
        authorization_endpoint: "https://api.example/authorize?tenant=1".to_owned(),
        parameters: Vec::new(),
        any_loopback_port: false,
        server: authorization_server(Some("the-client")),
    })
}

/// The same for the app that the operator has registered.
pub fn app_grant() -> Authorization {
    Authorization::AuthorizationCode(AuthorizationCode {
        authorization_endpoint: "https://api.example/authorize".to_owned(),
        parameters: Vec::new(),
        any_loopback_port: false,
        server: authorization_server(None),
    })
}

/// The device authorization grant of the world's server.
pub fn device_grant() -> Authorization {
    Authorization::DeviceCode(DeviceCode {
        device_authorization_endpoint: "https://api.example/device".to_owned(),
        server: authorization_server(Some("the-client")),
    })
}

/// An extension grant of the world's server.
pub fn token_grant() -> Authorization {
    Authorization::TokenGrant(TokenGrant {
        grant_type: "urn:example:account".to_owned(),
        server: authorization_server(Some("the-client")),
    })
}

pub fn authorization_server(client_id: Option<&str>) -> AuthorizationServer {
    AuthorizationServer {
        token_endpoint: "https://api.example/token".to_owned(),
        revocation_endpoint: Some("https://api.example/revoke".to_owned()),
        client: Client {
            id: client_id.map(str::to_owned),
            secret_setting: client_id.map(|_| "client_secret".to_owned()),
            authentication: ClientAuthentication::Basic,
        },
        parameters: Vec::new(),
        scopes: vec!["notes:read".to_owned(), "notes:write".to_owned()],
        scope_separator: ",".to_owned(),
        base_url_member: None,
    }
}

/// A component that authorizes like that, and whose every call asks the API who it
/// is for.
pub fn component(authorization: &Authorization) -> Vec<u8> {
    let acts = [
        Act::Step(Step::Send(get("https://api.example/me"))),
        Act::Echo,
    ];
    scripted::connector_with_authorization(authorization, &acts)
}

/// Begins to connect with the settings of the client.
pub fn connect(host: &Host) -> Connect<'_> {
    host.connect("notes", "own-app")
        .setting("client_id", "the-client")
        .secret("client_secret", CLIENT_SECRET.into())
}

/// Connects by a grant that nobody has to approve.
pub async fn connected(connect: Connect<'_>) -> Connected {
    match connect.start().await.unwrap() {
        Attempt::Connected(connected) => connected,
        pending => panic!("{pending:?}"),
    }
}

/// The address that the browser returns to when somebody has approved.
pub fn approved(authorization: &Url) -> Url {
    returned(authorization, &[("code", "the-code")])
}

/// The address that the browser returns to, with the request's state.
pub fn returned(authorization: &Url, parameters: &[(&str, &str)]) -> Url {
    let parameter = |name: &str| {
        let mut pairs = authorization.query_pairs();
        pairs.find(|(key, _)| key == name).unwrap().1.into_owned()
    };
    let mut callback = Url::parse(&parameter("redirect_uri")).unwrap();
    callback
        .query_pairs_mut()
        .extend_pairs(parameters)
        .append_pair("state", &parameter("state"));
    callback
}

/// Asks the API whose account it is.
pub fn who() -> Exchange {
    get("https://api.example/me")
}

pub fn get(url: &str) -> Exchange {
    Exchange {
        request: HttpRequest {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers: Vec::new(),
            body: None,
        },
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        repeatable: true,
        after_ms: 0,
        warnings: Vec::new(),
        state: vec![1],
    }
}

/// Compiled code is the same for all tests of a run.
fn cache() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// A clock that a test sets. Waiting takes no time, and the clock goes on.
#[derive(Default)]
pub struct SetClock {
    seconds: AtomicI64,
    /// The waits so far.
    pub waits: Mutex<Vec<Duration>>,
    at_next_sleep: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl SetClock {
    pub fn advance(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The seconds since its start.
    pub fn now_after_start(&self) -> i64 {
        self.seconds.load(Ordering::SeqCst)
    }

    /// Does something when the host next wants to wait.
    pub fn at_next_sleep(&self, work: impl FnOnce() + Send + 'static) {
        *self.at_next_sleep.lock().unwrap() = Some(Box::new(work));
    }
}

impl std::fmt::Debug for SetClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SetClock({:?})", self.seconds)
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(START + self.seconds.load(Ordering::SeqCst)).unwrap()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if let Some(work) = self.at_next_sleep.lock().unwrap().take() {
            work();
        }
        self.waits.lock().unwrap().push(duration);
        self.advance(duration.as_secs().cast_signed());
        Box::pin(std::future::ready(()))
    }
}

//! A server on the loopback interface that answers by a function and remembers
//! what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use connector_host::consent::{Consent, Leave, Permission};
use connector_host::egress::{Policy, Reroute};
use connector_host::manifest::Manifest;
use connector_host::policy::OperatorPolicy;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::scripted::MANIFEST;

/// A request as it arrived: method, target, selected header fields, content.
#[derive(Clone, Debug)]
pub struct Seen {
    pub request: String,
    pub host: String,
    pub authorization: Option<String>,
    pub body: String,
}

pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    serving: JoinHandle<()>,
}

impl Server {
    /// Answers each request with what `answer` makes of it and of how many came
    /// before.
    pub async fn start(
        answer: impl Fn(&Seen, usize) -> Response + Clone + Send + Sync + 'static,
    ) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let remembered = Arc::clone(&seen);
        let app = axum::Router::new().fallback(move |request: Request<Body>| {
            let (remembered, answer) = (Arc::clone(&remembered), answer.clone());
            async move {
                let request = read(request).await;
                let before = {
                    let mut remembered = remembered.lock().unwrap();
                    remembered.push(request.clone());
                    remembered.len() - 1
                };
                answer(&request, before)
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            address,
            seen,
            serving,
        }
    }

    /// A server that is gone.
    pub fn start_at_nobody(address: SocketAddr) -> Self {
        Self {
            address,
            seen: Arc::default(),
            serving: tokio::spawn(async {}),
        }
    }

    /// Forgets what it was asked.
    pub fn forget(&self) {
        self.seen.lock().unwrap().clear();
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The requests in short: method and target.
    pub fn requests(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.request).collect()
    }

    /// The policy of the scripted manifest, with all its origins leading here.
    pub fn policy(&self) -> Policy {
        policy_to(self.address)
    }
}

impl Server {
    /// What the scripted manifest may do in an action, with all its origins
    /// leading here, by any HTTP method, and resuming where it downloads.
    pub fn leave(&self, action: Option<&str>) -> Leave {
        let any_method = MANIFEST.replace(r#""effect": "read""#, r#""effect": "destructive""#);
        let resuming = r#""downloads": true, "resumes": true"#;
        let all = any_method.replace(r#""downloads": true"#, resuming);
        let manifest = Manifest::parse(&all).unwrap();
        let wanted = Consent::of(&manifest).unwrap();
        let rules = OperatorPolicy::default().of(&manifest.key);
        let permission = Permission::new(&manifest, wanted, rules, &reroutes_to(self.address));
        permission.within(Vec::new()).leave("own-app", action)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn reroutes_to(address: SocketAddr) -> Vec<Reroute> {
    let origins = [
        "https://api.example",
        "https://*.files.example",
        "https://*.storage.example",
    ];
    let rules = origins.map(|origin| format!("{origin}=http://{address}").parse().unwrap());
    rules.to_vec()
}

pub fn policy_to(address: SocketAddr) -> Policy {
    let manifest = Manifest::parse(MANIFEST).unwrap();
    let policy = Policy::new(&manifest.origins).unwrap();
    policy.rerouted(reroutes_to(address))
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(body.to_owned())).unwrap()
}

async fn read(request: Request<Body>) -> Seen {
    let (parts, body) = request.into_parts();
    let header = |name: &str| {
        parts
            .headers
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    };
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Seen {
        request: format!("{} {}", parts.method, parts.uri),
        host: header("host").unwrap(),
        authorization: header("authorization"),
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

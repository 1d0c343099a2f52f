//! A receiver of webhooks for the tests.

use std::sync::{Arc, Mutex};

use axum::{Router, extract::State, routing::post};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::sync::mpsc;
use zoom_sandbox::Subscription;

pub(crate) const SECRET: &str = "not-a-secret-webhook";

/// What arrived at the receiver.
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn event(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A receiver on this machine that answers as it is told.
pub(crate) struct Receiver {
    pub(crate) url: String,
    deliveries: mpsc::UnboundedReceiver<Received>,
    /// What it answers, the next answer last; 200 when there is nothing left.
    pub(crate) answers: Arc<Mutex<Vec<StatusCode>>>,
    /// What it takes for the secret token.
    pub(crate) secret: Arc<Mutex<&'static str>>,
}

#[derive(Clone)]
struct Desk {
    sender: mpsc::UnboundedSender<Received>,
    answers: Arc<Mutex<Vec<StatusCode>>>,
    secret: Arc<Mutex<&'static str>>,
}

pub(crate) fn hmac(secret: &str, message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    let digest = mac.finalize().into_bytes();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn receive(
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, String) {
    let event: Value = serde_json::from_str(&body).unwrap();
    if event["event"] == "endpoint.url_validation" {
        let token = event["payload"]["plainToken"].as_str().unwrap();
        let answer = json!({"plainToken": token, "encryptedToken": hmac(&desk.secret.lock().unwrap(), token)});
        return (StatusCode::OK, answer.to_string());
    }
    desk.sender.send(Received { headers, body }).unwrap();
    let answer = desk.answers.lock().unwrap().pop();
    (answer.unwrap_or(StatusCode::OK), String::new())
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/zoom/events", listener.local_addr().unwrap());
        let (sender, deliveries) = mpsc::unbounded_channel();
        let answers = Arc::new(Mutex::new(Vec::new()));
        let secret = Arc::new(Mutex::new(SECRET));
        let desk = Desk {
            sender,
            answers: answers.clone(),
            secret: secret.clone(),
        };
        let routes = Router::new()
            .route("/zoom/events", post(receive))
            .with_state(desk);
        tokio::spawn(axum::serve(listener, routes).into_future());
        Self {
            url,
            deliveries,
            answers,
            secret,
        }
    }

    pub(crate) fn subscription(&self, events: &[&str]) -> Subscription {
        Subscription {
            url: self.url.parse().unwrap(),
            secret_token: SECRET.into(),
            events: events.iter().map(ToString::to_string).collect(),
            rerouted: false,
        }
    }

    pub(crate) async fn next(&mut self) -> Received {
        self.deliveries.recv().await.unwrap()
    }
}

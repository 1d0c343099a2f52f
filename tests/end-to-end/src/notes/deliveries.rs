//! What is sent to whoever has subscribed.

use axum::body::{Body, to_bytes};
use axum::http::{Request, Uri};
use hmac::{Hmac, KeyInit, Mac};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpStream;

use super::world::Shared;

/// What the workspace signs with.
const SECRET: &str = "notes-webhook-secret";
/// The token of an address check.
const CHECK: &str = "check_7Gq2mZ9xKc4VbN1sLw8RtY5h";

/// A delivery, signed and ready to be sent.
#[derive(Clone, Debug)]
pub struct Delivery {
    headers: Vec<(String, String)>,
    body: String,
}

/// What a receiver answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The media type, where it named one.
    pub media_type: Option<String>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{error} in the answer {}", self.body))
    }
}

impl Delivery {
    /// One that says this, signed now.
    #[must_use]
    pub fn of(told: &Value) -> Self {
        Self {
            headers: Vec::new(),
            body: told.to_string(),
        }
        .signed_at(Timestamp::now().as_second())
    }

    /// One that tells of a note.
    #[must_use]
    pub fn of_note(note: &Value) -> Self {
        Self::of(&json!({ "what": "note.written", "workspace": "w1", "note": note }))
    }

    /// One that checks an address by having a token signed.
    #[must_use]
    pub fn of_check(token: &str) -> Self {
        Self::of(&json!({ "what": "address.check", "token": token }))
    }

    /// One that says that the client was removed from the workspace.
    #[must_use]
    pub fn of_removal() -> Self {
        Self::of(&json!({ "what": "client.removed", "workspace": "w1" }))
    }

    /// Signed at another time: seconds since 1970.
    #[must_use]
    pub fn signed_at(self, seconds: i64) -> Self {
        let signature = hmac(SECRET, &format!("{seconds}.{}", self.body));
        self.without("notes-timestamp")
            .with("notes-timestamp", &seconds.to_string())
            .without("notes-signature")
            .with("notes-signature", &format!("v1={signature}"))
    }

    /// With another header field.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without the header fields of this name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(field, _)| field != name);
        self
    }

    /// With another body under the same signature.
    #[must_use]
    pub fn saying(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The value of a header field.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// Sends it.
    ///
    /// # Errors
    /// What was in the way.
    pub async fn send(&self, address: &str) -> Result<Answer, String> {
        self.post(address)
            .await
            .map_err(|error| format!("no answer came: {error}"))
    }

    async fn post(&self, address: &str) -> Result<Answer, Box<dyn std::error::Error>> {
        let uri: Uri = address.parse()?;
        let authority = uri.authority().ok_or("it has no host")?;
        let target = uri.path_and_query().ok_or("it has no path")?;
        let mut request = Request::post(target.as_str())
            .header("host", authority.as_str())
            .header("content-type", "application/json");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let stream = TcpStream::connect(authority.as_str()).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let answer = sender
            .send_request(request.body(Body::from(self.body.clone()))?)
            .await?;
        let (parts, body) = answer.into_parts();
        let body = to_bytes(Body::new(body), usize::MAX).await?;
        connection.abort();
        let media_type = parts.headers.get("content-type");
        Ok(Answer {
            status: parts.status.as_u16(),
            media_type: media_type.map(|value| String::from_utf8_lossy(value.as_bytes()).into()),
            body: String::from_utf8(body.to_vec())?,
        })
    }
}

/// Asks an address to prove that it knows the webhook secret.
pub(super) async fn check(address: &str) -> Result<(), String> {
    let answer = Delivery::of_check(CHECK).send(address).await?;
    let expected = json!({ "token": CHECK, "proof": hmac(SECRET, CHECK) });
    if answer.status == 200 && serde_json::from_str::<Value>(&answer.body).ok() == Some(expected) {
        Ok(())
    } else {
        Err(format!("the address is not taken: it answered {answer:?}"))
    }
}

/// Tells the subscriber, when there is one, of a note that was written.
pub(super) async fn tell(shared: &Shared, note: &Value) {
    let subscriber = shared.world().subscriber.clone();
    if let Some(address) = subscriber {
        // Whoever does not answer has missed it: nothing is sent twice.
        let _missed = Delivery::of_note(note).send(&address).await;
    }
}

/// HMAC-SHA256 in hexadecimal digits.
fn hmac(secret: &str, message: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(message.as_bytes());
    let signature = mac.finalize().into_bytes();
    signature.iter().map(|byte| format!("{byte:02x}")).collect()
}

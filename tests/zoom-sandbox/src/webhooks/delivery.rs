//! One delivery: signed, sent, and tried again when the receiver failed.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::{Subscription, client::CLIENT, signature};
use crate::mac::hmac_sha256;

/// How long after the attempt before each further one is made.
pub(super) const PAUSES: [SignedDuration; 3] = [
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(20),
    SignedDuration::from_mins(60),
];

/// An event on its way to a subscriber.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The value of `x-zm-request-id`.
    pub request_id: String,
    /// The subscription.
    pub event_subscription_id: String,
    /// The event, such as `meeting.created`.
    pub event: String,
    /// Where it goes.
    pub url: Url,
    /// The body, exactly as it is signed and sent.
    pub body: String,
    /// What was tried, oldest first.
    pub attempts: Vec<Attempt>,
}

/// One attempt to deliver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it was made.
    pub at: Timestamp,
    /// The receiver's status code, when it answered.
    pub status: Option<u16>,
    /// What was wrong, when it did not answer.
    pub problem: Option<String>,
}

impl Attempt {
    /// Whether Zoom tries again: after a status of 500 or more, and when no
    /// answer came.
    pub(super) fn asks_for_another(&self) -> bool {
        self.status.is_none_or(|status| status >= 500)
    }
}

/// Sends a body once.
pub(super) async fn attempt(
    subscription: &Subscription,
    request_id: &str,
    body: &str,
    now: Timestamp,
) -> Attempt {
    let (status, problem) = match send(subscription, request_id, body, now).await {
        Ok(answer) => (Some(answer.status().as_u16()), None),
        Err(error) => (None, Some(explain(&error))),
    };
    Attempt {
        at: now,
        status,
        problem,
    }
}

/// Asks the receiver to prove that it knows the secret token.
pub(super) async fn validate(
    subscription: &Subscription,
    plain_token: &str,
    now: Timestamp,
) -> Result<(), String> {
    let body = json!({
        "event": "endpoint.url_validation",
        "event_ts": now.as_millisecond(),
        "payload": {"plainToken": plain_token},
    });
    let answer = send(subscription, plain_token, &body.to_string(), now)
        .await
        .map_err(|error| explain(&error))?;
    let status = answer.status().as_u16();
    if status != 200 {
        return Err(format!("it answered {status}; answer 200"));
    }
    let answer: Value = answer
        .json()
        .await
        .map_err(|_| "its answer is no JSON; answer plainToken and encryptedToken".to_owned())?;
    let encrypted = hmac_sha256(subscription.secret_token.as_bytes(), plain_token);
    if answer["plainToken"] != json!(plain_token) {
        return Err("plainToken is not the one that was sent; give it back as it came".into());
    }
    if answer["encryptedToken"] != json!(encrypted) {
        return Err(
            "encryptedToken is wrong; give the HMAC-SHA256 of plainToken, keyed with the secret \
             token, in lower-case hexadecimal digits"
                .into(),
        );
    }
    Ok(())
}

async fn send(
    subscription: &Subscription,
    request_id: &str,
    body: &str,
    now: Timestamp,
) -> reqwest::Result<reqwest::Response> {
    let timestamp = now.as_second();
    CLIENT
        .post(subscription.url.clone())
        .header("content-type", "application/json; charset=utf-8")
        .header("x-zm-request-timestamp", timestamp)
        .header(
            "x-zm-signature",
            signature::sign(&subscription.secret_token, timestamp, body),
        )
        .header("x-zm-request-id", request_id)
        .header(
            "x-zm-trackingid",
            format!("v=2.0;clid=us02;rid=WH_{request_id}"),
        )
        .body(body.to_owned())
        .send()
        .await
}

fn explain(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        "no answer came within 3 seconds".into()
    } else if error.is_connect() {
        "nothing listens there".into()
    } else {
        "the connection broke before an answer came".into()
    }
}

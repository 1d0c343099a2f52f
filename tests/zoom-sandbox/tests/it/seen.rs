//! What was seen of Zoom in 2025 and 2026 and contradicts its documentation, or what one
//! would expect: the sandbox does the same, or has a fault that makes it.

mod afterwards;
mod lists;
mod meetings;
mod tokens;

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, sandbox};

const APP: &str = "sandbox-user-granular";
/// The frozen clock says noon of a Wednesday.
const TOMORROW: &str = "2026-03-05T10:00:00Z";

async fn owner() -> Client {
    Client::signed_in(sandbox().await, APP).await
}

fn path(meeting: &Value) -> String {
    format!("/meetings/{}", meeting["id"])
}

async fn register(client: &Client, meeting: &Value, more: Value) -> (u16, Value) {
    let mut body = json!({"email": "ada@guests.example", "first_name": "Ada"});
    let more = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(more);
    let path = format!("{}/registrants", path(meeting));
    client.call(Method::POST, &path, Some(body)).await
}

async fn wait(client: Client, duration: SignedDuration) -> Client {
    client.sandbox.clock().advance(duration);
    Client::signed_in(client.sandbox, APP).await
}

/// The code and the message of a refusal.
fn refusal(answer: &(u16, Value)) -> (u16, i64, &str) {
    let (status, body) = answer;
    let code = body["code"].as_i64().unwrap();
    (*status, code, body["message"].as_str().unwrap())
}

//! Recordings, kept and in the trash.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    let (_, list) = client.get("/users/me/recordings?from=2026-02-10").await;
    for meeting in list["meetings"].as_array().unwrap() {
        let path = format!(
            "/meetings/{}/recordings?include_fields=download_access_token",
            meeting["id"]
        );
        client.get(&path).await;
    }
    client.get("/users/me/recordings?trash=true").await;
    let recording = list["meetings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|recording| recording["topic"] == "Retrospective")
        .unwrap();
    used(client, recording).await;
    trashed(client, recording).await;
}

/// What is known about a recording beside its files.
async fn used(client: &Client, recording: &Value) {
    let path = format!("/meetings/{}/recordings", recording["id"]);
    let settings = format!("{path}/settings");
    client.get(&settings).await;
    let changes = json!({"viewer_download": false});
    client.call(Method::PATCH, &settings, Some(changes)).await;
    client.get(&format!("{path}/analytics_summary")).await;
    client.get(&format!("{path}/analytics_details")).await;
}

/// Into the trash, and out of it.
async fn trashed(client: &Client, recording: &Value) {
    let meeting = format!("/meetings/{}", recording["id"]);
    let path = format!("{meeting}/recordings");
    let recover = || Some(json!({"action": "recover"}));
    let file = recording["recording_files"][0]["id"].as_str().unwrap();
    let file = format!("{path}/{file}");
    client.call(Method::DELETE, &file, None).await;
    client
        .get("/users/me/recordings?trash=true&trash_type=recording_file")
        .await;
    client
        .call(Method::PUT, &format!("{file}/status"), recover())
        .await;
    client.call(Method::DELETE, &path, None).await;
    client
        .call(Method::PUT, &format!("{path}/status"), recover())
        .await;
    let uuid = recording["uuid"].as_str().unwrap();
    let uuid = uuid.replace('/', "%252F");
    let transcript = format!("/meetings/{uuid}/transcript");
    client.get(&transcript).await;
    client.call(Method::DELETE, &transcript, None).await;
    client.get(&transcript).await;
}

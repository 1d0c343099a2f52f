//! Recordings, kept and in the trash.

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
}

//! The archive of a meeting.

use reqwest::Method;
use serde_json::json;

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    let (_, list) = client.get("/archive_files").await;
    let meeting = &list["meetings"][0];
    let uuid = meeting["uuid"].as_str().unwrap();
    let uuid = uuid.replace('/', "%252F").replace('+', "%252B");
    let path = format!("/past_meetings/{uuid}/archive_files");
    client.get(&path).await;
    let file = meeting["archive_files"][0]["id"].as_str().unwrap();
    let auto_delete = json!({"auto_delete": true});
    client
        .call(
            Method::PATCH,
            &format!("/archive_files/{file}"),
            Some(auto_delete),
        )
        .await;
    client.call(Method::DELETE, &path, None).await;
}

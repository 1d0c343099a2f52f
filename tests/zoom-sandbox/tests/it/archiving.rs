//! The archive of meetings, and what is kept to be used again.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, location, sandbox, validation_failed};

async fn archived(client: &Client) -> (String, Value) {
    let (status, list) = client.get("/archive_files").await;
    assert_eq!(status, 200, "{list}");
    let meeting = list["meetings"][0].clone();
    let uuid = meeting["uuid"].as_str().unwrap();
    let uuid = uuid.replace('/', "%252F").replace('+', "%252B");
    (format!("/past_meetings/{uuid}/archive_files"), meeting)
}

#[tokio::test]
async fn every_meeting_is_archived_until_that_is_deleted() {
    let client = Client::server_to_server().await;
    let (path, meeting) = archived(&client).await;
    assert_eq!(client.get(&path).await, (200, meeting.clone()));
    assert_eq!(
        client.call(Method::DELETE, &path, None).await,
        (204, Value::Null)
    );
    let uuid = meeting["uuid"].as_str().unwrap();
    assert_eq!(
        client.get(&path).await,
        (
            404,
            json!({"code": 3001, "message": format!("Meeting {uuid} does not exist.")})
        )
    );
}

#[tokio::test]
async fn an_archived_file_is_downloaded_and_marked_for_deletion() {
    let client = Client::server_to_server().await;
    let (path, meeting) = archived(&client).await;
    let files = meeting["archive_files"].as_array().unwrap();
    let chat = files
        .iter()
        .find(|file| file["file_type"] == "CHAT")
        .unwrap();
    let redirect = client.fetch(chat["download_url"].as_str().unwrap()).await;
    let content = client.fetch(location(&redirect).as_str()).await;
    let text = content.text().await.unwrap();
    assert_eq!(
        text.lines().count() as u64,
        chat["number_of_messages"].as_u64().unwrap()
    );

    let file = format!("/archive_files/{}", chat["id"].as_str().unwrap());
    let mark = json!({"auto_delete": true});
    assert_eq!(client.call(Method::PATCH, &file, Some(mark)).await.0, 204);
    let (_, now) = client.get(&path).await;
    let marked = now["archive_files"].as_array().unwrap();
    assert!(
        marked
            .iter()
            .all(|file| file["auto_delete"] == json!(file["id"] == chat["id"])),
        "{now}"
    );
}

#[tokio::test]
async fn a_list_of_the_archive_covers_a_week_at_most() {
    let client = Client::server_to_server().await;
    let long = "/archive_files?from=2026-02-01T00:00:00Z&to=2026-02-10T00:00:00Z";
    assert_eq!(
        client.get(long).await,
        validation_failed(&[("from", "Invalid field.")])
    );
    let early = "/archive_files?from=2020-02-01T00:00:00Z&to=2020-02-02T00:00:00Z";
    assert_eq!(client.get(early).await.1["total_records"], 0);
}

#[tokio::test]
async fn a_template_is_made_of_a_meeting_and_shows_its_settings() {
    let client = Client::signed_in(sandbox().await, "sandbox-user-classic").await;
    let meeting = client
        .create(json!({"settings": {"waiting_room": true, "host_video": true}}))
        .await;
    let path = "/users/me/meeting_templates";
    let make = |overwrite: bool| {
        let body = json!({"meeting_id": meeting["id"], "name": "Weekly", "overwrite": overwrite});
        client.call(Method::POST, path, Some(body))
    };
    let (status, created) = make(false).await;
    assert_eq!(status, 201, "{created}");
    assert_eq!(
        make(false).await,
        (
            400,
            json!({"code": 3000, "message": "Meeting template name already exists: Weekly."})
        )
    );
    assert_eq!(make(true).await, (201, created.clone()));
    assert_eq!(
        client.get(path).await.1,
        json!({
            "total_records": 1,
            "templates": [{"id": created["id"], "name": "Weekly", "type": 1}],
        })
    );
    let one = format!("{path}/{}", created["id"].as_str().unwrap());
    let (_, template) = client.get(&one).await;
    let settings = &template["settings"];
    assert_eq!(settings["meeting_security"]["waiting_room"], true);
    assert_eq!(settings["schedule_meeting"]["host_video"], true);
    assert_eq!(client.get(&format!("{path}/nothing")).await.0, 400);

    let body = json!({"template_id": created["id"], "settings": {"host_video": false}});
    let (waiting_room, host_video) = {
        let settings = &client.create(body).await["settings"];
        (
            settings["waiting_room"].clone(),
            settings["host_video"].clone(),
        )
    };
    assert_eq!((waiting_room, host_video), (json!(true), json!(false)));
    let unknown = Some(json!({"template_id": "nothing"}));
    assert_eq!(
        client
            .call(Method::POST, "/users/me/meetings", unknown)
            .await,
        (
            400,
            json!({"code": 300, "message": "Invalid meeting template id."})
        )
    );
}

#[tokio::test]
async fn a_user_has_forty_templates_at_most() {
    let client = Client::signed_in(sandbox().await, "sandbox-user-classic").await;
    let meeting = client.create(json!({})).await;
    let make = async |n: usize| {
        let body = json!({"meeting_id": meeting["id"], "name": format!("Template {n}")});
        let path = "/users/me/meeting_templates";
        client.call(Method::POST, path, Some(body)).await
    };
    for n in 0..40 {
        assert_eq!(make(n).await.0, 201);
    }
    let (status, error) = make(40).await;
    assert_eq!((status, &error["code"]), (400, &json!(300)));
}

//! What becomes of deleted recordings, and what is known about kept ones.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, location, sandbox};

async fn owner() -> Client {
    Client::signed_in(sandbox().await, "sandbox-user-granular").await
}

/// The path of the retrospective's recordings, with what "get" answers.
async fn retrospective(client: &Client) -> (String, Value) {
    let (_, list) = client.get("/users/me/recordings?from=2026-02-20").await;
    let recordings = list["meetings"].as_array().unwrap();
    let found = recordings
        .iter()
        .find(|recording| recording["topic"] == "Retrospective")
        .unwrap();
    let path = format!("/meetings/{}/recordings", found["id"]);
    let (_, recording) = client.get(&path).await;
    (path, recording)
}

fn no_recording() -> (u16, Value) {
    (
        404,
        json!({"code": 3301, "message": "There is no recording for this meeting."}),
    )
}

async fn recover(client: &Client, path: &str) -> u16 {
    let body = json!({"action": "recover"});
    let path = format!("{path}/status");
    client.call(Method::PUT, &path, Some(body)).await.0
}

#[tokio::test]
async fn a_recording_goes_to_the_trash_and_comes_back() {
    let client = owner().await;
    let (path, recording) = retrospective(&client).await;
    assert_eq!(client.call(Method::DELETE, &path, None).await.0, 204);
    assert_eq!(client.get(&path).await, no_recording());
    let (_, trash) = client.get("/users/me/recordings?trash=true").await;
    assert_eq!(trash["total_records"], 2);

    assert_eq!(recover(&client, &path).await, 200);
    assert_eq!(client.get(&path).await, (200, recording));
    assert_eq!(recover(&client, &path).await, 404);
}

#[tokio::test]
async fn what_is_in_the_trash_is_not_downloaded() {
    let client = owner().await;
    let (path, recording) = retrospective(&client).await;
    let url = recording["recording_files"][0]["download_url"]
        .as_str()
        .unwrap();
    let redirect = client.fetch(url).await;
    assert_eq!(redirect.status(), 302);
    let signed = location(&redirect);
    assert_eq!(client.fetch(signed.as_str()).await.status(), 200);
    client.call(Method::DELETE, &path, None).await;
    assert_eq!(client.fetch(url).await.status(), 404);
    assert_eq!(client.fetch(signed.as_str()).await.status(), 403);

    recover(&client, &path).await;
    assert_eq!(client.fetch(url).await.status(), 302);
}

#[tokio::test]
async fn a_recording_deleted_for_good_does_not_come_back() {
    let client = owner().await;
    let (path, _) = retrospective(&client).await;
    let for_good = format!("{path}?action=delete");
    assert_eq!(client.call(Method::DELETE, &for_good, None).await.0, 204);
    assert_eq!(client.get(&path).await, no_recording());
    assert_eq!(recover(&client, &path).await, 404);
}

#[tokio::test]
async fn one_file_goes_to_the_trash_and_comes_back() {
    let client = owner().await;
    let (path, recording) = retrospective(&client).await;
    let file = recording["recording_files"][0]["id"].as_str().unwrap();
    let file = format!("{path}/{file}");
    assert_eq!(client.call(Method::DELETE, &file, None).await.0, 204);
    assert_eq!(
        client.call(Method::DELETE, &file, None).await,
        no_recording()
    );
    let (_, rest) = client.get(&path).await;
    assert_eq!(
        rest["recording_count"].as_u64(),
        recording["recording_count"].as_u64().map(|count| count - 1)
    );
    assert_eq!(recover(&client, &file).await, 204);
    assert_eq!(client.get(&path).await, (200, recording));
}

#[tokio::test]
async fn the_trash_is_emptied_after_thirty_days() {
    let mut client = owner().await;
    let (path, _) = retrospective(&client).await;
    client.call(Method::DELETE, &path, None).await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_hours(30 * 24));
    let tokens = client.authorize("sandbox-user-granular").await;
    client.use_token(&tokens);
    assert_eq!(recover(&client, &path).await, 404);
    let (_, trash) = client.get("/users/me/recordings?trash=true").await;
    assert_eq!(trash["total_records"], 0);
}

#[tokio::test]
async fn a_recording_that_goes_on_cannot_be_deleted() {
    let client = owner().await;
    let (_, list) = client.get("/users/me/recordings").await;
    let path = format!("/meetings/{}/recordings", list["meetings"][0]["id"]);
    assert_eq!(
        client.call(Method::DELETE, &path, None).await,
        (
            400,
            json!({"code": 3303, "message": "You can not delete an uncompleted meeting."})
        )
    );
}

#[tokio::test]
async fn the_settings_of_a_recording_are_kept() {
    let client = owner().await;
    let (path, _) = retrospective(&client).await;
    let settings = format!("{path}/settings");
    let changes =
        json!({"share_recording": "internally", "topic": "Looking back", "password": "s3cret-key"});
    assert_eq!(
        client.call(Method::PATCH, &settings, Some(changes)).await.0,
        204
    );
    let (_, now) = client.get(&settings).await;
    assert_eq!(
        (&now["share_recording"], &now["topic"], &now["password"]),
        (
            &json!("internally"),
            &json!("Looking back"),
            &json!("s3cret-key")
        )
    );
    let (_, recording) = client.get(&path).await;
    assert_eq!(
        (&recording["topic"], &recording["password"]),
        (&json!("Looking back"), &json!("s3cret-key"))
    );
}

#[tokio::test]
async fn who_downloads_a_recording_is_counted() {
    let client = owner().await;
    let (path, recording) = retrospective(&client).await;
    let (_, before) = client.get(&format!("{path}/analytics_summary")).await;
    assert_eq!(
        before["analytics_summary"],
        json!([{"date": "2026-02-27", "views_total_count": 2, "downloads_total_count": 0}])
    );
    let url = recording["recording_files"][0]["download_url"].as_str();
    client.fetch(url.unwrap()).await;
    let (_, details) = client
        .get(&format!("{path}/analytics_details?type=by_download"))
        .await;
    assert_eq!(
        details["analytics_details"],
        json!([{
            "date_time": "2026-03-04T12:00:00Z", "name": "Olivia Owner",
            "email": "olivia@sandbox.example", "duration": 0,
        }])
    );
}

#[tokio::test]
async fn a_transcript_is_offered_until_it_is_deleted() {
    let client = owner().await;
    let (_, recording) = retrospective(&client).await;
    let uuid = recording["uuid"].as_str().unwrap().replace('/', "%252F");
    let path = format!("/meetings/{uuid}/transcript");
    let (_, transcript) = client.get(&path).await;
    assert_eq!(transcript["can_download"], true);
    let file = client
        .fetch(transcript["download_url"].as_str().unwrap())
        .await;
    assert_eq!(file.status(), 302);

    assert_eq!(client.call(Method::DELETE, &path, None).await.0, 204);
    let (_, transcript) = client.get(&path).await;
    assert_eq!(
        (
            &transcript["can_download"],
            &transcript["download_restriction_reason"]
        ),
        (&json!(false), &json!("DELETED_OR_TRASHED"))
    );
    assert_eq!(
        client.call(Method::DELETE, &path, None).await,
        (
            404,
            json!({"code": 3322, "message": "This meeting transcript does not exist."})
        )
    );
}

//! Polls of meetings and webinars, and what was answered.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, sandbox};

async fn owner() -> Client {
    Client::signed_in(sandbox().await, "sandbox-user-granular").await
}

fn poll(title: &str) -> Value {
    json!({
        "title": title,
        "questions": [{"name": "Again?", "type": "single", "answers": ["Yes", "No"]}],
    })
}

async fn add(client: &Client, of: &str, title: &str) -> Value {
    let path = format!("{of}/polls");
    let (status, added) = client.call(Method::POST, &path, Some(poll(title))).await;
    assert_eq!(status, 201, "{added}");
    added
}

#[tokio::test]
async fn a_poll_is_added_listed_changed_and_deleted() {
    let client = owner().await;
    let meeting = client
        .create(json!({"start_time": "2026-03-05T10:00:00Z"}))
        .await;
    let meeting = format!("/meetings/{}", meeting["id"]);
    let body = json!({"start_time": "2026-03-05T10:00:00Z"});
    let (_, webinar) = client
        .call(Method::POST, "/users/me/webinars", Some(body))
        .await;
    for (of, gone) in [
        (meeting, (404, json!(404))),
        (format!("/webinars/{}", webinar["id"]), (400, json!(4400))),
    ] {
        let added = add(&client, &of, "How was it?").await;
        assert_eq!(added["status"], "notstart");
        assert_eq!(
            (&added["poll_type"], &added["anonymous"]),
            (&json!(1), &json!(false))
        );
        let list = client.get(&format!("{of}/polls")).await;
        assert_eq!(list, (200, json!({"total_records": 1, "polls": [added]})));
        let anonymous = client.get(&format!("{of}/polls?anonymous=true")).await;
        assert_eq!(anonymous.1["total_records"], 0);

        let one = format!("{of}/polls/{}", added["id"].as_str().unwrap());
        let title = json!({"title": "And now?"});
        assert_eq!(client.call(Method::PUT, &one, Some(title)).await.0, 204);
        let (_, changed) = client.get(&one).await;
        assert_eq!(changed["title"], "And now?");
        assert_eq!(changed["questions"], added["questions"]);
        assert_eq!(client.call(Method::DELETE, &one, None).await.0, 204);
        let (status, refused) = client.get(&one).await;
        assert_eq!((status, refused["code"].clone()), gone);
    }
}

#[tokio::test]
async fn many_polls_are_added_at_once_up_to_fifty() {
    let client = owner().await;
    let meeting = client
        .create(json!({"start_time": "2026-03-05T10:00:00Z"}))
        .await;
    let path = format!("/meetings/{}/batch_polls", meeting["id"]);
    let add = async |number| {
        let polls = vec![poll("One of many"); number];
        let body = json!({"polls": polls});
        client.call(Method::POST, &path, Some(body)).await
    };
    for _ in 0..2 {
        let (status, added) = add(25).await;
        assert_eq!(
            (status, added["polls"].as_array().unwrap().len()),
            (201, 25)
        );
    }
    assert_eq!(
        add(1).await,
        (
            400,
            json!({"code": 4400, "message": "You can only add a maximum of 50 polls."})
        )
    );
}

#[tokio::test]
async fn everybody_but_the_host_answers_when_the_meeting_takes_place() {
    let client = owner().await;
    let invited = json!([{"email": "lena@sandbox.example"}, {"email": "adam@sandbox.example"}]);
    let meeting = client
        .create(json!({"duration": 30, "settings": {"meeting_invitees": invited}}))
        .await;
    let of = format!("/meetings/{}", meeting["id"]);
    let added = add(&client, &of, "How was it?").await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_hours(1));
    let results = format!("/past_meetings/{}/polls", meeting["id"]);
    let client = client_again(client).await;
    let (status, results) = client.get(&results).await;
    assert_eq!(status, 200, "{results}");
    let answers: Vec<(&Value, &Value, &Value)> = results["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|voter| {
            let details = &voter["question_details"][0];
            (&voter["name"], &details["answer"], &details["polling_id"])
        })
        .collect();
    let id = &added["id"];
    assert_eq!(
        answers,
        [
            (&json!("Lena Licensed"), &json!("Yes"), id),
            (&json!("Adam Admin"), &json!("No"), id),
        ]
    );
    let (_, list) = client.get(&format!("{of}/polls")).await;
    assert_eq!(list["polls"][0]["status"], "ended");
}

/// The token is an hour old.
async fn client_again(client: Client) -> Client {
    Client::signed_in(client.sandbox, "sandbox-user-granular").await
}

#[tokio::test]
async fn a_host_without_a_license_has_no_polls() {
    let client = Client::server_to_server().await;
    let (status, meeting) = client
        .call(
            Method::POST,
            "/users/ben@sandbox.example/meetings",
            Some(json!({})),
        )
        .await;
    assert_eq!(status, 201);
    let path = format!("/meetings/{}/polls", meeting["id"]);
    let (status, refused) = client.get(&path).await;
    assert_eq!((status, &refused["code"]), (400, &json!(4400)));
}

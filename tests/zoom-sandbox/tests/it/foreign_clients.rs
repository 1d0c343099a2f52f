//! What published clients send and Zoom is known or reported to take, though it is not
//! published.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, builder, sandbox};

async fn owner() -> Client {
    Client::signed_in(sandbox().await, "sandbox-user-granular").await
}

#[tokio::test]
async fn a_start_time_may_have_milliseconds_or_an_offset() {
    let client = owner().await;
    for (sent, kept) in [
        ("2026-07-01T10:00:00.000Z", "2026-07-01T10:00:00Z"),
        ("2026-07-01T10:00:00+02:00", "2026-07-01T08:00:00Z"),
        ("2026-07-01T10:00:00.5-04:00", "2026-07-01T14:00:00Z"),
        // Without either it is read in the zone that is named.
        ("2026-07-01T10:00:00.000", "2026-07-01T14:00:00Z"),
    ] {
        let body = json!({"start_time": sent, "timezone": "America/New_York"});
        assert_eq!(client.create(body).await["start_time"], kept, "{sent}");
    }
}

#[tokio::test]
async fn a_slash_may_end_a_path() {
    let client = owner().await;
    let (status, with) = client.get("/users/me/meetings/?page_size=2").await;
    assert_eq!(status, 200);
    let (_, without) = client.get("/users/me/meetings?page_size=2").await;
    assert_eq!(with["meetings"], without["meetings"]);
    let body = json!({"topic": "Made with a slash"});
    let made = client
        .call(Method::POST, "/users/me/meetings/", Some(body))
        .await;
    assert_eq!(made.0, 201);
}

#[tokio::test]
async fn a_page_size_above_the_most_is_that_most() {
    let client = Client::server_to_server().await;
    for (path, most) in [
        ("/users?page_size=5000", 2000),
        ("/users/me/meetings?page_size=1000", 300),
        ("/users/me/recordings?page_size=1000", 300),
        ("/users/me/webinars?page_size=301", 300),
    ] {
        let (status, list) = client.get(path).await;
        assert_eq!((status, &list["page_size"]), (200, &json!(most)), "{path}");
    }
}

#[tokio::test]
async fn the_recordings_of_the_whole_account_are_listed_for_me_alone() {
    let client = Client::server_to_server().await;
    let (status, list) = client.get("/accounts/me/recordings?from=2026-02-10").await;
    assert_eq!(status, 200, "{list}");
    let hosts = |list: &Value| -> std::collections::BTreeSet<String> {
        let meetings = list["meetings"].as_array().unwrap().iter();
        meetings
            .map(|meeting| meeting["host_id"].to_string())
            .collect()
    };
    assert_eq!(hosts(&list).len(), 3, "{list}");
    let account = &client.app("sandbox-server-to-server").account_id;
    let (status, refused) = client.get(&format!("/accounts/{account}/recordings")).await;
    assert_eq!((status, &refused["code"]), (400, &json!(4711)));
    assert!(refused["message"].as_str().unwrap().contains(":master"));
    let (status, refused) = owner().await.get("/accounts/me/recordings").await;
    assert_eq!((status, &refused["code"]), (400, &json!(4711)));
}

#[tokio::test]
async fn a_download_takes_its_token_in_the_query_when_the_old_rule_is_on() {
    let old = builder().token_in_query().start().await.unwrap();
    for (sandbox, status) in [(sandbox().await, 200), (old, 302)] {
        let client = Client::signed_in(sandbox, "sandbox-user-granular").await;
        let (_, list) = client.get("/users/me/recordings?from=2026-02-10").await;
        let file = &list["meetings"][1]["recording_files"][0]["download_url"];
        let token = client.access_token();
        let url = format!("{}?access_token={token}", file.as_str().unwrap());
        let answer = client.http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), status);
        let url = format!("{}?access_token=x", file.as_str().unwrap());
        let page = client.http.get(url).send().await.unwrap();
        assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
        // It is a rule of downloads; the API never took it again.
        let url = format!("{}/v2/users/me?access_token={token}", client.sandbox.url());
        assert_eq!(client.http.get(url).send().await.unwrap().status(), 401);
    }
}

#[tokio::test]
async fn what_registrants_of_a_webinar_are_asked_can_be_read_and_changed() {
    let client = owner().await;
    let create = async |settings: Value| {
        let body = json!({"start_time": "2026-03-10T10:00:00Z", "settings": settings});
        let (status, webinar) = client
            .call(Method::POST, "/users/me/webinars", Some(body))
            .await;
        assert_eq!(status, 201);
        format!("/webinars/{}/registrants/questions", webinar["id"])
    };
    let path = create(json!({"approval_type": 0})).await;
    let asked =
        json!({"questions": [{"field_name": "city", "required": true}], "custom_questions": []});
    let changed = client.call(Method::PATCH, &path, Some(asked.clone())).await;
    assert_eq!(changed.0, 204);
    assert_eq!(client.get(&path).await, (200, asked));
    let path = create(json!({"approval_type": 2})).await;
    let (status, refused) = client.get(&path).await;
    assert_eq!((status, &refused["code"]), (400, &json!(3000)));
}

#[tokio::test]
async fn tracking_sources_tell_where_registrants_come_from() {
    let client = owner().await;
    let (_, list) = client.get("/users/me/webinars").await;
    let webinars = list["webinars"].as_array().unwrap();
    let sources = async |topic: &str| {
        let webinar = webinars.iter().find(|known| known["topic"] == topic);
        let path = format!("/webinars/{}/tracking_sources", webinar.unwrap()["id"]);
        client.get(&path).await.1
    };
    let launch = sources("Product launch").await;
    assert_eq!(launch["total_records"], 2);
    let newsletter = &launch["tracking_sources"][0];
    assert_eq!(newsletter["source_name"], "Newsletter");
    assert_eq!(
        (
            &newsletter["registration_count"],
            &newsletter["visitor_count"]
        ),
        (&json!(1), &json!(40))
    );
    assert_eq!(
        sources("Customer day").await,
        json!({"total_records": 0, "tracking_sources": []})
    );
}

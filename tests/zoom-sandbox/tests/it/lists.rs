//! Lists of meetings, page by page.

use jiff::SignedDuration;
use serde_json::json;

use crate::client::{Client, sandbox, validation_failed};

async fn owner() -> Client {
    Client::signed_in(sandbox().await, "sandbox-user-granular").await
}

#[tokio::test]
async fn a_list_is_walked_page_by_page() {
    let client = owner().await;
    for n in 0..5 {
        client
            .create(json!({"topic": format!("Meeting {n}"), "start_time": "2026-05-05T10:00:00Z"}))
            .await;
    }
    let (_, first) = client.get("/users/me/meetings?page_size=4").await;
    let total = first["total_records"].as_u64().unwrap();
    assert_eq!(
        (total, &first["page_number"], &first["page_count"]),
        (10, &json!(1), &json!(3))
    );
    let mut seen = first["meetings"].as_array().unwrap().clone();
    let mut token = first["next_page_token"].as_str().unwrap().to_owned();
    while !token.is_empty() {
        let (_, page) = client
            .get(&format!("/users/me/meetings?next_page_token={token}"))
            .await;
        assert_eq!(
            (page.get("page_number"), page.get("page_count")),
            (None, None)
        );
        assert_eq!(page["page_size"], 4);
        seen.extend(page["meetings"].as_array().unwrap().clone());
        token = page["next_page_token"].as_str().unwrap().to_owned();
    }
    let mut ids: Vec<u64> = seen
        .iter()
        .map(|meeting| meeting["id"].as_u64().unwrap())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 10);
}

#[tokio::test]
async fn a_page_token_dies_after_a_quarter_of_an_hour() {
    let client = owner().await;
    let (_, first) = client.get("/users/me/meetings?page_size=1").await;
    let next = format!(
        "/users/me/meetings?next_page_token={}",
        first["next_page_token"].as_str().unwrap()
    );
    assert_eq!(client.get(&next).await.0, 200);
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_mins(15));
    let dead = (
        400,
        json!({"code": 300, "message": "The next page token is invalid or expired."}),
    );
    assert_eq!(client.get(&next).await, dead);
    assert_eq!(
        client
            .get("/users/me/meetings?next_page_token=made-up")
            .await,
        dead
    );
}

#[tokio::test]
async fn a_page_holds_300_at_most() {
    let client = owner().await;
    let (status, list) = client.get("/users/me/meetings?page_size=1000").await;
    assert_eq!((status, &list["page_size"]), (200, &json!(300)));
    assert_eq!(
        client.get("/users/me/meetings?page_size=many").await,
        validation_failed(&[("page_size", "Invalid field.")])
    );
}

#[tokio::test]
async fn lists_of_what_is_to_come_end_after_six_months() {
    let client = owner().await;
    for (topic, start) in [
        ("Just seen", "2026-09-04T12:00:00Z"),
        ("Too far", "2026-09-04T12:01:00Z"),
    ] {
        let meeting = json!({ "topic": topic, "type": 2, "start_time": start });
        let _ = client.create(meeting).await;
    }
    for (kind, far) in [
        ("upcoming", false),
        ("upcoming_meetings", false),
        ("scheduled", true),
    ] {
        let (_, list) = client.get(&format!("/users/me/meetings?type={kind}")).await;
        let has = |topic: &str| list.to_string().contains(topic);
        assert_eq!((has("Just seen"), has("Too far")), (true, far), "{kind}");
    }
}

#[tokio::test]
async fn each_type_of_list_holds_what_belongs_to_it() {
    let client = owner().await;
    let topics = async |query: &str| -> Vec<String> {
        let (status, list) = client.get(&format!("/users/me/meetings?{query}")).await;
        assert_eq!(status, 200, "{list}");
        let meetings = list["meetings"].as_array().unwrap();
        meetings
            .iter()
            .map(|meeting| meeting["topic"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        topics("type=scheduled").await,
        [
            "Open door",
            "Retrospective",
            "Quarterly review",
            "Team meeting",
            "Interview with a candidate"
        ]
    );
    assert_eq!(topics("type=previous_meetings").await, ["Retrospective"]);
    assert_eq!(
        topics("type=upcoming").await,
        [
            "Open door",
            "Quarterly review",
            "Team meeting",
            "Interview with a candidate"
        ]
    );
    assert_eq!(
        topics("from=2026-03-06&to=2026-03-08").await,
        ["Quarterly review"]
    );
    assert_eq!(topics("type=live").await, ["Open door"]);
}

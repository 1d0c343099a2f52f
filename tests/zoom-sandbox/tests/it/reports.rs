//! Reports: who hosted what, and who was there.

use serde_json::{Value, json};

use crate::client::Client;

const PERIOD: &str = "from=2026-02-26&to=2026-03-04";

fn topics(list: &Value) -> Vec<&str> {
    let meetings = list["meetings"].as_array().unwrap();
    let mut topics: Vec<_> = meetings
        .iter()
        .map(|meeting| meeting["topic"].as_str().unwrap())
        .collect();
    topics.sort_unstable();
    topics
}

async fn meetings(client: &Client, user: &str, more: &str) -> Value {
    let (status, list) = client
        .get(&format!("/report/users/{user}/meetings?{PERIOD}{more}"))
        .await;
    assert_eq!(status, 200, "{list}");
    list
}

#[tokio::test]
async fn a_user_is_reported_with_what_they_hosted_or_were_in() {
    let client = Client::server_to_server().await;
    let hosted = meetings(&client, "me", "").await;
    assert_eq!(topics(&hosted), ["Product launch", "Retrospective"]);
    assert_eq!(
        (&hosted["from"], &hosted["to"]),
        (&json!("2026-02-26"), &json!("2026-03-04"))
    );
    let lena = meetings(&client, "lena@sandbox.example", "").await;
    assert_eq!(topics(&lena), ["Sales call"]);
    let joined = meetings(&client, "adam@sandbox.example", "&type=pastJoined").await;
    assert!(topics(&joined).contains(&"Product launch"), "{joined}");
    let hosted = meetings(&client, "adam@sandbox.example", "").await;
    assert_eq!(topics(&hosted), Vec::<&str>::new());
}

#[tokio::test]
async fn a_report_wants_its_period() {
    let client = Client::server_to_server().await;
    let (status, answer) = client
        .get("/report/users/me/meetings?from=2026-03-01")
        .await;
    assert_eq!((status, &answer["errors"][0]["field"]), (400, &json!("to")));
}

#[tokio::test]
async fn a_report_tells_minutes_and_people_and_registrants_when_asked() {
    let client = Client::server_to_server().await;
    let list = meetings(&client, "me", "").await;
    let webinar = list["meetings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|meeting| meeting["topic"] == "Product launch")
        .unwrap();
    let path = format!("/report/webinars/{}", webinar["id"]);
    let (_, report) = client.get(&path).await;
    assert_eq!(
        (
            &report["duration"],
            &report["participants_count"],
            &report["dept"]
        ),
        (&json!(60), &json!(4), &json!("Management"))
    );
    let (_, people) = client.get(&format!("{path}/participants")).await;
    let first = &people["participants"][0];
    assert_eq!(
        (&first["name"], first.get("registrant_id")),
        (&json!("Olivia Owner"), None)
    );
    let asked = format!("{path}/participants?include_fields=registrant_id");
    let (_, people) = client.get(&asked).await;
    assert_eq!(people["participants"][0]["registrant_id"], "");

    let id = &webinar["id"];
    assert_eq!(
        client.get(&format!("/report/meetings/{id}")).await,
        (
            404,
            json!({"code": 3001, "message": format!("Meeting {id} not found or has expired.")})
        )
    );
}

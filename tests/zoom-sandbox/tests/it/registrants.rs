//! Registering for meetings and recordings.

use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, sandbox, validation_failed};

async fn owner() -> Client {
    Client::signed_in(sandbox().await, "sandbox-user-granular").await
}

/// The path of the registrants of a new meeting with this approval type.
async fn meeting(client: &Client, approval_type: u8) -> String {
    let meeting = client
        .create(json!({
            "topic": "Open day", "start_time": "2026-03-05T10:00:00Z",
            "settings": {"approval_type": approval_type},
        }))
        .await;
    format!("/meetings/{}/registrants", meeting["id"])
}

async fn register(client: &Client, path: &str, first_name: &str) -> (u16, Value) {
    let email = format!("{}@guests.example", first_name.to_lowercase());
    let body = json!({"email": email, "first_name": first_name});
    client.call(Method::POST, path, Some(body)).await
}

async fn names(client: &Client, path: &str, status: &str) -> Vec<String> {
    let (_, list) = client.get(&format!("{path}?status={status}")).await;
    let registrants = list["registrants"].as_array().unwrap();
    registrants
        .iter()
        .map(|registrant| registrant["first_name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn who_registers_where_nobody_has_to_agree_may_come_at_once() {
    let client = owner().await;
    let path = meeting(&client, 0).await;
    let (status, added) = register(&client, &path, "Ada").await;
    assert_eq!(status, 201, "{added}");
    assert!(added["join_url"].is_string(), "{added}");
    assert_eq!(added["start_time"], "2026-03-05T10:00:00Z");
    assert_eq!(names(&client, &path, "approved").await, ["Ada"]);

    let (_, again) = register(&client, &path, "Ada").await;
    assert_eq!(again["registrant_id"], added["registrant_id"]);
}

#[tokio::test]
async fn the_host_approves_denies_and_cancels() {
    let client = owner().await;
    let path = meeting(&client, 1).await;
    let mut ids = Vec::new();
    for name in ["Ada", "Grace", "Mary"] {
        let (_, added) = register(&client, &path, name).await;
        assert_eq!(added.get("join_url"), None);
        ids.push(json!({"id": added["registrant_id"]}));
    }
    assert_eq!(
        names(&client, &path, "pending").await,
        ["Ada", "Grace", "Mary"]
    );
    for (action, id) in ["approve", "deny", "cancel"].into_iter().zip(ids) {
        let body = json!({"action": action, "registrants": [id]});
        let (status, _) = client
            .call(Method::PUT, &format!("{path}/status"), Some(body))
            .await;
        assert_eq!(status, 204);
    }
    assert_eq!(names(&client, &path, "approved").await, ["Ada"]);
    assert_eq!(names(&client, &path, "denied").await, ["Grace"]);
    assert_eq!(names(&client, &path, "pending").await, Vec::<String>::new());
}

#[tokio::test]
async fn an_unknown_registrant_changes_nothing() {
    let client = owner().await;
    let path = meeting(&client, 1).await;
    let (_, added) = register(&client, &path, "Ada").await;
    let body = json!({
        "action": "approve",
        "registrants": [{"id": added["registrant_id"]}, {"id": "nobody"}],
    });
    let (status, error) = client
        .call(Method::PUT, &format!("{path}/status"), Some(body))
        .await;
    assert_eq!((status, &error["code"]), (400, &json!(300)));
    assert_eq!(names(&client, &path, "pending").await, ["Ada"]);
    assert_eq!(client.get(&format!("{path}/nobody")).await, (400, error));
}

#[tokio::test]
async fn nobody_registers_for_a_meeting_without_registration() {
    let client = owner().await;
    let path = meeting(&client, 2).await;
    let (status, error) = register(&client, &path, "Ada").await;
    assert_eq!((status, &error["code"]), (400, &json!(3000)));
}

#[tokio::test]
async fn nobody_registers_for_a_meeting_that_is_over() {
    let mut client = owner().await;
    let path = meeting(&client, 0).await;
    let over: Timestamp = "2026-03-05T11:00:00Z".parse().unwrap();
    client.sandbox.clock().set(over);
    let tokens = client.authorize("sandbox-user-granular").await;
    client.use_token(&tokens);
    let (status, error) = register(&client, &path, "Ada").await;
    assert_eq!((status, &error["code"]), (400, &json!(3038)));
}

#[tokio::test]
async fn who_registered_was_there() {
    let mut client = owner().await;
    let path = meeting(&client, 0).await;
    let (_, ada) = register(&client, &path, "Ada").await;
    let over: Timestamp = "2026-03-05T11:00:00Z".parse().unwrap();
    client.sandbox.clock().set(over);
    let tokens = client.authorize("sandbox-user-granular").await;
    client.use_token(&tokens);
    let past = path
        .replace("/meetings/", "/past_meetings/")
        .replace("/registrants", "/participants");
    let (_, list) = client.get(&past).await;
    let guest = &list["participants"][1];
    assert_eq!(
        (&guest["name"], &guest["registrant_id"]),
        (&json!("Ada"), &ada["registrant_id"])
    );
}

#[tokio::test]
async fn a_required_question_has_to_be_answered() {
    let client = owner().await;
    let path = meeting(&client, 0).await;
    let questions = json!({
        "questions": [{"field_name": "city", "required": true}],
        "custom_questions": [{"title": "Vegetarian?", "type": "short", "required": true}],
    });
    let questions_path = format!("{path}/questions");
    client
        .call(Method::PATCH, &questions_path, Some(questions.clone()))
        .await;
    assert_eq!(client.get(&questions_path).await, (200, questions));
    assert_eq!(
        register(&client, &path, "Ada").await,
        validation_failed(&[
            ("city", "Missing field."),
            ("custom_questions", "Missing field.")
        ])
    );
}

#[tokio::test]
async fn a_registrant_of_a_series_may_choose_and_leave_occurrences() {
    let client = owner().await;
    let series = client
        .create(json!({
            "type": 8, "start_time": "2026-03-05T10:00:00Z",
            "recurrence": {"type": 1, "end_times": 3},
            "settings": {"approval_type": 0, "registration_type": 2},
        }))
        .await;
    let path = format!("/meetings/{}/registrants", series["id"]);
    let id = |n: usize| series["occurrences"][n]["occurrence_id"].as_str().unwrap();
    let chosen = format!("{path}?occurrence_ids={},{}", id(0), id(2));
    let (_, added) = register(&client, &chosen, "Ada").await;
    assert_eq!(
        added["occurrences"],
        json!([series["occurrences"][0], series["occurrences"][2]])
    );
    let of = async |n: usize| {
        let (_, list) = client.get(&format!("{path}?occurrence_id={}", id(n))).await;
        list["total_records"].as_u64().unwrap()
    };
    assert_eq!((of(0).await, of(1).await, of(2).await), (1, 0, 1));

    let registrant = added["registrant_id"].as_str().unwrap();
    let leave = format!("{path}/{registrant}?occurrence_id={}", id(0));
    assert_eq!(client.call(Method::DELETE, &leave, None).await.0, 204);
    assert_eq!((of(0).await, of(2).await), (0, 1));
    let unknown = format!("{path}?occurrence_ids=1");
    assert_eq!(
        register(&client, &unknown, "Grace").await,
        validation_failed(&[("occurrence_ids", "Invalid field.")])
    );
}

#[tokio::test]
async fn a_batch_registers_thirty_at_most_for_a_scheduled_meeting() {
    let client = owner().await;
    let path = meeting(&client, 0)
        .await
        .replace("/registrants", "/batch_registrants");
    let batch = |count: usize| {
        let registrants: Vec<Value> = (0..count)
            .map(|n| json!({"email": format!("guest{n}@guests.example"), "first_name": "Guest"}))
            .collect();
        Some(json!({"registrants": registrants}))
    };
    let (status, added) = client.call(Method::POST, &path, batch(30)).await;
    assert_eq!(status, 201);
    assert_eq!(added["registrants"].as_array().unwrap().len(), 30);
    assert_eq!(
        client.call(Method::POST, &path, batch(31)).await,
        validation_failed(&[("registrants", "Invalid field.")])
    );
    let open = client
        .create(json!({"type": 3, "settings": {"approval_type": 0}}))
        .await;
    let path = format!("/meetings/{}/batch_registrants", open["id"]);
    let (status, error) = client.call(Method::POST, &path, batch(1)).await;
    assert_eq!((status, &error["code"]), (400, &json!(303)));
}

#[tokio::test]
async fn a_recording_has_registrants_of_its_own() {
    let client = owner().await;
    let (_, list) = client.get("/users/me/recordings?from=2026-02-20").await;
    let recording = format!("/meetings/{}/recordings", list["meetings"][1]["id"]);
    let manual = json!({"approval_type": 1});
    client
        .call(
            Method::PATCH,
            &format!("{recording}/settings"),
            Some(manual),
        )
        .await;
    let path = format!("{recording}/registrants");
    let (status, added) = register(&client, &path, "Ada").await;
    assert_eq!(status, 201);
    assert_eq!(names(&client, &path, "pending").await, ["Ada"]);
    let approve = json!({"action": "approve", "registrants": [{"id": added["registrant_id"]}]});
    client
        .call(Method::PUT, &format!("{path}/status"), Some(approve))
        .await;
    assert_eq!(names(&client, &path, "approved").await, ["Ada"]);
}

//! Registrants of webinars: who may come, and who did not.

use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, sandbox};

const APP: &str = "sandbox-user-granular";

/// The owner, with a webinar that has registration.
async fn with_webinar(more: Value) -> (Client, String) {
    let client = Client::signed_in(sandbox().await, APP).await;
    let mut body = json!({
        "start_time": "2026-03-05T10:00:00Z", "duration": 60, "settings": {"approval_type": 0},
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let (status, webinar) = client
        .call(Method::POST, "/users/me/webinars", Some(body))
        .await;
    assert_eq!(status, 201, "{webinar}");
    let id = webinar["id"].to_string();
    (client, id)
}

async fn register(client: &Client, webinar: &str, name: &str) -> (u16, Value) {
    let guest = json!({"email": format!("{name}@guests.example"), "first_name": name});
    let path = format!("/webinars/{webinar}/registrants");
    client.call(Method::POST, &path, Some(guest)).await
}

async fn change(client: &Client, webinar: &str, action: &str, name: &str) -> (u16, Value) {
    let email = format!("{name}@guests.example");
    let body = json!({"action": action, "registrants": [{"email": email}]});
    let path = format!("/webinars/{webinar}/registrants/status");
    client.call(Method::PUT, &path, Some(body)).await
}

fn names(list: &Value, member: &str, name: &str) -> Vec<String> {
    let items = list[member].as_array().unwrap().iter();
    items
        .map(|item| item[name].as_str().unwrap().to_owned())
        .collect()
}

async fn first_names(client: &Client, path: &str) -> Vec<String> {
    let (status, list) = client.get(path).await;
    assert_eq!(status, 200, "{list}");
    names(&list, "registrants", "first_name")
}

fn refused(code: u64, message: &str) -> (u16, Value) {
    (400, json!({"code": code, "message": message}))
}

/// Moves on to a time at which the access token has long expired.
async fn go_to(client: &mut Client, moment: &str) {
    let moment: Timestamp = moment.parse().unwrap();
    client.sandbox.clock().set(moment);
    let tokens = client.authorize(APP).await;
    client.use_token(&tokens);
}

#[tokio::test]
async fn of_those_registered_the_approved_come_but_every_third_who_is_an_absentee() {
    let (mut client, webinar) = with_webinar(json!({})).await;
    for name in ["ada", "bo", "cy", "di", "ed"] {
        let (status, answer) = register(&client, &webinar, name).await;
        assert_eq!(status, 201, "{answer}");
        assert!(
            answer["join_url"].as_str().unwrap().contains("/w/"),
            "{answer}"
        );
        assert_eq!(answer.get("participant_pin_code"), None);
    }
    assert_eq!(change(&client, &webinar, "deny", "ada").await.0, 204);
    assert_eq!(change(&client, &webinar, "cancel", "ed").await.0, 204);
    let path = format!("/webinars/{webinar}/registrants");
    assert_eq!(first_names(&client, &path).await, ["bo", "cy", "di"]);
    let denied = format!("{path}?status=denied");
    assert_eq!(first_names(&client, &denied).await, ["ada"]);

    go_to(&mut client, "2026-03-05T11:30:00Z").await;
    let past = format!("/past_webinars/{webinar}");
    let (_, list) = client.get(&format!("{past}/participants")).await;
    assert_eq!(
        names(&list, "participants", "name"),
        ["Olivia Owner", "bo", "cy"]
    );
    let absentees = format!("{past}/absentees");
    assert_eq!(first_names(&client, &absentees).await, ["di"]);
    let message =
        "The request could not be completed because you have provided an invalid occurrence ID: 1.";
    assert_eq!(
        client.get(&format!("{absentees}?occurrence_id=1")).await,
        refused(300, message)
    );
    let over = "Webinar is over, you cannot register now. If you have any questions, contact the webinar host.";
    assert_eq!(
        register(&client, &webinar, "fay").await,
        refused(3038, over)
    );
}

#[tokio::test]
async fn each_occurrence_of_a_series_has_its_own_absentees() {
    let series = json!({"type": 9, "recurrence": {"type": 1, "end_times": 2}});
    let (mut client, webinar) = with_webinar(series).await;
    let (_, series) = client.get(&format!("/webinars/{webinar}")).await;
    let second = series["occurrences"][1]["occurrence_id"].as_str().unwrap();
    for name in ["ada", "bo"] {
        register(&client, &webinar, name).await;
    }
    let path = format!("/webinars/{webinar}/registrants?occurrence_ids={second}");
    let guest = json!({"email": "cy@guests.example", "first_name": "cy"});
    let (_, answer) = client.call(Method::POST, &path, Some(guest)).await;
    assert_eq!(answer["occurrences"].as_array().unwrap().len(), 1);
    go_to(&mut client, "2026-03-06T12:00:00Z").await;
    let absentees = format!("/past_webinars/{webinar}/absentees");
    assert_eq!(first_names(&client, &absentees).await, ["cy"]);
    let first = series["occurrences"][0]["occurrence_id"].as_str().unwrap();
    let of_first = format!("{absentees}?occurrence_id={first}");
    assert_eq!(first_names(&client, &of_first).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_webinar_says_who_can_not_register() {
    let without = json!({"settings": {"approval_type": 2}});
    let (client, webinar) = with_webinar(without).await;
    let message = format!("This webinar does not have registration as required: {webinar}.");
    assert_eq!(
        register(&client, &webinar, "ada").await,
        refused(3000, &message)
    );
    let message = format!("Registration has not been enabled for this meeting: {webinar}.");
    let denied = change(&client, &webinar, "deny", "ada").await;
    assert_eq!(denied, refused(300, &message));

    let few = json!({"settings": {"approval_type": 1, "registrants_restrict_number": 2}});
    let (client, webinar) = with_webinar(few).await;
    let path = format!("/webinars/{webinar}");
    let body = json!({"panelists": [{"email": "pia@guests.example", "name": "Pia"}]});
    let panelists = format!("{path}/panelists");
    client.call(Method::POST, &panelists, Some(body)).await;
    let (status, answer) = register(&client, &webinar, "pia").await;
    assert_eq!((status, &answer["code"]), (400, &json!(3000)));
    let host = json!({"email": "olivia@sandbox.example", "first_name": "Olivia"});
    let registrants = format!("{path}/registrants");
    assert_eq!(
        client.call(Method::POST, &registrants, Some(host)).await,
        refused(3027, "Host cannot register.")
    );
    for name in ["ada", "bo"] {
        assert_eq!(register(&client, &webinar, name).await.0, 201);
    }
    let full = "You have reached the limit for the number of attendees you can add. Contact Zoom Support for more information.";
    assert_eq!(register(&client, &webinar, "cy").await, refused(3000, full));

    let fewer = json!({"settings": {"registrants_restrict_number": 1}});
    client.call(Method::PATCH, &path, Some(fewer)).await;
    assert_eq!(change(&client, &webinar, "approve", "ada").await.0, 204);
    assert_eq!(
        change(&client, &webinar, "approve", "bo").await,
        refused(3035, "Webinar has reached maximum attendee capacity.")
    );
}

#[tokio::test]
async fn registrants_are_found_by_where_they_came_from() {
    let (client, webinar) = with_webinar(json!({})).await;
    let path = format!("/webinars/{webinar}/registrants");
    for (name, source) in [("ada", "5516482804110"), ("bo", "1")] {
        let email = format!("{name}@guests.example");
        let guest = json!({"email": email, "first_name": name, "source_id": source});
        client.call(Method::POST, &path, Some(guest)).await;
    }
    let asked = format!("{path}?tracking_source_id=5516482804110");
    assert_eq!(first_names(&client, &asked).await, ["ada"]);
}

#[tokio::test]
async fn nobody_is_absent_from_a_webinar_without_registration() {
    let (mut client, webinar) = with_webinar(json!({"settings": {"approval_type": 2}})).await;
    let path = format!("/past_webinars/{webinar}/absentees");
    let message = format!("Webinar {webinar} not found or expired.");
    let not_yet = (404, json!({"code": 3001, "message": message}));
    assert_eq!(client.get(&path).await, not_yet);
    go_to(&mut client, "2026-03-05T11:30:00Z").await;
    let message = format!("This webinar doesn't have registration required: {webinar}.");
    assert_eq!(client.get(&path).await, refused(3000, &message));
}

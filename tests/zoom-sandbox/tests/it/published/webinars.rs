//! Webinars with everything that can be asked of one, planned and past.

use reqwest::Method;
use serde_json::{Value, json};

use super::registrants::everything as registrant;
use crate::client::Client;

pub(super) async fn call(client: &Client) {
    planned(client).await;
    let (_, list) = client.get("/users/me/webinars").await;
    let webinars = list["webinars"].as_array().unwrap();
    let past = webinars
        .iter()
        .find(|webinar| webinar["topic"] == "Product launch")
        .unwrap();
    let path = format!("/past_webinars/{}", past["id"]);
    for part in ["participants", "absentees", "instances", "qa", "polls"] {
        client.get(&format!("{path}/{part}")).await;
    }
    let sources = format!("/webinars/{}/tracking_sources", past["id"]);
    client.get(&sources).await;
}

async fn planned(client: &Client) {
    let (_, created) = create(client, everything(client).await).await;
    let path = format!("/webinars/{}", created["id"]);
    client.get(&path).await;
    for recurrence in [
        json!({"type": 3, "repeat_interval": 1, "monthly_week": 1, "monthly_week_day": 5,
            "end_date_time": "2026-09-01T00:00:00Z"}),
        json!({"type": 3, "monthly_day": 5, "end_times": 2}),
        json!({"type": 2, "weekly_days": "2,4", "end_times": 2}),
    ] {
        let series = json!({"type": 9, "recurrence": recurrence});
        let (_, webinar) = create(client, series).await;
        client.get(&format!("/webinars/{}", webinar["id"])).await;
    }
    client
        .call(Method::PATCH, &path, Some(json!({"topic": "New"})))
        .await;
    let panelist = json!({
        "email": "ben@sandbox.example", "name": "Ben", "virtual_background_id": "b1",
        "name_tag_id": "n1", "name_tag_name": "Ben", "name_tag_pronouns": "he",
        "name_tag_description": "Trainee",
    });
    let panelists = format!("{path}/panelists");
    let body = json!({"panelists": [panelist]});
    client.call(Method::POST, &panelists, Some(body)).await;
    let (_, list) = client.get(&panelists).await;
    let id = list["panelists"][0]["id"].as_str().unwrap();
    let panelist = format!("{panelists}/{id}");
    client.call(Method::DELETE, &panelist, None).await;
    let registrants = format!("{path}/registrants");
    let guest = registrant();
    client
        .call(Method::POST, &registrants, Some(guest.clone()))
        .await;
    client.get(&registrants).await;
    let questions = format!("{registrants}/questions");
    let asked = json!({
        "questions": [{"field_name": "city", "required": false}],
        "custom_questions": [
            {"title": "Vegetarian?", "type": "single_radio", "answers": ["Yes", "No"], "required": false},
        ],
    });
    client.call(Method::PATCH, &questions, Some(asked)).await;
    client.get(&questions).await;
    let deny = json!({"action": "deny", "registrants": [{"email": guest["email"]}]});
    let status = format!("{registrants}/status");
    client.call(Method::PUT, &status, Some(deny)).await;
    client.call(Method::DELETE, &path, None).await;

    let soon = json!({"start_time": "2026-03-04T12:00:01Z"});
    let (_, webinar) = create(client, soon).await;
    let clock = client.sandbox.clock();
    clock.advance(jiff::SignedDuration::from_secs(60));
    let status = format!("/webinars/{}/status", webinar["id"]);
    let body = json!({"action": "end"});
    client.call(Method::PUT, &status, Some(body)).await;
}

async fn create(client: &Client, body: Value) -> (u16, Value) {
    client
        .call(Method::POST, "/users/me/webinars", Some(body))
        .await
}

/// A webinar with every field set.
async fn everything(client: &Client) -> Value {
    let (_, list) = client
        .get("/users/me/recordings?from=2026-02-20&to=2026-03-04")
        .await;
    let file = &list["meetings"].as_array().unwrap().last().unwrap()["recording_files"][0]["id"];
    json!({
        "type": 5,
        "agenda": "All that there is",
        "start_time": "2026-03-05T10:00:00Z",
        "tracking_fields": [{"field": "Project", "value": "Moon"}],
        "template_id": "ull6574eur",
        "is_simulive": true,
        "record_file_id": file,
        "transition_to_live": false,
        "simulive_delay_start": {"enable": true, "time": 10, "timeunit": "second"},
        "settings": {
            "approval_type": 0,
            "language_interpretation": {
                "enable": true,
                "interpreters": [{"email": "ben@sandbox.example", "languages": "US,FR", "interpreter_languages": "English,French"}],
            },
            "sign_language_interpretation": {
                "enable": true,
                "interpreters": [{"email": "ben@sandbox.example", "sign_language": "American"}],
            },
        },
    })
}

//! Every answer held against what Zoom publishes about it.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::client::{Client, sandbox};

const PUBLISHED: &[&str] = &[
    include_str!("../../operations/meetings.json"),
    include_str!("../../operations/recordings.json"),
    include_str!("../../operations/users.json"),
];

/// Where real answers are known to differ from the published schema, as the
/// operation and the place: the type of a recording is a number, a file that is
/// still being recorded has no type yet, and timelines are files too.
const CONTRADICTIONS: &[(&str, &str)] = &[
    ("recordingsList", "/meetings/*/type"),
    ("recordingsList", "/meetings/*/recording_files/*/file_type"),
    (
        "recordingsList",
        "/meetings/*/recording_files/*/file_extension",
    ),
    ("recordingsList", "/meetings/*/recording_files/*/status"),
    ("recordingGet", "/type"),
    ("recordingGet", "/recording_files/*/file_type"),
    ("recordingGet", "/recording_files/*/file_extension"),
    ("recordingGet", "/recording_files/*/status"),
];

/// Published members that no answer here carries, because nothing in the
/// account calls for them.
const ABSENT: &[(&str, &str)] = &[
    // Another product's fields and files kept on the customer's own premises.
    ("recordingGet", "/external_storage_addr"),
    ("recordingGet", "/instance_id"),
    ("recordingGet", "/rc_meeting_zone_name"),
    ("recordingGet", "/rc_zone"),
    ("recordingGet", "/service_name"),
    ("recordingGet", "/zone_instance_id"),
    ("recordingGet", "/participant_audio_files/*/file_path"),
    ("recordingGet", "/recording_files/*/file_path"),
    ("recordingsList", "/meetings/*/recording_files/*/file_path"),
    // The account deletes no recording by itself.
    ("recordingGet", "/auto_delete_date"),
    ("recordingsList", "/meetings/*/auto_delete_date"),
    // Shown in the trash alone, which is reached by listing.
    ("recordingGet", "/recording_files/*/deleted_time"),
];

fn operations() -> Vec<Value> {
    PUBLISHED
        .iter()
        .flat_map(|text| serde_json::from_str::<Vec<Value>>(text).unwrap())
        .collect()
}

/// Calls every operation, with every kind of thing there is to answer, and
/// gives back the answers with the operation's id.
async fn answers() -> Vec<(&'static str, Value)> {
    let client = Client::server_to_server().await;
    let everything = json!({
        "type": 8,
        "agenda": "All that there is",
        "start_time": "2026-03-05T10:00:00Z",
        "schedule_for": "lena@sandbox.example",
        "recurrence": {
            "type": 3, "repeat_interval": 1, "monthly_week": 1, "monthly_week_day": 5,
            "end_date_time": "2026-09-01T00:00:00Z",
        },
        "tracking_fields": [{"field": "Project", "value": "Moon"}],
        "template_id": "Dv4YdINdTk+Z5RToadh5ug==",
        "sensitivity_label_id": "WAzVaIjFR1Cxd767i9jksw",
        "settings": {
            "approval_type": 0,
            "use_pmi": true,
            "calendar_type": 1,
            "approved_or_denied_countries_or_regions": {
                "enable": true, "method": "approve", "approved_list": ["DE"], "denied_list": [],
            },
            "auto_add_recording_to_video_management": {
                "enable": true, "channels": [{"channel_id": "Uyh5qeykTDiA66YQEYmFPg", "name": "Talks"}],
            },
            "breakout_room": {"enable": true, "rooms": [{"name": "A", "participants": ["ben@sandbox.example"]}]},
            "authentication_exception": [{"email": "guest@guests.example", "name": "Guest"}],
            "language_interpretation": {
                "enable": true,
                "interpreters": [{"email": "ben@sandbox.example", "languages": "US,FR", "interpreter_languages": "English,French"}],
            },
            "sign_language_interpretation": {
                "enable": true,
                "interpreters": [{"email": "ben@sandbox.example", "sign_language": "American"}],
            },
            "resources": [{"resource_type": "whiteboard", "resource_id": "X4Hy02w3QUOdskKofgb9Jg", "permission_level": "editor"}],
            "global_dial_in_countries": ["US"],
            "meeting_invitees": [{"email": "ben@sandbox.example"}],
        },
    });
    let mut answers = Vec::new();
    let by_day = json!({"type": 3, "monthly_day": 5, "end_times": 2});
    let by_week = json!({"type": 2, "weekly_days": "2,4", "end_times": 2});
    for recurrence in [by_day, by_week] {
        let meeting = client
            .create(json!({"type": 8, "recurrence": recurrence}))
            .await;
        answers.push((
            "meeting",
            client.get(&format!("/meetings/{}", meeting["id"])).await.1,
        ));
        answers.push(("meetingCreate", meeting));
    }
    let meeting = client.create(everything).await;
    let path = format!("/meetings/{}", meeting["id"]);
    answers.push(("meetingCreate", meeting));
    for topic in ["Quarterly review", "Team meeting", "Open door"] {
        let (_, list) = client.get("/users/me/meetings").await;
        let found = list["meetings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|m| m["topic"] == topic)
            .unwrap();
        answers.push((
            "meeting",
            client.get(&format!("/meetings/{}", found["id"])).await.1,
        ));
    }
    answers.push(("meeting", client.get(&path).await.1));
    answers.push((
        "meetingUpdate",
        client
            .call(Method::PATCH, &path, Some(json!({"topic": "New"})))
            .await
            .1,
    ));
    for user in ["me", "lena@sandbox.example"] {
        answers.push((
            "meetings",
            client.get(&format!("/users/{user}/meetings")).await.1,
        ));
        answers.push(("user", client.get(&format!("/users/{user}")).await.1));
    }
    answers.push((
        "meetingDelete",
        client.call(Method::DELETE, &path, None).await.1,
    ));
    let (_, list) = client.get("/users/me/recordings?from=2026-02-10").await;
    for meeting in list["meetings"].as_array().unwrap() {
        let path = format!(
            "/meetings/{}/recordings?include_fields=download_access_token",
            meeting["id"]
        );
        answers.push(("recordingGet", client.get(&path).await.1));
    }
    answers.push(("recordingsList", list));
    answers.push((
        "recordingsList",
        client.get("/users/me/recordings?trash=true").await.1,
    ));
    answers
}

fn without_indices(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        if part.parse::<usize>().is_ok() {
            "*"
        } else {
            part
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_answer_fits_the_published_schema() {
    let operations = operations();
    let mut called = BTreeSet::new();
    let mut violations: Vec<String> = Vec::new();
    for (id, answer) in answers().await {
        called.insert(id.to_owned());
        let operation = operations
            .iter()
            .find(|operation| operation["id"] == id)
            .unwrap();
        let Some(schema) = operation.get("response") else {
            assert_eq!(answer, Value::Null, "{id}");
            continue;
        };
        let validator = jsonschema::validator_for(schema).unwrap();
        for violation in validator.iter_errors(&answer) {
            let place = without_indices(violation.instance_path().as_str());
            if !CONTRADICTIONS.contains(&(id, place.as_str())) {
                violations.push(format!("{id} {place}: {violation}"));
            }
        }
    }
    assert_eq!(violations, Vec::<String>::new());
    let published: BTreeSet<_> = operations
        .iter()
        .map(|operation| operation["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(called, published, "every operation has to be called");
}

#[tokio::test]
async fn every_published_member_is_in_some_answer() {
    let answers = answers().await;
    let mut missing: Vec<String> = Vec::new();
    for operation in operations() {
        let id = operation["id"].as_str().unwrap();
        let Some(schema) = operation.get("response") else {
            continue;
        };
        let given: Vec<&Value> = answers
            .iter()
            .filter(|(known, _)| *known == id)
            .map(|(_, answer)| answer)
            .collect();
        let mut places = Vec::new();
        look(schema, &given, "", &mut places);
        places.retain(|place| !ABSENT.contains(&(id, place.as_str())));
        missing.extend(places.into_iter().map(|place| format!("{id} {place}")));
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// Notes each published member that none of these values has. What is inside
/// an object or an array is looked for only where there is one to look into.
fn look(schema: &Value, values: &[&Value], place: &str, missing: &mut Vec<String>) {
    let members = schema["properties"]
        .as_object()
        .cloned()
        .unwrap_or_else(Map::new);
    for (name, schema) in members {
        let place = format!("{place}/{name}");
        let inside: Vec<&Value> = values.iter().filter_map(|value| value.get(&name)).collect();
        if inside.is_empty() {
            missing.push(place);
            continue;
        }
        let objects: Vec<&Value> = inside
            .iter()
            .copied()
            .filter(|value| value.is_object())
            .collect();
        if !objects.is_empty() {
            look(&schema, &objects, &place, missing);
        }
        let items: Vec<&Value> = inside
            .iter()
            .filter_map(|value| value.as_array())
            .flatten()
            .collect();
        if !items.is_empty() {
            let items: Vec<&Value> = items.into_iter().filter(|item| item.is_object()).collect();
            look(&schema["items"], &items, &format!("{place}/*"), missing);
        }
    }
}

#[tokio::test]
async fn an_empty_sandbox_list_still_has_its_members() {
    let client = Client::signed_in(sandbox().await, "sandbox-user-granular").await;
    let (_, list) = client
        .get("/users/me/recordings?from=2020-01-01&to=2020-01-02")
        .await;
    assert_eq!(
        list,
        json!({
            "from": "2020-01-01", "to": "2020-01-02", "page_count": 0, "page_size": 30,
            "total_records": 0, "next_page_token": "", "meetings": [],
        })
    );
}

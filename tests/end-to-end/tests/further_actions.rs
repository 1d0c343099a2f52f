//! What registers, asks, sums up, tidies and administers, each action once against the local Zoom: what
//! goes out is taken and does what it says, and what comes back fits the schema of the output.

use end_to_end::{App, Stage, misfits};
use serde_json::{Value, json};

/// What an action comes to; its output fits.
async fn invoke(stage: &Stage, action: &str, input: Value) -> Value {
    let output = stage.invoke(action, &input).await.done().json();
    assert_eq!(misfits(action, &output), [""; 0], "{action}: {output}");
    output
}

fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name]
        .as_array()
        .unwrap_or_else(|| panic!("no {name} in {value}"))
}

async fn meeting(stage: &Stage, settings: Value) -> Value {
    let input =
        json!({ "topic": "Open day", "start_time": "2038-01-12T10:00:00Z", "settings": settings });
    invoke(stage, "create-meeting", input).await["id"].clone()
}

/// The newest recording that is finished.
async fn recording(stage: &Stage) -> Value {
    let listed = invoke(stage, "list-recordings", json!({ "all_pages": true })).await;
    let finished = |recording: &&Value| {
        let files = items(recording, "recording_files");
        files.len() > 1 && files.iter().all(|file| file["status"] == "completed")
    };
    let mut recordings = items(&listed, "meetings").iter();
    recordings.find(finished).expect("there is one").clone()
}

#[tokio::test]
async fn people_are_registered_asked_and_decided_on() {
    let stage = Stage::connected(App::UserGranular).await;
    let id = meeting(&stage, json!({ "approval_type": 1 })).await;
    let one = json!({ "meeting_id": id });
    let questions = json!({ "meeting_id": id, "questions": [{ "field_name": "org", "required": true }],
        "custom_questions": [{ "title": "Why?", "type": "short", "required": false }] });
    let _ = invoke(&stage, "update-registration-questions", questions).await;
    let asked = invoke(&stage, "get-registration-questions", one.clone()).await;
    assert_eq!(asked["custom_questions"][0]["title"], "Why?");

    let person = json!({ "meeting_id": id, "email": "ada@guests.example", "first_name": "Ada", "org": "Engines" });
    let ada = invoke(&stage, "add-registrant", person).await["registrant_id"].clone();
    let many = json!([{ "email": "grace@guests.example", "first_name": "Grace" }, { "email": "mary@guests.example", "first_name": "Mary" }]);
    let batch = json!({ "meeting_id": id, "auto_approve": false, "registrants": many });
    let added = invoke(&stage, "batch-add-registrants", batch).await;
    assert_eq!(items(&added, "registrants").len(), 2);

    let decision = json!({ "meeting_id": id, "action": "approve", "registrants": [{ "id": ada, "email": "ada@guests.example" }] });
    let _ = invoke(&stage, "update-registrant-status", decision).await;
    let approved = invoke(&stage, "list-registrants", one.clone()).await;
    assert_eq!(items(&approved, "registrants")[0]["id"], ada);
    let _ = invoke(
        &stage,
        "delete-registrant",
        json!({ "meeting_id": id, "registrant_id": ada }),
    )
    .await;
    let left = invoke(&stage, "list-registrants", one).await;
    assert!(items(&left, "registrants").is_empty(), "{left}");
}

#[tokio::test]
async fn polls_are_made_replaced_and_deleted() {
    let stage = Stage::connected(App::UserGranular).await;
    let id = meeting(&stage, json!({})).await;
    let poll = json!({ "meeting_id": id, "title": "How was it?", "poll_type": 1,
        "questions": [{ "name": "Of use?", "type": "single", "answers": ["Yes", "No"] }] });
    let made = invoke(&stage, "create-meeting-poll", poll).await;
    let several = json!({ "meeting_id": id, "polls": [{ "title": "Again?", "questions": [{ "name": "When?", "type": "multiple", "answers": ["A", "B"] }] }] });
    let _ = invoke(&stage, "create-meeting-polls", several).await;
    let list = invoke(&stage, "list-meeting-polls", json!({ "meeting_id": id })).await;
    assert_eq!(items(&list, "polls").len(), 2);

    let one = json!({ "meeting_id": id, "poll_id": made["id"] });
    let mut changed = invoke(&stage, "get-meeting-poll", one.clone()).await;
    changed["title"] = "And how was it?".into();
    changed["meeting_id"] = id.clone();
    changed["poll_id"] = made["id"].clone();
    let _ = invoke(&stage, "update-meeting-poll", changed).await;
    assert_eq!(
        invoke(&stage, "get-meeting-poll", one.clone()).await["title"],
        "And how was it?"
    );
    let _ = invoke(&stage, "delete-meeting-poll", one).await;
    let list = invoke(&stage, "list-meeting-polls", json!({ "meeting_id": id })).await;
    assert_eq!(items(&list, "polls").len(), 1);
}

#[tokio::test]
async fn a_deleted_meeting_comes_back_and_the_next_day_is_seen() {
    let stage = Stage::connected(App::UserGranular).await;
    let id = meeting(&stage, json!({})).await;
    let one = json!({ "meeting_id": id });
    let _ = invoke(&stage, "delete-meeting", one.clone()).await;
    let _ = invoke(&stage, "recover-meeting", one.clone()).await;
    assert_eq!(
        invoke(&stage, "get-meeting", one.clone()).await["topic"],
        "Open day"
    );
    let _ = invoke(&stage, "end-meeting", one).await;
    let upcoming = invoke(&stage, "list-upcoming-meetings", json!({})).await;
    assert!(upcoming["meetings"].is_array());
    let templates = invoke(&stage, "list-meeting-templates", json!({})).await;
    assert!(templates["templates"].is_array());
}

#[tokio::test]
async fn what_was_of_a_meeting_is_told() {
    let stage = Stage::connected(App::UserGranular).await;
    let recording = recording(&stage).await;
    let one = json!({ "meeting_id": recording["uuid"] });
    let past = invoke(&stage, "get-past-meeting", one.clone()).await;
    assert_eq!(past["topic"], recording["topic"]);
    let people = invoke(&stage, "list-past-participants", one.clone()).await;
    assert!(!items(&people, "participants").is_empty());
    let _ = invoke(&stage, "list-past-qa", one.clone()).await;
    let _ = invoke(&stage, "list-past-polls", one).await;
    // By number as by instance, and what is not there is not found.
    for action in ["get-meeting-summary", "get-meeting-transcript"] {
        let got = stage
            .invoke(action, &json!({ "meeting_id": recording["id"] }))
            .await;
        if got.code == 0 {
            assert_eq!(misfits(action, &got.json()), [""; 0], "{action}");
        } else {
            let _ = got.ended_with(4);
        }
    }
}

#[tokio::test]
async fn a_file_of_a_recording_goes_and_comes_back_and_who_may_see_it_changes() {
    let stage = Stage::connected(App::UserGranular).await;
    let recording = recording(&stage).await;
    let uuid = &recording["uuid"];
    let file = &items(&recording, "recording_files")[0]["id"];
    let one = json!({ "meeting_id": uuid, "recording_id": file });
    let _ = invoke(&stage, "delete-recording-file", one.clone()).await;
    let _ = invoke(&stage, "recover-recording-file", one).await;
    let whole = json!({ "meeting_id": uuid });
    let _ = invoke(&stage, "delete-meeting-recordings", whole.clone()).await;
    let _ = invoke(&stage, "recover-recordings", whole.clone()).await;
    let back = invoke(&stage, "get-meeting-recordings", whole.clone()).await;
    assert_eq!(
        items(&back, "recording_files").len(),
        items(&recording, "recording_files").len()
    );

    let change =
        json!({ "meeting_id": uuid, "viewer_download": false, "share_recording": "internally" });
    let _ = invoke(&stage, "update-recording-settings", change).await;
    let settings = invoke(&stage, "get-recording-settings", whole.clone()).await;
    assert_eq!(
        (&settings["viewer_download"], &settings["share_recording"]),
        (&json!(false), &json!("internally"))
    );
    let _ = invoke(&stage, "list-recording-registrants", whole).await;
}

#[tokio::test]
async fn a_webinar_is_made_changed_registered_for_and_deleted() {
    let stage = Stage::connected(App::UserGranular).await;
    let input = json!({ "topic": "Open lecture", "start_time": "2038-01-12T10:00:00Z", "settings": { "approval_type": 1 } });
    let id = invoke(&stage, "create-webinar", input).await["id"].clone();
    let one = json!({ "webinar_id": id });
    let mut back = invoke(&stage, "get-webinar", one.clone()).await;
    back["topic"] = "Open lecture, moved".into();
    back["webinar_id"] = id.clone();
    let _ = invoke(&stage, "update-webinar", back).await;
    assert_eq!(
        invoke(&stage, "get-webinar", one.clone()).await["topic"],
        "Open lecture, moved"
    );
    let listed = invoke(&stage, "list-webinars", json!({ "all_pages": true })).await;
    assert!(
        items(&listed, "webinars")
            .iter()
            .any(|webinar| webinar["id"] == id)
    );

    let person = json!({ "webinar_id": id, "email": "ada@guests.example", "first_name": "Ada" });
    let ada = invoke(&stage, "add-webinar-registrant", person).await["registrant_id"].clone();
    let decision = json!({ "webinar_id": id, "action": "approve", "registrants": [{ "id": ada, "email": "ada@guests.example" }] });
    let _ = invoke(&stage, "update-webinar-registrant-status", decision).await;
    let approved = invoke(&stage, "list-webinar-registrants", one.clone()).await;
    assert_eq!(items(&approved, "registrants").len(), 1);

    let panel = json!({ "webinar_id": id, "panelists": [{ "name": "Ben", "email": "ben@guests.example" }] });
    let _ = invoke(&stage, "add-panelists", panel).await;
    let panelists = invoke(&stage, "list-panelists", one.clone()).await;
    let ben = items(&panelists, "panelists")[0]["id"].clone();
    let _ = invoke(
        &stage,
        "remove-panelist",
        json!({ "webinar_id": id, "panelist_id": ben }),
    )
    .await;
    let _ = invoke(&stage, "end-webinar", one.clone()).await;
    let _ = invoke(&stage, "delete-webinar", one.clone()).await;
    let _ = stage.invoke("get-webinar", &one).await.ended_with(4);
}

#[tokio::test]
async fn an_administrator_makes_and_removes_users_and_reads_what_the_account_did() {
    let stage = Stage::connected(App::ServerToServer).await;
    let user = json!({ "action": "create", "user_info": { "email": "new@example.com", "type": 1, "first_name": "New" } });
    let made = invoke(&stage, "create-user", user).await;
    let listed = invoke(&stage, "list-users", json!({ "all_pages": true })).await;
    let owner = stage.sandbox.user().email;
    let other = items(&listed, "users")
        .iter()
        .find(|user| user["email"] != owner.as_str());
    let other = other.expect("there are others")["id"].clone();
    for action in ["deactivate", "activate"] {
        let _ = invoke(
            &stage,
            "update-user-status",
            json!({ "user_id": other, "action": action }),
        )
        .await;
    }
    let _ = invoke(
        &stage,
        "delete-user",
        json!({ "user_id": made["id"], "action": "delete" }),
    )
    .await;
    let _ = invoke(&stage, "list-tracking-fields", json!({})).await;
    let _ = invoke(&stage, "report-daily-usage", json!({})).await;
    let today = jiff::Zoned::now()
        .with_time_zone(jiff::tz::TimeZone::UTC)
        .date();
    let before = today.saturating_sub(jiff::Span::new().days(20));
    let days = json!({ "from": before.to_string(), "to": today.to_string() });
    let _ = invoke(&stage, "report-operation-logs", days).await;
    let _ = invoke(&stage, "list-archive-files", json!({})).await;
}

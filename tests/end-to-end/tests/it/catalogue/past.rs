//! What is left of meetings that took place: recordings, transcripts, reports, and who was there.

use end_to_end::{App, Stage};
use serde_json::{Value, json};

use super::{invoke, items, meeting, text};

/// The newest recording that is finished.
async fn recording(stage: &Stage) -> Value {
    let listed = invoke(stage, "list-recordings", json!({ "all_pages": true })).await;
    let finished = |recording: &&Value| {
        let files = items(recording, "recording_files");
        !files.is_empty() && files.iter().all(|file| file["status"] == "completed")
    };
    let mut recordings = items(&listed, "meetings").iter();
    recordings.find(finished).expect("there is one").clone()
}

#[tokio::test]
async fn each_time_that_a_meeting_took_place_is_found_with_its_recording() {
    let stage = Stage::connected(App::UserGranular).await;
    let recording = recording(&stage).await;
    let one = json!({ "meeting_id": recording["id"] });
    let instances = invoke(&stage, "list-past-instances", one).await;
    let uuids: Vec<_> = items(&instances, "meetings")
        .iter()
        .map(|instance| text(instance, "uuid"))
        .collect();
    assert!(uuids.contains(&text(&recording, "uuid")), "{uuids:?}");
    assert_eq!(instances["has_more"], false);

    let none = json!({ "meeting_id": meeting(&stage, json!({})).await["id"] });
    let none = stage.invoke("list-past-instances", &none).await;
    if none.code == 0 {
        assert!(
            none.json()["warnings"].to_string().contains("15 months"),
            "{}",
            none.stdout
        );
    }
}

#[tokio::test]
async fn a_recording_is_linked_to_its_settings_are_seen_and_it_is_thrown_away() {
    let stage = Stage::connected(App::UserGranular).await;
    let recording = recording(&stage).await;
    let uuid = text(&recording, "uuid");
    let input = json!({ "meeting_id": uuid, "ttl": 600 });
    let link = invoke(&stage, "get-recording-link", input).await;
    assert!(
        text(&link, "download_url").starts_with("https://"),
        "{link}"
    );
    assert!(!text(&link, "download_access_token").is_empty());
    assert!(link.get("warnings").is_none(), "{link}");

    let settings = invoke(
        &stage,
        "get-recording-settings",
        json!({ "meeting_id": uuid }),
    )
    .await;
    assert_eq!(settings["topic"], recording["topic"]);

    let deleted = invoke(
        &stage,
        "delete-meeting-recordings",
        json!({ "meeting_id": uuid }),
    )
    .await;
    assert_eq!(
        (&deleted["action"], &deleted["deleted"]),
        (&json!("trash"), &json!(true))
    );
    let gone = json!({ "meeting_id": uuid });
    let _ = stage
        .invoke("get-meeting-recordings", &gone)
        .await
        .ended_with(4);
    let trash = invoke(&stage, "list-recordings", json!({ "trash": true })).await;
    let trashed = items(&trash, "meetings")
        .iter()
        .any(|recording| recording["uuid"] == uuid);
    assert!(trashed, "{trash}");
}

#[tokio::test]
async fn reports_tell_an_administrator_who_met_whom_and_for_how_long() {
    let stage = Stage::connected(App::ServerToServer).await;
    let host = stage.sandbox.user().email;
    let today = jiff::Zoned::now()
        .with_time_zone(jiff::tz::TimeZone::UTC)
        .date();
    let ago = |days: i64| {
        today
            .saturating_sub(jiff::Span::new().days(days))
            .to_string()
    };
    let range =
        json!({ "user_id": host, "from": ago(100), "to": today.to_string(), "all_pages": true });
    let held = invoke(&stage, "report-user-meetings", range).await;
    assert_eq!(held["clamped"], false);
    let met = |meeting: &&Value| meeting["participants_count"].as_i64().unwrap_or_default() > 1;
    let meeting = items(&held, "meetings")
        .iter()
        .find(met)
        .expect("a meeting of several");

    let input = json!({ "meeting_id": meeting["uuid"], "include_fields": "registrant_id", "all_pages": true });
    let report = invoke(&stage, "report-meeting-participants", input).await;
    let people = items(&report, "participants");
    assert!(
        people.len() > 1 && people.iter().all(|person| person["duration"].is_i64()),
        "{report}"
    );

    let month =
        json!({ "type": "active", "from": ago(27), "to": today.to_string(), "all_pages": true });
    let active = invoke(&stage, "report-active-hosts", month.clone()).await;
    let emails: Vec<_> = items(&active, "users")
        .iter()
        .map(|user| text(user, "email"))
        .collect();
    assert!(emails.contains(&host.as_str()), "{emails:?}");
    let mut month = month;
    month["type"] = "inactive".into();
    let inactive = invoke(&stage, "report-active-hosts", month).await;
    assert!(
        items(&inactive, "users")
            .iter()
            .all(|user| user["email"] != host.as_str())
    );
}

#[tokio::test]
async fn a_report_is_no_matter_of_a_user_who_has_connected_alone() {
    let stage = Stage::connected(App::UserGranular).await;
    let input = json!({ "from": "2026-01-01", "to": "2026-01-20" });
    let refused = stage.invoke("report-active-hosts", &input).await;
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("report:read:list_users:admin"),
        "{}",
        refused.stderr
    );
}

#[tokio::test]
async fn who_was_there_is_told_person_by_person_by_whatever_the_connection_may_ask() {
    for (app, source) in [
        (App::ServerToServer, "report"),
        (App::UserGranular, "past_meeting"),
    ] {
        let stage = Stage::connected(app).await;
        let recording = recording(&stage).await;
        let input = json!({ "meeting_id": recording["uuid"], "present_percent": 50 });
        let attendance = invoke(&stage, "get-attendance", input).await;
        assert_eq!(attendance["source"], source, "{attendance}");
        let people = items(&attendance, "people");
        assert!(people.len() >= 2, "{attendance}");
        assert_eq!(attendance["people_count"], people.len());
        for person in people {
            let seconds = person["seconds"].as_u64().unwrap();
            assert!(
                seconds <= attendance["meeting_seconds"].as_u64().unwrap(),
                "{person}"
            );
        }
    }
}

#[tokio::test]
async fn what_was_said_is_read_out_of_the_recording() {
    let stage = Stage::connected(App::UserGranular).await;
    let listed = invoke(&stage, "list-recordings", json!({ "all_pages": true })).await;
    let has = |recording: &&Value, kind: &str| {
        let files = items(recording, "recording_files");
        files.iter().any(|file| file["file_type"] == kind)
    };
    let recordings = items(&listed, "meetings");
    let one = recordings
        .iter()
        .find(|recording| has(recording, "TRANSCRIPT"))
        .expect("there is one");
    let input = json!({ "meeting_id": one["uuid"] });
    let transcript = invoke(&stage, "get-transcript-text", input).await;
    assert_eq!(transcript["available"], true, "{transcript}");
    let segments = items(&transcript, "segments");
    assert!(
        !segments.is_empty() && segments.iter().all(|segment| segment["speaker"] != ""),
        "{transcript}"
    );

    let planned = meeting(&stage, json!({})).await;
    let input = json!({ "meeting_id": planned["id"] });
    let none = invoke(&stage, "get-transcript-text", input).await;
    assert_eq!(none["available"], false, "{none}");
}

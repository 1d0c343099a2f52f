//! `build-app-manifest`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Connection;

use crate::support::{begin, connection, invoke, output, play};

const CALLBACK: &str = "https://flows.example/zoom/callback";

fn built(input: Value) -> Value {
    output(begin("build-app-manifest", input))
}

#[test]
fn an_app_for_users_has_the_fewest_scopes_and_all_addresses_in_its_list() {
    let input = json!({
        "actions": ["create-meeting", "schedule-daily-meeting", "reschedule-meeting", "list-recordings", "test-connection"],
        "events": ["recording.completed", "meeting.started", "meeting.started"],
        "redirect_uris": [CALLBACK, "http://127.0.0.1:8917/oauth/callback/zoom"],
        "event_url": "https://flows.example/zoom/events", "home_url": "https://flows.example/",
        "name": "Meetings", "description": "Schedules meetings.", "public_client": true, "meeting_sdk": true,
    });
    assert_snapshot!(invoke("build-app-manifest", input, []));
}

#[test]
fn an_app_for_an_account_has_scopes_of_administrators_alone_and_says_what_none_covers() {
    let input = json!({ "actions": ["list-users", "report-daily-usage", "http-request"], "app": "admin-managed", "redirect_uris": [CALLBACK] });
    let built = built(input);
    assert_eq!(
        built["scopes"],
        json!(["user:read:user:admin", "user:read:list_users:admin"])
    );
    assert_eq!(built["uncovered"][0]["id"], "report-daily-usage");
    assert_eq!(
        built["manifest"]["oauth_information"]["usage"],
        "ADMIN_MANAGEMENT"
    );
}

#[test]
fn what_only_administrators_may_is_told_of_an_app_for_users() {
    let built = built(
        json!({ "actions": ["list-users", "get-meeting"], "events": ["user.created", "meeting.alert"],
        "event_url": "https://flows.example/e", "redirect_uris": [CALLBACK] }),
    );
    assert_eq!(
        built["scopes"],
        json!(["user:read:user", "meeting:read:meeting"])
    );
    let ids: Vec<_> = built["uncovered"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(ids, ["list-users", "user.created"]);
    assert!(
        built["warnings"][0]
            .as_str()
            .unwrap()
            .contains("meeting.alert"),
        "{built}"
    );
}

#[test]
fn a_server_to_server_app_gets_what_the_api_takes() {
    let input = json!({ "actions": ["list-users"], "app": "server-to-server", "name": "Moodle",
        "contact_name": "LMS team", "contact_email": "lms@school.example", "company_name": "School" });
    assert_snapshot!(invoke("build-app-manifest", input, []));
}

#[test]
fn what_zoom_would_refuse_and_what_it_takes_though_it_does_not_work_is_named() {
    let wrong = |input: Value| invoke("build-app-manifest", input, []);
    let addresses = json!({ "actions": ["get-meting", "x"], "events": ["meeting.rtms_started", "Meeting"],
        "redirect_uris": ["http://flows.example/callback", "flows.example", "https://flows.example/#x", "https:///x"],
        "event_url": "http://flows.example/e", "name": "x".repeat(50) });
    let script = [
        wrong(addresses),
        wrong(json!({ "events": ["meeting.started"] })),
        wrong(json!({ "redirect_uris": [CALLBACK] })),
        wrong(
            json!({ "actions": ["get-user"], "app": "server-to-server", "redirect_uris": [CALLBACK] }),
        ),
    ];
    assert_snapshot!(script.concat());
}

#[test]
fn it_takes_no_connection_that_was_made() {
    let none = Connection {
        method: "oauth2".to_owned(),
        settings: "{}".to_owned(),
        ..connection(&[])
    };
    let input = json!({ "actions": ["get-user"], "redirect_uris": [CALLBACK] }).to_string();
    let script = play(
        zoom_connector::invoke(&none, "build-app-manifest", &input),
        [],
    );
    assert!(script.starts_with("done: "), "{script}");
}

#[test]
fn every_action_gets_an_app_with_what_it_needs_or_is_named() {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    for action in manifest["actions"].as_array().unwrap() {
        for (app, family) in [
            ("user-managed", "granular_user"),
            ("admin-managed", "granular_admin"),
        ] {
            let built = built(
                json!({ "actions": [action["id"]], "app": app, "redirect_uris": [CALLBACK] }),
            );
            let has = |scope: &Value| built["scopes"].as_array().unwrap().contains(scope);
            let mut sets = action["scopes"][family].as_array().unwrap().iter();
            let covered = sets.any(|set| set.as_array().unwrap().iter().all(has));
            assert_eq!(
                covered,
                built["uncovered"] == json!([]),
                "{} {app}: {built}",
                action["id"]
            );
        }
    }
}

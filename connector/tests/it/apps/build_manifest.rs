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
        json!({ "actions": ["list-users", "get-meeting"], "events": ["user.created", "phone.callee_ringing"],
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
            .contains("phone.callee_ringing"),
        "{built}"
    );
}

#[test]
fn what_asks_in_several_places_gets_a_scope_of_each_and_can_do_without_all_but_one() {
    let scopes = |app: &str, id: &str| {
        let built = built(json!({ "actions": [id], "app": app, "redirect_uris": [CALLBACK] }));
        let scopes = &built["manifest"]["oauth_information"]["scopes"];
        let scopes = scopes.as_array().unwrap().iter().map(|scope| {
            let mark = if scope["optional"] == true { "?" } else { "" };
            format!("{}{mark}", scope["scope"].as_str().unwrap())
        });
        scopes.collect::<Vec<_>>().join("\n")
    };
    let told = [
        ("user-managed", "get-meeting-assets"),
        ("user-managed", "get-transcript-text"),
        ("user-managed", "create-join-package"),
        ("user-managed", "download-recordings"),
        ("user-managed", "get-attendance"),
        ("admin-managed", "get-attendance"),
        ("admin-managed", "report-meeting-results"),
        ("user-managed", "sync-registrants"),
    ]
    .map(|(app, id)| format!("{id}, {app}:\n{}\n", scopes(app, id)));
    assert_snapshot!(told.join("\n"));
}

#[test]
fn records_of_any_object_get_the_scopes_of_all_as_optional_ones_and_of_one_that_is_named_alone() {
    let with = |id: &str| built(json!({ "actions": [id], "redirect_uris": [CALLBACK] }));
    let any = with("create-record");
    assert_eq!(
        (&any["scopes"], &any["optional_scopes"]),
        (
            &json!([
                "user:read:user",
                "meeting:write:meeting",
                "meeting:read:list_meetings",
                "meeting:read:meeting",
                "webinar:write:webinar",
                "webinar:read:list_webinars",
                "webinar:read:webinar",
                "meeting:write:registrant"
            ]),
            &json!([
                "meeting:write:meeting",
                "meeting:read:list_meetings",
                "meeting:read:meeting",
                "webinar:write:webinar",
                "webinar:read:list_webinars",
                "webinar:read:webinar",
                "meeting:write:registrant"
            ])
        )
    );
    assert_eq!(any["uncovered"][0]["id"], "create-record:user");
    let told = any["warnings"][0].as_str().unwrap();
    assert!(told.contains("`create-record:meeting`"), "{told}");
    let one = with("create-record:meeting");
    let of_the_action = with("create-meeting");
    assert_eq!(one, of_the_action);
    for wrong in ["create-record:planet", "create-meeting:meeting"] {
        let input = json!({ "actions": [wrong], "redirect_uris": [CALLBACK] });
        let script = invoke("build-app-manifest", input, []);
        assert!(script.contains("actions[0]"), "{script}");
    }
}

#[test]
fn what_looks_before_it_changes_or_for_what_it_has_made_gets_the_scopes_for_that_as_optional_ones()
{
    for (id, scopes) in [
        (
            "create-meeting",
            json!(["meeting:read:list_meetings", "meeting:read:meeting"]),
        ),
        (
            "schedule-weekly-meeting",
            json!(["meeting:read:list_meetings", "meeting:read:meeting"]),
        ),
        ("update-meeting", json!(["meeting:read:meeting"])),
        ("delete-meeting", json!(["meeting:read:meeting"])),
        ("get-meeting-summary", json!(["meeting:read:past_meeting"])),
        ("get-meeting", json!([])),
    ] {
        let built = built(json!({ "actions": [id], "redirect_uris": [CALLBACK] }));
        assert_eq!(built["optional_scopes"], scopes, "{id}");
    }
}

#[test]
fn a_scope_that_another_action_needs_is_not_optional() {
    let built = built(
        json!({ "actions": ["create-join-package", "get-meeting", "get-webinar"], "redirect_uris": [CALLBACK] }),
    );
    assert_eq!(built["optional_scopes"], json!([]));
    assert_eq!(
        built["scopes"],
        json!([
            "user:read:user",
            "user:read:token",
            "meeting:read:meeting",
            "webinar:read:webinar"
        ])
    );
}

#[test]
fn an_app_has_the_scopes_of_the_events_that_it_is_told_of() {
    let scopes = |event: &str| {
        let built = built(
            json!({ "events": [event], "app": "admin-managed", "event_url": "https://flows.example/e",
            "redirect_uris": [CALLBACK] }),
        );
        assert_eq!(built["uncovered"], json!([]), "{event}");
        assert!(built.get("warnings").is_none(), "{event}: {built}");
        built["scopes"].clone()
    };
    for (event, scope) in [
        ("webinar.updated", "webinar:read:webinar:admin"),
        ("webinar.deleted", "webinar:read:webinar:admin"),
        (
            "webinar.participant_joined",
            "webinar:read:participant:admin",
        ),
        ("webinar.participant_left", "webinar:read:participant:admin"),
        (
            "webinar.registration_created",
            "webinar:read:registrant:admin",
        ),
        (
            "meeting.registration_denied",
            "meeting:read:registrant:admin",
        ),
        ("meeting.summary_shared", "meeting:read:summary:admin"),
        (
            "meeting.ai_companion_started",
            "meeting:read:ai_companion:admin",
        ),
        (
            "meeting.sharing_started",
            "meeting:read:participant_sharing:admin",
        ),
        (
            "recording.batch_trashed",
            "cloud_recording:read:recording:admin",
        ),
        ("user.deactivated", "user:read:user:admin"),
    ] {
        let scopes = scopes(event);
        assert!(
            scopes.as_array().unwrap().contains(&json!(scope)),
            "{event}: {scopes}"
        );
    }
}

#[test]
fn an_app_has_a_scope_of_each_trigger() {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    let mut looked_at = 0;
    for trigger in manifest["triggers"].as_array().unwrap() {
        let sample = &trigger["sample"]["event"]["event"];
        let event = sample
            .as_str()
            .or(trigger["sample"]["data"]["event"].as_str());
        let sets = trigger["scopes"]["granular_admin"].as_array();
        let (Some(event), Some(sets)) = (event, sets) else {
            continue;
        };
        if sets.is_empty() || !event.contains('.') {
            continue;
        }
        looked_at += 1;
        let built = built(json!({ "events": [event], "app": "admin-managed",
            "event_url": "https://flows.example/e", "redirect_uris": [CALLBACK] }));
        let has = |scope: &Value| built["scopes"].as_array().unwrap().contains(scope);
        let covered = |set: &Value| set.as_array().unwrap().iter().all(has);
        assert!(sets.iter().any(covered), "{event}: {built}");
    }
    assert!(looked_at > 15, "{looked_at}");
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
            // Of records of any object some may be named.
            let mut named = built["uncovered"].as_array().unwrap().iter();
            assert_eq!(
                covered,
                named.all(|named| named["id"] != action["id"]),
                "{} {app}: {built}",
                action["id"]
            );
        }
    }
}

#[test]
fn what_tells_that_an_app_was_removed_is_sent_to_where_it_is_entered() {
    let input = json!({ "events": ["app_deauthorized"], "event_url": "https://flows.example/e", "redirect_uris": [CALLBACK] });
    let script = invoke("build-app-manifest", input, []);
    assert!(
        script.contains("- \"events[0]\"") && script.contains("deauthorization notification URL"),
        "{script}"
    );
}

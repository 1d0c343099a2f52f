//! How Zoom has been seen to behave, other than its documentation says, in 2025 and 2026. The numbers
//! are those of the list of observations that this connector was made with.

use serde_json::{Value, json};
use zoom_connector::contract::{Connection, Reply, Step};

use crate::answers::{
    ACTIONS, address, exchange, input, outcome, output, refused, sent, sent_after, step,
};
use crate::support::{self, NOW, answer, begin, no_content, raw, resume, state};

#[test]
fn observed_01_registration_that_a_meeting_does_not_keep_is_told() {
    let change = json!({ "meeting_id": 1, "type": 3, "settings": { "approval_type": 0 } });
    let patch = begin("update-meeting", change).unwrap();
    assert_eq!(exchange(&patch).request.method, "PATCH");
    let look = resume(&state(&patch).unwrap(), no_content()).unwrap();
    assert_eq!(exchange(&look).request.method, "GET");
    let kept = |approval: u64| {
        let seen = json!({ "id": 1, "type": 3, "settings": { "approval_type": approval } });
        support::output(resume(&state(&look).unwrap(), answer(200, seen)))
    };
    assert!(kept(0).get("warnings").is_none());
    assert!(
        kept(2)["warnings"][0]
            .as_str()
            .unwrap()
            .contains("approval_type")
    );
    // It is done, whether it can be looked at or not.
    let done = support::output(resume(
        &state(&look).unwrap(),
        answer(404, json!({ "code": 3001 })),
    ));
    assert_eq!(done["updated"], true);
    let made = json!({ "id": 1, "settings": { "approval_type": 2 } });
    let begun = begin(
        "create-meeting",
        json!({ "type": 3, "settings": { "approval_type": 1 } }),
    )
    .unwrap();
    let made = support::output(resume(&state(&begun).unwrap(), answer(201, made)));
    assert!(
        made["warnings"][0]
            .as_str()
            .unwrap()
            .contains("approval_type")
    );
}

#[test]
fn observed_04_a_meeting_that_was_turned_into_a_webinar_is_told_as_one() {
    for action in ["get-meeting", "update-meeting", "delete-meeting"] {
        let body = json!({ "code": 3000, "message": "Cannot access webinar info." });
        let failure = outcome(action, answer(400, body)).unwrap_err();
        assert!(
            failure.message.contains("turned into"),
            "{}",
            failure.message
        );
    }
}

#[test]
fn observed_05_the_address_that_the_token_response_tells_is_asked() {
    let connection = Connection {
        base_url: Some("https://api-eu.zoom.us".to_owned()),
        ..support::connection(&[])
    };
    let step = zoom_connector::invoke(&connection, "get-meeting", r#"{"meeting_id":1}"#).unwrap();
    assert_eq!(
        exchange(&step).request.url,
        "https://api-eu.zoom.us/v2/meetings/1"
    );
}

#[test]
fn observed_06_fields_that_zoom_would_ignore_at_the_top_are_refused() {
    for field in ["auto_recording", "private_meeting", "frobnicate"] {
        assert_eq!(refused("create-meeting", json!({ field: true })), [field]);
        assert_eq!(
            refused(
                "update-meeting",
                json!({ "meeting_id": 1, "topic": "x", field: true })
            ),
            [field]
        );
    }
}

fn series(recurrence: Value) -> Value {
    json!({ "id": 1, "type": 8, "start_time": "2026-09-15T10:00:00Z", "recurrence": recurrence })
}

#[test]
fn observed_07_a_series_without_an_end_is_not_changed_unasked_and_an_unchanged_recurrence_not_sent()
{
    let endless = json!({ "type": 2, "repeat_interval": 1, "weekly_days": "2", "end_times": 0 });
    let change = json!({ "meeting_id": 1, "topic": "x", "recurrence": endless });
    let failure = step("update-meeting", change.clone(), series(endless.clone())).unwrap_err();
    assert_eq!(failure.problems[0].field, "end_series_at_limit");
    let mut allowed = change;
    allowed["end_series_at_limit"] = true.into();
    assert_eq!(
        sent_after("update-meeting", allowed, series(endless)).0,
        json!({ "topic": "x" })
    );
    let (_, warnings) = sent(
        "create-meeting",
        json!({ "topic": "x", "type": 8, "start_time": "2026-09-15T10:00:00Z",
        "recurrence": { "type": 1, "end_times": 0 } }),
    );
    assert!(warnings[0].contains("no end"), "{warnings:?}");
}

#[test]
fn observed_08_and_09_a_recurrence_is_sent_whole_and_with_a_start() {
    let seen =
        series(json!({ "type": 2, "repeat_interval": 2, "weekly_days": "2", "end_times": 20 }));
    let change = json!({ "meeting_id": 1, "recurrence": { "type": 2, "end_times": 30 } });
    let (body, _) = sent_after("update-meeting", change, seen);
    assert_eq!(
        body,
        json!({ "start_time": "2026-09-15T10:00:00Z",
            "recurrence": { "type": 2, "repeat_interval": 2, "weekly_days": "2", "end_times": 30 } })
    );
}

#[test]
fn observed_10_a_start_in_the_past_is_refused_and_one_that_zoom_moved_is_told() {
    assert_eq!(
        refused(
            "create-meeting",
            json!({ "start_time": "2026-02-01T10:00:00Z" })
        ),
        ["start_time"]
    );
    let begun = begin(
        "create-meeting",
        json!({ "start_time": "2026-03-01T11:58:00Z" }),
    )
    .unwrap();
    let made = json!({ "id": 1, "start_time": "2026-03-01T12:00:01Z" });
    let made = support::output(resume(&state(&begun).unwrap(), answer(201, made)));
    assert!(
        made["warnings"][0]
            .as_str()
            .unwrap()
            .contains("2026-03-01T12:00:01Z"),
        "{made}"
    );
}

#[test]
fn observed_11_more_meetings_of_a_series_than_are_sure_are_sent_with_a_warning() {
    let with = |times: u64| {
        sent(
            "create-meeting",
            json!({ "topic": "x", "type": 8, "start_time": "2026-09-15T10:00:00Z",
            "recurrence": { "type": 1, "end_times": times } }),
        )
    };
    assert_eq!(with(50).1, [""; 0]);
    let (body, warnings) = with(60);
    assert_eq!(body["recurrence"]["end_times"], 60);
    assert!(warnings[0].contains("50 and 60"), "{warnings:?}");
}

#[test]
fn observed_13_ranges_of_recordings_are_a_month_at_most_and_share_a_day() {
    let input = json!({ "from": "2026-01-01", "to": "2026-03-01", "all_pages": true });
    let begun = begin("list-recordings", input).unwrap();
    let next = resume(
        &state(&begun).unwrap(),
        answer(200, json!({ "meetings": [] })),
    )
    .unwrap();
    let [first, second] =
        [&begun, &next].map(|step| crate::answers::query(&exchange(step).request.url));
    assert_eq!(
        (&first["from"], &first["to"]),
        (&"2026-02-01".into(), &"2026-03-01".into())
    );
    assert_eq!(
        (&second["from"], &second["to"]),
        (&"2026-01-04".into(), &"2026-02-01".into())
    );
}

#[test]
fn observed_14_the_type_of_a_recording_is_a_number_however_zoom_writes_it() {
    for kind in [json!(2), json!("2")] {
        let recording = json!({ "uuid": "a", "type": kind });
        let page = json!({ "meetings": [recording] });
        assert_eq!(
            output("list-recordings", answer(200, page))["meetings"][0]["type"],
            2
        );
        assert_eq!(
            output(
                "get-meeting-recordings",
                answer(200, json!({ "uuid": "a", "type": kind }))
            )["type"],
            2
        );
    }
}

#[test]
fn observed_15_an_uploaded_recording_has_no_meeting_id() {
    let uploaded = json!({ "uuid": "a", "type": 99, "recording_files": [{ "id": "f", "file_type": "MP4",
        "status": "completed", "download_url": "https://us02web.zoom.us/rec/download/f" }] });
    let output = output("get-meeting-recordings", answer(200, uploaded.clone()));
    assert!(output.get("id").is_none());
    assert!(matches!(
        outcome("download-recording", answer(200, uploaded)),
        Ok(Step::Download(_))
    ));
}

#[test]
fn observed_17_a_missing_licence_is_told_as_one() {
    let body = json!({ "code": 200, "message": "Only available for Paid account." });
    assert_eq!(
        outcome("list-recordings", answer(400, body))
            .unwrap_err()
            .kind,
        "plan-required"
    );
}

#[test]
fn observed_18_a_connection_tells_which_account_it_is_of() {
    let begun = zoom_connector::connect(&support::connection(&[])).unwrap();
    let user = json!({ "id": "u", "account_id": "a", "email": "anna@example.com" });
    let identity = support::output(resume(&state(&begun).unwrap(), answer(200, user)));
    assert_eq!(identity["subject"], json!({ "account": "a", "user": "u" }));
}

#[test]
fn observed_19_a_later_page_that_fails_fails_the_whole_list() {
    let begun = begin("list-meetings", json!({ "all_pages": true })).unwrap();
    let page = json!({ "meetings": [{ "id": 1 }], "next_page_token": "a" });
    let Ok(Step::Page(page)) = resume(&state(&begun).unwrap(), answer(200, page)) else {
        panic!("no page");
    };
    let dead =
        json!({ "code": 300, "message": "The next page token is either invalid or has expired." });
    let failure = resume(&page.then.state, answer(400, dead)).unwrap_err();
    assert_eq!(failure.kind, "invalid-input");
    assert!(
        failure.message.contains("15 minutes"),
        "{}",
        failure.message
    );
}

#[test]
fn observed_20_a_wait_of_hours_is_left_to_the_caller_with_its_end() {
    let later = raw(
        429,
        &[
            ("x-ratelimit-type", "Daily-limit"),
            ("retry-after", "2026-03-01T20:00:00Z"),
        ],
        b"{}",
    );
    let failure = outcome("get-meeting", later).unwrap_err();
    assert_eq!(failure.kind, "quota-exceeded");
    assert_eq!(failure.retry_at, Some(NOW + 8 * 3600));
}

#[test]
fn observed_21_a_uuid_with_a_slash_that_is_not_found_is_asked_for_in_the_other_encoding_once() {
    for action in ["get-meeting-recordings", "download-recording"] {
        for (uuid, first, other) in [
            ("/abc==", "%252Fabc%253D%253D", "%2Fabc%3D%3D"),
            ("a/bc==", "a%2Fbc%3D%3D", "a%252Fbc%253D%253D"),
        ] {
            let gone = || {
                answer(
                    404,
                    json!({ "code": 3001, "message": "Meeting does not exist." }),
                )
            };
            let begun = begin(action, json!({ "meeting_id": uuid })).unwrap();
            assert!(
                exchange(&begun)
                    .request
                    .url
                    .ends_with(&format!("/meetings/{first}/recordings"))
            );
            let again = resume(&state(&begun).unwrap(), gone()).unwrap();
            assert!(
                exchange(&again)
                    .request
                    .url
                    .ends_with(&format!("/meetings/{other}/recordings"))
            );
            assert_eq!(
                resume(&state(&again).unwrap(), gone()).unwrap_err().kind,
                "not-found"
            );
        }
        let begun = begin(action, json!({ "meeting_id": "abc==" })).unwrap();
        assert!(
            resume(
                &state(&begun).unwrap(),
                answer(404, json!({ "code": 3001 }))
            )
            .is_err()
        );
    }
}

#[test]
fn observed_23_a_missing_scope_is_one_whatever_its_status_and_code() {
    for (status, code) in [(400, 4711), (401, 201), (401, 4700), (400, 104)] {
        let body = json!({ "code": code, "message": "Invalid access token, does not contain scopes:[meeting:read:meeting]." });
        let failure = outcome("get-meeting", answer(status, body)).unwrap_err();
        assert_eq!(failure.kind, "missing-scope", "{status} {code}");
        assert_eq!(failure.missing_scopes, [["meeting:read:meeting"]]);
    }
}

#[test]
fn observed_24_any_success_without_a_body_acknowledges_a_change() {
    for action in ["update-meeting", "delete-meeting"] {
        for status in [200, 201, 202, 204] {
            assert!(
                matches!(outcome(action, raw(status, &[], b"")), Ok(Step::Done(_))),
                "{action} {status}"
            );
        }
    }
}

/// A connection of an app of the account's own, whose token has these scopes.
fn server_to_server(scopes: &[&str]) -> Connection {
    Connection {
        method: "server-to-server".to_owned(),
        settings: json!({ "account_id": "a", "client_id": "c" }).to_string(),
        ..support::connection(scopes)
    }
}

fn lacking() -> Reply {
    answer(
        400,
        json!({ "code": 4711, "message": "Invalid access token, does not contain scopes:[user:read:user:admin]." }),
    )
}

#[test]
fn observed_25_a_new_app_whose_token_has_no_scopes_yet_is_not_connected_and_gets_another_token() {
    // The host gets another token for this failure, and makes the exchange once more.
    for begun in [
        zoom_connector::connect(&server_to_server(&[])),
        zoom_connector::invoke(&server_to_server(&[]), "list-meetings", "{}"),
    ] {
        let begun = begun.unwrap();
        let failure = resume(&state(&begun).unwrap(), lacking()).unwrap_err();
        assert_eq!(failure.kind, "unauthenticated");
        assert!(
            failure.message.contains("Wait a minute"),
            "{}",
            failure.message
        );
        assert_eq!(failure.missing_scopes, [["user:read:user:admin"]]);
    }
    // Zoom's words without the name of a scope tell the same of it.
    let input = json!({ "app_id": "a" }).to_string();
    let begun = zoom_connector::invoke(&server_to_server(&[]), "list-webhook-logs", &input);
    let message = "You do not have permission to access the targeted resource.";
    let reply = answer(401, json!({ "code": 201, "message": message }));
    let failure = resume(&state(&begun.unwrap()).unwrap(), reply).unwrap_err();
    assert_eq!(failure.kind, "unauthenticated");
    assert!(failure.message.contains("no scopes"), "{}", failure.message);
    let begun = zoom_connector::connect(&server_to_server(&[])).unwrap();
    let user = json!({ "id": "u", "account_id": "a" });
    let identity = support::output(resume(&state(&begun).unwrap(), answer(200, user)));
    assert_eq!(identity["subject"], json!({ "account": "a" }));
}

#[test]
fn observed_25_an_app_that_lacks_a_scope_alone_is_connected_and_told_which() {
    let begun =
        zoom_connector::connect(&server_to_server(&["meeting:read:meeting:admin"])).unwrap();
    let identity = support::output(resume(&state(&begun).unwrap(), lacking()));
    let warnings = identity["warnings"].to_string();
    assert!(warnings.contains("seconds"), "{warnings}");
    // Where nobody has said which scopes there are, somebody who signed in has some.
    let begun = zoom_connector::invoke(&support::connection(&[]), "list-meetings", "{}").unwrap();
    let failure = resume(&state(&begun).unwrap(), lacking()).unwrap_err();
    assert_eq!(failure.kind, "missing-scope");
}

#[test]
fn observed_26_that_invitees_get_no_mail_is_said() {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    let create = &manifest["actions"][0];
    let invitees = &create["input"]["properties"]["settings"]["properties"]["meeting_invitees"];
    assert!(
        invitees["description"]
            .as_str()
            .unwrap()
            .contains("no mail"),
        "{invitees}"
    );
}

#[test]
fn observed_28_no_scope_of_another_product_is_asked_for() {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    for action in manifest["actions"].as_array().unwrap() {
        let scopes = action["scopes"].to_string();
        // Whoever has a webinar keeps the licence, and any object may be one.
        if action["id"] == "recycle-licence" || action["group"] == "Records" {
            continue;
        }
        // One of them is about meetings or webinars, as its input says.
        let path = action["http"]["path"].as_str().unwrap_or_default();
        let of_webinars =
            path.contains("webinar") || action["input"]["properties"]["is_webinar"].is_object();
        assert_eq!(
            scopes.contains("webinar"),
            of_webinars,
            "{}: {scopes}",
            action["id"]
        );
    }
}

#[test]
fn observed_29_an_approval_that_was_withdrawn_points_to_the_administrator() {
    for action in ACTIONS {
        let body = json!({ "code": 4738, "message": "The token is disabled by admin." });
        let failure = outcome(action, answer(401, body)).unwrap_err();
        assert_eq!(failure.kind, "unauthenticated");
        assert!(
            failure.message.contains("dministrator"),
            "{}",
            failure.message
        );
    }
}

#[test]
fn observed_31_no_permission_is_told_as_what_may_be_in_the_way() {
    let body = json!({ "code": 200, "message": "No permission." });
    let failure = outcome("get-meeting", answer(400, body)).unwrap_err();
    assert_eq!(failure.kind, "forbidden");
    assert!(
        failure.message.contains("role, settings or plan"),
        "{}",
        failure.message
    );
}

#[test]
fn observed_32_a_setting_that_zoom_does_not_have_is_refused() {
    let input = json!({ "settings": { "auto_transcribing": true } });
    assert_eq!(
        refused("create-meeting", input),
        ["settings.auto_transcribing"]
    );
}

#[test]
fn observed_34_a_token_that_was_valid_a_moment_ago_is_told_as_one_to_renew() {
    // The host then gets a new one and makes the exchange once more.
    for status in [400, 401] {
        let body = json!({ "code": 124, "message": "Access token is expired." });
        assert_eq!(
            outcome("get-meeting", answer(status, body))
                .unwrap_err()
                .kind,
            "unauthenticated"
        );
    }
}

#[test]
fn observed_36_a_clock_that_is_wrong_is_told_when_connecting() {
    let begun = zoom_connector::connect(&support::connection(&[])).unwrap();
    let warnings = |date: &str| {
        let user = json!({ "id": "u", "account_id": "a" }).to_string();
        let reply = raw(200, &[("date", date)], user.as_bytes());
        support::output(resume(&state(&begun).unwrap(), reply))["warnings"].to_string()
    };
    assert!(!warnings("Sun, 01 Mar 2026 12:00:30 GMT").contains("clock"));
    assert!(warnings("Sun, 01 Mar 2026 12:10:00 GMT").contains("clock"));
    assert!(warnings("Sun, 01 Mar 2026 11:40:00 GMT").contains("clock"));
}

#[test]
fn the_inputs_of_these_tests_are_taken() {
    for action in ACTIONS {
        assert!(!address(action, input(action)).is_empty());
    }
}

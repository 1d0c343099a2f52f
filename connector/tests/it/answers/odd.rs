//! What few would write or answer, and some programs do.

use serde_json::{Value, json};
use zoom_connector::contract::Step;

use crate::answers::{ACTIONS, address, exchange, input, outcome, output, refused, sent, step};
use crate::support::{answer, begin, no_content, raw, resume, state};

const START: &str = "2026-09-15T10:00:00Z";

fn message(action: &str, status: u16, body: &[u8]) -> String {
    outcome(action, raw(status, &[], body)).unwrap_err().message
}

#[test]
fn a_made_meeting_without_a_usable_id_is_none() {
    for id in [
        json!(""),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(true),
        json!([1]),
    ] {
        let failure = outcome("create-meeting", answer(201, json!({ "id": id }))).unwrap_err();
        assert_eq!(failure.kind, "unexpected-response", "{id}");
    }
    for (body, id) in [
        (r#"{"id":1e3}"#, "1000"),
        (r#"{"id":9007199254740993}"#, "9007199254740993"),
        (r#"{"id":18446744073709551615}"#, "18446744073709551615"),
        (r#"{"id":"85746065432"}"#, "85746065432"),
    ] {
        let made = output("create-meeting", raw(201, &[], body.as_bytes()));
        assert_eq!(made["id"], id);
    }
}

#[test]
fn an_answer_that_says_it_failed_is_no_success_and_a_code_of_0_is_no_error() {
    for body in [
        json!({ "success": false }),
        json!({ "ok": false }),
        json!({ "status": "error", "message": "x" }),
        json!({ "status": "FAILED" }),
        json!({ "result": false }),
    ] {
        for action in ["update-meeting", "delete-meeting", "create-meeting"] {
            assert!(
                outcome(action, answer(200, body.clone())).is_err(),
                "{action} {body}"
            );
        }
    }
    let fine = json!({ "code": 0, "message": "success", "id": 1 });
    assert_eq!(
        output("create-meeting", answer(201, fine.clone()))["id"],
        "1"
    );
    assert_eq!(output("delete-meeting", answer(200, fine))["deleted"], true);
}

#[test]
fn the_mark_of_the_byte_order_is_no_part_of_an_answer_or_an_input() {
    let made = output(
        "create-meeting",
        raw(201, &[], "\u{feff}{\"id\":1}".as_bytes()),
    );
    assert_eq!(made["id"], "1");
    let connection = crate::support::connection(&[]);
    let begun = zoom_connector::invoke(&connection, "list-meetings", "\u{feff}{}");
    assert!(matches!(begun, Ok(Step::Send(_))));
}

#[test]
fn a_web_page_tells_nothing_of_a_meeting() {
    let page = b"<!DOCTYPE html><title>Not found</title>";
    for action in ACTIONS {
        let failure = outcome(action, raw(404, &[], page)).unwrap_err();
        assert_eq!(failure.kind, "unexpected-response", "{action}");
        assert!(message(action, 403, page).contains("proxy"), "{action}");
    }
    // So what could not be found after a failure has not been deleted by that.
    let first = begin("delete-meeting", input("delete-meeting")).unwrap();
    let again = resume(&state(&first).unwrap(), raw(502, &[], b"")).unwrap();
    for reply in [
        raw(404, &[], page),
        raw(404, &[], b""),
        answer(
            404,
            json!({ "code": 1001, "message": "User does not exist: x." }),
        ),
    ] {
        assert!(resume(&state(&again).unwrap(), reply).is_err());
    }
}

#[test]
fn what_a_new_meeting_came_to_is_not_known_where_the_answer_does_not_tell() {
    for status in [100, 302, 307, 408, 425, 500, 503, 520] {
        for body in [
            &b""[..],
            br#"{"code":3001,"message":"x"}"#,
            br#"{"code":124,"message":"x"}"#,
        ] {
            let failure = outcome("create-meeting", raw(status, &[], body)).unwrap_err();
            assert!(
                failure.message.contains("not known"),
                "{status}: {}",
                failure.message
            );
            // The host makes once more what it is told is unauthenticated.
            assert!(
                status < 400 || failure.kind == "unavailable",
                "{status}: {}",
                failure.kind
            );
        }
    }
}

#[test]
fn what_takes_too_long_for_something_on_the_way_is_asked_again_where_that_does_no_harm() {
    for status in [408, 425, 503] {
        for action in ["get-meeting", "update-meeting", "delete-meeting"] {
            let again = outcome(action, raw(status, &[], b"")).unwrap();
            assert_eq!(exchange(&again).after_ms, 1000, "{action} {status}");
        }
    }
}

#[test]
fn a_failing_zoom_is_asked_again_when_it_says() {
    let after = |wait: &str| outcome("get-meeting", raw(503, &[("retry-after", wait)], b""));
    assert_eq!(exchange(&after("30").unwrap()).after_ms, 30_000);
    assert_eq!(exchange(&after("0").unwrap()).after_ms, 1000);
    let failure = after("3600").unwrap_err();
    assert_eq!(failure.kind, "unavailable");
    assert_eq!(failure.retry_at, Some(crate::support::NOW + 1 + 3600));
}

#[test]
fn a_time_to_come_back_that_lies_years_ahead_is_none() {
    for wait in [
        "18446744073709551615",
        "99999999999999999999",
        "9999-12-31T23:59:59Z",
        "soon",
        "-5",
    ] {
        let again = outcome("get-meeting", raw(429, &[("retry-after", wait)], b"")).unwrap();
        assert_eq!(exchange(&again).after_ms, 1000, "{wait}");
    }
}

#[test]
fn a_problem_is_told_with_its_field_or_its_words_alone_too() {
    let body = json!({ "code": 300, "message": "Validation Failed.",
        "errors": [{ "field": "topic" }, { "message": "Bad." }, "Worse.", null, {}, 1] });
    let failure = outcome("create-meeting", answer(400, body)).unwrap_err();
    let told: Vec<_> = failure
        .problems
        .iter()
        .map(|problem| (problem.field.as_str(), problem.message.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("topic", "is refused by Zoom"),
            ("", "is refused by Zoom: Bad."),
            ("", "is refused by Zoom: Worse."),
        ]
    );
}

#[test]
fn times_are_taken_as_programs_write_them() {
    for start in [
        "2026-09-15 10:00:00 +0000",
        "2026-09-15 10:00:00 UTC",
        "2026-09-15T12:00:00 +02:00",
    ] {
        let (body, _) = sent(
            "create-meeting",
            json!({ "topic": "x", "start_time": start }),
        );
        assert_eq!(body["start_time"], START, "{start}");
    }
}

#[test]
fn lists_are_taken_where_zoom_wants_texts_with_something_between() {
    let settings = json!({ "alternative_hosts": ["a@example.com", "b@example.com"],
        "authentication_domains": ["example.com", "*.example.org"], "contact_name": "" });
    let (body, _) = sent(
        "create-meeting",
        json!({ "topic": "x", "start_time": START, "settings": settings }),
    );
    assert_eq!(
        body["settings"],
        json!({ "alternative_hosts": "a@example.com;b@example.com",
            "authentication_domains": "example.com,*.example.org", "contact_name": "" })
    );
    // An empty text still clears.
    let change = json!({ "meeting_id": 1, "type": 2, "settings": { "alternative_hosts": "" } });
    assert_eq!(
        sent("update-meeting", change).0["settings"],
        json!({ "alternative_hosts": "" })
    );
    let wrong = json!({ "settings": { "alternative_hosts": [1] } });
    assert_eq!(
        refused("create-meeting", wrong),
        ["settings.alternative_hosts"]
    );
}

#[test]
fn a_user_cannot_lead_elsewhere() {
    for user in ["../me", "a/b", "..%2Fme", "a\\b", "me?x=1", "me#x"] {
        for action in ["create-meeting", "list-meetings", "list-recordings"] {
            assert_eq!(refused(action, json!({ "user_id": user })), ["user_id"]);
        }
    }
    let url = address("list-meetings", json!({ "user_id": "ME" }));
    assert!(url.ends_with("/users/me/meetings"), "{url}");
}

#[test]
fn a_change_with_empty_objects_changes_nothing() {
    for change in [
        json!({ "settings": {} }),
        json!({ "settings": { "waiting_room": null } }),
        json!({ "additional_settings": {} }),
        json!({ "additional_fields": {} }),
    ] {
        let mut input = change;
        input["meeting_id"] = 1.into();
        assert_eq!(refused("update-meeting", input), [""]);
    }
}

#[test]
fn a_new_series_of_which_no_end_is_told_is_warned_of() {
    let series = |recurrence: Value| {
        let input =
            json!({ "topic": "x", "type": 8, "start_time": START, "recurrence": recurrence });
        sent("create-meeting", input).1
    };
    assert!(series(json!({ "type": 1 }))[0].contains("single meeting"));
    assert_eq!(series(json!({ "type": 1, "end_times": 3 })), [""; 0]);
    assert_eq!(
        series(json!({ "type": 1, "end_date_time": "2026-12-31T10:00:00Z" })),
        [""; 0]
    );
}

#[test]
fn what_is_wrong_is_told_in_whole_sentences() {
    let told = |input: Value| begin("create-meeting", input).unwrap_err().message;
    assert!(told(json!({ "Topic": "x" })).contains("did you mean `topic`? Correct"));
    assert!(told(json!({ "": 1 })).contains("`\"\"` is not a known field"));
    assert!(!told(json!({ "timezone": "Z" })).contains("did you mean"));
}

#[test]
fn days_at_the_ends_of_the_calendar_have_names() {
    for (input, from, to) in [
        (
            json!({ "to": "0000-01-01", "all_pages": true }),
            "0000-01-01",
            "0000-01-01",
        ),
        (json!({ "to": "0000-01-10" }), "0000-01-10", "0000-01-10"),
        (
            json!({ "to": "9999-12-31", "all_pages": true }),
            "9999-12-03",
            "9999-12-31",
        ),
    ] {
        let (query, _) = sent("list-recordings", input.clone());
        assert_eq!(
            (&query["from"], &query["to"]),
            (&from.into(), &to.into()),
            "{input}"
        );
    }
}

#[test]
fn nothing_is_asked_for_from_before_there_was_zoom() {
    let input = json!({ "from": "1970-01-01", "to": "2011-02-10", "all_pages": true });
    let mut step = begin("list-recordings", input);
    let mut asked = Vec::new();
    while let Ok(next @ (Step::Send(_) | Step::Page(_))) = step {
        let query = crate::answers::query(&exchange(&next).request.url);
        asked.push(query["from"].as_str().unwrap().to_owned());
        step = resume(
            &state(&next).unwrap(),
            answer(200, json!({ "meetings": [] })),
        );
    }
    assert_eq!(asked, ["2011-01-13", "2011-01-01"]);
}

#[test]
fn what_is_answered_with_no_content_is_acknowledged() {
    for action in ["update-meeting", "delete-meeting"] {
        let step = step(action, input(action), crate::answers::seen()).unwrap();
        assert!(matches!(
            resume(&state(&step).unwrap(), no_content()),
            Ok(Step::Done(_))
        ));
    }
}

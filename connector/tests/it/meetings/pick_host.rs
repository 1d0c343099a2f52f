//! `pick-host`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke};

fn list(meetings: Value) -> Reply {
    answer(200, json!({ "meetings": meetings }))
}

/// A host without webinars.
fn no_webinars() -> Reply {
    answer(200, json!({ "webinars": [] }))
}

fn busy(start: &str, duration: u64) -> Value {
    json!([{ "id": 7, "topic": "Review", "start_time": start, "duration": duration }])
}

fn pool(more: Value) -> Value {
    let mut input = json!({ "user_ids": ["anna@example.com", "ben@example.com"], "start_time": "2026-07-22T09:00:00Z", "duration": "PT1H" });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

#[test]
fn the_first_who_has_no_other_meeting_then_is_picked() {
    let replies = [
        list(busy("2026-07-22T09:59:00Z", 30)),
        list(busy("2026-07-22T10:00:00Z", 30)),
        list(json!([])),
        no_webinars(),
    ];
    assert_snapshot!(invoke("pick-host", pool(json!({})), replies));
}

#[test]
fn that_nobody_is_free_is_an_outcome() {
    let replies = [
        list(busy("2026-07-22T08:00:00Z", 90)),
        list(busy("2026-07-22T09:00:00Z", 1)),
    ];
    let script = invoke("pick-host", pool(json!({})), replies);
    assert!(
        script.contains("\"available\": false") && script.contains("\"looked_at\": 2"),
        "{script}"
    );
}

#[test]
fn there_may_have_to_be_time_between_two_meetings() {
    let before = || list(busy("2026-07-22T08:00:00Z", 60));
    let one = |more: Value| {
        let mut input = pool(more);
        input["user_ids"] = json!(["me"]);
        input
    };
    let script = invoke(
        "pick-host",
        one(json!({})),
        [before(), list(json!([])), no_webinars()],
    );
    assert!(script.contains("\"available\": true"), "{script}");
    let script = invoke("pick-host", one(json!({ "buffer_minutes": 1 })), [before()]);
    assert!(script.contains("\"available\": false"), "{script}");
}

#[test]
fn a_meeting_that_goes_on_counts_for_half_an_hour_at_least() {
    // It is 12:00, and the meeting was planned until 11:00.
    let now = |start: Option<&str>, free: bool| {
        let mut input = json!({ "user_ids": ["me"], "duration": 10 });
        if let Some(start) = start {
            input["start_time"] = start.into();
        }
        let live = list(busy("2026-03-01T10:00:00Z", 60));
        let replies = [list(json!([])), live].into_iter();
        invoke("pick-host", input, replies.chain(free.then(no_webinars)))
    };
    assert!(now(None, false).contains("\"available\": false"));
    assert!(now(Some("2026-03-01T12:29:00Z"), false).contains("\"available\": false"));
    assert!(now(Some("2026-03-01T12:30:00Z"), true).contains("\"available\": true"));
}

#[test]
fn without_hosts_the_licensed_users_of_the_account_are_looked_at() {
    let input =
        json!({ "start_time": "2026-07-22T11:00", "timezone": "Europe/Berlin", "duration": 60 });
    let users = answer(
        200,
        json!({ "users": [{ "id": "basic", "type": 1 }, { "id": "licensed", "type": 2 }] }),
    );
    let script = invoke(
        "pick-host",
        input.clone(),
        [users, list(json!([])), list(json!([])), no_webinars()],
    );
    assert!(
        script.contains("\"user_id\": \"licensed\"") && script.contains("2026-07-22T09:00:00Z"),
        "{script}"
    );
    assert!(!script.contains("/users/basic"), "{script}");
    let lacking = answer(
        400,
        json!({ "code": 4711, "message": "does not contain scopes:[user:read:list_users:admin]." }),
    );
    assert!(invoke("pick-host", input, [lacking]).contains("failed: missing-scope"));
}

#[test]
fn whose_meetings_can_not_be_seen_is_passed_over() {
    let unseen = || {
        answer(
            404,
            json!({ "code": 1001, "message": "User does not exist" }),
        )
    };
    let script = invoke(
        "pick-host",
        pool(json!({})),
        [unseen(), list(json!([])), list(json!([])), no_webinars()],
    );
    assert!(
        script.contains("\"passed_over\": [\n")
            && script.contains("\"user_id\": \"ben@example.com\""),
        "{script}"
    );
    let script = invoke("pick-host", pool(json!({})), [unseen(), unseen()]);
    assert!(script.contains("failed: not-found"), "{script}");
    for wrong in [
        json!({ "user_ids": [] }),
        json!({ "start_time": "2026-07-22T09:00" }),
    ] {
        let script = invoke("pick-host", pool(wrong), []);
        assert!(script.contains("failed: invalid-input"), "{script}");
    }
}

#[test]
fn a_series_that_is_listed_once_is_got_for_its_other_meetings() {
    let once = |start: &str| json!({ "id": 8, "type": 8, "topic": "Weekly", "start_time": start, "duration": 60 });
    let series = |third: &str| {
        let occurrence =
            |start: &str| json!({ "occurrence_id": "1", "start_time": start, "duration": 60 });
        answer(
            200,
            json!({ "id": 8, "type": 8, "topic": "Weekly", "recurrence": { "type": 2, "end_times": 3 },
                "occurrences": [occurrence("2026-07-08T09:00:00Z"), occurrence("2026-07-15T09:00:00Z"), occurrence(third)] }),
        )
    };
    let next = || list(json!([once("2026-07-08T09:00:00Z")]));
    let nothing = || list(json!([]));
    let replies = [
        next(),
        nothing(),
        no_webinars(),
        series("2026-07-22T09:00:00Z"),
        nothing(),
        nothing(),
        no_webinars(),
    ];
    assert_snapshot!(invoke("pick-host", pool(json!({})), replies));
    let later = [
        next(),
        nothing(),
        no_webinars(),
        series("2026-07-23T09:00:00Z"),
    ];
    let script = invoke("pick-host", pool(json!({})), later);
    assert!(
        script.contains("\"user_id\": \"anna@example.com\"") && !script.contains("not seen"),
        "{script}"
    );
    // What is listed meeting by meeting has been seen, on one page or on several.
    let each = [
        once("2026-07-08T09:00:00Z"),
        once("2026-07-15T09:00:00Z"),
        once("2026-07-23T09:00:00Z"),
    ];
    let pages = [
        answer(
            200,
            json!({ "meetings": [each[0]], "next_page_token": "more" }),
        ),
        list(json!([each[1], each[2]])),
        nothing(),
        no_webinars(),
    ];
    let script = invoke("pick-host", pool(json!({})), pages);
    assert!(
        script.contains("\"user_id\": \"anna@example.com\"") && !script.contains("/meetings/8"),
        "{script}"
    );
    // What two pages repeat tells no other meeting.
    let pages = [
        answer(
            200,
            json!({ "meetings": [each[0]], "next_page_token": "more" }),
        ),
        next(),
        nothing(),
        no_webinars(),
        series("2026-07-22T09:00:00Z"),
    ];
    let script = invoke("pick-host", pool(json!({})), pages);
    assert!(script.contains("/meetings/8"), "{script}");
    // One of its meetings goes on now: that lists it once more, and does not tell the others.
    let live = [
        next(),
        list(json!([once("2026-03-01T11:30:00Z")])),
        no_webinars(),
        series("2026-07-22T09:00:00Z"),
    ];
    let script = invoke("pick-host", pool(json!({})), live);
    assert!(script.contains("/meetings/8"), "{script}");
    assert!(!script.contains("done: "), "{script}");
}

#[test]
fn a_time_beyond_six_months_is_looked_for_where_it_can_be_seen() {
    // It is the first of March.
    let far = || {
        let mut input = pool(json!({}));
        input["start_time"] = "2027-10-21T09:00:00Z".into();
        input
    };
    let series = || {
        list(json!([
            { "id": 8, "type": 8, "topic": "Weekly", "start_time": "2026-03-03T09:00:00Z", "duration": 60 },
            { "id": 9, "type": 2, "start_time": "2027-10-22T09:00:00Z", "duration": 60 },
            { "id": 10, "type": 3, "topic": "Any time" }
        ]))
    };
    let meetings = |last: &str, times: u64| {
        let occurrence =
            |start: &str| json!({ "occurrence_id": "1", "start_time": start, "duration": 60 });
        answer(
            200,
            json!({ "id": 8, "type": 8, "topic": "Weekly", "recurrence": { "type": 2, "end_times": times },
                "occurrences": [occurrence("2026-03-03T09:00:00Z"), occurrence(last)] }),
        )
    };
    let busy_then = list(busy("2027-10-21T09:30:00Z", 30));
    let replies = [
        busy_then,
        series(),
        no_webinars(),
        meetings("2027-10-21T08:30:00Z", 50),
    ];
    assert_snapshot!(invoke("pick-host", far(), replies));
    let before = meetings("2026-09-01T09:00:00Z", 50);
    let script = invoke("pick-host", far(), [series(), no_webinars(), before]);
    assert!(
        script.contains("\"user_id\": \"anna@example.com\"") && !script.contains("not seen"),
        "{script}"
    );
    // What goes on without an end is told for a while alone, and what may not be read not at all.
    let endless = meetings("2026-09-01T09:00:00Z", 0);
    let lacking = answer(
        400,
        json!({ "code": 4711, "message": "does not contain scopes:[meeting:read:meeting]." }),
    );
    for reply in [endless, lacking] {
        let script = invoke("pick-host", far(), [series(), no_webinars(), reply]);
        assert!(
            script.contains("\"available\": true") && script.contains("series 8 of this host"),
            "{script}"
        );
    }
    // What the list of what is to come can just not see.
    let mut near = pool(json!({ "buffer_minutes": 60 }));
    for (start, list_type) in [
        ("2026-08-28T10:00:00Z", "type=upcoming_meetings&"),
        ("2026-08-28T10:01:00Z", "type=scheduled&"),
    ] {
        near["start_time"] = start.into();
        let script = invoke(
            "pick-host",
            near.clone(),
            [list(busy(start, 30)), list(busy(start, 30))],
        );
        assert!(script.contains(list_type), "{script}");
    }
}

#[test]
fn who_has_a_webinar_then_is_not_free() {
    let nothing = || list(json!([]));
    let one = || {
        let mut input = pool(json!({}));
        input["user_ids"] = json!(["me"]);
        input
    };
    let webinars = |kind: u64, start: &str| {
        let webinar = json!({ "id": 9, "type": kind, "topic": "Lecture", "start_time": start, "duration": 60 });
        answer(200, json!({ "webinars": [webinar] }))
    };
    let replies = [nothing(), nothing(), webinars(5, "2026-07-22T09:30:00Z")];
    assert_snapshot!(invoke("pick-host", one(), replies));
    // Of a series all are seen.
    let series = |second: &str| {
        let occurrences = json!([
            { "occurrence_id": "1", "start_time": "2026-07-15T09:30:00Z", "duration": 60 },
            { "occurrence_id": "2", "start_time": second, "duration": 60 }
        ]);
        answer(
            200,
            json!({ "id": 9, "type": 9, "topic": "Lecture", "recurrence": { "type": 2, "end_times": 2 },
                "occurrences": occurrences }),
        )
    };
    for (second, available) in [
        ("2026-07-22T09:30:00Z", "\"available\": false"),
        ("2026-07-29T09:30:00Z", "\"available\": true"),
    ] {
        let replies = [
            nothing(),
            nothing(),
            webinars(9, "2026-07-15T09:30:00Z"),
            series(second),
        ];
        let script = invoke("pick-host", one(), replies);
        assert!(
            script.contains("/webinars/9") && script.contains(available),
            "{script}"
        );
    }
}

#[test]
fn who_may_have_no_webinars_has_none_and_where_they_can_not_be_seen_it_is_said() {
    let picked = |code: u64, message: &str| {
        let refused = answer(400, json!({ "code": code, "message": message }));
        let input = json!({ "user_ids": ["me"], "duration": 10 });
        let replies = [list(json!([])), list(json!([])), refused];
        invoke("pick-host", input, replies)
    };
    let none = picked(
        200,
        "Webinar plan is missing. You must subscribe to the webinar plan.",
    );
    assert!(
        none.contains("\"available\": true") && !none.contains("not seen"),
        "{none}"
    );
    let unseen = picked(
        4711,
        "does not contain scopes:[webinar:read:list_webinars].",
    );
    assert!(
        unseen.contains("\"available\": true")
            && unseen.contains("has a webinar then was not seen"),
        "{unseen}"
    );
}

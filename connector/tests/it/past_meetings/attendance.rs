//! `get-attendance`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::{Connection, Reply, Step};

use crate::support::{self, answer, begin, connection, invoke, play, resume, state};

const UUID: &str = "aDYlohsHRtCd4ii1uC2+hA==";

fn page(stays: Value, token: &str) -> Reply {
    answer(
        200,
        json!({ "participants": stays, "next_page_token": token, "page_size": 300 }),
    )
}

/// A stay as the report has it, from one minute to another of an hour.
fn stay(name: &str, email: &str, from: &str, to: &str) -> Value {
    json!({ "id": "", "user_id": "16778240", "name": name, "user_email": email, "status": "in_meeting",
        "join_time": format!("2026-02-20T10:{from}:00Z"), "leave_time": format!("2026-02-20T10:{to}:00Z") })
}

fn refused(code: u64) -> Reply {
    let status = if code == 3001 { 404 } else { 400 };
    answer(status, json!({ "code": code, "message": "nein" }))
}

fn output(input: Value, replies: impl IntoIterator<Item = Reply>) -> Value {
    let mut step = begin("get-attendance", input);
    for reply in replies {
        step = resume(&state(&step.unwrap()).unwrap(), reply);
    }
    support::output(step)
}

#[test]
fn the_stays_of_each_person_are_joined_over_all_pages() {
    let input = json!({ "meeting_id": UUID, "present_percent": 75 });
    let waiting = json!({ "name": "Ben", "user_email": "", "status": "in_waiting_room", "registrant_id": "r2",
        "join_time": "2026-02-20T10:00:00Z", "leave_time": "2026-02-20T10:05:00Z" });
    let ben = json!({ "name": "Ben", "user_email": "", "status": "in_meeting", "registrant_id": "r2",
        "join_time": "2026-02-20T10:05:00Z", "duration": 600 });
    let replies = [
        page(
            json!([
                stay("Anna Huber", "anna@example.com", "00", "20"),
                waiting,
                ben
            ]),
            "more",
        ),
        page(
            json!([
                stay("Anna's phone", "Anna@example.com", "10", "22"),
                stay("Anna Huber", "", "25", "40"),
                json!({ "name": "Guest" })
            ]),
            "",
        ),
    ];
    assert_snapshot!(invoke("get-attendance", input, replies));
}

#[test]
fn what_does_not_tell_is_passed_over_and_said() {
    let dashboard = json!([{ "user_name": "Anna", "email": "anna@example.com", "participant_user_id": "u",
        "join_time": "2026-03-01T11:30:00Z", "status": "in_meeting" }]);
    let missing = answer(
        400,
        json!({ "code": 4711, "message": "does not contain scopes:[report:read:list_meeting_participants:admin]." }),
    );
    let replies = [missing, refused(3001), refused(3001), page(dashboard, "")];
    assert_snapshot!(invoke(
        "get-attendance",
        json!({ "meeting_id": "85746065432" }),
        replies
    ));
}

#[test]
fn where_nothing_tells_the_reasons_are_told() {
    let replies = [refused(200), refused(12702), refused(3001), refused(3001)];
    assert_snapshot!(invoke(
        "get-attendance",
        json!({ "meeting_id": 1 }),
        replies
    ));
}

#[test]
fn only_what_the_scopes_allow_is_asked() {
    let asked = |scopes: &[&str]| -> Vec<String> {
        let connection: Connection = connection(scopes);
        let mut step =
            zoom_connector::invoke(&connection, "get-attendance", r#"{"meeting_id":1}"#).unwrap();
        let mut asked = Vec::new();
        loop {
            let Step::Send(exchange) = &step else {
                panic!("{step:?}");
            };
            let path = exchange.request.url.split('?').next().unwrap();
            asked.push(path.replace("https://api.zoom.us/v2", ""));
            match resume(&exchange.state, refused(3001)) {
                Ok(next) => step = next,
                Err(_) => return asked,
            }
        }
    };
    assert_eq!(
        asked(&["meeting:read:list_past_participants"]),
        ["/past_meetings/1/participants"]
    );
    assert_eq!(
        asked(&["report:read:admin", "dashboard_meetings:read:admin"]),
        [
            "/report/meetings/1/participants",
            "/metrics/meetings/1/participants",
            "/metrics/meetings/1/participants"
        ]
    );
    // Zoom says which scope is missing where none is known to do.
    assert_eq!(
        asked(&["user:read:user"]),
        ["/report/meetings/1/participants"]
    );
}

#[test]
fn a_better_source_that_the_scopes_do_not_allow_is_named() {
    let told = |scopes: &[&str]| {
        let connection: Connection = connection(scopes);
        let input = r#"{"meeting_id":1}"#;
        let step = zoom_connector::invoke(&connection, "get-attendance", input).unwrap();
        let stay = json!([{ "name": "Anna", "user_email": "anna@example.com", "join_time": "2026-03-01T11:30:00Z",
            "leave_time": "2026-03-01T11:40:00Z" }]);
        support::output(resume(&state(&step).unwrap(), page(stay, "")))["passed_over"].clone()
    };
    let unasked = json!([{ "source": "report",
        "reason": "It was not asked, since the connection lacks a scope: report:read:admin." }]);
    assert_eq!(told(&["meeting:read:admin"]), unasked);
    let all = ["report:read:admin", "meeting:read:admin"];
    assert_eq!(told(&all), json!([]));
    // What scopes there are is not always known.
    assert_eq!(told(&[]), json!([]));
}

#[test]
fn a_source_between_two_that_are_asked_is_named_when_the_first_tells_nothing() {
    let connection: Connection =
        connection(&["report:read:admin", "dashboard_meetings:read:admin"]);
    let input = r#"{"meeting_id":1}"#;
    let step = zoom_connector::invoke(&connection, "get-attendance", input).unwrap();
    let step = resume(&state(&step).unwrap(), refused(12702)).unwrap();
    let stay = json!([{ "user_name": "Anna", "email": "anna@example.com", "join_time": "2026-03-01T11:30:00Z",
        "leave_time": "2026-03-01T11:40:00Z" }]);
    let told = support::output(resume(&state(&step).unwrap(), page(stay, "")));
    let passed_over = told["passed_over"].as_array().unwrap();
    let sources: Vec<_> = passed_over.iter().map(|passed| &passed["source"]).collect();
    assert_eq!(sources, ["report", "past_meeting"]);
    assert_eq!(told["source"], "dashboard");
}

#[test]
fn a_source_may_be_named_and_its_failure_is_the_answer() {
    let input = json!({ "meeting_id": 1, "source": "past_meeting" });
    let script = invoke("get-attendance", input, [refused(12702)]);
    assert!(
        script.starts_with("GET https://api.zoom.us/v2/past_meetings/1/participants?"),
        "{script}"
    );
    assert!(script.contains("code: 12702"), "{script}");
}

#[test]
fn a_later_page_that_fails_fails_the_whole() {
    let first = page(json!([stay("Anna", "", "00", "10")]), "a");
    let script = invoke(
        "get-attendance",
        json!({ "meeting_id": 1 }),
        [first, refused(300)],
    );
    assert!(script.contains("failed: invalid-input"), "{script}");
    let first = || page(json!([stay("Anna", "", "00", "10")]), "a");
    let script = invoke(
        "get-attendance",
        json!({ "meeting_id": 1 }),
        [first(), first()],
    );
    assert!(script.contains("has given before"), "{script}");
}

#[test]
fn a_throttled_page_is_asked_for_again_as_it_was() {
    let step = begin("get-attendance", json!({ "meeting_id": UUID }));
    let throttled = || support::raw(429, &[("x-ratelimit-type", "QPS")], b"{}");
    let last = page(json!([stay("Anna", "", "00", "10")]), "");
    let script = play(step, [page(json!([]), "a"), throttled(), last]);
    assert_eq!(script.matches("next_page_token=a").count(), 2, "{script}");
}

#[test]
fn shares_are_of_the_minutes_that_the_meeting_counts() {
    let stays = || json!([stay("Anna", "", "00", "30"), stay("Ben", "", "10", "20")]);
    let told = output(json!({ "meeting_id": 1 }), [page(stays(), "")]);
    assert_eq!(
        (&told["people"][0]["share"], &told["people"][1]["share"]),
        (&json!(1.0), &json!(0.3333))
    );
    let input = json!({ "meeting_id": 1, "meeting_minutes": 60, "present_minutes": 20 });
    let told = output(input, [page(stays(), "")]);
    assert_eq!(told["people"][0]["share"], 0.5);
    assert_eq!(
        (&told["people_count"], &told["present_count"]),
        (&json!(2), &json!(1))
    );
}

#[test]
fn a_meeting_of_thousands_is_refused_before_its_state_is_too_large() {
    let mut step = begin("get-attendance", json!({ "meeting_id": 1 })).unwrap();
    for at in 0.. {
        let stays: Vec<_> = (0..300)
            .map(|one| {
                stay(
                    &format!("Participant {at} {one}"),
                    &format!("{at}-{one}@example.com"),
                    "00",
                    "10",
                )
            })
            .collect();
        let state = state(&step).unwrap();
        assert!(state.len() <= 1 << 20, "{}", state.len());
        match resume(&state, page(stays.into(), &format!("token {at}"))) {
            Ok(next) => step = next,
            Err(failure) => {
                assert!(
                    failure.message.contains("report-meeting-participants"),
                    "{failure:?}"
                );
                assert!(at * 300 > 5000, "{at}");
                return;
            }
        }
    }
}

//! `recycle-licence`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::{Reply, Step};

use crate::support::{answer, begin, invoke, no_content, resume, state};

/// 2026-03-01T12:30:00Z and 2026-03-01T18:00:00Z; the calls begin at noon.
const SOON: &str = "2026-03-01T12:30:00Z";
const LATER: &str = "2026-03-01T18:00:00Z";

fn user(id: &str, more: Value) -> Value {
    let mut user = json!({ "id": id, "email": format!("{id}@example.com"), "type": 2, "role_id": "2", "status": "active" });
    for (name, value) in more.as_object().unwrap() {
        user[name] = value.clone();
    }
    user
}

fn seen(id: &str, kind: i64) -> Reply {
    answer(200, user(id, json!({ "type": kind })))
}

fn none_free() -> Reply {
    answer(
        400,
        json!({ "code": 2034, "message": "the permitted maximum number of Licensed users" }),
    )
}

fn page(users: Vec<Value>, token: &str) -> Reply {
    answer(200, json!({ "users": users, "next_page_token": token }))
}

fn meetings(starts: &[&str]) -> Reply {
    let meetings: Vec<_> = starts
        .iter()
        .map(|start| json!({ "id": 1, "start_time": start }))
        .collect();
    answer(200, json!({ "meetings": meetings, "next_page_token": "" }))
}

/// The account: everybody with a licence, whoever signed in longest ago last.
fn account() -> Vec<Value> {
    let at = |time: &str| json!({ "last_login_time": time });
    vec![
        user(
            "owner",
            json!({ "role_id": "0", "last_login_time": "2020-01-01T00:00:00Z" }),
        ),
        user("caller", at("2020-01-02T00:00:00Z")),
        user(
            "guarded",
            json!({ "group_ids": ["g"], "last_login_time": "2020-01-03T00:00:00Z" }),
        ),
        user("named", at("2020-01-04T00:00:00Z")),
        user("new", at("2026-02-01T00:00:00Z")),
        user("old", at("2021-01-01T00:00:00Z")),
        user("never", json!({})),
        user("basic", json!({ "type": 1 })),
    ]
}

fn protecting(more: Value) -> Value {
    let mut input = json!({ "user_id": "ben@example.com", "protected_groups": ["g"], "protected_users": ["NAMED@example.com"] });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

#[test]
fn a_free_licence_is_given_and_nobody_loses_one() {
    let script = invoke(
        "recycle-licence",
        json!({ "user_id": "ben@example.com" }),
        [seen("ben", 1), no_content()],
    );
    assert_snapshot!(script);
}

#[test]
fn who_has_a_licence_already_is_left_alone() {
    let script = invoke(
        "recycle-licence",
        json!({ "user_id": "ben@example.com" }),
        [seen("ben", 2)],
    );
    assert!(
        script.contains("had a licence already") && !script.contains("PATCH"),
        "{script}"
    );
}

#[test]
fn where_none_is_free_whoever_signed_in_longest_ago_loses_theirs_unless_they_are_busy_or_protected()
{
    let replies = [
        seen("ben", 1),
        none_free(),
        seen("caller", 2),
        page(account()[..4].to_vec(), "t"),
        page(account()[4..].to_vec(), ""),
        // never: in a meeting
        meetings(&[SOON]),
        // old: one begins soon
        meetings(&[]),
        meetings(&[LATER, SOON]),
        // new: free
        meetings(&[]),
        meetings(&[LATER]),
        no_content(),
        no_content(),
    ];
    assert_snapshot!(invoke("recycle-licence", protecting(json!({})), replies));
}

#[test]
fn a_plan_reads_and_writes_nothing() {
    let replies = [
        seen("ben", 1),
        seen("caller", 2),
        page(account(), ""),
        meetings(&[]),
        meetings(&[]),
    ];
    let script = invoke(
        "recycle-licence",
        protecting(json!({ "plan_only": true })),
        replies,
    );
    assert!(!script.contains("PATCH"), "{script}");
    let (_, output) = script.rsplit_once("done: ").unwrap();
    let output: Value = serde_json::from_str(output).unwrap();
    assert_eq!(
        (&output["would_take_from"]["id"], &output["given"]),
        (&json!("never"), &json!(false))
    );
    assert_eq!(output["licensed_count"], 7);
}

#[test]
fn below_the_maximum_of_the_caller_nobody_loses_a_licence() {
    let input = protecting(json!({ "max_licensed": 8 }));
    let replies = [
        seen("ben", 1),
        seen("caller", 2),
        page(account(), ""),
        no_content(),
    ];
    let script = invoke("recycle-licence", input, replies);
    assert_eq!(script.matches("PATCH").count(), 1, "{script}");
}

#[test]
fn where_nobody_is_left_that_is_an_outcome_and_nothing_is_changed() {
    let users = || page(account()[..4].to_vec(), "");
    let input = protecting(json!({ "max_licensed": 4 }));
    let script = invoke(
        "recycle-licence",
        input,
        [seen("ben", 1), seen("caller", 2), users()],
    );
    assert!(
        script.contains("There is nobody whose licence may be taken away"),
        "{script}"
    );
    assert!(!script.contains("PATCH"), "{script}");
}

#[test]
fn whoever_zoom_leaves_the_licence_is_passed_over() {
    let refused = answer(
        400,
        json!({ "code": 200, "message": "A Zoom Room user cannot be changed to a free user type: u" }),
    );
    let replies = [
        seen("ben", 1),
        seen("caller", 2),
        page(
            vec![
                user("room", json!({})),
                user("other", json!({ "last_login_time": SOON })),
            ],
            "",
        ),
        meetings(&[]),
        meetings(&[]),
        refused,
        meetings(&[]),
        meetings(&[]),
        no_content(),
        no_content(),
    ];
    let script = invoke(
        "recycle-licence",
        json!({ "user_id": "ben@example.com", "max_licensed": 2 }),
        replies,
    );
    let (_, output) = script.rsplit_once("done: ").unwrap();
    let output: Value = serde_json::from_str(output).unwrap();
    assert_eq!(
        (&output["taken_from"]["id"], &output["skipped"][0]["id"]),
        (&json!("other"), &json!("room"))
    );
}

#[test]
fn who_may_not_look_at_meetings_takes_nothing_away_and_a_lost_licence_is_told() {
    let missing = answer(
        400,
        json!({ "code": 4711, "message": "Invalid access token, does not contain scopes:[meeting:read:list_meetings:admin]." }),
    );
    let input = || json!({ "user_id": "ben@example.com", "max_licensed": 1 });
    let one = || page(vec![user("other", json!({}))], "");
    let blind = invoke(
        "recycle-licence",
        input(),
        [seen("ben", 1), seen("caller", 2), one(), missing],
    );
    let replies = [
        seen("ben", 1),
        seen("caller", 2),
        one(),
        meetings(&[]),
        meetings(&[]),
        no_content(),
        none_free(),
    ];
    assert_snapshot!(blind + &invoke("recycle-licence", input(), replies));
}

#[test]
fn pages_that_go_round_in_a_circle_and_too_many_busy_people_end_it() {
    let input = json!({ "user_id": "ben@example.com", "max_licensed": 1 });
    let users: Vec<_> = (0..60)
        .map(|id| user(&format!("u{id}"), json!({})))
        .collect();
    let circle = [
        seen("ben", 1),
        seen("caller", 2),
        page(users.clone(), "t"),
        page(users.clone(), "t"),
    ];
    assert!(invoke("recycle-licence", input.clone(), circle).contains("given before"));

    let mut step = begin("recycle-licence", input).unwrap();
    let mut requests = 0;
    while let Some(kept) = state(&step) {
        requests += 1;
        let Step::Send(exchange) = &step else {
            panic!("{step:?}")
        };
        let reply = match exchange.request.url.split_once("/v2/users").unwrap().1 {
            "/ben%40example.com" => seen("ben", 1),
            "/me" => seen("caller", 2),
            list if list.starts_with('?') => page(users.clone(), ""),
            _ => meetings(&[SOON]),
        };
        step = resume(&kept, reply).unwrap();
    }
    assert_eq!(requests, 3 + 20);
}

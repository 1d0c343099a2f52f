//! `recycle-licence`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::{Reply, Step};

use crate::support::{self, answer, begin, invoke, no_content, resume, state};

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

fn webinars(starts: &[&str]) -> Reply {
    let webinars: Vec<_> = starts
        .iter()
        .map(|start| json!({ "id": 2, "start_time": start }))
        .collect();
    answer(200, json!({ "webinars": webinars, "next_page_token": "" }))
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

fn output(script: &str) -> Value {
    let (_, output) = script.rsplit_once("done: ").unwrap();
    serde_json::from_str(output).unwrap()
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
        webinars(&[LATER]),
        no_content(),
        no_content(),
    ];
    assert_snapshot!(invoke("recycle-licence", protecting(json!({})), replies));
}

#[test]
fn each_way_in_which_zoom_says_that_none_is_free_leads_to_one_that_is_taken() {
    for code in [2034, 2038, 3412] {
        let replies = [
            seen("ben", 1),
            answer(400, json!({ "code": code, "message": "nein" })),
            seen("caller", 2),
            page(vec![user("other", json!({}))], ""),
            meetings(&[]),
            meetings(&[]),
            webinars(&[]),
            no_content(),
            no_content(),
        ];
        let input = json!({ "user_id": "ben@example.com" });
        let output = output(&invoke("recycle-licence", input, replies));
        assert_eq!(output["taken_from"]["id"], "other", "{code}");
    }
    let too_many_without = answer(400, json!({ "code": 2033, "message": "nein" }));
    let input = json!({ "user_id": "ben@example.com" });
    let script = invoke("recycle-licence", input, [seen("ben", 1), too_many_without]);
    assert!(script.contains("failed: plan-required"), "{script}");
}

#[test]
fn a_plan_reads_and_writes_nothing() {
    let replies = [
        seen("ben", 1),
        seen("caller", 2),
        page(account(), ""),
        meetings(&[]),
        meetings(&[]),
        webinars(&[]),
    ];
    let script = invoke(
        "recycle-licence",
        protecting(json!({ "plan_only": true })),
        replies,
    );
    assert!(
        !script.contains("PATCH") && !script.contains("is sent after"),
        "{script}"
    );
    let output = output(&script);
    assert_eq!(
        (&output["would_take_from"]["id"], &output["given"]),
        (&json!("never"), &json!(false))
    );
    assert_eq!(output["licensed_count"], 7);
    let reason = |output: &Value| output["reason"].as_str().unwrap().to_owned();
    assert!(reason(&output).contains("if none is free"), "{output}");

    let looks = [meetings(&[]), meetings(&[]), webinars(&[])];
    let replies = [seen("ben", 1), seen("caller", 2), page(account(), "")].into_iter();
    let full = protecting(json!({ "plan_only": true, "max_licensed": 7 }));
    let full = self::output(&invoke("recycle-licence", full, replies.chain(looks)));
    assert!(!reason(&full).contains("if none is free"), "{full}");
}

#[test]
fn whoever_has_a_webinar_keeps_the_licence_and_a_plan_without_webinars_is_none() {
    let has = |reply: Reply| {
        let one = page(vec![user("other", json!({}))], "");
        let looks = [meetings(&[]), meetings(&[]), reply];
        let replies = [seen("ben", 1), seen("caller", 2), one].into_iter();
        let input = json!({ "user_id": "ben@example.com", "plan_only": true });
        output(&invoke("recycle-licence", input, replies.chain(looks)))
    };
    for busy in [
        webinars(&["2026-03-01T11:00:00Z"]),
        webinars(&[LATER, SOON]),
        answer(200, json!({ "webinars": [], "next_page_token": "t" })),
    ] {
        let output = has(busy);
        assert_eq!(output["skipped"][0]["id"], "other", "{output}");
        let reason = output["skipped"][0]["reason"].as_str().unwrap();
        assert!(reason.contains("webinar"), "{reason}");
    }
    let no_plan = answer(
        400,
        json!({ "code": 200, "message": "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars for this user in order to perform this action." }),
    );
    for free in [webinars(&[]), webinars(&[LATER]), no_plan] {
        assert_eq!(has(free)["would_take_from"]["id"], "other");
    }
}

#[test]
fn whoever_may_not_be_looked_at_keeps_the_licence_and_the_next_is_looked_at() {
    let message = "Your user account is not allowed meeting hosting and scheduling capabilities.";
    for refused in [
        answer(400, json!({ "code": 3161, "message": message })),
        answer(403, json!({ "code": 2306, "message": "nein" })),
        answer(404, json!({ "code": 1001, "message": "nein" })),
    ] {
        let users = vec![
            user("hidden", json!({})),
            user("other", json!({ "last_login_time": SOON })),
        ];
        let replies = [
            seen("ben", 1),
            seen("caller", 2),
            page(users, ""),
            refused,
            meetings(&[]),
            meetings(&[]),
            webinars(&[]),
        ];
        let input = json!({ "user_id": "ben@example.com", "plan_only": true });
        let output = output(&invoke("recycle-licence", input, replies));
        assert_eq!(output["would_take_from"]["id"], "other", "{output}");
        assert_eq!(output["skipped"][0]["id"], "hidden", "{output}");
    }
}

#[test]
fn whoever_was_made_in_the_last_days_keeps_the_licence_before_the_first_sign_in() {
    let made = |id: &str, at: &str| user(id, json!({ "user_created_at": at }));
    let users = vec![
        made("today", "2026-03-01T08:00:00Z"),
        made("lately", "2026-02-22T12:00:01Z"),
        made("earlier", "2026-02-22T11:59:59Z"),
    ];
    let replies = [
        seen("ben", 1),
        seen("caller", 2),
        page(users, ""),
        meetings(&[]),
        meetings(&[]),
        webinars(&[]),
    ];
    let input = json!({ "user_id": "ben@example.com", "plan_only": true });
    let output = output(&invoke("recycle-licence", input, replies));
    assert_eq!(output["would_take_from"]["id"], "earlier", "{output}");
    assert_eq!(output["licensed_count"], 3, "{output}");
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

/// Zoom refuses to take the licence of the first of two users away.
fn refused_at_the_first(code: u64, message: &str) -> String {
    let users = vec![
        user("room", json!({})),
        user("other", json!({ "last_login_time": SOON })),
    ];
    let look = || [meetings(&[]), meetings(&[]), webinars(&[])];
    let refused = answer(400, json!({ "code": code, "message": message }));
    let mut replies = vec![seen("ben", 1), seen("caller", 2), page(users, "")];
    replies.extend(look());
    replies.push(refused);
    replies.extend(look());
    replies.extend([no_content(), no_content()]);
    let input = json!({ "user_id": "ben@example.com", "max_licensed": 2 });
    invoke("recycle-licence", input, replies)
}

#[test]
fn whoever_zoom_leaves_the_licence_is_passed_over() {
    for (code, message) in [
        (
            200,
            "A Zoom Room user cannot be changed to a free user type: u",
        ),
        (
            300,
            "You cannot change the user type to Basic because this user has an upcoming Zoom Events scheduled",
        ),
        (1109, "Host is not a paid user."),
        (2039, "You can't turn off your Zoom One license now"),
    ] {
        let output = output(&refused_at_the_first(code, message));
        assert_eq!(
            (&output["taken_from"]["id"], &output["skipped"][0]["id"]),
            (&json!("other"), &json!("room")),
            "{code}"
        );
        let reason = output["skipped"][0]["reason"].as_str().unwrap();
        assert!(reason.contains(message), "{reason}");
    }
}

#[test]
fn what_holds_for_all_users_ends_it_at_the_first() {
    for code in [2033, 3412, 4711] {
        let users = vec![user("one", json!({})), user("other", json!({}))];
        let replies = [
            seen("ben", 1),
            seen("caller", 2),
            page(users, ""),
            meetings(&[]),
            meetings(&[]),
            webinars(&[]),
            answer(400, json!({ "code": code, "message": "nein" })),
        ];
        let input = json!({ "user_id": "ben@example.com", "max_licensed": 2 });
        let script = invoke("recycle-licence", input, replies);
        assert!(script.contains("`recycle-licence` failed: "), "{script}");
    }
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
        webinars(&[]),
        no_content(),
        none_free(),
    ];
    assert_snapshot!(blind + &invoke("recycle-licence", input(), replies));
}

#[test]
fn a_lost_answer_tells_whose_licence_may_be_gone() {
    let lost = || answer(500, json!({ "code": 500, "message": "nein" }));
    let replies = [
        seen("ben", 1),
        seen("caller", 2),
        page(vec![user("other", json!({}))], ""),
        meetings(&[]),
        meetings(&[]),
        webinars(&[]),
    ];
    let input = json!({ "user_id": "ben@example.com", "max_licensed": 1 });
    let replies = replies.into_iter().chain([lost(), lost(), lost()]);
    let script = invoke("recycle-licence", input, replies);
    assert!(
        script.contains("Whether the licence of other@example.com was taken away is not known"),
        "{script}"
    );
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
    let Step::Done(_) = &step else {
        panic!("{step:?}")
    };
    let output = support::output(Ok(step));
    let reason = output["reason"].as_str().unwrap();
    assert!(reason.starts_with("The 20 who come first keep"), "{reason}");
}

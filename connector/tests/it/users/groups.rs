//! `list-groups`, `list-group-members`, `list-summary-templates`, `get-user-summary` and `get-plan-usage`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke};

#[test]
fn the_groups_of_an_account_are_listed_with_all_their_pages() {
    let page = |id: &str, token: &str| {
        let group = json!({ "id": id, "name": "Staff", "total_members": 2 });
        answer(
            200,
            json!({ "groups": [group], "total_records": 2, "next_page_token": token }),
        )
    };
    let input = json!({ "all_pages": true });
    assert_snapshot!(invoke(
        "list-groups",
        input,
        [page("a", "t"), page("b", "")]
    ));
}

#[test]
fn the_members_of_a_group_are_listed() {
    let member = json!({ "id": "u", "email": "anna@example.com", "first_name": "Anna", "last_name": "Huber", "type": 2 });
    let page = json!({ "members": [member], "page_count": 1, "page_number": 1, "page_size": 30, "total_records": 1, "next_page_token": "" });
    assert_snapshot!(invoke(
        "list-group-members",
        json!({ "group_id": "g" }),
        [answer(200, page)]
    ));
}

#[test]
fn a_group_that_is_none_and_a_plan_without_groups_are_told_apart() {
    let gone = json!({ "code": 4130, "message": "A group with this g does not exist." });
    let script = invoke(
        "list-group-members",
        json!({ "group_id": "g" }),
        [answer(404, gone)],
    );
    let free = json!({ "code": 200, "message": "Only available for Paid account." });
    assert_snapshot!(script + &invoke("list-groups", json!({}), [answer(400, free)]));
}

#[test]
fn the_users_are_counted_by_their_licences() {
    let summary = json!({ "licensed_users_count": 3, "basic_users_count": 1, "on_prem_users_count": 0, "room_users_count": 0,
        "pending_users_count": 0, "join_only_users_count": 0, "total_users_count": 4 });
    assert_snapshot!(invoke(
        "get-user-summary",
        json!({}),
        [answer(200, summary)]
    ));
}

#[test]
fn the_licences_of_the_plans_are_told_and_who_gets_no_answer_is_told_how_to_count() {
    let base =
        json!({ "type": "yearly", "hosts": 10, "usage": 7, "active_hosts": 6, "pending": 1 });
    let script = invoke(
        "get-plan-usage",
        json!({}),
        [answer(
            200,
            json!({ "plan_base": base, "plan_new": { "hosts": 1 } }),
        )],
    );
    let free = json!({ "code": 200, "message": "Only available for paid account." });
    assert_snapshot!(
        script
            + &invoke(
                "get-plan-usage",
                json!({ "account_id": "a" }),
                [answer(400, free)]
            )
    );
}

#[test]
fn a_list_that_is_no_object_at_zoom_is_one_here() {
    let template = json!([{ "meeting_summary_template_id": "1e1356ad", "name": "General template", "description": 1 }]);
    let script = invoke("list-summary-templates", json!({}), [answer(200, template)]);
    let object = answer(200, json!({ "templates": [] }));
    assert_snapshot!(script + &invoke("list-summary-templates", json!({}), [object]));
}

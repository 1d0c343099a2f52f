//! `list-users`.

use insta::assert_snapshot;
use serde_json::json;

use super::user;
use crate::support::{self, answer, connection, invoke};

#[test]
fn users_are_listed_page_by_page_and_those_who_have_not_come_yet_without_an_id() {
    let pending =
        json!({ "email": "ben@example.com", "type": 1, "status": "pending", "verified": 0 });
    let mut known = user();
    known["host_key"] = 123_456.into();
    let replies = [
        answer(
            200,
            json!({ "users": [known], "next_page_token": "more", "page_size": 2000, "total_records": 2 }),
        ),
        answer(
            200,
            json!({ "users": [pending], "next_page_token": "", "page_size": 2000, "total_records": 2 }),
        ),
    ];
    let input = json!({ "status": "active", "include_fields": "host_key", "all_pages": true });
    assert_snapshot!(invoke("list-users", input, replies));
}

#[test]
fn only_an_administrators_app_has_the_scope_and_others_are_told_which_it_is() {
    let user_managed = connection(&["user:read:user"]);
    let step = zoom_connector::invoke(&user_managed, "list-users", "{}").unwrap();
    let refused = answer(
        400,
        json!({ "code": 4711, "message": "Il manque un droit." }),
    );
    let failure = support::resume(&support::state(&step).unwrap(), refused).unwrap_err();
    assert_eq!(failure.kind, "missing-scope");
    assert_eq!(failure.missing_scopes, [["user:read:list_users:admin"]]);
}

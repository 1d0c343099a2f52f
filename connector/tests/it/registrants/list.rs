//! `get-registrant` and `list-registrants`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke};

fn page(registrants: Value, next: &str) -> Reply {
    answer(
        200,
        json!({ "registrants": registrants, "next_page_token": next, "page_size": 300, "total_records": 2 }),
    )
}

#[test]
fn registrants_are_listed_page_by_page_with_their_links() {
    let first = json!([{ "id": "a", "email": "anna@example.com", "first_name": "Anna", "status": "approved",
        "create_time": "2026-02-20T08:00:00Z", "join_url": "https://us02web.zoom.us/w/1?tk=x",
        "participant_pin_code": "380303", "custom_questions": [{ "title": "Why?", "value": "So." }],
        "no_of_employees": "1-20", "purchasing_time_frame": "" }]);
    let second =
        json!([{ "id": "b", "email": "ben@example.com", "first_name": "Ben", "zip": 1010 }]);
    let input = json!({ "meeting_id": "857 4606 5432", "occurrence_id": 1_648_194_360_000_u64, "all_pages": true });
    assert_snapshot!(invoke(
        "list-registrants",
        input,
        [page(first, "more"), page(second, "")]
    ));
}

#[test]
fn those_who_wait_or_were_denied_are_lists_of_their_own() {
    for status in ["pending", "approved", "denied"] {
        let script = invoke(
            "list-registrants",
            json!({ "meeting_id": 1, "status": status }),
            [],
        );
        assert!(
            script.contains(&format!("/meetings/1/registrants?status={status}\n")),
            "{script}"
        );
    }
    let wrong = invoke(
        "list-registrants",
        json!({ "meeting_id": 1, "status": "cancelled" }),
        [],
    );
    assert!(
        wrong.contains("\"pending\", \"approved\" or \"denied\""),
        "{wrong}"
    );
}

#[test]
fn a_registrant_is_got_by_an_id() {
    let input =
        json!({ "meeting_id": "857 4606 5432", "registrant_id": " 9tboDiHUQAeOnbmudzWa5g " });
    let registrant = json!({ "id": "9tboDiHUQAeOnbmudzWa5g", "email": "anna@example.com", "first_name": "Anna",
        "status": "approved", "participant_pin_code": "380303", "join_url": "https://us02web.zoom.us/w/1?tk=x" });
    assert_snapshot!(invoke("get-registrant", input, [answer(200, registrant)]));
}

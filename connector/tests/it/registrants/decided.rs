//! What deciding on registrations does when Zoom's answer is lost, or when Zoom fails at first and refuses
//! it then.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke, lost, raw, refused_again};

fn decision(action: &str) -> Value {
    json!({ "meeting_id": 1, "action": action, "registrants": [
        { "id": "id-anna", "email": "anna@example.com" }, { "email": "Ben@example.com" }] })
}

fn list(names: &[&str], next: &str) -> Reply {
    let people: Vec<Value> = names
        .iter()
        .map(|name| json!({ "id": format!("id-{name}"), "email": format!("{name}@example.com") }))
        .collect();
    answer(
        200,
        json!({ "registrants": people, "next_page_token": next }),
    )
}

/// Somebody of them has not registered.
fn unknown() -> Reply {
    answer(
        400,
        json!({ "code": 300, "message": "The value that you entered for the Registrant ID field is invalid." }),
    )
}

const ACTION: &str = "update-registrant-status";

#[test]
fn registrations_that_are_in_no_list_any_more_were_cancelled() {
    let replies = [list(&["cleo"], "more"), list(&[], ""), list(&["dora"], "")];
    assert_snapshot!(lost(ACTION, decision("cancel"), replies));
    let replies = [list(&[], ""), list(&[], "")];
    let script = refused_again(ACTION, decision("cancel"), unknown(), replies);
    assert!(script.contains("\"updated\": true"), "{script}");
}

#[test]
fn registrations_that_are_all_there_or_some_of_them_were_not_cancelled_or_nobody_knows() {
    let replies = [list(&["anna"], ""), list(&["ben"], "")];
    assert_snapshot!(lost(ACTION, decision("cancel"), replies));
    let replies = [list(&["anna"], ""), list(&[], "")];
    let script = lost(ACTION, decision("cancel"), replies);
    assert!(script.contains("failed: unknown-outcome"), "{script}");
    assert!(script.contains("1 of the 2 registrations"), "{script}");
}

#[test]
fn those_who_were_approved_or_denied_are_in_the_list_of_these() {
    for (action, status) in [("approve", "approved"), ("deny", "denied")] {
        let all = lost(
            ACTION,
            decision(action),
            [list(&["ben"], "more"), list(&["anna"], "")],
        );
        assert!(all.contains(&format!("status={status}&")), "{all}");
        assert!(all.contains("\"updated\": true"), "{all}");
        let none = lost(ACTION, decision(action), [list(&["cleo"], "")]);
        assert!(none.contains("failed: unavailable"), "{none}");
        let unseen = lost(ACTION, decision(action), [raw(403, &[], b"{}")]);
        assert!(unseen.contains("failed: unknown-outcome"), "{unseen}");
    }
}

#[test]
fn those_of_one_meeting_of_a_series_and_those_of_a_webinar_are_looked_for_among_these() {
    let mut input = decision("approve");
    input["occurrence_id"] = "1648194360000".into();
    let script = lost(ACTION, input, []);
    assert!(script.contains("occurrence_id=1648194360000"), "{script}");
    let mut input = decision("approve");
    input["webinar_id"] = input["meeting_id"].take();
    input.as_object_mut().unwrap().remove("meeting_id");
    let script = lost(
        "update-webinar-registrant-status",
        input,
        [list(&["anna", "ben"], "")],
    );
    assert!(script.contains("/webinars/1/registrants?"), "{script}");
    assert!(script.contains("\"updated\": true"), "{script}");
}

#[test]
fn whoever_has_not_registered_the_first_time_is_refused() {
    let script = invoke(ACTION, decision("cancel"), [unknown()]);
    assert!(script.contains("failed: invalid-input"), "{script}");
}

//! `add-alternative-hosts` and `remove-alternative-hosts`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, invoke, no_content};

fn seen(hosts: &str) -> Reply {
    answer(
        200,
        json!({ "id": 1, "type": 2, "settings": { "alternative_hosts": hosts } }),
    )
}

fn people(hosts: Value) -> Value {
    json!({ "meeting_id": 1, "alternative_hosts": hosts })
}

#[test]
fn alternative_hosts_are_added_to_those_there_are() {
    let mut input = people(json!([
        "Anna@example.com",
        "ben@example.com",
        "ben@example.com"
    ]));
    input["alternative_hosts_email_notification"] = false.into();
    let replies = [seen("anna@example.com; cleo@example.com;"), no_content()];
    assert_snapshot!(invoke("add-alternative-hosts", input, replies));
}

#[test]
fn alternative_hosts_are_removed_and_the_others_stay() {
    let input = people(json!(["ANNA@example.com", "nobody@example.com"]));
    let replies = [seen("anna@example.com;cleo@example.com"), no_content()];
    assert_snapshot!(invoke("remove-alternative-hosts", input, replies));
    let last = [seen("anna@example.com"), no_content()];
    let script = invoke(
        "remove-alternative-hosts",
        people(json!(["anna@example.com"])),
        last,
    );
    assert!(script.contains("\"alternative_hosts\": \"\""), "{script}");
}

#[test]
fn nothing_is_sent_where_it_is_so_already() {
    let who = || people(json!(["anna@example.com"]));
    for (action, hosts) in [
        ("add-alternative-hosts", "anna@example.com"),
        ("remove-alternative-hosts", ""),
    ] {
        let script = invoke(action, who(), [seen(hosts)]);
        assert!(script.contains("\"updated\": false"), "{script}");
    }
    let script = invoke("add-alternative-hosts", people(json!([])), []);
    assert!(script.contains("at least one person"), "{script}");
}

#[test]
fn a_series_without_an_end_is_changed_only_where_the_input_allows_it() {
    let endless = || {
        answer(
            200,
            json!({ "id": 1, "type": 8, "recurrence": { "type": 1, "end_times": 0 } }),
        )
    };
    let mut input = people(json!(["anna@example.com"]));
    let script = invoke("add-alternative-hosts", input.clone(), [endless()]);
    assert!(script.contains("- \"end_series_at_limit\""), "{script}");
    input["end_series_at_limit"] = true.into();
    let script = invoke("add-alternative-hosts", input, [endless(), no_content()]);
    assert!(script.contains("The series had no end"), "{script}");
}

#[test]
fn what_zoom_refuses_is_told() {
    let refused = answer(
        400,
        json!({ "code": 300, "message": "These users cannot be alternative hosts.",
        "errors": [{ "field": "settings.alternative_hosts", "message": "ben@example.com" }] }),
    );
    let script = invoke(
        "add-alternative-hosts",
        people(json!(["ben@example.com"])),
        [seen(""), refused],
    );
    assert!(script.contains("failed: invalid-input"), "{script}");
    let webinar = answer(
        400,
        json!({ "code": 3000, "message": "Cannot access webinar info." }),
    );
    let script = invoke(
        "add-alternative-hosts",
        people(json!(["ben@example.com"])),
        [webinar],
    );
    assert!(script.contains("is a webinar"), "{script}");
}

//! `list-time-zones`, `list-languages` and `list-event-types`.

use serde_json::{Value, json};

use crate::support::{begin, output};

fn of(action: &str, list: &str) -> Vec<Value> {
    let mut told = output(begin(action, json!({})));
    serde_json::from_value(told[list].take()).unwrap()
}

#[test]
fn every_zone_is_listed_with_what_its_clocks_show() {
    let zones = of("list-time-zones", "time_zones");
    for (name, offset) in [
        ("Europe/Berlin", "+01:00"),
        ("America/St_Johns", "-03:30"),
        ("Asia/Kathmandu", "+05:45"),
        ("UTC", "+00:00"),
    ] {
        let zone = json!({ "name": name, "offset": offset });
        assert!(zones.contains(&zone), "{zone}");
    }
}

#[test]
fn the_languages_of_mails_are_listed_by_their_codes() {
    let languages = of("list-languages", "languages");
    assert!(languages.contains(&json!({ "code": "jp-JP", "name": "Japanese" })));
}

#[test]
fn every_event_that_an_app_can_have_a_scope_for_is_listed_once() {
    let events = of("list-event-types", "event_types");
    let names: Vec<&str> = events
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert!(names.is_sorted() && names.contains(&"meeting.started"));
    assert!(names.contains(&"app.authorization_request_created"));
    let mut each = names.clone();
    each.dedup();
    assert_eq!(each, names);
    let of_an_app = json!({ "actions": [], "events": names, "event_url": "https://example.com/events",
        "redirect_uris": ["https://example.com/callback"], "app": "admin-managed" });
    let told = output(begin("build-app-manifest", of_an_app));
    assert!(told.get("warnings").is_none(), "{told}");
}

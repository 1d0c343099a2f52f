//! Meetings that are to come: who is invited, who has registered, and when they begin.

use end_to_end::{App, Stage};
use serde_json::{Value, json};

use super::{invoke, items, meeting, text};

#[tokio::test]
async fn people_are_invited_by_a_text_and_by_links_of_their_own() {
    let stage = Stage::connected(App::UserGranular).await;
    let meeting = meeting(&stage, json!({})).await;
    let one = json!({ "meeting_id": meeting["id"] });
    let invitation = invoke(&stage, "get-meeting-invitation", one).await;
    assert!(text(&invitation, "invitation").contains("Topic: Open day"));

    let attendees = json!([{ "name": "Ada" }, { "name": "Grace", "disable_video": true }]);
    let input = json!({ "meeting_id": meeting["id"], "ttl": 86_400, "attendees": attendees });
    let links = invoke(&stage, "create-invite-links", input).await;
    let names: Vec<_> = items(&links, "attendees")
        .iter()
        .map(|link| text(link, "name"))
        .collect();
    assert_eq!(names, ["Ada", "Grace"]);
    let [first, second] = items(&links, "attendees") else {
        panic!("{links}")
    };
    assert_ne!(first["join_url"], second["join_url"]);
}

#[tokio::test]
async fn registrants_are_listed_by_what_has_become_of_them() {
    let stage = Stage::connected(App::UserGranular).await;
    let meeting = meeting(&stage, json!({ "settings": { "approval_type": 1 } })).await;
    let path = format!("/meetings/{}/registrants", text(&meeting, "id"));
    for name in ["Ada", "Grace", "Mary"] {
        let body = json!({ "first_name": name, "email": format!("{name}@guests.example") });
        let input = json!({ "method": "POST", "path": path, "body": body });
        let made = invoke(&stage, "http-request", input).await;
        assert_eq!(made["status"], 201, "{made}");
    }
    let list = async |status: &str| {
        let input = json!({ "meeting_id": meeting["id"], "status": status, "all_pages": true, "page_size": 2 });
        let listed = invoke(&stage, "list-registrants", input).await;
        items(&listed, "registrants").len()
    };
    assert_eq!(list("pending").await, 3);
    assert_eq!(list("approved").await, 0);
}

#[tokio::test]
async fn meetings_are_scheduled_as_people_say_it_and_begin_by_the_clock() {
    let stage = Stage::connected(App::UserGranular).await;
    let said = |more: Value| {
        let mut input = json!({ "topic": "Review", "start_time": "2032-10-27T09:00", "timezone": "Europe/Berlin",
            "duration": "PT1H30M" });
        for (name, value) in more.as_object().into_iter().flatten() {
            input[name] = value.clone();
        }
        input
    };
    let once = invoke(&stage, "schedule-one-time-meeting", said(json!({}))).await;
    assert_eq!(
        once["local_times"][0]["local_start"], "2032-10-27T09:00:00",
        "{once}"
    );
    assert_eq!(once["duration"], 90);
    for (action, more, starts) in [
        (
            "schedule-daily-meeting",
            json!({ "every": 7, "end_after": 2 }),
            ["2032-10-27T07:00:00Z", "2032-11-03T08:00:00Z"],
        ),
        (
            "schedule-weekly-meeting",
            json!({ "days": ["Wednesday"], "end_date": "2032-11-03" }),
            ["2032-10-27T07:00:00Z", "2032-11-03T08:00:00Z"],
        ),
        (
            "schedule-monthly-meeting",
            json!({ "week": "last", "day": "Wednesday", "end_after": 2 }),
            ["2032-10-27T07:00:00Z", "2032-11-24T08:00:00Z"],
        ),
    ] {
        let series = invoke(&stage, action, said(more)).await;
        let times = items(&series, "local_times");
        let utc: Vec<_> = times.iter().map(|time| text(time, "start_time")).collect();
        assert_eq!(utc, starts, "{action}: {series}");
        for time in times {
            assert!(
                text(time, "local_start").ends_with("T09:00:00"),
                "{action}: {time}"
            );
        }
        assert!(series.get("warnings").is_none(), "{action}: {series}");
    }
}

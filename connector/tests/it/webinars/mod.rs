//! Webinars, who registers for them, and who speaks in them.

mod lost;

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use crate::support::{answer, begin, invoke, no_content, output, raw, resume, state};

/// A webinar as Zoom answers it.
fn webinar() -> Value {
    json!({ "id": 95_204_914_252_u64, "uuid": "m3WqMkvuRXyYqH+eKWhk9w==", "host_id": "h", "host_email": "host@example.com",
        "topic": "Open lecture", "type": 9, "duration": 60, "timezone": "Europe/Vienna", "agenda": "", "created_at": "2026-02-01T06:30:00Z",
        "join_url": "https://us02web.zoom.us/j/1", "start_url": "https://us02web.zoom.us/s/1?zak=x", "password": "1",
        "encrypted_passcode": "x", "h323_passcode": "2", "creation_source": "open_api", "is_simulive": false,
        "recurrence": { "type": 2, "repeat_interval": 1, "weekly_days": "3", "end_times": 4 },
        "occurrences": [{ "occurrence_id": "1773165600000", "start_time": "2026-03-10T18:00:00Z", "duration": 60, "status": "available" }],
        "tracking_fields": [{ "field": "Course", "value": "Law", "visible": true }],
        "settings": { "approval_type": 0, "practice_session": true, "alternative_hosts": "", "authentication_name": "Signed in",
            "registrants_restrict_number": 100, "global_dial_in_numbers": [{ "number": "+1 1", "type": "toll" }],
            "question_and_answer": { "enable": true, "answer_questions": "all" },
            "follow_up_attendees_email_notification": { "enable": true, "type": 3 } } })
}

/// What get-webinar gives.
fn got() -> Value {
    let step = begin("get-webinar", json!({ "webinar_id": 1 })).unwrap();
    output(resume(&state(&step).unwrap(), answer(200, webinar())))
}

#[test]
fn a_series_of_webinars_is_made_with_settings_of_all_sorts() {
    let input = json!({
        "user_id": "anna@example.com", "topic": "Open lecture", "type": "9", "start_time": "2026-03-10T19:00:00", "timezone": "europe/vienna",
        "duration": 60, "recurrence": { "type": 2, "weekly_days": [3], "end_times": 4 },
        "tracking_fields": [{ "field": "Course", "value": "Law" }],
        "settings": { "approval_type": 0, "alternative_hosts": ["a@example.com", "b@example.com"], "authentication_domains": "a.example",
            "hd_video": "true", "attendees_and_panelists_reminder_email_notification": { "enable": true, "type": 1 } },
        "additional_settings": { "brand_new": 1 }
    });
    assert_snapshot!(invoke("create-webinar", input, [answer(201, webinar())]));
}

#[test]
fn what_was_got_is_taken_back_by_a_create_and_an_update() {
    let created = invoke("create-webinar", got(), []);
    let mut input = got();
    input["webinar_id"] = input["id"].clone();
    let updated = invoke(
        "update-webinar",
        input,
        [answer(200, webinar()), no_content()],
    );
    assert_snapshot!(created + &updated);
}

#[test]
fn what_zoom_would_refuse_or_ruin_is_named() {
    let input = json!({ "type": 5, "recurrence": { "type": 2, "repeat_interval": 51 }, "password": "12345678901",
        "settings": { "approval_type": 3, "registrants_restrict_number": 20001, "waiting_room": true } });
    let refused = invoke("create-webinar", input, []);
    let nothing = invoke("update-webinar", json!({ "webinar_id": 1 }), []);
    let part = json!({ "webinar_id": 1, "recurrence": { "type": 1, "end_times": 0, "end_date_time": "2026-12-24T17:00:00Z" } });
    assert_snapshot!(
        refused
            + &nothing
            + &invoke(
                "update-webinar",
                part,
                [answer(200, webinar()), no_content()]
            )
    );
}

#[test]
fn what_a_changed_recurrence_leaves_out_of_a_webinar_is_sent_as_it_was() {
    let input = json!({ "webinar_id": 1, "recurrence": { "type": 2, "weekly_days": "3,5" } });
    let series = [answer(200, webinar()), no_content()];
    assert_snapshot!(invoke("update-webinar", input.clone(), series));
    // What is so already is not sent, and a webinar once does not repeat.
    let same = json!({ "webinar_id": 1, "recurrence": webinar()["recurrence"] });
    let script = invoke("update-webinar", same, [answer(200, webinar())]);
    assert!(script.contains("the webinar is so already"), "{script}");
    let once = json!({ "id": 1, "type": 5, "start_time": "2026-03-10T18:00:00Z" });
    let script = invoke("update-webinar", input.clone(), [answer(200, once)]);
    assert!(script.contains("only for webinars of `type` 9"), "{script}");
    let lacking = answer(
        400,
        json!({ "code": 4711, "message": "does not contain scopes:[webinar:read:webinar]." }),
    );
    let script = invoke("update-webinar", input, [lacking, no_content()]);
    assert!(script.contains("was not looked at"), "{script}");
}

#[test]
fn a_webinar_that_does_not_go_on_can_not_be_ended() {
    let none = answer(
        404,
        json!({ "code": 3001, "message": "Webinar does not exist: 1." }),
    );
    let script = invoke("end-webinar", json!({ "webinar_id": 1 }), [none]);
    assert!(script.contains("it does not go on"), "{script}");
}

#[test]
fn webinars_are_listed_and_one_of_a_series_is_got() {
    let page = json!({ "webinars": [{ "id": 1, "uuid": "u", "topic": "Open lecture", "type": 5, "is_simulive": false }],
        "page_size": 300, "total_records": 1, "next_page_token": "" });
    let list = invoke(
        "list-webinars",
        json!({ "type": "upcoming", "all_pages": true }),
        [answer(200, page)],
    );
    let input = json!({ "webinar_id": "https://us02web.zoom.us/w/95204914252?tk=x", "occurrence_id": 1_773_165_600_000_u64 });
    assert_snapshot!(list + &invoke("get-webinar", input, [answer(200, webinar())]));
}

#[test]
fn a_webinar_is_ended_and_one_of_a_series_deleted() {
    let ended = invoke(
        "end-webinar",
        json!({ "webinar_id": 1 }),
        [raw(200, &[], b"")],
    );
    let input = json!({ "webinar_id": 1, "occurrence_id": "1773165600000", "cancel_webinar_reminder": true });
    assert_snapshot!(ended + &invoke("delete-webinar", input, [no_content()]));
}

#[test]
fn people_register_for_a_webinar_and_are_decided_on() {
    let person = json!({ "webinar_id": 1, "email": "anna@example.com", "first_name": "Anna", "source_id": "s", "occurrence_ids": "1,2" });
    let registered = json!({ "id": 1, "registrant_id": "r", "topic": "Open lecture", "start_time": "2026-03-10T18:00:00Z",
        "join_url": "https://us02web.zoom.us/w/1?tk=x" });
    let script = invoke("add-webinar-registrant", person, [answer(201, registered)]);
    let page = json!({ "registrants": [{ "id": "r", "email": "anna@example.com", "first_name": "Anna", "status": "pending",
        "language": "de-DE" }], "page_size": 30, "total_records": 1, "next_page_token": "" });
    let listed = json!({ "webinar_id": 1, "status": "pending", "tracking_source_id": "s" });
    let script = script + &invoke("list-webinar-registrants", listed, [answer(200, page)]);
    let decision = json!({ "webinar_id": 1, "action": "deny", "registrants": [{ "id": "r", "email": "anna@example.com" }] });
    assert_snapshot!(
        script + &invoke("update-webinar-registrant-status", decision, [no_content()])
    );
}

#[test]
fn panelists_are_added_listed_and_removed() {
    let input = json!({ "webinar_id": 1, "panelists": [{ "name": "Ben", "email": "ben@example.com", "name_tag_pronouns": "he" }] });
    let script = invoke(
        "add-panelists",
        input,
        [answer(
            201,
            json!({ "id": "1", "updated_at": "2026-03-01T12:00:00Z" }),
        )],
    );
    let list = json!({ "panelists": [{ "id": "p", "name": "Ben", "email": "ben@example.com", "join_url": "https://us02web.zoom.us/w/1?tk=x",
        "virtual_background_id": "v", "name_tag_id": "t", "name_tag_name": "Ben", "name_tag_pronouns": "he", "name_tag_description": "" }],
        "total_records": 1 });
    let script = script
        + &invoke(
            "list-panelists",
            json!({ "webinar_id": 1 }),
            [answer(200, list)],
        );
    let one = json!({ "webinar_id": 1, "panelist_id": "ben@example.com" });
    let all = json!({ "webinar_id": 1, "all": true });
    let script = script + &invoke("remove-panelist", one, [no_content()]);
    assert_snapshot!(script + &invoke("remove-panelist", all, [no_content()]));
    for wrong in [
        json!({ "webinar_id": 1 }),
        json!({ "webinar_id": 1, "panelist_id": "a", "all": true }),
    ] {
        let script = invoke("remove-panelist", wrong, []);
        assert!(script.contains("- \"panelist_id\""), "{script}");
    }
    let none = invoke(
        "add-panelists",
        json!({ "webinar_id": 1, "panelists": [] }),
        [],
    );
    assert!(none.contains("at least one person"), "{none}");
}

#[test]
fn those_who_did_not_come_are_listed() {
    let page = json!({ "registrants": [{ "id": "r", "email": "anna@example.com", "first_name": "Anna" }], "page_size": 300,
        "total_records": 1, "next_page_token": "" });
    let input = json!({ "webinar_id": "m3W//MkvuRXyYqH+eKWhk9w==", "all_pages": true });
    assert_snapshot!(invoke("list-webinar-absentees", input, [answer(200, page)]));
}

#[test]
fn what_was_asked_and_answered_in_a_webinar_is_listed() {
    const UUID: &str = "m3W//MkvuRXyYqH+eKWhk9w==";
    let person = |details| {
        json!({ "id": 1, "uuid": UUID, "start_time": "2026-02-15T01:00:00Z",
            "questions": [{ "name": "Anna", "email": "anna@example.com", "question_details": [details] }] })
    };
    let asked = person(json!({ "question": "When?", "answer": "live answered" }));
    let answered = person(
        json!({ "question": "How?", "answer": "Well", "polling_id": "p", "date_time": "2026-02-15T01:10:00Z" }),
    );
    let input = json!({ "webinar_id": UUID });
    let script = invoke("list-past-webinar-qa", input.clone(), [answer(200, asked)]);
    assert_snapshot!(script + &invoke("list-past-webinar-polls", input, [answer(200, answered)]));
}

#[test]
fn a_webinar_whose_answer_is_lost_is_looked_for_among_those_of_the_host() {
    let listed = |id: u64, topic: &str, created_at: &str| json!({ "id": id, "topic": topic, "type": 5, "start_time": "2036-09-16T16:00:00Z", "duration": 60, "created_at": created_at });
    // The call begins at 12:00:00.
    let made = |id| listed(id, "Open lecture", "2026-03-01T12:00:01Z");
    let lost = |webinars: Vec<Value>, whole: Option<Reply>| {
        let input = json!({ "user_id": "anna@example.com", "topic": "Open lecture", "start_time": "2036-09-16T16:00:00Z" });
        let list = answer(200, json!({ "webinars": webinars }));
        invoke(
            "create-webinar",
            input,
            [Reply::Lost, list].into_iter().chain(whole),
        )
    };
    let others = [
        listed(1, "Another", "2026-03-01T12:00:01Z"),
        listed(2, "Open lecture", "2026-03-01T11:00:00Z"),
    ];
    let script = lost(
        [others.to_vec(), vec![made(95_204_914_252)]].concat(),
        Some(answer(200, webinar())),
    );
    assert!(
        script.contains("/users/anna%40example.com/webinars?page_size=300"),
        "{script}"
    );
    assert!(script.contains("/webinars/95204914252"), "{script}");
    assert!(script.contains("\"recovered\": true"), "{script}");
    let script = lost(others.to_vec(), None);
    assert!(script.contains("failed: unknown-outcome"), "{script}");
    assert!(script.contains("No such webinar of the host"), "{script}");
    let script = lost(vec![made(5), made(6)], None);
    assert!(
        script.contains("Several such webinars of the host have been made since: 5, 6."),
        "{script}"
    );
}

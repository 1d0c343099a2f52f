//! `export-meeting` and `import-meeting`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::{Reply, Step};

use crate::support::{answer, begin, connection, invoke, no_content, output, resume, state};

/// A series with something of all that a meeting can have.
fn seen() -> Value {
    json!({
        "id": 85_746_065_432_u64, "uuid": "aDYlohsHRtCd4ii1uC2+hA==", "host_id": "h", "host_email": "host@example.com",
        "topic": "Course", "agenda": "Read chapter 1.", "type": 8, "status": "waiting", "timezone": "Europe/Berlin", "duration": 90,
        "created_at": "2026-01-01T00:00:00Z", "join_url": "https://us02web.zoom.us/j/1?pwd=x",
        "start_url": "https://us02web.zoom.us/s/1?zak=x", "password": "216899", "encrypted_password": "x",
        "pstn_password": "1", "pre_schedule": false, "template_id": "t1", "creation_source": "open_api",
        "recurrence": { "type": 2, "repeat_interval": 1, "weekly_days": "4", "end_date_time": "2026-06-30T21:59:59Z" },
        "occurrences": [
            { "occurrence_id": "1", "start_time": "2026-04-15T07:00:00Z", "duration": 90, "status": "available" },
            { "occurrence_id": "2", "start_time": "2026-04-22T07:00:00Z", "duration": 45, "status": "available" }],
        "tracking_fields": [{ "field": "Cost centre", "value": "7", "visible": true }],
        "settings": {
            "host_video": true, "waiting_room": false, "approval_type": 0, "use_pmi": false,
            "alternative_hosts": "anna@example.com", "summary_template_id": "s1", "authentication_option": "",
            "custom_keys": [{ "key": "course", "value": "12" }],
            "global_dial_in_numbers": [{ "country": "DE", "number": "1" }], "global_dial_in_countries": ["DE"],
            "authentication_exception": [{ "email": "g@example.com", "name": "G", "join_url": "https://us02web.zoom.us/w/1?tk=x" }],
            "continuous_meeting_chat": { "enable": true, "channel_id": "c1" },
            "meeting_invitees": [{ "email": "b@example.com", "internal_user": true }],
            "auto_recording": "cloud", "brand_new": 1
        }
    })
}

fn exported(meeting: Value) -> Value {
    let none = json!({ "questions": [], "custom_questions": [] });
    exported_with(meeting, none, json!([]))
}

/// The same of a meeting where people are asked something, and with polls.
fn exported_with(meeting: Value, questions: Value, polls: Value) -> Value {
    let mut step = begin("export-meeting", json!({ "meeting_id": 1 })).unwrap();
    while let Some(state) = state(&step) {
        let Step::Send(exchange) = &step else {
            panic!("{step:?}")
        };
        let reply = match exchange.request.url.rsplit('/').next() {
            Some("questions") => questions.clone(),
            Some("polls") => json!({ "polls": polls }),
            _ => meeting.clone(),
        };
        step = resume(&state, answer(200, reply)).unwrap();
    }
    output(Ok(step))
}

fn questions() -> Value {
    json!({ "questions": [{ "field_name": "org", "required": true }],
        "custom_questions": [{ "title": "Why?", "type": "short", "required": false, "answers": [] }], "brand_new": 1 })
}

fn polls() -> Value {
    let scale = json!({ "name": "How good?", "type": "rating_scale", "rating_min_value": 0, "rating_max_value": 4, "brand_new": 1 });
    let choice = json!({ "name": "Again?", "type": "single", "answers": ["Yes", "No"], "answer_required": true });
    json!([
        { "id": "p1", "title": "One", "status": "notstart", "poll_type": 2, "anonymous": true, "questions": [scale] },
        { "id": "p2", "title": "Two", "status": "ended", "poll_type": 1, "questions": [choice] }
    ])
}

fn imported(input: Value) -> String {
    let made = json!({ "id": 2, "topic": "Course", "type": 8, "settings": { "approval_type": 0 } });
    invoke("import-meeting", input, [answer(201, made)])
}

#[test]
fn a_definition_has_what_can_be_made_anew_and_names_what_is_lost() {
    let input = json!({ "meeting_id": 1 });
    let replies = [
        answer(200, seen()),
        answer(200, questions()),
        answer(200, json!({ "polls": polls() })),
    ];
    assert_snapshot!(invoke("export-meeting", input, replies));
}

#[test]
fn what_may_not_be_seen_of_a_meeting_is_named_and_the_rest_is_its_definition() {
    let lacking = |scope: &str| {
        answer(
            400,
            json!({ "code": 4711, "message": format!("does not contain scopes:[{scope}].") }),
        )
    };
    let off = answer(
        400,
        json!({ "code": 4400, "message": "Poll is not enabled." }),
    );
    let replies = [
        answer(200, seen()),
        lacking("meeting:read:list_registration_questions"),
        off,
    ];
    let script = invoke("export-meeting", json!({ "meeting_id": 1 }), replies);
    for said in [
        "What people are asked who register is not in the definition (Zoom's code 4711): ",
        "Polls are not in the definition (Zoom's code 4400): ",
        "\"topic\": \"Course\"",
    ] {
        assert!(script.contains(said), "{said}: {script}");
    }
    // Where nobody registers nobody is asked.
    let room = json!({ "id": 1, "topic": "Room", "type": 3, "settings": { "approval_type": 2 } });
    let replies = [answer(200, room), answer(200, json!({ "polls": [] }))];
    let script = invoke("export-meeting", json!({ "meeting_id": 1 }), replies);
    assert!(
        script.contains("done:") && !script.contains("questions"),
        "{script}"
    );
}

#[test]
fn what_people_are_asked_and_the_polls_are_made_anew_too() {
    let definition = exported_with(seen(), questions(), polls())["definition"].clone();
    for not_kept in ["p1", "notstart", "brand_new"] {
        assert!(!definition.to_string().contains(not_kept), "{definition}");
    }
    let made = json!({ "id": 2, "topic": "Course", "type": 8, "settings": { "approval_type": 0 } });
    let poll = |id: &str| answer(201, json!({ "id": id, "title": "x" }));
    let import = |definition: &Value, replies: Vec<Reply>| {
        let replies = std::iter::once(answer(201, made.clone())).chain(replies);
        invoke(
            "import-meeting",
            json!({ "definition": definition }),
            replies,
        )
    };
    let replies = vec![no_content(), poll("a"), poll("b")];
    assert_snapshot!(import(&definition, replies));
    // Who registers is asked nothing where nobody does.
    let mut closed = definition.clone();
    closed["meeting"]["settings"]["approval_type"] = 2.into();
    let script = import(&closed, vec![poll("a"), poll("b")]);
    assert!(
        script.contains("done:") && !script.contains("registrants/questions"),
        "{script}"
    );
}

/// What is told beside a meeting that was made of a definition with these polls, where the answers are
/// those, and how many polls Zoom was asked to make.
fn made_with(polls: Value, replies: Vec<Reply>) -> (Value, usize) {
    let definition = exported_with(seen(), questions(), polls)["definition"].clone();
    let made = json!({ "id": 2, "topic": "Course", "type": 8, "settings": { "approval_type": 0 } });
    let replies = std::iter::once(answer(201, made)).chain(replies);
    let input = json!({ "definition": definition });
    let script = invoke("import-meeting", input, replies);
    let (before, done) = script.rsplit_once("done: ").unwrap();
    let output: Value = serde_json::from_str(done).unwrap();
    assert_eq!(output["id"], "2", "{script}");
    let asked = before.matches("/meetings/2/polls").count();
    (output["warnings"].clone(), asked)
}

fn refused(code: i64, message: &str) -> Reply {
    answer(400, json!({ "code": code, "message": message }))
}

/// The polls that warnings name as not made.
fn named(warnings: &Value) -> Vec<&str> {
    let all = warnings
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str);
    all.filter_map(|warning| warning.strip_prefix("It is done but for "))
        .collect()
}

#[test]
fn what_fails_beside_an_imported_meeting_is_named_with_its_request() {
    let (warnings, asked) = made_with(
        polls(),
        vec![
            refused(300, "Invalid questions."),
            Reply::Lost,
            answer(201, json!({ "id": "b", "title": "Two" })),
        ],
    );
    let [questions, poll] = named(&warnings)[..] else {
        panic!("{warnings}");
    };
    assert!(
        questions.starts_with(
            "what is asked of who registers (`PATCH /meetings/{meetingId}/registrants/questions`): "
        ) && questions.contains("Invalid questions."),
        "{questions}"
    );
    assert!(
        poll.starts_with("the poll \"One\" (`POST /meetings/{meetingId}/polls`): No answer came"),
        "{poll}"
    );
    assert_eq!(asked, 2);
}

#[test]
fn polls_that_are_not_allowed_either_are_named_and_not_tried() {
    let all = json!([
        { "title": "Simple", "poll_type": 1, "questions": [] },
        { "title": "Advanced", "poll_type": 2, "questions": [] },
        { "title": "Quiz", "poll_type": 3, "questions": [] },
        { "title": "Last", "questions": [] }
    ]);
    let off = || refused(4400, "Meeting polls disabled.");
    let made = |title: &str| answer(201, json!({ "id": "b", "title": title }));
    // Without polls, none of them; nor where a scope is missing.
    for reply in [
        off(),
        refused(4711, "Invalid access token, does not contain scopes."),
    ] {
        let (warnings, asked) = made_with(all.clone(), vec![no_content(), reply]);
        let [told] = named(&warnings)[..] else {
            panic!("{warnings}");
        };
        assert!(
            told.starts_with("the poll \"Simple\" ")
                && told.ends_with(
                    " So these were not tried: the poll \"Advanced\", the poll \"Quiz\", the poll \"Last\"."
                ),
            "{told}"
        );
        assert_eq!(asked, 1);
    }
    // Without advanced ones, the simple ones are made.
    let replies = vec![no_content(), made("Simple"), off(), made("Last")];
    let (warnings, asked) = made_with(all, replies);
    let [told] = named(&warnings)[..] else {
        panic!("{warnings}");
    };
    assert!(
        told.starts_with("the poll \"Advanced\" ")
            && told.ends_with(" So these were not tried: the poll \"Quiz\"."),
        "{told}"
    );
    assert_eq!(asked, 3);
}

#[test]
fn no_id_link_or_passcode_of_the_meeting_is_in_its_definition() {
    let definition = exported(seen())["definition"].to_string();
    for secret in [
        "85746065432",
        "aDYl",
        "us02web",
        "216899",
        "zak",
        "c1\"",
        "occurrence_id",
    ] {
        assert!(!definition.contains(secret), "{secret}: {definition}");
    }
}

#[test]
fn what_was_exported_is_made_anew_elsewhere_at_another_time() {
    let definition = exported(seen())["definition"].clone();
    let input = json!({ "definition": definition, "user_id": "ben@example.com", "start_time": "2026-10-21T09:00" });
    assert_snapshot!(imported(input));
}

#[test]
fn in_the_same_account_all_of_it_is_made_anew() {
    let definition = exported(seen())["definition"].clone();
    let input = json!({ "definition": definition, "same_account": true, "topic": "Course II", "password": "abc" });
    assert_snapshot!(imported(input));
}

#[test]
fn a_meeting_without_a_time_is_made_anew_without_one() {
    let room = json!({ "id": 1, "topic": "Room", "type": 3, "settings": {} });
    let definition = exported(room)["definition"].clone();
    let script = imported(json!({ "definition": definition }));
    assert!(
        script.contains("\"type\": 3") && !script.contains("start_time"),
        "{script}"
    );
}

#[test]
fn what_is_no_definition_or_can_not_be_made_is_named() {
    let of = |meeting: Value| json!({ "definition": { "format": "zoom-meeting", "version": 1, "meeting": meeting } });
    for (input, says) in [
        (
            json!({ "definition": { "format": "zoom-meeting", "version": 2, "meeting": {} } }),
            "definition.version",
        ),
        (
            json!({ "definition": { "version": 1, "meeting": {} } }),
            "definition.format",
        ),
        (
            of(json!({ "type": 2, "topic": "x", "colour": 1 })),
            "definition.meeting.colour",
        ),
        (
            of(json!({ "type": 2, "start_time": "2026-10-21T09:00:00Z", "duration": 0 })),
            "definition.meeting.duration",
        ),
        (of(json!({ "type": 2, "topic": "x" })), "- \"start_time\""),
        (
            of(json!({ "type": 2, "start_time": "2026-02-21T09:00:00Z" })),
            "is in the past",
        ),
    ] {
        let script = invoke("import-meeting", input, []);
        assert!(script.contains(says), "{says}: {script}");
    }
}

#[test]
fn a_definition_names_no_host_and_steers_nothing() {
    let meeting = json!({ "type": 2, "topic": "x", "start_time": "2026-10-21T09:00:00Z", "user_id": "eve@example.com", "allow_past_start": true });
    let input =
        json!({ "definition": { "format": "zoom-meeting", "version": 1, "meeting": meeting } });
    let script = imported(input);
    assert!(
        script.starts_with("POST https://api.zoom.us/v2/users/me/meetings"),
        "{script}"
    );
    assert!(
        !script.contains("eve@") && !script.contains("allow_past"),
        "{script}"
    );
}

#[test]
fn an_import_whose_answer_is_lost_is_looked_for() {
    let meeting = json!({ "type": 2, "topic": "x", "start_time": "2026-10-21T09:00:00Z", "timezone": "UTC", "duration": 30 });
    let input =
        json!({ "definition": { "format": "zoom-meeting", "version": 1, "meeting": meeting } });
    let step =
        zoom_connector::invoke(&connection(&[]), "import-meeting", &input.to_string()).unwrap();
    let step = resume(&state(&step).unwrap(), Reply::Lost).unwrap();
    let Step::Send(exchange) = &step else {
        panic!("{step:?}")
    };
    assert_eq!(exchange.request.method, "GET");
    let listed = json!({ "meetings": [{ "id": 7, "topic": "x", "type": 2, "duration": 30,
        "start_time": "2026-10-21T09:00:00Z", "created_at": "2026-03-01T12:00:00Z" }] });
    let step = resume(&state(&step).unwrap(), answer(200, listed)).unwrap();
    let found = output(resume(
        &state(&step).unwrap(),
        answer(200, json!({ "id": 7 })),
    ));
    assert_eq!(found["recovered"], true);
}

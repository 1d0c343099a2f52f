//! What every action makes of what is answered.

use serde_json::{Value, json};
use zoom_connector::contract::Reply;

use super::{
    ACTIONS, acknowledges, asking, asks_elsewhere, id, is_generic, is_of_records, misfits, outcome,
    seen, started,
};
use crate::support::{self, answer, downloaded, no_content, raw, resume, state};

#[test]
fn every_action_ends_with_an_output_that_fits_its_schema() {
    for action in ACTIONS.iter() {
        let output = &action["sample"]["output"];
        let mut step = started(action);
        let user = json!({ "id": "u", "account_id": "a", "email": "anna@example.com" });
        let recording = json!({ "uuid": "a", "download_access_token": "t", "recording_files": [{
            "id": output["recording_file_id"], "file_type": "MP4", "status": "completed",
            "download_url": "https://us02web.zoom.us/rec/download/x" }] });
        let mut replies = match id(action) {
            "test-connection" => vec![answer(200, user)],
            "create-sdk-signature" => vec![Reply::Signature(vec![0xfe; 32])],
            "create-join-package" => vec![
                answer(200, json!({ "token": "t" })),
                answer(200, json!({ "id": 1, "password": "p" })),
                Reply::Signature(vec![0xfe; 32]),
            ],
            "get-recording-link" => vec![answer(200, recording)],
            "download-recording" | "download-recordings" => {
                vec![answer(200, recording), downloaded("a.mp4", 1, "video/mp4")]
            }
            "export-meeting" => vec![seen(), answer(200, json!({ "polls": [] }))],
            "sync-registrants" => vec![answer(201, json!({ "registrants": output["added"] }))],
            "pick-host" => {
                let none = || answer(200, json!({ "meetings": [], "webinars": [] }));
                vec![none(), none(), none()]
            }
            "list-past-meetings" | "list-user-summaries" => vec![answer(200, json!({ "meetings": [] }))],
            "http-request" => vec![answer(200, output["body"].clone())],
            "list-records" => vec![answer(200, json!({ "users": output["records"] }))],
            "update-record" | "delete-record" => vec![no_content()],
            "get-transcript-text" => {
                let file = json!({ "id": "a", "file_type": "TRANSCRIPT", "download_url": "https://us02web.zoom.us/rec/download/x" });
                let said = b"WEBVTT\n\n00:01.000 --> 00:02.000\nAnna: Hello.\n";
                vec![answer(200, json!({ "uuid": "a", "recording_files": [file] })), raw(200, &[], said)]
            }
            "report-meeting-results" => vec![answer(200, json!({ "uuid": "a", "questions": [] }))],
            "get-meeting-assets" => {
                let all = json!({ "uuid": "a", "meeting_uuid": "a", "meeting_id": "a" });
                vec![answer(200, all); 4]
            }
            "get-attendance" => {
                let stay = json!({ "name": "Anna", "join_time": "2026-02-20T10:00:00Z", "leave_time": "2026-02-20T10:01:00Z" });
                vec![answer(200, json!({ "participants": [stay] }))]
            }
            _ if acknowledges(action) => vec![no_content(), seen()],
            _ => vec![answer(200, output.clone())],
        }
        .into_iter();
        while let Some(state) = state(&step) {
            let Some(reply) = replies.next() else {
                panic!("{} goes on: {step:?}", id(action));
            };
            step = resume(&state, reply)
                .unwrap_or_else(|failure| panic!("{}: {failure:?}", id(action)));
        }
        let output = support::output(Ok(step));
        assert_eq!(
            misfits(action, &output),
            [""; 0],
            "{}: {output}",
            id(action)
        );
    }
}

/// Which of the hollow answers is a list.
const EMPTY_LIST: usize = 3;

#[test]
fn no_action_that_reads_or_makes_something_ends_with_nothing() {
    let hollow = || {
        [
            raw(200, &[], b""),
            no_content(),
            raw(200, &[], b"null"),
            raw(200, &[], b"[]"),
            raw(200, &[], b"\"ok\""),
            raw(200, &[], b"{}"),
            raw(200, &[], b"<html>Welcome</html>"),
            raw(200, &[], b"{\"id\":1,"),
            answer(200, json!({ "result": "success" })),
        ]
    };
    let takes_none = |action: &&Value| {
        // What may have registered somebody all the same is looked for.
        let looks = id(action) == "sync-registrants";
        !acknowledges(action) && !is_generic(action) && !is_of_records(action) && !looks
    };
    for action in asking().filter(takes_none) {
        // Where Zoom answers with a list, one with nothing in it is an answer.
        let lists = id(action) == "list-summary-templates";
        let hollow = hollow().into_iter().enumerate();
        for (_, reply) in hollow.filter(|(place, _)| !lists || *place != EMPTY_LIST) {
            let failure = outcome(action, reply).expect_err(id(action));
            assert_eq!(failure.kind, "unexpected-response", "{}", id(action));
        }
    }
}

#[test]
fn an_error_with_a_status_of_success_is_the_error_of_every_action() {
    for action in asking().filter(|action| !asks_elsewhere(action)) {
        for (code, kind) in [
            (300, "invalid-input"),
            (1001, "not-found"),
            (200, "forbidden"),
        ] {
            // What Zoom says of accounts whose plan has no groups, or is none.
            let kind = match (id(action), code) {
                (
                    "list-groups"
                    | "list-group-members"
                    | "get-plan-usage"
                    | "update-user-settings",
                    200,
                ) => "plan-required",
                _ => kind,
            };
            let error = json!({ "code": code, "message": "nein" });
            let failure = outcome(action, answer(200, error)).expect_err(id(action));
            assert_eq!(failure.kind, kind, "{}", id(action));
        }
    }
}

#[test]
fn every_failure_says_which_action_failed_and_what_to_do() {
    for action in asking() {
        for (status, code) in [
            (400, 300),
            (400, 200),
            (404, 3001),
            (401, 124),
            (400, 99_999),
            (500, 1),
        ] {
            let error = json!({ "code": code, "message": "nein" });
            let Err(failure) = outcome(action, answer(status, error)) else {
                // It is asked again.
                continue;
            };
            assert!(
                failure
                    .message
                    .starts_with(&format!("`{}` failed: ", id(action))),
                "{}",
                failure.message
            );
            assert_eq!(failure.status, Some(status));
        }
    }
}

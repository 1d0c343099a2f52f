//! What holds for every action, whichever there are: taken from the manifest, so that no action can be
//! forgotten.

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use zoom_connector::contract::{Failure, HttpRequest, Reply, Step};

use crate::support::{self, answer, begin, downloaded, no_content, raw, resume, state};

static ACTIONS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    manifest["actions"].as_array().unwrap().clone()
});

static OUTPUTS: LazyLock<BTreeMap<&str, jsonschema::Validator>> = LazyLock::new(|| {
    let outputs = ACTIONS.iter().map(|action| {
        let schema = jsonschema::validator_for(&action["output"]).unwrap();
        (id(action), schema)
    });
    outputs.collect()
});

fn id(action: &Value) -> &str {
    action["id"].as_str().unwrap()
}

/// The sample of its input, for one page.
fn sample(action: &Value) -> Value {
    let mut input = action["sample"]["input"].clone();
    input
        .as_object_mut()
        .unwrap()
        .retain(|name, _| !["all_pages", "max_items"].contains(&name.as_str()));
    input
}

/// Whether its output is made of the input, since Zoom answers without content.
fn acknowledges(action: &Value) -> bool {
    let required = action["output"]["required"].as_array();
    let done = [
        "updated",
        "deleted",
        "ended",
        "recovered",
        "accepted",
        "given",
    ];
    required.is_some_and(|required| done.iter().any(|done| required.contains(&json!(done))))
}

/// Whether it takes whatever comes.
fn is_generic(action: &Value) -> bool {
    id(action) == "http-request"
}

/// Whether it changes nothing though it posts.
fn asks_by_post(action: &Value) -> bool {
    id(action) == "validate-app-manifest"
}

/// Whether it is one of several other actions, by the object that the input names.
fn is_of_records(action: &Value) -> bool {
    action["group"] == "Records"
}

/// Whether it asks nobody.
fn is_local(action: &Value) -> bool {
    action["http"].is_null()
}

/// The actions that ask Zoom.
fn asking() -> impl Iterator<Item = &'static Value> {
    ACTIONS.iter().filter(|action| !is_local(action))
}

/// Whether it goes on elsewhere where one of Zoom's endpoints does not tell.
fn asks_elsewhere(action: &Value) -> bool {
    [
        "get-attendance",
        "get-meeting-assets",
        "get-transcript-text",
        "create-join-package",
        "pick-host",
    ]
    .contains(&id(action))
}

fn request(step: &Step) -> &HttpRequest {
    match step {
        Step::Send(exchange) => &exchange.request,
        Step::Page(page) => &page.then.request,
        Step::Download(transfer) => &transfer.request,
        other => panic!("no request: {other:?}"),
    }
}

/// A meeting as it is seen before it is changed.
fn seen() -> Reply {
    answer(
        200,
        json!({ "id": 1, "type": 2, "start_time": "2026-09-15T01:00:00Z", "timezone": "UTC", "settings": { "alternative_hosts": "anna@example.com" } }),
    )
}

/// What an action sees before it changes something.
fn looked_at(action: &Value) -> Reply {
    match id(action) {
        "sync-registrants" => answer(200, json!({ "registrants": [] })),
        // Who has a licence already needs none.
        "recycle-licence" => answer(200, json!({ "id": "u", "type": 1 })),
        _ => seen(),
    }
}

/// The step that makes the exchange that the action is about, with its sample.
fn started(action: &Value) -> Step {
    let step = begin(id(action), sample(action)).unwrap();
    if is_local(action) {
        return step;
    }
    let method = action["http"]["method"].as_str().unwrap();
    if request(&step).method == "GET" && method != "GET" && !is_generic(action) {
        let looks = if id(action) == "sync-registrants" {
            3
        } else {
            1
        };
        return (0..looks).fold(step, |step, _| {
            resume(&state(&step).unwrap(), looked_at(action)).unwrap()
        });
    }
    step
}

fn outcome(action: &Value, reply: Reply) -> Result<Step, Failure> {
    resume(&state(&started(action)).unwrap(), reply)
}

fn misfits(action: &Value, output: &Value) -> Vec<String> {
    let errors = OUTPUTS[id(action)].iter_errors(output);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_ids_of_the_actions_stay() {
    let ids: Vec<_> = ACTIONS.iter().map(id).collect();
    assert_snapshot!(ids.join("\n"));
}

#[test]
fn no_two_actions_have_one_id_or_one_title() {
    for part in ["id", "title"] {
        let mut names: Vec<_> = ACTIONS
            .iter()
            .map(|action| action[part].as_str().unwrap())
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{part}");
    }
}

#[test]
fn the_sample_of_every_action_asks_its_endpoint() {
    let of_one = |action: &&Value| !is_generic(action) && !is_of_records(action);
    for action in asking().filter(of_one) {
        let step = started(action);
        let request = request(&step);
        let (address, _) = request.url.split_once('?').unwrap_or((&request.url, ""));
        let asked: Vec<_> = address
            .strip_prefix("https://api.zoom.us/v2")
            .unwrap()
            .split('/')
            .collect();
        let published: Vec<_> = action["http"]["path"]
            .as_str()
            .unwrap()
            .split('/')
            .collect();
        let fits =
            |(asked, published): (&&str, &&str)| asked == published || published.starts_with('{');
        assert_eq!(asked.len(), published.len(), "{}: {address}", id(action));
        assert!(
            asked.iter().zip(&published).all(fits),
            "{}: {address}",
            id(action)
        );
        assert_eq!(request.method, action["http"]["method"].as_str().unwrap());
    }
}

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
    let takes_none =
        |action: &&Value| !acknowledges(action) && !is_generic(action) && !is_of_records(action);
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

#[test]
fn what_may_be_done_twice_says_so_in_the_manifest_and_in_the_exchange() {
    for action in ACTIONS.iter().filter(|action| !is_generic(action)) {
        // A number stands for another recording once one is deleted.
        let moves_on = id(action) == "delete-meeting-recordings";
        // Whoever is invited twice is called twice.
        let calls = id(action) == "invite-to-live-meeting";
        let posts = action["http"]["method"] == "POST" && !asks_by_post(action);
        let of_records = ["create-record", "delete-record"].contains(&id(action));
        let repeatable = !posts && !moves_on && !calls && !of_records;
        assert_eq!(action["repeatable"], repeatable, "{}", id(action));
    }
}

#[test]
fn what_changes_nothing_is_a_get_and_what_gives_a_credential_does_not_count_as_reading() {
    for action in ACTIONS.iter() {
        let reads = action["effect"] == "read";
        let gives_a_credential = action["sensitive"] == json!([""]);
        let gets = is_local(action) || asks_by_post(action) || action["http"]["method"] == "GET";
        assert_eq!(reads, gets && !gives_a_credential, "{}", id(action));
    }
    let token = ACTIONS
        .iter()
        .find(|action| id(action) == "get-user-token")
        .unwrap();
    assert_eq!(token["effect"], "write");
}

#[test]
fn what_is_a_secret_in_an_input_is_not_to_be_shown_again() {
    fn walk(action: &str, schema: &Value, found: &mut usize) {
        let secret = ["password", "passcode", "host_key", "stream_key"];
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            if secret.contains(&name.as_str()) && member["type"] == "string" {
                *found += 1;
                assert_eq!(member["writeOnly"], true, "{action}: {name}");
            }
            walk(action, member, found);
            walk(action, &member["items"], found);
        }
    }
    let mut found = 0;
    let manifest: Value = serde_json::from_str(&zoom_connector::manifest()).unwrap();
    for action in manifest["actions"].as_array().unwrap() {
        walk(id(action), &action["input"], &mut found);
    }
    assert!(found > 5, "{found}");
}

#[test]
fn every_list_gives_all_its_pages_where_zoom_has_pages() {
    for action in ACTIONS.iter() {
        let paged = action["input"]["properties"]["next_page_token"].is_object();
        let all = action["input"]["properties"]["all_pages"].is_object();
        assert_eq!(paged, all, "{}", id(action));
        assert!(!paged || action["pagination"].is_object(), "{}", id(action));
    }
}

#[test]
fn every_text_for_people_is_there_and_ends_as_a_sentence() {
    for action in ACTIONS.iter() {
        for text in ["summary", "description"] {
            let text = action[text].as_str().unwrap_or("None.");
            assert!(
                text.ends_with('.') && !text.contains("  "),
                "{}: {text}",
                id(action)
            );
        }
        for part in ["input", "output"] {
            described(id(action), &action[part]);
        }
    }
}

fn described(action: &str, schema: &Value) {
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        let text = schema["description"].as_str().unwrap_or_default();
        assert!(
            text.ends_with('.') && !text.contains("  "),
            "{action}.{name}: {text:?}"
        );
        described(&format!("{action}.{name}"), schema);
        described(&format!("{action}.{name}[]"), &schema["items"]);
    }
}

/// Any JSON, with names of members that some action knows.
fn any_json() -> impl Strategy<Value = Value> {
    let names: Vec<String> = ACTIONS
        .iter()
        .flat_map(|action| ["input", "output"].map(|part| &action[part]["properties"]))
        .flat_map(|properties| properties.as_object().into_iter().flatten())
        .map(|(name, _)| name.clone())
        .collect();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        let name = prop_oneof![
            1 => "[a-z_]{1,8}",
            3 => prop::sample::select(names.clone()),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_action() -> impl Strategy<Value = &'static Value> {
    prop::sample::select(ACTIONS.iter().collect::<Vec<_>>())
}

fn any_answer() -> impl Strategy<Value = Reply> {
    let status = prop_oneof![
        4 => Just(200u16),
        1 => prop::sample::select(vec![201u16, 202, 204, 206, 400, 401, 403, 404, 429, 500]),
        1 => 0u16..700,
    ];
    let body = prop_oneof![
        3 => any_json().prop_map(|body| body.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ];
    (status, body).prop_map(|(status, body)| raw(status, &[], &body))
}

proptest! {
    #[test]
    fn no_input_makes_any_action_panic(action in any_action(), more in any_json()) {
        let mut input = sample(action);
        if let (Some(members), Value::Object(more)) = (input.as_object_mut(), &more) {
            members.extend(more.clone());
        }
        let _ = (begin(id(action), input), begin(id(action), more));
    }

    #[test]
    fn every_output_fits_whatever_was_answered(
        action in any_action(),
        members in prop::collection::vec(any_json(), 0..4),
        replies in prop::collection::vec(any_answer(), 1..4),
    ) {
        // What an action answers, with other values in it.
        let mut first = action["sample"]["output"].clone();
        let names: Vec<String> = first.as_object().unwrap().keys().cloned().collect();
        for (name, value) in names.into_iter().rev().zip(members) {
            first[name] = value;
        }
        let mut step = Ok(started(action));
        for reply in std::iter::once(answer(200, first)).chain(replies) {
            let Some(state) = step.as_ref().ok().and_then(state) else {
                break;
            };
            prop_assert!(state.len() <= 1 << 20);
            step = resume(&state, reply);
        }
        match step {
            Ok(Step::Done(output)) => {
                let output: Value = serde_json::from_str(&output).unwrap();
                prop_assert_eq!(misfits(action, &output), [""; 0], "{}", output);
            }
            Err(failure) => prop_assert!(failure.message.len() < 4000 && failure.problems.len() <= 50),
            Ok(_) => {}
        }
    }
}

/// Files below a directory, by their paths in it.
fn files_below(directory: &Path, within: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory.join(within)).unwrap() {
        let path = within.join(entry.unwrap().file_name());
        if directory.join(&path).is_dir() {
            files_below(directory, &path, files);
        } else {
            files.push(path);
        }
    }
}

/// The action that a source file declares, as `static ACTION: Action = Action::…("id", …`.
fn declared(source: &str) -> Option<&str> {
    let (_, declaration) = source.split_once("static ACTION: Action =")?;
    declaration.split('"').nth(1)
}

#[test]
fn each_action_has_a_conversation_among_the_tests_of_its_group() {
    let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (sources, tests) = (crate_root.join("src/actions"), crate_root.join("tests/it"));
    let mut files = Vec::new();
    files_below(&sources, Path::new(""), &mut files);
    let mut declaring = 0;
    let mut without = Vec::new();
    for file in files {
        let source = fs::read_to_string(sources.join(&file)).unwrap();
        let Some(id) = declared(&source) else {
            continue;
        };
        declaring += 1;
        let own = tests.join(&file).is_file();
        // What belongs together, such as making and unmaking, may stand in one file.
        let mut of_group = Vec::new();
        files_below(&tests, file.parent().unwrap(), &mut of_group);
        let names = |test: &PathBuf| {
            let test = tests.join(test);
            test.extension().is_some_and(|end| end == "rs")
                && fs::read_to_string(test)
                    .unwrap()
                    .contains(&format!("\"{id}\""))
        };
        if !own && !of_group.iter().any(names) {
            without.push(file);
        }
    }
    assert_eq!(declaring, ACTIONS.len(), "an action has a file of its own");
    assert!(without.is_empty(), "no test in tests/it: {without:?}");
}

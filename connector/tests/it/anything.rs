//! Whatever comes in, nothing panics.

use proptest::prelude::*;
use serde_json::{Value, json};
use zoom_connector::contract::{Reply, Step};

use crate::failures::input;
use crate::support::{self, answer, begin, downloaded, raw, state};

const ACTIONS: [&str; 8] = [
    "create-meeting",
    "get-meeting",
    "update-meeting",
    "delete-meeting",
    "list-meetings",
    "list-recordings",
    "get-meeting-recordings",
    "download-recording",
];

/// Any JSON, with the names that matter among the members.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        "[a-z_]{1,8}",
        prop::sample::select(vec![
            "meeting_id",
            "meetings",
            "recording_files",
            "next_page_token",
            "start_time",
            "recurrence",
            "settings",
            "type",
            "from",
            "to",
            "all_pages",
            "max_items",
            "trash",
            "code",
            "message",
            "errors",
            "id",
            "download_url",
            "file_type",
            "topic",
            "user_id",
        ])
        .prop_map(str::to_owned)
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A status as Zoom, or what stands in front of it, answers with.
fn any_status() -> impl Strategy<Value = u16> {
    prop_oneof![
        3 => Just(200u16),
        1 => prop::sample::select(vec![201u16, 202, 204, 206, 301, 400, 401, 403, 404, 409, 429, 500, 503]),
        1 => 0u16..700,
    ]
}

/// An answer: any JSON, a list with anything in it, or bytes.
fn any_reply() -> impl Strategy<Value = Reply> {
    let page =
        (any_json(), prop::sample::select(vec!["", "a", "b", "c"])).prop_map(|(item, token)| {
            json!({ "id": 1, "uuid": "a", "type": 8, "meetings": [item], "recording_files": [item],
            "recurrence": item, "settings": item, "next_page_token": token, "page_count": 3 })
        });
    let text = prop_oneof![
        any_json().prop_map(|body| body.to_string().into_bytes()),
        page.prop_map(|body| body.to_string().into_bytes()),
        prop::collection::vec(any::<u8>(), 0..60),
    ];
    let answer = (any_status(), text, ".{0,12}").prop_map(|(status, body, retry_after)| {
        raw(status, &[("retry-after", &retry_after)], &body)
    });
    prop_oneof![
        12 => answer,
        1 => Just(Reply::Lost),
        1 => Just(Reply::Signature(vec![1; 32])),
        1 => (any::<u64>(), ".{0,8}").prop_map(|(size, name)| downloaded(&name, size, "video/mp4")),
    ]
}

/// The members of an input that change what is asked.
fn any_start() -> impl Strategy<Value = (&'static str, Value)> {
    let action = prop::sample::select(&ACTIONS[..]);
    (action, any_json(), any::<bool>()).prop_map(|(action, more, all)| {
        let mut start = input(action);
        let members = start.as_object_mut().unwrap();
        if all && action.starts_with("list") {
            members.insert("all_pages".to_owned(), true.into());
        }
        if let (Value::Object(more), false) = (more, all) {
            members.extend(more);
        }
        (action, start)
    })
}

proptest! {
    #[test]
    fn no_input_makes_it_panic(action in prop::sample::select(&ACTIONS[..]), input in any_json()) {
        let _ = begin(action, input);
    }

    #[test]
    fn no_answer_makes_it_panic(
        action in prop::sample::select(&ACTIONS[..]),
        status in 0u16..700,
        body in any_json(),
        garbage in prop::option::of(prop::collection::vec(any::<u8>(), 0..60)),
        retry_after in ".{0,12}",
    ) {
        let step = begin(action, input(action)).unwrap();
        let body = garbage.unwrap_or_else(|| body.to_string().into_bytes());
        let reply = raw(status, &[("retry-after", &retry_after)], &body);
        let step = support::resume(&state(&step).unwrap(), reply);
        prop_assert!(!matches!(step, Ok(Step::Sign(_))));
    }

    #[test]
    fn no_conversation_makes_it_panic_or_keep_more_than_a_state_may_have(
        (action, start) in any_start(),
        replies in prop::collection::vec(any_reply(), 1..12),
    ) {
        let mut step = begin(action, start);
        for reply in replies {
            let Some(state) = step.as_ref().ok().and_then(state) else {
                break;
            };
            prop_assert!(state.len() <= 1 << 20, "{}", state.len());
            step = support::resume(&state, reply);
            prop_assert!(!matches!(step, Ok(Step::Sign(_))));
        }
        if let Err(failure) = step {
            prop_assert!(failure.message.len() < 4000, "{}", failure.message);
            prop_assert!(failure.problems.len() <= 50);
        }
    }
}

#[cfg(feature = "manifest")]
proptest! {
    #[test]
    fn every_output_fits_its_schema_whatever_was_answered(
        action in prop::sample::select(&ACTIONS[..]),
        members in prop::collection::vec((any_name(), any_json()), 0..6),
        replies in prop::collection::vec(any_reply(), 1..4),
    ) {
        let schemas = &*OUTPUTS;
        let mut first = json!({ "id": 1, "uuid": "a", "meetings": [] });
        for (name, value) in members {
            first[name] = value;
        }
        let mut step = begin(action, input(action));
        let answers = std::iter::once(answer(200, first)).chain(replies);
        for reply in answers {
            let Some(state) = step.as_ref().ok().and_then(state) else {
                break;
            };
            step = support::resume(&state, reply);
        }
        if let Ok(Step::Done(output)) = step {
            let output: Value = serde_json::from_str(&output).unwrap();
            let misfits: Vec<_> = schemas[action].iter_errors(&output).map(|error| error.to_string()).collect();
            prop_assert!(misfits.is_empty(), "{misfits:?} {output}");
        }
    }
}

/// The names of members of outputs.
#[cfg(feature = "manifest")]
fn any_name() -> impl Strategy<Value = String> {
    let mut names = Vec::new();
    let manifest: Value = serde_json::from_str(&zoom_connector::manifest()).unwrap();
    for action in manifest["actions"].as_array().unwrap() {
        names.extend(
            action["output"]["properties"]
                .as_object()
                .unwrap()
                .keys()
                .cloned(),
        );
    }
    prop::sample::select(names)
}

#[cfg(feature = "manifest")]
static OUTPUTS: std::sync::LazyLock<std::collections::BTreeMap<String, jsonschema::Validator>> =
    std::sync::LazyLock::new(|| {
        let manifest: Value = serde_json::from_str(&zoom_connector::manifest()).unwrap();
        let actions = manifest["actions"].as_array().unwrap().iter();
        actions
            .map(|action| {
                let id = action["id"].as_str().unwrap().to_owned();
                (id, jsonschema::validator_for(&action["output"]).unwrap())
            })
            .collect()
    });

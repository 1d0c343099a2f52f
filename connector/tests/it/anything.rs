//! Whatever comes in, nothing panics.

use proptest::prelude::*;
use serde_json::Value;
use zoom_connector::contract::Step;

use crate::failures::input;
use crate::support::{self, begin, raw, state};

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
}

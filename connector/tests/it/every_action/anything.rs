//! Every action with inputs and answers that nobody would think of.

use proptest::prelude::*;
use serde_json::Value;
use zoom_connector::contract::{Reply, Step};

use super::{ACTIONS, id, misfits, sample, started};
use crate::support::{answer, begin, raw, resume, state};

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

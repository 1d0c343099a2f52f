//! The plans of a user, of which Zoom changes one at a time.
//!
//! What a get answers has several of them, and goes back into an update with one thing changed. So
//! where an input has several, the user is looked at, and what stays as it is is not sent.

use serde_json::Value;

use super::get;
use crate::contract::FieldProblem;
use crate::endpoint::Ask;
use crate::input::Input;
use crate::look::{Decision, Look};
use crate::shape::{Path, Shape};

pub(super) static LOOK: Look = Look {
    asks: &[&get::ACTION.endpoint],
    before,
    decide,
    after: |_| None,
};

/// The fields of which Zoom changes one at a time.
const PLANS: [&str; 3] = ["type", "plan_united_type", "zoom_one_type"];

fn named(input: &Input) -> Vec<&'static str> {
    let is_named = |name: &&str| input.get(name).is_some();
    PLANS.into_iter().filter(is_named).collect()
}

fn before(input: &Input) -> Option<Ask> {
    let mut asked = Input::default().with("user_id", input.get("user_id")?.clone());
    if let Some(login) = input.get("login_type") {
        asked = asked.with("login_type", login.clone());
    }
    (named(input).len() > 1).then_some(get::ACTION.ask(asked))
}

fn decide(shape: &Shape, mut input: Input, seen: Option<&Value>, _: u64) -> Decision {
    let mut warnings = Vec::new();
    let mut problems = Vec::new();
    for name in named(&input) {
        let stays = seen
            .and_then(|seen| seen.get(name))
            .zip(input.get(name))
            .is_some_and(|(seen, given)| is_same(seen, given));
        if stays {
            input = input.without(name);
            warnings.push(format!("`{name}` is not sent: the user has it already."));
        }
    }
    if let [_, others @ ..] = named(&input).as_slice() {
        problems.extend(others.iter().map(|name| contradiction(name)));
    }
    let sends_nothing = input.body(shape).is_empty() && !input.is_true("remove_tsp_credentials");
    if problems.is_empty() && sends_nothing {
        problems.push(Path::Whole.problem("changes nothing: the user is so already"));
    }
    Decision {
        input,
        certain: true,
        warnings,
        problems,
    }
}

fn contradiction(name: &str) -> FieldProblem {
    let at = Path::Member(&Path::Whole, name);
    at.problem(
        "is changed together with another plan; Zoom changes `type`, `plan_united_type` and \
         `zoom_one_type` one at a time, so change the one first and this in an update of its own",
    )
}

/// Zoom's documents have the largest numbers with their last digits rounded away.
fn is_same(one: &Value, other: &Value) -> bool {
    one == other || one.as_f64().is_some() && one.as_f64() == other.as_f64()
}

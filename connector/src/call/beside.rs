//! Doing what is done beside, once an action is done.

use serde_json::Value;

use super::{Call, Stage};
use crate::action::Action;
use crate::beside::Part;
use crate::contract::{Failure, FailureKind, Step};

/// The places of what was refused, with how much what is refused with it takes at least.
type Refused = Vec<(usize, u8)>;

impl Call {
    /// What is done beside at a place of the order.
    pub(super) fn part(&self, action: &Action, output: &Value, place: usize) -> Option<Part> {
        (action.then.as_ref()?.next)(&self.input, output, place)
    }

    /// Do what is to be done beside, and end with the output.
    pub(super) fn beside(
        &self,
        action: &'static Action,
        output: Value,
        now: u64,
    ) -> Result<Step, Failure> {
        self.beside_from(action, output, 0, Refused::new(), now)
    }

    /// Take what has come of one thing, and do what comes after it.
    pub(super) fn then(
        mut self,
        action: &'static Action,
        answer: Result<Value, Failure>,
        now: u64,
    ) -> Result<Step, Failure> {
        let Stage::Then {
            output,
            place,
            refused,
        } = &self.stage
        else {
            return Err(self.not_mine("cannot go on from this state"));
        };
        let (output, place, mut refused) = (output.clone(), *place, refused.clone());
        if let (Err(failure), Some(part)) = (answer, self.part(action, &output, place)) {
            let mut told = not_done(&part, &failure);
            if let Some(least) = least(&part, &failure) {
                let before = refused.clone();
                refused.push((place, least));
                let not_tried: Vec<_> = (place + 1..)
                    .map_while(|place| self.part(action, &output, place))
                    .filter(|part| !self.is_refused(action, &output, part, &before))
                    .filter(|part| self.is_refused(action, &output, part, &refused))
                    .map(|part| part.what)
                    .collect();
                if !not_tried.is_empty() {
                    told += &format!(" So these were not tried: {}.", not_tried.join(", "));
                }
            }
            self.warnings.push(told);
        }
        self.beside_from(action, output, place + 1, refused, now)
    }

    /// Do what is to be done from that place on.
    fn beside_from(
        &self,
        action: &'static Action,
        output: Value,
        mut place: usize,
        refused: Refused,
        now: u64,
    ) -> Result<Step, Failure> {
        while let Some(part) = self.part(action, &output, place) {
            if self.is_refused(action, &output, &part, &refused) {
                place += 1;
                continue;
            }
            let stage = Stage::Then {
                output,
                place,
                refused,
            };
            return self.next(stage, now).ask(action).map(Step::Send);
        }
        Ok(self.done(output))
    }

    /// Whether what was refused goes for this too.
    fn is_refused(
        &self,
        action: &Action,
        output: &Value,
        part: &Part,
        refused: &[(usize, u8)],
    ) -> bool {
        let mut refused = refused.iter().filter(|(_, least)| part.takes >= *least);
        refused.any(|(place, _)| {
            let known = self.part(action, output, *place);
            known.is_some_and(|known| std::ptr::eq(known.ask.endpoint, part.ask.endpoint))
        })
    }
}

/// What is said of something that was not done.
fn not_done(part: &Part, failure: &Failure) -> String {
    let reason = failure.message.split_once("` failed: ");
    let reason = reason.map_or(failure.message.as_str(), |(_, reason)| reason);
    let endpoint = part.ask.endpoint;
    format!(
        "It is done but for {} (`{} {}`): {reason}",
        part.what, endpoint.method, endpoint.path
    )
}

/// How much what is refused together with this takes at least; none where the refusal says nothing of
/// others.
fn least(part: &Part, failure: &Failure) -> Option<u8> {
    let is = |kind: FailureKind| failure.kind == kind.name();
    if is(FailureKind::MissingScope) || is(FailureKind::PlanRequired) {
        return Some(0);
    }
    is(FailureKind::Forbidden).then_some(part.takes)
}

//! What a change would do to a meeting, seen from what the meeting is.
//!
//! Zoom takes a part of a recurrence for the whole of it; it counts a changed series from its last
//! meeting, unless it is told a start that is to come; and it gives a series without an end one,
//! whatever is changed. So the meeting is looked at first.

use serde_json::Value;

use super::group::says_nothing;
use super::schedule::{INSTANT, RECURRING, RECURRING_WITHOUT_TIME, SCHEDULED};
use super::series::{Series, Thoughts, takes_the_start, with_those_over};
use super::{get, recurrence, schedule, settings_warnings};
use crate::contract::FieldProblem;
use crate::endpoint::Ask;
use crate::input::Input;
use crate::look::{Decision, Look};
use crate::shape::{Path, Shape};
use crate::times::DateTime;

pub(super) static LOOK: Look = Look {
    asks: &[&get::ACTION.endpoint],
    before,
    decide,
    after,
};

/// The whole of a meeting.
pub(super) fn whole(input: &Input) -> Option<Ask> {
    get::ACTION.ask_of("meeting_id", input)
}

fn before(input: &Input) -> Option<Ask> {
    // What is changed for one meeting alone leaves the series as it is, and what becomes a meeting
    // of another type is no series.
    let of_one = input.get("occurrence_id").is_some();
    let becomes = |kind| matches!(kind, INSTANT | SCHEDULED | RECURRING_WITHOUT_TIME | 10);
    let series = !input.integer("type").is_some_and(becomes);
    let risky = input.get("recurrence").is_some() || !input.is_true("end_series_at_limit");
    let ask = whole(input).filter(|_| !of_one && series && risky)?;
    Some(with_those_over(ask, takes_the_start(input)))
}

/// Whether a meeting that is as `seen` is known to keep the registration that the input asks for: it
/// has it already, or it has a start that is to come.
fn keeps_registration(input: &Input, seen: &Value, now: u64) -> bool {
    let asked = input
        .object("settings")
        .and_then(|settings| settings.get("approval_type"));
    if asked.is_some() && asked == seen.pointer("/settings/approval_type") {
        return true;
    }
    let kind = input
        .integer("type")
        .or_else(|| seen.get("type").and_then(Value::as_i64));
    let seen_start = || seen.get("start_time").and_then(Value::as_str);
    let start = input.text("start_time").or_else(seen_start);
    let moment = start.and_then(|start| DateTime::parse(start)?.timestamp());
    schedule::has_a_time(kind) && moment.is_some_and(|moment| moment > now)
}

fn after(input: &Input) -> Option<Ask> {
    let registration = input.object("settings")?.get("approval_type")?.as_i64()?;
    let of_one = input.get("occurrence_id").is_some();
    (registration != NO_REGISTRATION && !of_one)
        .then(|| whole(input))
        .flatten()
}

/// The `approval_type` of a meeting for which nobody registers.
const NO_REGISTRATION: i64 = 2;

fn decide(shape: &Shape, input: Input, seen: Option<&Value>, now: u64) -> Decision {
    let mut change = Change {
        shape,
        input,
        now,
        thoughts: Thoughts::default(),
    };
    match seen {
        Some(seen) => change.beside(seen),
        None => change.unseen(),
    }
    change
        .thoughts
        .refuse_nothing(shape, &change.input, "meeting");
    let certain = seen.is_some_and(|seen| keeps_registration(&change.input, seen, now));
    Decision {
        input: change.input,
        certain,
        warnings: change.thoughts.warnings,
        problems: change.thoughts.problems,
    }
}

/// A change that is being thought over.
struct Change<'a> {
    shape: &'a Shape,
    input: Input,
    now: u64,
    thoughts: Thoughts,
}

const SERIES: Series = Series {
    kind: RECURRING,
    one: "meeting",
    several: "meetings",
};

impl Change<'_> {
    fn sends_nothing(&self) -> bool {
        says_nothing(&self.input.body(self.shape))
    }

    /// Of a meeting that may not be looked at.
    fn unseen(&mut self) {
        if !self.input.is_true("end_series_at_limit") {
            self.thoughts.warnings.push(
                "The connection has no scope to read meetings, so the meeting was not looked at. \
                 If it is a series without an end, Zoom gives it one now."
                    .to_owned(),
            );
        }
        self.no_past_start();
        if let Some(recurrence) = self.input.object("recurrence") {
            recurrence::needs_days(recurrence, &mut self.thoughts.problems);
            if self.input.get("start_time").is_none() {
                self.thoughts.needs_start();
            }
        }
    }

    /// Of a meeting that is as `seen`.
    fn beside(&mut self, seen: &Value) {
        let start = seen.get("start_time").and_then(Value::as_str);
        let same_start = self.input.text("start_time").is_some_and(|given| {
            let moment = |text: &str| DateTime::parse(text)?.timestamp();
            start.is_some_and(|start| moment(given).is_some() && moment(given) == moment(start))
        });
        if same_start && schedule::is_past(&self.input, self.now) && !self.allows_past() {
            let input = std::mem::take(&mut self.input);
            let why = "it is that already, and in the past";
            self.input = self.thoughts.leave_out(input, "start_time", why);
        }
        self.no_past_start();
        self.recurrence(seen);
        self.endless(seen);
        let warning = settings_warnings::beside(&self.input, seen);
        self.thoughts.warnings.extend(warning);
    }

    fn allows_past(&self) -> bool {
        self.input.is_true("allow_past_start")
    }

    fn no_past_start(&mut self) {
        let kind = self.input.integer("type");
        schedule::no_past_start(kind, &self.input, self.now, &mut self.thoughts.problems);
    }

    /// Sends the whole of a recurrence, with a start, or nothing of it.
    fn recurrence(&mut self, seen: &Value) {
        let input = std::mem::take(&mut self.input);
        self.input = SERIES.whole(input, seen, self.now, &mut self.thoughts);
    }

    /// Changes no series without an end, unless it may get one.
    fn endless(&mut self, seen: &Value) {
        let ends_now = self
            .input
            .object("recurrence")
            .is_some_and(|changed| !recurrence::is_endless(changed));
        match gets_an_end(seen, &self.input) {
            _ if ends_now => {}
            Some(Ok(warning)) => self.thoughts.warnings.push(warning),
            Some(Err(problem)) if !self.sends_nothing() => self.thoughts.problems.push(problem),
            Some(Err(_)) | None => {}
        }
    }
}

/// What is to be said of a series without an end that is changed, or why it may not be: whatever is
/// changed of it, Zoom ends it.
pub(super) fn gets_an_end(seen: &Value, input: &Input) -> Option<Result<String, FieldProblem>> {
    let is_series = seen.get("type").and_then(Value::as_i64) == Some(RECURRING);
    let recurrence = seen.get("recurrence").and_then(Value::as_object);
    if !is_series || !recurrence.is_some_and(recurrence::is_endless) {
        return None;
    }
    if input.is_true("end_series_at_limit") {
        return Some(Ok(GETS_AN_END.to_owned()));
    }
    let at = Path::Member(&Path::Whole, "end_series_at_limit");
    Some(Err(at.problem(
        "is not set; the series has no end, and whatever is changed of it, Zoom ends it \
         after about 110 weeks or 60 months; set it to true to change it all the same, or \
         give it an end of your own with `recurrence`",
    )))
}

const GETS_AN_END: &str = "The series had no end: Zoom ends it after about 110 weeks or 60 months \
    from now.";

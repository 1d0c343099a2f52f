//! What a change of how a series repeats has to be, seen from what the series is: Zoom takes a part of a
//! recurrence for the whole of it, and counts from the last meeting where no start is sent.

use serde_json::Value;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::{days, recurrence};
use crate::contract::FieldProblem;
use crate::endpoint::Ask;
use crate::input::Input;
use crate::shape::{Path, Shape};
use crate::time_zones;
use crate::times::DateTime;

/// What sort of series it is.
pub(crate) struct Series {
    /// Zoom's number for series at a fixed time.
    pub(crate) kind: i64,
    /// What one of its members is called.
    pub(crate) one: &'static str,
    /// What several are called.
    pub(crate) several: &'static str,
}

/// What is thought of a change.
#[derive(Default)]
pub(crate) struct Thoughts {
    pub(crate) warnings: Vec<String>,
    pub(crate) problems: Vec<FieldProblem>,
}

impl Thoughts {
    /// The input without a field, which is not sent.
    pub(super) fn leave_out(&mut self, input: Input, field: &str, why: &str) -> Input {
        self.warnings.push(format!("`{field}` is not sent: {why}."));
        input.without(field)
    }

    pub(super) fn needs_start(&mut self) {
        let at = Path::Member(&Path::Whole, "start_time");
        self.problems.push(at.problem(
            "is missing; without it Zoom counts the changed series from its last meeting, so say \
             when the next one begins",
        ));
    }

    /// Refuses a change that says nothing any more.
    pub(crate) fn refuse_nothing(&mut self, shape: &Shape, input: &Input, what: &str) {
        if self.problems.is_empty() && super::group::says_nothing(&input.body(shape)) {
            let problem = format!("changes nothing: the {what} is so already");
            self.problems.push(Path::Whole.problem(problem));
        }
    }
}

/// Asks for those meetings of a series too that are over, where they may have something to tell.
pub(crate) fn with_those_over(ask: Ask, may_tell: bool) -> Ask {
    match may_tell {
        true => Ask {
            input: ask.input.with("show_previous_occurrences", true),
            ..ask
        },
        false => ask,
    }
}

/// Whether a change of how a series repeats takes its start from what there is.
pub(crate) fn takes_the_start(input: &Input) -> bool {
    input.get("recurrence").is_some() && input.get("start_time").is_none()
}

impl Series {
    /// The input with the whole of a recurrence, and a start, or with nothing of it.
    pub(crate) fn whole(
        &self,
        input: Input,
        seen: &Value,
        now: u64,
        thoughts: &mut Thoughts,
    ) -> Input {
        let Some(changed) = input.object("recurrence").cloned() else {
            return input;
        };
        let kind = seen.get("type").and_then(Value::as_i64);
        if input.get("type").is_none() && kind.is_some_and(|kind| kind != self.kind) {
            let at = Path::Member(&Path::Whole, "recurrence");
            thoughts.problems.push(at.problem(format!(
                "is only for {} of `type` {}, and this is none; set `type` to {} too",
                self.several, self.kind, self.kind
            )));
            return input;
        }
        let before = seen.get("recurrence").and_then(Value::as_object);
        let whole = match before {
            Some(before) => recurrence::merged(&changed, before),
            None => changed,
        };
        if before == Some(&whole) {
            return thoughts.leave_out(input, "recurrence", "the series repeats so already");
        }
        recurrence::needs_days(&whole, &mut thoughts.problems);
        let input = input.with("recurrence", Value::Object(whole));
        if input.get("start_time").is_some() {
            return input;
        }
        let Some(start) = next_start(seen, now) else {
            thoughts.needs_start();
            return input;
        };
        if was_moved(seen, &start, now) {
            thoughts.problems.push(start_of_its_own(&start));
            return input;
        }
        thoughts.warnings.push(format!(
            "Zoom counts a changed series from a start that is to come, so `start_time` {start} is sent, \
             when its next {} begins.",
            self.one
        ));
        input.with("start_time", start)
    }
}

/// When a meeting begins.
fn start_of(meeting: &Value) -> Option<(u64, &str)> {
    let start = meeting.get("start_time")?.as_str()?;
    Some((DateTime::parse(start)?.timestamp()?, start))
}

/// When the meetings of a series begin that are told one by one and have not been deleted.
fn starts(seen: &Value) -> impl Iterator<Item = (u64, &str)> {
    let occurrences = seen.get("occurrences").and_then(Value::as_array);
    let stays =
        |occurrence: &&Value| occurrence.get("status").and_then(Value::as_str) != Some("deleted");
    let staying = occurrences.into_iter().flatten().filter(stays);
    staying.filter_map(start_of)
}

/// The same of those that are to come.
fn starts_to_come(seen: &Value, now: u64) -> impl Iterator<Item = (u64, &str)> {
    starts(seen).filter(move |(moment, _)| *moment > now)
}

/// When the next meeting of a series begins, as far as it is told.
pub(super) fn next_start(seen: &Value, now: u64) -> Option<String> {
    let of_series = start_of(seen).filter(|(moment, _)| *moment > now);
    let starts = starts_to_come(seen, now).chain(of_series);
    starts.min().map(|(_, start)| start.to_owned())
}

/// Whether the meeting of a series that begins then seems to have been moved by itself: it is on a day on
/// which the series has none, or most of the others are at another time by the clock of the zone, or would
/// not be on their days if the series were on this one. Those that are over say something only where those
/// to come leave it open, for what a series was before it was changed still shows in them. Where no
/// meetings are told one by one, none has been moved.
pub(super) fn was_moved(seen: &Value, start: &str, now: u64) -> bool {
    let zone = seen.get("timezone").and_then(Value::as_str);
    let Some(clocks) = zone.and_then(time_zones::clocks) else {
        return false;
    };
    let shown = |moment: u64| {
        let shown = clocks.show(i64::try_from(moment).ok()?)?;
        OffsetDateTime::from_unix_timestamp(shown).ok()
    };
    let moment = DateTime::parse(start).and_then(|start| start.timestamp());
    let Some((moment, this)) = moment.and_then(|moment| Some((moment, shown(moment)?))) else {
        return false;
    };
    if starts_to_come(seen, now).all(|(other, _)| other != moment) {
        return false;
    }
    let repeats = seen.get("recurrence").and_then(Value::as_object);
    if repeats.is_some_and(|repeats| !days::may_be_on(repeats, this.date())) {
        return true;
    }
    // Where clocks leave the time out, another is at what the time is taken for.
    let is_then = |moment: u64, day| {
        let asked = PrimitiveDateTime::new(day, this.time()).assume_utc();
        let taken = clocks.moment(asked.unix_timestamp());
        taken.is_some_and(|taken| i64::try_from(moment) == Ok(taken.moment()))
    };
    let alike = |moment: &u64| {
        shown(*moment).is_some_and(|other| {
            let in_step = |repeats| days::in_step(repeats, this.date(), other.date());
            let same_time = other.time() == this.time() || is_then(*moment, other.date());
            same_time && repeats.is_none_or(in_step)
        })
    };
    let count = |others: Vec<u64>| {
        let like = others.iter().filter(|other| alike(other)).count();
        (like, others.len() - like)
    };
    let to_come = starts_to_come(seen, now).chain(start_of(seen));
    let others = to_come.map(|(other, _)| other);
    let (mut like, mut unlike) = count(others.filter(|other| *other != moment).collect());
    if unlike == like + 1 || like + unlike == 0 {
        let others = starts(seen).map(|(other, _)| other);
        let (also_like, also_unlike) = count(others.filter(|other| *other <= now).collect());
        like += also_like;
        unlike += also_unlike;
    }
    unlike > like
}

/// The problem of a series whose next meeting was moved by itself, where no start is given.
pub(super) fn start_of_its_own(start: &str) -> FieldProblem {
    Path::Member(&Path::Whole, "start_time").problem(format!(
        "is missing; the next meeting, at {start}, seems to have been moved by itself, so that it does not \
         tell when the series begins; say when its next meeting does"
    ))
}

//! What plans must heed, and what to say of the times that clocks leave out or show twice.

use serde_json::Value;

use super::{local, meaning};
use crate::action::Needed;
use crate::actions::meetings::{review, schedule, settings_warnings};
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::shape::Path;
use crate::times::{DateTime, parse_date};

fn problem(problems: &mut Vec<FieldProblem>, field: &str, message: &str) {
    problems.push(Path::Member(&Path::Whole, field).problem(message));
}

/// The start as it was written.
fn asked(input: &Input) -> Option<&str> {
    input.text(meaning::ASKED)
}

/// The rules of a meeting that takes place once.
pub(super) fn once(input: &Input, now: u64, problems: &mut Vec<FieldProblem>) {
    let is_local = asked(input).is_some_and(meaning::is_local);
    if is_local && input.get("timezone").is_none() {
        problem(
            problems,
            "timezone",
            "is missing; `start_time` is what some clock shows, so say in which zone, like \
             \"Europe/Berlin\", or give it `Z` or an offset",
        );
    }
    schedule::no_past_start(Some(schedule::SCHEDULED), input, now, problems);
}

/// What a series needs beyond its required fields.
pub(super) const NEEDED: &[Needed] = &[AN_END];
/// When a series ends.
pub(super) const AN_END: Needed = Needed::OneOf(&[&["end_after"], &["end_date"]]);

/// The rules of a series.
pub(super) fn series(input: &Input, now: u64, problems: &mut Vec<FieldProblem>) {
    let ends = ["end_after", "end_date"];
    match ends.map(|end| input.get(end).is_some()) {
        [false, false] => problem(
            problems,
            "end_after",
            "is missing; say how many meetings there are, or give the last day with `end_date`",
        ),
        [true, true] => problem(
            problems,
            "end_date",
            "does not go together with `end_after`; remove one of them",
        ),
        _ => {}
    }
    let last = input.text("end_date").and_then(parse_date);
    let first = asked(input).and_then(DateTime::parse);
    if let (Some(last), Some(first)) = (last, first)
        && last < first.date()
    {
        problem(
            problems,
            "end_date",
            "is before `start_time`, so there would be no meeting",
        );
    }
    schedule::no_past_start(Some(schedule::RECURRING), input, now, problems);
}

/// What the caller should know before: how the start was understood.
pub(super) fn warnings(input: &Input, now: u64) -> Vec<String> {
    let kind = input.integer("type");
    let mut warnings: Vec<_> = understood(input).into_iter().collect();
    if input.is_true("allow_past_start") && schedule::is_past(input, now) {
        warnings.push("`start_time` is in the past: Zoom takes it for now.".to_owned());
    }
    if input.integer("end_after").is_some_and(|times| times > 50) {
        warnings.push(
            "Zoom's documentation names both 50 and 60 as the most meetings of a series: whether it \
             makes so many is not sure."
                .to_owned(),
        );
    }
    warnings.extend(settings_warnings::of(kind, input));
    warnings
}

fn understood(input: &Input) -> Option<String> {
    let asked = asked(input)?;
    let zone = input.text("timezone")?;
    let Some(shown) = local::moment(input, asked) else {
        return Some(format!(
            "What clocks in {zone} show then is not known to this connector; Zoom decides."
        ));
    };
    local::remark(asked, zone, shown)
}

/// What the caller should know afterwards: the meetings that begin at another time by the clock.
pub(super) fn review(input: &Input, meeting: &Value) -> Vec<String> {
    let mut told = review::differences(input, meeting);
    let clock = |text: &str| text.get(11..).map(str::to_owned);
    let asked = input
        .text("start_time")
        .filter(|start| meaning::is_local(start))
        .and_then(clock);
    let Some(asked) = asked else {
        return told;
    };
    let others: Vec<_> = local::times_of(meeting)
        .iter()
        .filter_map(|time| time.get("local_start")?.as_str().map(str::to_owned))
        .filter(|local| clock(local).as_ref() != Some(&asked))
        .collect();
    if !others.is_empty() {
        told.push(format!(
            "Not all meetings begin at {asked} by the clock, since clocks are set then or Zoom does \
             otherwise: {}.",
            others.join(", ")
        ));
    }
    told
}

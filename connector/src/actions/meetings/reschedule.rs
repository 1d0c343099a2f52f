//! `reschedule-meeting`.
//!
//! Zoom takes what it is sent of a series for the whole of it, counts from its last meeting where no
//! start is sent, and gives one without an end an end. So the meeting is looked at, and a series goes out
//! whole, with a start. What can't be kept is refused, unless the input allows it.

use serde_json::Value;
use time::Date;

use super::change::{gets_an_end, whole};
use super::fields::{self, DONE_TO};
use super::group::{DAILY_QUOTA, GROUP};
use super::planned::{LENGTH, start_by_the_clock, start_in_utc};
use super::schedule::{self, RECURRING, SCHEDULED};
use super::series::{next_start, start_of_its_own, was_moved, with_those_over};
use super::{days, get};
use crate::action::{Action, Needed};
use crate::actions::lookups;
use crate::contract::FieldProblem;
use crate::endpoint::Ask;
use crate::input::Input;
use crate::json;
use crate::look::{Decision, Look};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Object, Path, Shape, TEXT, body, member};
use crate::times::{DATE_TIME, DateTime, TIME_ZONE, format_date};

pub(crate) static ACTION: Action =
    Action::patch(&GROUP, "reschedule-meeting", "/meetings/{meetingId}")
        .operation("meetingUpdate")
        .summary("Moves a meeting, a series or one meeting of it to another time, and keeps all else.")
        .description(
            "It looks at the meeting first, which takes a scope to read meetings, and sends a series whole, \
             with a start, since Zoom would ruin it otherwise. The zone stays the meeting's unless the \
             input names another, and then a meeting keeps its moment unless start_time says otherwise. A series of one day of the week or month goes over to the day of its new \
             start; one of several days, or of a week of the month, takes a start on its days alone. A series without an end is moved only with end_series_at_limit, for Zoom \
             gives it one then.",
        )
        .scopes(&[scope("meeting:write")], &[scope("meeting:update:meeting")])
        .also(&[&get::ACTION])
        .quota(&DAILY_QUOTA)
        .input(&[
            fields::OF_A_MEETING,
            &[
                fields::occurrence(
                    "The id of the one meeting of a series to move. Without it the whole series moves.",
                ),
                body(
                    "start_time",
                    DATE_TIME,
                    "When it begins: what a clock in its zone shows, such as `2036-09-16T10:00`, or a time with `Z` or an offset. Of a series, when the next meeting begins.",
                ),
                body(
                    "duration",
                    LENGTH,
                    "How long it is planned to last: minutes, or a length of time as ISO 8601 has it, such as `PT1H30M`.",
                ),
                body(
                    "timezone",
                    TIME_ZONE,
                    "Another zone for the meeting, by its name in the IANA database. Not for one meeting of a series.",
                )
                .choices(&lookups::TIME_ZONES),
                fields::END_AT_LIMIT,
                member(
                    "allow_past_start",
                    Kind::Boolean,
                    "Send a `start_time` in the past all the same. Zoom takes it for now.",
                ),
            ],
        ])
        .output(&[&[
            DONE_TO,
            member("occurrence_id", TEXT, "The id of the one meeting of a series that was moved."),
            member("updated", Kind::Boolean, "That it was moved.").required(),
            member("start_time", TEXT, "The start that was sent: in UTC, or of a series by the clock of its zone."),
            member("timezone", TEXT, "The zone that was sent."),
            member("duration", INTEGER, "The length that was sent, in minutes."),
        ]])
        .done("updated")
        .needed(&[Needed::OneOf(&[&["start_time"], &["duration"], &["timezone"]])])
        .rules(rules)
        .look(&LOOK)
        .beside(beside)
        .refusals(fields::NOT_A_MEETING)
        .sample(
            r#"{ "meeting_id": "85746065432", "start_time": "2036-10-22T11:00", "duration": "PT45M" }"#,
            r#"{
                "meeting_id": "85746065432",
                "updated": true,
                "start_time": "2036-10-22T09:00:00Z",
                "duration": 45
            }"#,
        );

static LOOK: Look = Look {
    asks: &[&get::ACTION.endpoint],
    before,
    decide,
    after: |_| None,
};

/// The whole of the meeting. Where a series keeps its start, what is over of it may tell which of those to
/// come was moved by itself.
fn before(input: &Input) -> Option<Ask> {
    let keeps = ["start_time", "occurrence_id"]
        .iter()
        .all(|field| input.get(field).is_none());
    Some(with_those_over(whole(input)?, keeps))
}

fn beside(input: &Input) -> Object {
    let recurrence = input.get("recurrence").cloned();
    let member = recurrence.map(|recurrence| ("recurrence".to_owned(), recurrence));
    json::gathered(member)
}

fn problem(problems: &mut Vec<FieldProblem>, field: &str, message: &str) {
    problems.push(Path::Member(&Path::Whole, field).problem(message));
}

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let has = |field: &str| input.get(field).is_some();
    if !["start_time", "duration", "timezone"].into_iter().any(has) {
        problems.push(
            Path::Whole.problem("moves nothing; name `start_time`, `duration` or `timezone`"),
        );
    }
    if has("occurrence_id") && has("timezone") {
        problem(
            problems,
            "timezone",
            "is that of the whole series; remove it, or leave `occurrence_id` out",
        );
    }
}

fn decide(_: &Shape, input: Input, seen: Option<&Value>, now: u64) -> Decision {
    let mut decision = Decision {
        input,
        certain: true,
        warnings: Vec::new(),
        problems: Vec::new(),
    };
    let Some(seen) = seen else {
        problem(
            &mut decision.problems,
            "meeting_id",
            "can't be looked at, since the connection has no scope to read meetings; add one, or change \
             the meeting with `update-meeting`",
        );
        return decision;
    };
    let kind = seen.get("type").and_then(Value::as_i64);
    let of_one = decision.input.text("occurrence_id").map(str::to_owned);
    match (kind, of_one) {
        (Some(RECURRING), Some(id)) => one_of(&mut decision, seen, &id, now),
        (Some(RECURRING), None) => series(&mut decision, seen, now),
        (Some(SCHEDULED), None) => at_a_moment(&mut decision, seen, now),
        (Some(SCHEDULED), Some(_)) => problem(
            &mut decision.problems,
            "occurrence_id",
            "is given, and the meeting is no series; remove it",
        ),
        _ => problem(
            &mut decision.problems,
            "meeting_id",
            "is of a meeting without a fixed time, which can't be moved",
        ),
    }
    schedule::no_past_start(kind, &decision.input, now, &mut decision.problems);
    decision
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// A start that is a moment, by the clock of the meeting's zone.
fn at_a_moment(decision: &mut Decision, seen: &Value, now: u64) {
    let given = decision.input.text("start_time");
    let Some(start) = given.or(kept(decision, seen, now)).map(str::to_owned) else {
        return;
    };
    let zone = decision.input.text("timezone").or(text(seen, "timezone"));
    match start_in_utc(&start, zone) {
        Some((moment, warning)) => {
            decision.warnings.extend(warning);
            decision.input = std::mem::take(&mut decision.input).with("start_time", moment);
        }
        None => problem(
            &mut decision.problems,
            "start_time",
            "is what a clock shows in a zone that is not known; give it `Z` or an offset",
        ),
    }
}

/// The start that a meeting has and is to keep in another zone: whether Zoom would keep the moment, or what
/// clocks show, is not known.
fn kept<'a>(decision: &Decision, seen: &'a Value, now: u64) -> Option<&'a str> {
    decision.input.get("timezone")?;
    let moment = |start: &&str| DateTime::parse(start).and_then(|start| start.timestamp());
    text(seen, "start_time").filter(|start| moment(start).is_some_and(|moment| moment > now))
}

fn one_of(decision: &mut Decision, seen: &Value, id: &str, now: u64) {
    let occurrences = seen.get("occurrences").and_then(Value::as_array);
    let is_there = |occurrence: &Value| {
        text(occurrence, "occurrence_id") == Some(id)
            && text(occurrence, "status") != Some("deleted")
    };
    if occurrences.is_some_and(|all| !all.iter().any(is_there)) {
        problem(
            &mut decision.problems,
            "occurrence_id",
            "names no meeting of this series that is to come; get the meeting to see them",
        );
    }
    at_a_moment(decision, seen, now);
}

fn series(decision: &mut Decision, seen: &Value, now: u64) {
    let Some(repeats) = seen.get("recurrence").and_then(Value::as_object) else {
        problem(
            &mut decision.problems,
            "meeting_id",
            "is of a series of which Zoom does not say how it repeats; change it with `update-meeting`",
        );
        return;
    };
    match gets_an_end(seen, &decision.input) {
        Some(Ok(warning)) => decision.warnings.push(warning),
        Some(Err(problem)) => decision.problems.push(problem),
        None => {}
    }
    if repeats
        .get("end_times")
        .and_then(Value::as_i64)
        .is_some_and(|times| times > 0)
    {
        decision.warnings.push(
            "Zoom counts the meetings of the series from the new start on: those before are not taken off."
                .to_owned(),
        );
    }
    let given = decision.input.text("start_time").map(str::to_owned);
    let is_given = given.is_some();
    let Some(start) = given.or_else(|| next_start(seen, now)) else {
        problem(
            &mut decision.problems,
            "start_time",
            "is missing, and the series has no meeting to come; say when the next one begins",
        );
        return;
    };
    if !is_given && was_moved(seen, &start, now) {
        decision.problems.push(start_of_its_own(&start));
        return;
    }
    let Some(zone) = decision
        .input
        .text("timezone")
        .or(text(seen, "timezone"))
        .map(str::to_owned)
    else {
        problem(
            &mut decision.problems,
            "timezone",
            "is missing, and Zoom tells none of the series",
        );
        return;
    };
    let Some((start, warning)) = start_by_the_clock(&start, &zone) else {
        problem(
            &mut decision.problems,
            "start_time",
            "is in a year of which it is not known what clocks in the zone show",
        );
        return;
    };
    decision.warnings.extend(warning);
    let end = repeats
        .get("end_date_time")
        .and_then(Value::as_str)
        .and_then(DateTime::parse);
    let begins = start_in_utc(&start, Some(&zone))
        .and_then(|(moment, _)| DateTime::parse(&moment)?.timestamp());
    if let (Some(end), Some(begins)) = (end.and_then(|end| end.timestamp()), begins)
        && end < begins
    {
        problem(
            &mut decision.problems,
            "start_time",
            "is after the end of the series; give it another end with `update-meeting`",
        );
    }
    let mut repeats = repeats.clone();
    if let Some(day) = DateTime::parse(&start).map(|start| start.date()) {
        on_the_day(decision, &mut repeats, day);
    }
    decision.input = std::mem::take(&mut decision.input)
        .with("start_time", start)
        .with("timezone", zone)
        .with("recurrence", Value::Object(repeats));
}

/// Puts a series on the day of its new start, where it has one day, and else refuses a start on none of
/// its days: Zoom would go by the days.
fn on_the_day(decision: &mut Decision, repeats: &mut Object, day: Date) {
    if days::may_be_on(repeats, day) {
        return;
    }
    if let Some((field, value)) = days::on_another(repeats, day) {
        let was = repeats.insert(field.to_owned(), value.clone());
        decision.warnings.push(format!(
            "`recurrence.{field}` is sent as {value}, the day of the new start; it was {}.",
            was.unwrap_or_default()
        ));
        return;
    }
    let (field, how) = match decision.input.get("start_time") {
        Some(_) => ("start_time", "is on"),
        None => ("timezone", "moves the series to"),
    };
    let problem = Path::Member(&Path::Whole, field).problem(format!(
        "{how} a day, {}, on which the series has no meeting, and Zoom would go by its days; choose one of \
         them, or change `recurrence` with `update-meeting`",
        format_date(day)
    ));
    decision.problems.push(problem);
}

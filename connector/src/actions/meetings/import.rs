//! `import-meeting`.

use serde_json::Value;

use super::group::{DAILY_QUOTA, GROUP};
use super::planned::{start_by_the_clock, start_in_utc};
use super::schedule::{self, RECURRING, SCHEDULED};
use super::{create, definition, fields, recovery, recurrence, review};
use crate::action::Action;
use crate::actions::registrants::update_questions;
use crate::actions::users::fields::of_user;
use crate::actions::{lookups, polls};
use crate::contract::FieldProblem;
use crate::ids;
use crate::input::Input;
use crate::scopes::scope;
use crate::shape::{Kind, Object, Path, body, member};
use crate::times::{self, DATE_TIME, DateTime, TIME_ZONE};

pub(crate) static ACTION: Action = Action::post(&GROUP, "import-meeting", "/users/{userId}/meetings")
    .operation("meetingCreate")
    .summary("Makes a meeting out of a definition that Export meeting gave, here or in another account.")
    .description(
        "What the input says beside the definition takes the place of what stands there. The meeting is made \
         first, then what is asked of who registers, then each poll; what fails of that is named, and the \
         meeting stays. A series with a \
         last day is moved with its start. What only the account of the definition knew is left out, and \
         named, unless same_account says that it is this one. Never repeated on its own; when the answer \
         is lost, the meeting is looked for.",
    )
    .scopes(&[scope("meeting:write")], &[scope("meeting:write:meeting")])
    .quota(&DAILY_QUOTA)
    .input(&[&[
        of_user("Who hosts the meeting: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone."),
        member("definition", Kind::Object(&definition::DEFINITION), "The definition.").required(),
        member(
            "same_account",
            Kind::Boolean,
            "That the definition comes from this account, so that its templates, tracking fields and alternative hosts are known here.",
        )
        .default("false"),
        body("topic", Kind::Text(0, 200), "What the meeting is called, where that changes."),
        body(
            "start_time",
            DATE_TIME,
            "When it begins now: what a clock in its zone shows, such as `2036-09-16T10:00`, or a time with `Z` or an offset.",
        ),
        body("timezone", TIME_ZONE, "Another zone for the meeting, by its name in the IANA database."),
        body("password", Kind::Text(0, 10), "The passcode, which has to fit the account's rules for passcodes.").sensitive(),
        body(
            "schedule_for",
            ids::USER,
            "The user id or e-mail address of the user to schedule the meeting for. That user has to have given the host the right to.",
        )
        .choices(&lookups::SCHEDULERS),
        member(
            "allow_past_start",
            Kind::Boolean,
            "Send a start in the past all the same. Zoom takes it for now.",
        ),
    ]])
    .output(&[fields::OUTPUT, &[fields::RECOVERED]])
    .prepare(prepare)
    .beside(beside)
    .rules(rules)
    .warnings(warnings)
    .review(review::differences)
    .then(
        definition::beside_the_meeting,
        &[&update_questions::ACTION, &polls::create::ACTION],
    )
    .refusals(create::REFUSALS)
    .recovery(&recovery::NEW_MEETING)
    .columns(fields::COLUMNS)
    .sample(
        r#"{
            "start_time": "2036-10-22T09:00",
            "definition": {
                "format": "zoom-meeting",
                "version": 1,
                "meeting": {
                    "topic": "Weekly review",
                    "type": 2,
                    "start_time": "2036-09-16T01:00:00Z",
                    "timezone": "Asia/Tokyo",
                    "duration": 30,
                    "settings": { "waiting_room": true }
                }
            }
        }"#,
        fields::SAMPLE,
    );

/// What the definition says, beside what the input says itself.
fn prepare(input: Input) -> Input {
    let meeting = definition::meeting(&input, &mut Vec::new());
    let before = meeting
        .get("start_time")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let moved = input.get("start_time").is_some();
    let mut input = input;
    for (name, value) in meeting {
        if input.get(&name).is_none() {
            input = input.with(&name, value);
        }
    }
    input = recurrence::one_end(input);
    let Some(start) = input.text("start_time").map(str::to_owned) else {
        return input;
    };
    let zone = input.text("timezone").map(str::to_owned);
    if moved {
        input = with_end_moved(input, before.as_deref(), &start, zone.as_deref());
    }
    let zone = zone.as_deref();
    // A series goes on by the clock of its zone, and one meeting begins at a moment.
    let told = match (input.integer("type"), zone) {
        (Some(RECURRING), Some(zone)) => start_by_the_clock(&start, zone),
        (Some(SCHEDULED), zone) => start_in_utc(&start, zone),
        _ => None,
    };
    match told {
        Some((start, _)) => input.with("start_time", start),
        None => input,
    }
}

/// A series whose last day is as long after its start as it was.
fn with_end_moved(input: Input, before: Option<&str>, start: &str, zone: Option<&str>) -> Input {
    let moved = || {
        let moment = |start| DateTime::parse(&start_in_utc(start, zone)?.0)?.timestamp();
        let (before, now) = (moment(before?)?, moment(start)?);
        let mut recurrence = input.object("recurrence")?.clone();
        let end = DateTime::parse(recurrence.get("end_date_time")?.as_str()?)?.timestamp()?;
        let end = times::utc(end.checked_sub(before)?.checked_add(now)?);
        recurrence.insert("end_date_time".to_owned(), end.into());
        Some(recurrence)
    };
    match moved() {
        Some(recurrence) => input.with("recurrence", Value::Object(recurrence)),
        None => input,
    }
}

fn beside(input: &Input) -> Object {
    input.body(&create::ACTION.endpoint.input)
}

fn rules(input: &Input, now: u64, problems: &mut Vec<FieldProblem>) {
    _ = definition::meeting(input, problems);
    create::rules(input, now, problems);
    if schedule::has_a_time(input.integer("type")) && input.get("start_time").is_none() {
        let at = Path::Member(&Path::Whole, "start_time");
        problems.push(
            at.problem("is missing, and the definition has none; say when the meeting begins"),
        );
    }
}

fn warnings(input: &Input, now: u64) -> Vec<String> {
    let mut warnings = create::warnings(input, now);
    let left_out = definition::of_account(input);
    if !left_out.is_empty() && !input.is_true("same_account") {
        warnings.push(format!(
            "Only the account that the definition comes from knows these, so they are left out: {}. Set \
             them here anew, or `same_account` to true where it is this account.",
            left_out.join(", ")
        ));
    }
    warnings
}

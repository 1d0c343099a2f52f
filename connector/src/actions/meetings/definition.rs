//! A meeting as a definition that can be kept and made anew elsewhere.
//!
//! It has what Zoom takes when a meeting is made, in two parts: what means the same in every account, and
//! what only the account that it comes from knows, such as the ids of its templates. Ids, addresses,
//! links and passcodes of the meeting itself are in neither.

use serde_json::Value;

use super::{create, group::says_nothing};
use crate::actions::polls;
use crate::actions::registrants::{questions, update_questions};
use crate::beside::Part;
use crate::contract::FieldProblem;
use crate::endpoint::Ask;
use crate::input::Input;
use crate::json;
use crate::shape::{Findings, Kind, Object, Path, Place, Shape, check, member};

/// By which a definition is known.
const FORMAT: &str = "zoom-meeting";
/// What this connector writes and reads.
const VERSION: i64 = 1;

/// What a definition looks like.
pub(super) static DEFINITION: Shape = Shape::of(&[&[
    member(
        "format",
        Kind::Choice(&[FORMAT]),
        "That it is the definition of a meeting.",
    )
    .required(),
    member(
        "version",
        Kind::Code(&[VERSION]),
        "The version of the format.",
    )
    .required(),
    member(
        "meeting",
        Kind::Any,
        "What means the same in every account: fields of Create meeting.",
    )
    .required(),
    member(
        "account",
        Kind::Any,
        "What only the account that it comes from knows: further fields of Create meeting.",
    ),
    member(
        REGISTRATION,
        Kind::Object(&questions::DEFINED),
        "What people are asked who register: fields of Update registration questions.",
    ),
    member(
        POLLS,
        Kind::List(&Kind::Object(&polls::DEFINED), MOST_POLLS),
        "The polls: fields of Create meeting poll for each.",
    ),
]]);

/// What people are asked who register, in a definition.
const REGISTRATION: &str = "registration";
/// The polls of a meeting, in a definition.
const POLLS: &str = "polls";
/// How many polls a meeting may have.
const MOST_POLLS: usize = 50;

/// What only the account of a meeting knows.
const OF_ACCOUNT: [&str; 3] = ["tracking_fields", "template_id", "sensitivity_label_id"];
/// The settings among that.
const SETTINGS_OF_ACCOUNT: [&str; 7] = [
    "alternative_hosts",
    "authentication_option",
    "authentication_domains",
    "summary_template_id",
    "auto_add_recording_to_video_management",
    "resources",
    "use_pmi",
];

/// The fields of a new meeting that `value` has, as Zoom takes them.
fn taken(value: &Value, at: &Path<'_>, problems: &mut Vec<FieldProblem>) -> Object {
    let shape = &create::ACTION.endpoint.input;
    let mut findings = Findings::default();
    let mut taken = check(shape, value.clone(), at, &mut findings);
    problems.append(&mut findings.problems);
    let is_of_it = |name: &str| {
        shape
            .field(name)
            .is_some_and(|field| field.place == Place::Body)
    };
    taken.retain(|name, value| is_of_it(name) && !value.is_null());
    if let Some(Value::Object(settings)) = taken.get_mut("settings") {
        settings.retain(|_, value| !value.is_null());
    }
    taken
}

/// The members of `object` that are named, taken out of it.
fn take_out(object: &mut Object, names: &[&str]) -> Object {
    let taken = names.iter().filter_map(|name| object.remove_entry(*name));
    json::gathered(taken.filter(|(_, value)| says_something(value)))
}

/// Whether a value differs from what holds without it.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => members.values().any(says_something),
        Value::Bool(true) | Value::Number(_) => true,
    }
}

/// The definition of a meeting that is as `seen`.
pub(super) fn of(seen: &Value) -> Value {
    // What Zoom answers beyond what it takes is no problem.
    let mut meeting = taken(seen, &Path::Whole, &mut Vec::new());
    meeting.remove("password");
    let first = seen.pointer("/occurrences/0/start_time");
    if let (None, Some(first)) = (meeting.get("start_time"), first) {
        meeting.insert("start_time".to_owned(), first.clone());
    }
    let mut account = take_out(&mut meeting, &OF_ACCOUNT);
    if let Some(Value::Object(settings)) = meeting.get_mut("settings") {
        let of_account = take_out(settings, &SETTINGS_OF_ACCOUNT);
        if !of_account.is_empty() {
            account.insert("settings".to_owned(), Value::Object(of_account));
        }
    }
    let mut definition = vec![
        ("format", FORMAT.into()),
        ("version", VERSION.into()),
        ("meeting", meeting.into()),
    ];
    if !says_nothing(&account) {
        definition.push(("account", account.into()));
    }
    json::object(definition)
}

/// What an answer tells of these fields, to be kept in a definition.
fn kept(shape: &'static Shape, seen: &Value) -> Object {
    let mut kept = check(shape, seen.clone(), &Path::Whole, &mut Findings::default());
    kept.retain(|name, value| shape.field(name).is_some() && !value.is_null());
    kept
}

/// Adds what people are asked who register.
pub(super) fn with_registration(definition: &mut Value, seen: &Value) {
    let questions = kept(&questions::DEFINED, seen);
    if questions.values().any(says_something) {
        definition[REGISTRATION] = Value::Object(questions);
    }
}

/// Adds the polls.
pub(super) fn with_polls(definition: &mut Value, seen: &Value) {
    let all = seen.get("polls").and_then(Value::as_array);
    let mut polls = Vec::new();
    for poll in all.into_iter().flatten().take(MOST_POLLS) {
        polls.push(Value::Object(kept(&polls::DEFINED, poll)));
    }
    if !polls.is_empty() {
        definition[POLLS] = polls.into();
    }
}

/// What is to be asked at a place of the order, to make what a definition has beside the meeting that was
/// made of it: what is asked of who registers, where anybody does, and then each poll.
pub(super) fn beside_the_meeting(input: &Input, made: &Value, place: usize) -> Option<Part> {
    let asked = Input::default().with("meeting_id", made.get("id")?.clone());
    let settings = input.object("settings");
    let approval = settings.and_then(|settings| settings.get("approval_type")?.as_i64());
    let registers = approval.is_some_and(|approval| approval != 2);
    let registration = part(input, REGISTRATION).filter(|_| registers);
    let (members, endpoint, what, takes) = match (registration, place) {
        (Some(questions), 0) => {
            let what = "what is asked of who registers".to_owned();
            (questions, &update_questions::ACTION.endpoint, what, 0)
        }
        _ => {
            let polls = part(input, POLLS)?.as_array()?;
            let place = place - usize::from(registration.is_some());
            let poll = polls.get(place)?;
            let what = match poll.get("title").and_then(Value::as_str) {
                Some(title) => format!("the poll {title:?}"),
                None => format!("the poll at place {} of the definition", place + 1),
            };
            let simple = matches!(
                poll.get("poll_type").and_then(Value::as_i64),
                None | Some(1)
            );
            let takes = if simple {
                OF_ANY_POLL
            } else {
                OF_ADVANCED_POLLS
            };
            (poll, &polls::create::ACTION.endpoint, what, takes)
        }
    };
    let mut asked = asked;
    for (name, value) in members.as_object()? {
        asked = asked.with(name, value.clone());
    }
    Some(Part {
        ask: Ask {
            action: "",
            endpoint,
            input: asked,
        },
        what,
        takes,
    })
}

/// What polls take of an account, by the settings that it has for them: one for all, and another one for
/// advanced polls and quizzes.
const OF_ANY_POLL: u8 = 1;
const OF_ADVANCED_POLLS: u8 = 2;

/// A part of the definition that an input has.
fn part<'a>(input: &'a Input, name: &str) -> Option<&'a Value> {
    input.object("definition")?.get(name)
}

/// The meeting that the definition of an input says, with what only its account knows where that is the
/// same. Adds to the problems what is wrong with it.
pub(super) fn meeting(input: &Input, problems: &mut Vec<FieldProblem>) -> Object {
    let at = Path::Member(&Path::Whole, "definition");
    let mut read = |name: &str| {
        let part = part(input, name)?;
        Some(taken(part, &Path::Member(&at, name), problems))
    };
    let mut meeting = read("meeting").unwrap_or_default();
    let account = read("account").filter(|_| input.is_true("same_account"));
    for (name, value) in account.unwrap_or_default() {
        match (meeting.get_mut(&name), value) {
            (Some(Value::Object(settings)), Value::Object(more)) => settings.extend(more),
            (_, value) => _ = meeting.insert(name, value),
        }
    }
    meeting
}

/// What of the definition only its account knows, by name.
pub(super) fn of_account(input: &Input) -> Vec<String> {
    let account = part(input, "account").and_then(Value::as_object);
    let mut names = Vec::new();
    for (name, value) in account.into_iter().flatten() {
        match (name.as_str(), value) {
            ("settings", Value::Object(settings)) => {
                names.extend(settings.keys().map(|name| format!("`settings.{name}`")));
            }
            _ => names.push(format!("`{name}`")),
        }
    }
    names
}

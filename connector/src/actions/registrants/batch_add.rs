//! `batch-add-registrants`.

use serde_json::Value;

use super::batch::{BATCH, MOST, PERSON, REFUSALS, REGISTERED, ask, people};
use super::group::GROUP;
use crate::action::{Action, column};
use crate::actions::meetings;
use crate::contract::{Failure, FieldProblem};
use crate::course::{Came, Course, Files, Leg, Trip, Turn, state_is_lost};
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::manifest_only::ManifestOnly;
use crate::scopes::scope;
use crate::shape::{Kind, Path, TEXT, TEXTS, list, member};

pub(crate) static ACTION: Action = Action::post(
    &GROUP,
    "batch-add-registrants",
    "/meetings/{meetingId}/batch_registrants",
)
.operation("addBatchRegistrants")
.version("1.1.0")
.summary("Registers many people for a scheduled meeting, 30 in each request.")
.description(
    "Only for meetings of `type` 2. It counts against the heavy limit, so it is for many people; for \
     one there is Add meeting registrant. Where a later request fails, those who were registered before are \
     told, and so are the others with the reason.",
)
.scopes(&[scope("meeting:write")], &[scope("meeting:write:batch_registrants")])
.rate_label("HEAVY")
.input(&[
    meetings::OF_A_MEETING,
    &[
        member("registrants", Kind::List(&Kind::Object(&PERSON), 900), "The people: at least one, at most 900.").required(),
        member("auto_approve", Kind::Boolean, "Approve the registrations at once, whatever the meeting's `approval_type` is."),
        member("registrants_confirmation_email", Kind::Boolean, "Whether Zoom sends each of them the mail that confirms it."),
    ],
])
.course(
    &Course {
        files: ManifestOnly::new(Files::None),
        begin: |_, _| Ok(Turn::On(Memory::default().into_value())),
        leg,
        take,
    },
    &[&BATCH],
    &[&[
        member("registrants", list(&Kind::Object(&REGISTERED)), "The people who were registered.").required(),
        member("not_registered", TEXTS, "The e-mail addresses of those of whom that is not known, where a later request failed."),
        member("reason", TEXT, "Why that request failed."),
    ]],
)
.rules(rules)
.refusals(REFUSALS)
.columns(&[
    column("E-mail", "/registrants/*/email"),
    column("Registrant ID", "/registrants/*/registrant_id"),
])
.sample(
    r#"{
        "meeting_id": "85746065432",
        "auto_approve": true,
        "registrants": [{ "email": "anna@example.com", "first_name": "Anna", "last_name": "Huber" }]
    }"#,
    r#"{
        "registrants": [{
            "email": "anna@example.com",
            "registrant_id": "9tboDiHUQAeOnbmudzWa5g",
            "join_url": "https://us02web.zoom.us/w/85746065432?tk=example"
        }]
    }"#,
);

/// At least one is named.
fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    if input.get("registrants").is_some() && people(input).is_empty() {
        let at = Path::Member(&Path::Whole, "registrants");
        problems.push(at.problem("must name at least one person"));
    }
}

/// What is known so far.
#[derive(Default)]
struct Memory {
    /// How many of the people were sent.
    sent: usize,
    registered: Vec<Value>,
}

kept!(Memory { sent, registered });

impl Memory {
    fn next<'a>(&self, input: &'a Input) -> &'a [Value] {
        let left = people(input).get(self.sent..).unwrap_or_default();
        left.chunks(MOST).next().unwrap_or_default()
    }
}

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let memory = Memory::read(memory.clone())?;
    ask(input, memory.next(input)).map(Leg::Ask)
}

fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let (Some(mut memory), Came::Answer(answer)) = (Memory::read(memory), came) else {
        return Err(state_is_lost(ACTION.id));
    };
    let input = trip.input;
    match answer {
        Ok(mut answer) => {
            memory.sent += memory.next(input).len();
            if let Some(Value::Array(more)) = answer.get_mut("registrants").map(Value::take) {
                memory.registered.extend(more);
            }
        }
        Err(failure) if memory.sent == 0 => return Err(failure),
        Err(failure) => {
            let left = people(input).iter().skip(memory.sent);
            let left: Vec<_> = left
                .filter_map(|person| person.get("email").cloned())
                .collect();
            let warning = format!(
                "Not all were registered: {} are left. {}",
                left.len(),
                failure.message
            );
            return Ok(Turn::Done(json::object(vec![
                ("registrants", memory.registered.into()),
                ("not_registered", left.into()),
                ("reason", failure.message.into()),
                ("warnings", vec![warning].into()),
            ])));
        }
    }
    if memory.sent < people(input).len() {
        return Ok(Turn::On(memory.into_value()));
    }
    let registered = memory.registered.into();
    Ok(Turn::Done(json::object(vec![("registrants", registered)])))
}

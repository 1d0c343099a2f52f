//! `export-meeting`.

use serde_json::Value;

use super::group::GROUP;
use super::{definition, fields, get};
use crate::action::Action;
use crate::actions::polls;
use crate::actions::registrants::get_questions;
use crate::contract::{Failure, FailureKind};
use crate::course::{Came, Course, Files, Leg, Trip, Turn, state_is_lost};
use crate::endpoint::Ask;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::manifest_only::ManifestOnly;
use crate::passed_over::is_of_one_place;
use crate::scopes::scope;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action = Action::get(&GROUP, "export-meeting", "/meetings/{meetingId}")
    .operation("meeting")
    .summary("Gives a meeting as a definition that can be kept and made anew, in any account.")
    .description(
        "Import meeting takes the definition. It has no ids, links or passcodes of the meeting. What only \
         its account knows, such as templates, tracking fields and alternative hosts, stands in a part of \
         its own, which another account leaves out. What people are asked who register is in it, and so are \
         the polls, as far as they may be seen; registrants and the survey are not.",
    )
    .scopes(&[scope("meeting:read")], &[scope("meeting:read:meeting")])
    .input(&[fields::OF_A_MEETING])
    .course(
        &Course {
            files: ManifestOnly::new(Files::None),
            begin: |_, _| Ok(Turn::On(Memory::default().into_value())),
            leg,
            take,
        },
        &[&get::ACTION, &get_questions::ACTION, &polls::list::ACTION],
        &[&[member(
            "definition",
            Kind::Object(&definition::DEFINITION),
            "The definition.",
        )
        .required()]],
    )
    .refusals(fields::NOT_A_MEETING)
    .sample(
        r#"{ "meeting_id": "85746065432" }"#,
        r#"{
            "definition": {
                "format": "zoom-meeting",
                "version": 1,
                "meeting": {
                    "topic": "Weekly review",
                    "type": 2,
                    "start_time": "2036-09-16T01:00:00Z",
                    "timezone": "Asia/Tokyo",
                    "duration": 30,
                    "settings": { "waiting_room": true, "join_before_host": false, "approval_type": 2 }
                },
                "account": { "settings": { "alternative_hosts": "anna@example.com" } }
            }
        }"#,
    );

/// What is known so far.
#[derive(Default)]
struct Memory {
    /// What the meeting is, once it was seen.
    definition: Option<Value>,
    /// Whether what is asked of who registers is to be seen.
    registers: bool,
    lost: Vec<String>,
}

kept!(Memory {
    definition,
    registers,
    lost,
});

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let memory = Memory::read(memory.clone())?;
    let endpoint = match (memory.definition, memory.registers) {
        (None, _) => &get::ACTION.endpoint,
        (Some(_), true) => &get_questions::ACTION.endpoint,
        (Some(_), false) => &polls::list::ACTION.endpoint,
    };
    Some(Leg::Ask(Ask {
        action: "",
        endpoint,
        input: Input::default().with("meeting_id", input.get("meeting_id")?.clone()),
    }))
}

fn take(_: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let (Some(mut memory), Came::Answer(answer)) = (Memory::read(memory), came) else {
        return Err(state_is_lost(ACTION.id));
    };
    let Some(mut definition) = memory.definition.take() else {
        let seen = answer?;
        let approval = seen.pointer("/settings/approval_type");
        memory.definition = Some(definition::of(&seen));
        memory.registers = approval
            .and_then(Value::as_i64)
            .is_some_and(|kind| kind != 2);
        memory.lost = not_kept(&seen);
        return Ok(Turn::On(memory.into_value()));
    };
    let what = match memory.registers {
        true => "What people are asked who register is",
        false => "Polls are",
    };
    match answer {
        Ok(seen) if memory.registers => definition::with_registration(&mut definition, &seen),
        Ok(seen) => definition::with_polls(&mut definition, &seen),
        Err(failure) if is_of_one_place(&failure) || is_refused(&failure) => {
            let reason = failure.message.split_once("` failed: ");
            let reason = reason.map_or(failure.message.as_str(), |(_, reason)| reason);
            let code = failure.code.map(|code| format!(" (Zoom's code {code})"));
            let code = code.unwrap_or_default();
            memory
                .lost
                .push(format!("{what} not in the definition{code}: {reason}"));
        }
        Err(failure) => return Err(failure),
    }
    if memory.registers {
        memory.registers = false;
        memory.definition = Some(definition);
        return Ok(Turn::On(memory.into_value()));
    }
    Ok(Turn::Done(json::object(vec![
        ("definition", definition),
        ("warnings", memory.lost.into()),
    ])))
}

/// Whether Zoom does not tell something of the meeting, whatever is changed of the request.
fn is_refused(failure: &Failure) -> bool {
    let kinds = [FailureKind::InvalidInput, FailureKind::Refused];
    kinds.iter().any(|kind| failure.kind == kind.name())
}

/// What is lost, in words.
fn not_kept(seen: &Value) -> Vec<String> {
    let mut lost: Vec<&str> = Vec::new();
    let setting = |name: &str| seen.get("settings").and_then(|settings| settings.get(name));
    let kind = seen.get("type").and_then(Value::as_i64);
    if seen
        .get("password")
        .and_then(Value::as_str)
        .is_some_and(|passcode| !passcode.is_empty())
    {
        lost.push("The passcode is not in the definition: the new meeting gets another, or the one that `password` names.");
    }
    if setting("approval_type")
        .and_then(Value::as_i64)
        .is_some_and(|approval| approval != 2)
    {
        lost.push("Registrants are not in the definition.");
    }
    if setting("custom_keys")
        .and_then(Value::as_array)
        .is_some_and(|keys| !keys.is_empty())
    {
        lost.push("`settings.custom_keys` is not in the definition: Zoom does not take it for new meetings; set it afterwards with Update meeting.");
    }
    if kind == Some(super::schedule::INSTANT) {
        lost.push(
            "The meeting is an instant one, which is over when it ends: a new one starts at once.",
        );
    }
    if kind == Some(4) {
        lost.push(
            "The meeting has the host's personal meeting id. The new one gets an id of its own.",
        );
    }
    let occurrences = seen.get("occurrences").and_then(Value::as_array);
    let differs = |occurrence: &Value| {
        occurrence.get("status").and_then(Value::as_str) == Some("deleted")
            || occurrence
                .get("duration")
                .is_some_and(|minutes| Some(minutes) != seen.get("duration"))
    };
    if occurrences.is_some_and(|all| all.iter().any(differs)) {
        lost.push("Meetings of the series that were deleted or changed alone will be as the series has them.");
    }
    lost.into_iter().map(str::to_owned).collect()
}

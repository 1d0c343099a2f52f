//! `recover-recordings`.
//!
//! What is not in the trash can't be recovered, so it is not sent again when its answer is lost: that
//! there is a recording, and nothing of it in the trash of its host, tells that it was carried out.

use serde_json::Value;

use super::group::{FULL, GROUP, NOT_IN_TRASH};
use super::{fields, get, list};
use crate::action::Action;
use crate::contract::{Failure, FailureKind};
use crate::doubt::{Doubt, is_as_before, is_not_told, is_so};
use crate::endpoint::{Ask, Endpoint};
use crate::ids;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::recovery::{Finding, Lost, Recovery, is_gone};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Field, Kind, TEXT, member, path};

pub(crate) static ACTION: Action = Action::put(
    &GROUP,
    "recover-recordings",
    "/meetings/{meetingUUID}/recordings/status",
)
.operation("recordingStatusUpdate")
.summary("Recovers all files of the recording of a meeting out of the trash.")
.description("Zoom keeps them there for 30 days. Recover recording file recovers one.")
.scopes(
    &[scope("recording:write")],
    &[scope("cloud_recording:update:recover_meeting_recordings").and_of_masters()],
)
.input(&[&[OF_AN_INSTANCE]])
.beside(|_| json::gathered([("action".to_owned(), "recover".into())]))
.output(&[&[
    member("meeting_id", TEXT, "The meeting, as the input names it.").required(),
    member("recovered", Kind::Boolean, "That it was recovered.").required(),
]])
.done("recovered")
.refused_twice(&Recovered)
.refusals(REFUSALS)
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "recovered": true }"#,
);

/// The instance whose recording it is.
const OF_AN_INSTANCE: Field = path(
    "meeting_id",
    "{meetingUUID}",
    ids::MEETING_OR_UUID,
    "The UUID of the instance of the meeting, or the meeting's number, which stands for its latest instance.",
);

static REFUSALS: &[Refusal] = &[NOT_IN_TRASH, FULL];

/// Looks for the recording, and then through the trash.
struct Recovered;

/// How far the search has come.
#[derive(Default)]
struct Memory {
    doubt: Option<Doubt>,
    /// Whose trash is looked through, once it is known that there is a recording.
    host: Option<String>,
    /// The place of the list of the trash that is read.
    place: usize,
    /// The token of the next page of it.
    token: Option<String>,
}

kept!(Memory {
    doubt,
    host,
    place,
    token,
});

/// The lists of the trash: of single files, and of whole recordings.
const LISTS: [&str; 2] = ["recording_file", "meeting_recordings"];

/// An app of users alone takes no other name of the connected user.
const ME: &str = "me";

impl Recovery for Recovered {
    fn asks(&self) -> Vec<&'static Endpoint> {
        vec![&get::ACTION.endpoint, &list::ACTION.endpoint]
    }

    fn ask(&self, input: &Input, memory: &Value) -> Option<Ask> {
        let memory = Memory::read(memory.clone()).unwrap_or_default();
        let Some(host) = memory.host else {
            return get::ACTION.ask_of("meeting_id", input);
        };
        let mut asked = Input::default()
            .with("user_id", host)
            .with("trash", true)
            .with("trash_type", *LISTS.get(memory.place)?)
            .with("page_size", 300);
        if let Some(token) = memory.token {
            asked = asked.with("next_page_token", token);
        }
        Some(list::ACTION.ask(asked))
    }

    fn take(&self, lost: &Lost<'_>, memory: &Value, answer: Result<Value, Failure>) -> Finding {
        let memory = Memory::read(memory.clone()).unwrap_or_default();
        let Some(host) = &memory.host else {
            return there_is(memory.doubt, answer);
        };
        match answer {
            Ok(page) => look_through(lost, memory, &page),
            Err(failure) if failure.kind == FailureKind::Unauthenticated.name() && host != ME => {
                let host = Some(ME.to_owned());
                Finding::AskOn(Memory { host, ..memory }.into_value())
            }
            Err(failure) => is_not_told(
                memory.doubt,
                &format!("The trash could not be looked at: {}", failure.message),
            ),
        }
    }

    fn doubt(&self, _: &Input, refusal: &Failure) -> Option<Value> {
        let doubt = Some(Doubt::of(refusal)?);
        let memory = Memory {
            doubt,
            ..Memory::default()
        };
        Some(memory.into_value())
    }
}

/// What is made of whether there is a recording.
fn there_is(doubt: Option<Doubt>, answer: Result<Value, Failure>) -> Finding {
    match answer {
        Ok(recording) => {
            let host = recording.get("host_id").and_then(Value::as_str);
            let memory = Memory {
                doubt,
                host: Some(host.unwrap_or(ME).to_owned()),
                ..Memory::default()
            };
            Finding::AskOn(memory.into_value())
        }
        Err(failure) if is_gone(&failure) => {
            is_as_before(ACTION.id, doubt, "the recording is not there")
        }
        Err(failure) => is_not_told(
            doubt,
            &format!("The recording could not be looked at: {}", failure.message),
        ),
    }
}

/// Look through a page of the trash.
fn look_through(lost: &Lost<'_>, memory: Memory, page: &Value) -> Finding {
    let named = lost.input.text("meeting_id");
    let mut trashed = page
        .get("meetings")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let is_it = |recording: &Value| {
        ["uuid", "id"]
            .iter()
            .any(|name| recording.get(name).and_then(Value::as_str) == named)
    };
    match trashed.any(is_it) {
        true if fields::names_one_instance(lost.input) => {
            return is_as_before(
                ACTION.id,
                memory.doubt,
                "files of the recording are in the trash",
            );
        }
        true => {
            return is_not_told(
                memory.doubt,
                "Files of recordings of the meeting are in the trash, which may be of other instances.",
            );
        }
        false => {}
    }
    let next = page.get("next_page_token").and_then(Value::as_str);
    let next = next.filter(|next| !next.is_empty() && Some(*next) != memory.token.as_deref());
    let place = memory.place + usize::from(next.is_none());
    if place == LISTS.len() {
        return is_so(
            memory.doubt.as_ref(),
            "The recording is there, and nothing of it in the trash: it was recovered by that request, or \
             not in the trash before.",
        );
    }
    let token = next.map(str::to_owned);
    Finding::AskOn(
        Memory {
            place,
            token,
            ..memory
        }
        .into_value(),
    )
}

//! `end-meeting`.
//!
//! One that does not go on can't be ended, so it is not sent again when its answer is lost: that an
//! instance ended meanwhile tells that it was carried out. That none goes on tells nothing, for none may
//! have gone on before.

use serde_json::Value;

use super::group::GROUP;
use super::{fields, get};
use crate::action::Action;
use crate::actions::past_meetings;
use crate::contract::Failure;
use crate::contract::FailureKind::{NotFound, Refused};
use crate::doubt::{Doubt, is_as_before, is_not_told};
use crate::endpoint::{Ask, Endpoint};
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::recovery::{Finding, Lost, Recovery};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action =
    Action::put(&GROUP, "end-meeting", "/meetings/{meetingId}/status")
        .operation("meetingStatus")
        .summary("Ends a meeting that goes on, for everybody in it.")
        .description("What Zoom answers of a meeting that does not go on is not documented: it may say that there is none.")
        .scopes(&[scope("meeting:write")], &[scope("meeting:update:status")])
        .input(&[fields::OF_A_MEETING])
        .beside(|_| json::gathered([("action".to_owned(), "end".into())]))
        .output(&[&[
            fields::DONE_TO,
            member("ended", Kind::Boolean, "That the meeting was ended.").required(),
        ]])
        .done("ended")
        .refused_twice(&Ended)
        .refusals(REFUSALS)
        .sample(
            r#"{ "meeting_id": "85746065432" }"#,
            r#"{ "meeting_id": "85746065432", "ended": true }"#,
        );

static REFUSALS: &[Refusal] = &[
    fields::ONLY_MEETINGS,
    refusal(
        404,
        3001,
        NotFound,
        "There is no such meeting, or it does not go on, so that there is nothing to end.",
        "Get the meeting: its `status` is `started` while it goes on.",
    ),
    refusal(
        400,
        3063,
        Refused,
        "The meeting goes on at a connector on the account's own premises, and can't be ended from here.",
        "Let the host end it.",
    ),
];

/// Looks at the latest instance that is over, and then at the meeting.
struct Ended;

/// How far the search has come.
#[derive(Default)]
struct Memory {
    doubt: Option<Doubt>,
    /// Whether the latest instance that is over was looked at.
    after: bool,
}

kept!(Memory { doubt, after });

impl Recovery for Ended {
    fn asks(&self) -> Vec<&'static Endpoint> {
        vec![&past_meetings::get::ACTION.endpoint, &get::ACTION.endpoint]
    }

    fn ask(&self, input: &Input, memory: &Value) -> Option<Ask> {
        let Memory { after, .. } = Memory::read(memory.clone()).unwrap_or_default();
        let action = if after {
            &get::ACTION
        } else {
            &past_meetings::get::ACTION
        };
        action.ask_of("meeting_id", input)
    }

    fn take(&self, lost: &Lost<'_>, memory: &Value, answer: Result<Value, Failure>) -> Finding {
        let Memory { doubt, after } = Memory::read(memory.clone()).unwrap_or_default();
        match answer {
            Ok(past) if !after && lost.covers(past.get("end_time")) => {
                Finding::AsAnswered(Vec::new())
            }
            _ if !after => Finding::AskOn(Memory { doubt, after: true }.into_value()),
            Ok(meeting) if meeting.get("status").and_then(Value::as_str) == Some("started") => {
                is_as_before(ACTION.id, doubt, "the meeting goes on")
            }
            Ok(_) => is_not_told(
                doubt,
                "The meeting does not go on, and Zoom does not tell, or not yet, that it ended since: it may \
                 not have gone on before either.",
            ),
            Err(failure) => is_not_told(
                doubt,
                &format!("The meeting could not be looked at: {}", failure.message),
            ),
        }
    }

    fn doubt(&self, _: &Input, refusal: &Failure) -> Option<Value> {
        let doubt = Some(Doubt::of(refusal)?);
        let after = false;
        Some(Memory { doubt, after }.into_value())
    }
}

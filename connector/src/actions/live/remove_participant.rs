//! `remove-live-participant`.
//!
//! Who is not in a meeting can't be put out of it, so it is not sent again when its answer is lost: the
//! dashboard, where the connection may see it, tells when somebody has left.

use serde_json::Value;

use super::group::{OF_A_MEETING, body, control};
use crate::action::Action;
use crate::actions::dashboards::list_participants;
use crate::contract::Failure;
use crate::doubt::{Doubt, is_not_told};
use crate::endpoint::{Ask, Endpoint};
use crate::input::Input;
use crate::kept::{Kept, kept};
use crate::recovery::{Finding, Lost, Recovery};
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action = control("remove-live-participant")
    .summary("Puts somebody out of a meeting that goes on.")
    .description(
        "Zoom answers that it has accepted; the event meeting.participant_left tells that it has happened. \
         Zoom switches this on for an account on demand.",
    )
    .input(&[&[
        OF_A_MEETING,
        member(
            "participant_uuid",
            Kind::Text(1, 200),
            "Who: as the event meeting.participant_joined and List participants in dashboard tell it. It holds for this meeting alone.",
        )
        .required(),
    ]])
    .beside(|input| body("participant.remove".to_owned(), input, &["participant_uuid"]))
    .refused_twice(&Removed)
    .sample(
        r#"{ "meeting_id": "85746065432", "participant_uuid": "D444CD06-2ABB-2FCC-019B-39E41D8DADF7" }"#,
        r#"{ "meeting_id": "85746065432", "accepted": true }"#,
    );

/// Looks through those who are in the meeting.
struct Removed;

/// How far the search has come.
#[derive(Default)]
struct Memory {
    doubt: Option<Doubt>,
    /// The token of the next page.
    token: Option<String>,
}

kept!(Memory { doubt, token });

impl Recovery for Removed {
    fn asks(&self) -> Vec<&'static Endpoint> {
        vec![&list_participants::ACTION.endpoint]
    }

    fn ask(&self, input: &Input, memory: &Value) -> Option<Ask> {
        let memory = Memory::read(memory.clone()).unwrap_or_default();
        let mut asked = Input::default()
            .with("meeting_id", input.get("meeting_id")?.clone())
            .with("type", "live")
            .with("page_size", 300);
        if let Some(token) = memory.token {
            asked = asked.with("next_page_token", token);
        }
        Some(list_participants::ACTION.ask(asked))
    }

    fn take(&self, lost: &Lost<'_>, memory: &Value, answer: Result<Value, Failure>) -> Finding {
        let Memory { doubt, token } = Memory::read(memory.clone()).unwrap_or_default();
        let page = match answer {
            Ok(page) => page,
            Err(failure) => {
                return is_not_told(
                    doubt,
                    &format!(
                        "Who is in the meeting could not be looked at: {}",
                        failure.message
                    ),
                );
            }
        };
        let participants = page.get("participants").and_then(Value::as_array);
        let mut participants = participants.into_iter().flatten();
        let is_it = |participant: &&Value| {
            let uuid = participant.get("participant_uuid").and_then(Value::as_str);
            uuid == lost.input.text("participant_uuid")
        };
        let left = participants
            .find(is_it)
            .map(|participant| participant.get("leave_time"));
        let next = page.get("next_page_token").and_then(Value::as_str);
        let next = next.filter(|next| !next.is_empty() && Some(*next) != token.as_deref());
        match (left, next) {
            (Some(left), _) if lost.covers(left) => Finding::AsAnswered(Vec::new()),
            (Some(Some(_)), _) => is_not_told(doubt, "The participant has left at another time."),
            // Zoom accepts it before it does it.
            (Some(None), _) => is_not_told(doubt, "The participant is still in the meeting."),
            (None, Some(next)) => {
                let token = Some(next.to_owned());
                Finding::AskOn(Memory { doubt, token }.into_value())
            }
            (None, None) => is_not_told(
                doubt,
                "The meeting has no such participant, as far as Zoom tells.",
            ),
        }
    }

    fn doubt(&self, _: &Input, refusal: &Failure) -> Option<Value> {
        let doubt = Some(Doubt::of(refusal)?);
        Some(Memory { doubt, token: None }.into_value())
    }
}

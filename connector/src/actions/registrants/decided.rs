//! Finding out whether registrations were approved, denied or cancelled, when no answer tells.
//!
//! Who was cancelled can't be cancelled again, and each decision may be told the person by a mail: so what
//! has become of the registrations is looked at instead.

use serde_json::Value;

use super::list;
use crate::action::Action;
use crate::contract::Failure;
use crate::doubt::{Doubt, is_as_before, is_not_told, is_so};
use crate::endpoint::{Ask, Endpoint};
use crate::input::Input;
use crate::kept::{Kept, kept};
use crate::recovery::{Finding, Lost, Recovery};

pub(super) static OF_A_MEETING: Decided = Decided {
    by: "update-registrant-status",
    list: &list::ACTION,
    id: "meeting_id",
};

/// Looks through the registrants of whatever people have registered for.
pub(crate) struct Decided {
    /// The id of the action that decides.
    pub(crate) by: &'static str,
    /// Lists the registrants.
    pub(crate) list: &'static Action,
    /// The field that names what they have registered for.
    pub(crate) id: &'static str,
}

/// How far the search has come.
#[derive(Default)]
struct Memory {
    doubt: Option<Doubt>,
    /// The place of the list that is read.
    place: usize,
    /// The token of the next page of it.
    token: Option<String>,
    /// The places in the input of those who were found.
    found: Vec<usize>,
}

kept!(Memory {
    doubt,
    place,
    token,
    found,
});

/// The lists that tell, and whether those who are in them are those for whom it was carried out.
fn lists(input: &Input) -> (&'static [&'static str], bool) {
    match input.text("action") {
        Some("approve") => (&["approved"], true),
        Some("deny") => (&["denied"], true),
        _ => (&["approved", "pending"], false),
    }
}

impl Recovery for Decided {
    fn asks(&self) -> Vec<&'static Endpoint> {
        vec![&self.list.endpoint]
    }

    fn ask(&self, input: &Input, memory: &Value) -> Option<Ask> {
        let memory = Memory::read(memory.clone()).unwrap_or_default();
        let (lists, _) = lists(input);
        let mut asked = Input::default()
            .with(self.id, input.get(self.id)?.clone())
            .with("status", *lists.get(memory.place)?)
            .with("page_size", 300);
        if let Some(occurrence) = input.get("occurrence_id") {
            asked = asked.with("occurrence_id", occurrence.clone());
        }
        if let Some(token) = memory.token {
            asked = asked.with("next_page_token", token);
        }
        Some(self.list.ask(asked))
    }

    fn take(&self, lost: &Lost<'_>, memory: &Value, answer: Result<Value, Failure>) -> Finding {
        let mut memory = Memory::read(memory.clone()).unwrap_or_default();
        let page = match answer {
            Ok(page) => page,
            Err(failure) => {
                return is_not_told(
                    memory.doubt,
                    &format!(
                        "The registrants could not be looked at: {}",
                        failure.message
                    ),
                );
            }
        };
        let named = lost.input.get("registrants").and_then(Value::as_array);
        let named = named.map_or(&[][..], Vec::as_slice);
        let listed = page.get("registrants").and_then(Value::as_array);
        for registrant in listed.into_iter().flatten() {
            let place = named.iter().position(|named| is_of(registrant, named));
            memory.found.extend(place);
        }
        let next = page.get("next_page_token").and_then(Value::as_str);
        let next = next.filter(|next| !next.is_empty() && Some(*next) != memory.token.as_deref());
        let (lists, are_done) = lists(lost.input);
        memory.place += usize::from(next.is_none());
        if memory.place < lists.len() {
            memory.token = next.map(str::to_owned);
            return Finding::AskOn(memory.into_value());
        }
        let are_found = |place: usize| memory.found.contains(&place);
        let done = (0..named.len()).filter(|place| are_found(*place) == are_done);
        match done.count() {
            all if all == named.len() => is_so(
                memory.doubt.as_ref(),
                "The registrations are as they were to become: by that request, or before.",
            ),
            0 => is_as_before(self.by, memory.doubt, "the registrations are as before"),
            some => is_not_told(
                memory.doubt,
                &format!(
                    "{some} of the {} registrations are as they were to become.",
                    named.len()
                ),
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

/// Whether somebody of a list is the one that the input names, by the id or, without one, by the e-mail
/// address.
fn is_of(registrant: &Value, named: &Value) -> bool {
    let text = |value: &Value, name: &str| {
        let text = value.get(name).and_then(Value::as_str);
        text.map(str::to_lowercase)
    };
    match named.get("id").and_then(Value::as_str) {
        Some(id) => registrant.get("id").and_then(Value::as_str) == Some(id),
        None => text(named, "email").is_some_and(|email| text(registrant, "email") == Some(email)),
    }
}

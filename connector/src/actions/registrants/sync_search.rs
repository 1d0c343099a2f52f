//! What `sync-registrants` makes of people of whom no answer tells whether they were registered, or
//! cancelled: it looks who is registered by now.

use serde_json::Value;

use super::batch::email;
use super::list;
use crate::contract::{Failure, FailureKind};
use crate::course::Trip;
use crate::doubt::Doubt;
use crate::endpoint::Ask;
use crate::input::Input;
use crate::json;
use crate::kept::kept;
use crate::pages::Circle;

/// A search for some people.
pub(super) struct Search {
    /// Why it is made.
    failure: Doubt,
    /// Which of the lists is being read.
    list: usize,
    token: Option<String>,
    circle: Circle,
    /// Those of the people who are there.
    there: Vec<Value>,
}

kept!(Search {
    failure,
    list,
    token,
    circle,
    there,
});

/// Where those are who are registered, or wait.
const LISTS: [&str; 2] = ["approved", "pending"];

/// Whether a request that has failed may have been carried out all the same.
pub(super) fn may_be_done(trip: &Trip<'_>, failure: &Failure) -> bool {
    let kinds = [
        FailureKind::UnknownOutcome,
        FailureKind::Unavailable,
        FailureKind::UnexpectedResponse,
    ];
    trip.uncertain || kinds.iter().any(|kind| failure.kind == kind.name())
}

impl Search {
    pub(super) fn after(failure: &Failure) -> Self {
        Self {
            failure: Doubt::remembered(failure),
            list: 0,
            token: None,
            circle: Circle::default(),
            there: Vec::new(),
        }
    }

    /// What to ask next.
    pub(super) fn ask(&self, input: &Input) -> Option<Ask> {
        let mut asked = Input::default()
            .with("meeting_id", input.get("meeting_id")?.clone())
            .with("status", *LISTS.get(self.list)?)
            .with("page_size", 300);
        if let Some(token) = &self.token {
            asked = asked.with("next_page_token", token.as_str());
        }
        Some(Ask {
            action: "",
            endpoint: &list::ACTION.endpoint,
            input: asked,
        })
    }

    /// Takes a page of a list, of which these people are looked for. Whether the search is at its end.
    pub(super) fn take(&mut self, emails: &[String], page: &Value) -> bool {
        let registrants = page.get("registrants").and_then(Value::as_array);
        for registrant in registrants.into_iter().flatten() {
            if emails.contains(&email(registrant)) {
                self.there.push(registered(registrant));
            }
        }
        let token = page.get("next_page_token").and_then(Value::as_str);
        let token = token.filter(|token| !token.is_empty() && self.circle.take(token));
        self.token = token.map(str::to_owned);
        if self.token.is_none() {
            self.list += 1;
            self.circle = Circle::default();
        }
        self.list == LISTS.len()
    }

    /// Why it was made, and those of the people who are there, in the order of `emails`.
    pub(super) fn end(self, emails: &[String]) -> (Failure, Vec<Value>) {
        let there = |wanted: &String| {
            let mut there = self.there.iter();
            there.find(|person| email(person) == *wanted).cloned()
        };
        let there = emails.iter().filter_map(there).collect();
        (self.failure.failure(), there)
    }
}

/// Somebody of a list, as Zoom tells somebody whom it has registered.
fn registered(registrant: &Value) -> Value {
    let members = [
        ("email", "email"),
        ("id", "registrant_id"),
        ("join_url", "join_url"),
        ("participant_pin_code", "participant_pin_code"),
    ];
    let told = members
        .into_iter()
        .filter_map(|(name, told)| Some((told.to_owned(), registrant.get(name)?.clone())));
    Value::Object(json::gathered(told))
}

//! Finding a meeting or a webinar that was made though Zoom's answer was lost.
//!
//! It is one of the host's list, made while the request was on its way, that says what the input
//! says. Exactly one such meeting is taken for it, and then got whole. Zoom's list may lag behind,
//! and does not have instant meetings: so none is no proof that nothing was made.

use serde_json::Value;

use super::schedule::INSTANT;
use super::{get, list};
use crate::action::Action;
use crate::contract::Failure;
use crate::endpoint::{Ask, Endpoint};
use crate::input::Input;
use crate::kept::{Kept, kept};
use crate::recovery::{Finding, Lost, Recovery};
use crate::time_zones::{self, ANYWHERE};
use crate::times::DateTime;

pub(super) static NEW_MEETING: Made = Made {
    list: &list::ACTION,
    get: &get::ACTION,
    id: "meeting_id",
    one: "meeting",
    several: "meetings",
};

/// Finds what was made: webinars as meetings.
pub(crate) struct Made {
    /// Lists those of the host.
    pub(crate) list: &'static Action,
    /// Gets the whole of one.
    pub(crate) get: &'static Action,
    /// The field that names it there.
    pub(crate) id: &'static str,
    /// What one is called.
    pub(crate) one: &'static str,
    /// What several are called, and the list.
    pub(crate) several: &'static str,
}

/// How far the search has come.
#[derive(Default)]
struct Memory {
    /// The token of the next page of the list.
    token: Option<String>,
    /// What of the pages before could be the meeting.
    found: Vec<Value>,
    /// The one that it is, of which the whole is being asked for.
    chosen: Option<Value>,
}

kept!(Memory {
    token,
    found,
    chosen,
});

impl Recovery for Made {
    fn asks(&self) -> Vec<&'static Endpoint> {
        vec![&self.list.endpoint, &self.get.endpoint]
    }

    fn ask(&self, input: &Input, memory: &Value) -> Option<Ask> {
        let memory = Memory::read(memory.clone()).unwrap_or_default();
        if let Some(id) = memory
            .chosen
            .as_ref()
            .and_then(|meeting| text(meeting, "id"))
        {
            return Some(self.get.ask(Input::default().with(self.id, id)));
        }
        // Without a topic every meeting would do, and an instant one is in no list.
        if input.integer("type") == Some(INSTANT) || input.text("topic").is_none() {
            return None;
        }
        let mut asked = Input::default().with("page_size", LARGEST_PAGE);
        if let Some(host) = input.get("schedule_for").or(input.get("user_id")) {
            asked = asked.with("user_id", host.clone());
        }
        if let Some(token) = memory.token {
            asked = asked.with("next_page_token", token);
        }
        Some(self.list.ask(asked))
    }

    fn take(&self, lost: &Lost<'_>, memory: &Value, answer: Result<Value, Failure>) -> Finding {
        let Memory {
            token,
            found,
            chosen,
        } = Memory::read(memory.clone()).unwrap_or_default();
        match (chosen, answer) {
            (Some(_), Ok(meeting)) if meeting.get("id").is_some() => {
                Finding::Done(recovered(meeting))
            }
            (Some(listed), _) => Finding::Done(recovered(listed)),
            (None, Ok(page)) => self.look_through(lost, token.as_deref(), found, page),
            (None, Err(failure)) => Finding::Unknown(format!(
                "The {} of the host could not be looked at: {}",
                self.several, failure.message
            )),
        }
    }

    /// No refusal of a second attempt is due to a first that made a meeting.
    fn doubt(&self, _: &Input, _: &Failure) -> Option<Value> {
        None
    }
}

/// The items of a page of the list: the most that Zoom gives.
const LARGEST_PAGE: i64 = 300;

impl Made {
    /// Look through a page of the list.
    fn look_through(
        &self,
        lost: &Lost<'_>,
        token: Option<&str>,
        mut found: Vec<Value>,
        mut page: Value,
    ) -> Finding {
        let items = page.get_mut(self.several).map(Value::take);
        for meeting in items
            .as_ref()
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let is_known = || {
                let same = |known: &&Value| known.get("id") == meeting.get("id");
                found.iter().find(same).is_some()
            };
            // One that two pages have is one.
            if text(meeting, "id").is_some() && is_it(lost, meeting) && !is_known() {
                found.push(meeting.clone());
            }
        }
        match text(&page, "next_page_token") {
            Some(next) if Some(next) != token => Finding::AskOn(
                Memory {
                    token: Some(next.to_owned()),
                    found,
                    chosen: None,
                }
                .into_value(),
            ),
            _ => self.chosen(&found),
        }
    }

    fn chosen(&self, found: &[Value]) -> Finding {
        match found {
            [] => Finding::Unknown(format!(
                "No such {} of the host has been made since, as far as Zoom lists them by now.",
                self.one
            )),
            [only] => Finding::AskOn(
                Memory {
                    chosen: Some(only.clone()),
                    ..Memory::default()
                }
                .into_value(),
            ),
            several => {
                let ids = several.iter().filter_map(|meeting| text(meeting, "id"));
                Finding::Unknown(format!(
                    "Several such {} of the host have been made since: {}.",
                    self.several,
                    ids.collect::<Vec<_>>().join(", ")
                ))
            }
        }
    }
}

fn recovered(mut meeting: Value) -> Value {
    if let Value::Object(members) = &mut meeting {
        members.insert("recovered".to_owned(), true.into());
    }
    meeting
}

/// Whether a meeting of the list can be the one that was asked for.
fn is_it(lost: &Lost<'_>, meeting: &Value) -> bool {
    let input = lost.input;
    let same = |name| {
        input
            .get(name)
            .is_none_or(|asked| meeting.get(name) == Some(asked))
    };
    lost.covers(meeting.get("created_at"))
        && same("topic")
        && same("type")
        && same("duration")
        && starts_as_asked(input, meeting)
}

/// Whether a meeting of the list starts when the input says. The list tells the moment; a local time
/// of the input is one of the moments that its time zone allows.
fn starts_as_asked(input: &Input, meeting: &Value) -> bool {
    let asked = input.text("start_time").and_then(DateTime::parse);
    let listed = text(meeting, "start_time").and_then(DateTime::parse);
    match (asked, listed) {
        (Some(DateTime::Utc(asked)), Some(DateTime::Utc(listed))) => asked == listed,
        (Some(asked @ DateTime::Local(shown)), Some(listed @ DateTime::Utc(moment))) => {
            let zone = input.text("timezone");
            let same_zone = zone.is_none_or(|zone| text(meeting, "timezone") == Some(zone));
            let offsets = zone.and_then(time_zones::find);
            let offsets = offsets.map_or(ANYWHERE, |(_, offsets)| offsets);
            let (first, last) = asked.moments(&offsets);
            let (listed, _) = listed.moments(&offsets);
            let quarters = (shown - moment).whole_seconds() % QUARTER_OF_AN_HOUR == 0;
            same_zone && quarters && (first..=last).contains(&listed)
        }
        // A meeting without a fixed time has none in the list either.
        _ => true,
    }
}

/// The offsets of all time zones are multiples of this, in seconds.
const QUARTER_OF_AN_HOUR: i64 = 900;

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    let text = value.get(name)?.as_str()?;
    (!text.is_empty()).then_some(text)
}

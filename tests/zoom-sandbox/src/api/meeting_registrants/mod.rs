//! Who registers for a meeting.

mod batch;
pub(crate) mod create;
mod delete;
mod get;
mod list;
mod questions;
pub(crate) mod status;
pub(crate) mod view;

use serde_json::{Value, json};

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::state::{State, meeting::Meeting, user::License};

pub(crate) const HANDLERS: Handlers = &[
    ("meetingRegistrants", list::handle),
    ("meetingRegistrantCreate", create::handle),
    ("meetingRegistrantGet", get::handle),
    ("meetingregistrantdelete", delete::handle),
    ("meetingRegistrantStatus", status::handle),
    ("meetingRegistrantsQuestionsGet", questions::get),
    ("meetingRegistrantQuestionUpdate", questions::update),
    ("addBatchRegistrants", batch::handle),
];

/// Registrants that a meeting can have, as Zoom documents it.
const CAPACITY: usize = 4_999;

/// The meeting of a call, to be changed.
fn meeting<'s>(call: &Call<'_>, state: &'s mut State) -> Result<&'s mut Meeting, ApiError> {
    let id = call.meeting(state)?.id;
    by_id(state, id)
}

/// A meeting or webinar, to be changed.
pub(crate) fn by_id(state: &mut State, id: u64) -> Result<&mut Meeting, ApiError> {
    state
        .meetings
        .iter_mut()
        .find(|meeting| meeting.id == id)
        .ok_or_else(|| ApiError::meeting_does_not_exist(id))
}

/// What is answered where nobody can register: published for many at once, and seen for
/// one.
const NOT_ENABLED_FOR_MANY: u32 = 404;
const NOT_ENABLED_FOR_ONE: u32 = 3000;

/// Refuses those who host the meeting, as was seen for one; for many it is a guess.
fn is_no_host(call: &Call<'_>, state: &State, email: &str) -> Result<(), ApiError> {
    let meeting = call.meeting(state)?;
    let host = state.user(&meeting.host_id);
    let alternative = meeting.settings.get("alternative_hosts");
    let alternative = alternative.and_then(Value::as_str).unwrap_or_default();
    let hosts = host
        .map(|host| host.email.as_str())
        .into_iter()
        .chain(alternative.split([';', ',']).map(str::trim));
    for host in hosts.filter(|host| !host.is_empty()) {
        if host.eq_ignore_ascii_case(email) {
            return Err(ApiError::bad_request(3027, "Host can not register"));
        }
    }
    Ok(())
}

/// Refuses a meeting that nobody can register for: of a host without a license,
/// without registration, over, or full.
fn takes_registrants(
    call: &Call<'_>,
    state: &State,
    more: usize,
    not_enabled: u32,
) -> Result<(), ApiError> {
    let meeting = call.meeting(state)?;
    let host = state.user(&meeting.host_id);
    if host.is_some_and(|host| host.license == License::Basic) {
        return Err(ApiError::bad_request(
            200,
            format!("Only available for paid users: {}.", meeting.host_id),
        ));
    }
    if meeting.settings["approval_type"] == json!(2) {
        return Err(ApiError::bad_request(
            not_enabled,
            format!(
                "Registration has not been enabled for this meeting: {}.",
                meeting.id
            ),
        ));
    }
    if meeting.end().is_some_and(|end| end <= call.now) {
        return Err(ApiError::bad_request(
            3038,
            "Meeting is over, you can not register now. If you have any questions, please contact the Meeting host.",
        ));
    }
    if meeting.registration.registrants.len() + more > CAPACITY {
        return Err(ApiError::bad_request(
            3043,
            "Meeting has reached maximum attendee capacity.",
        ));
    }
    Ok(())
}

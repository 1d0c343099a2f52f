//! Get a meeting.

use serde_json::{Value, json};

use super::view;
use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let mut meeting = call.meeting(state)?.clone();
    let asked = call.query_text("occurrence_id").map(|id| {
        let occurrence = meeting.occurrences.iter().find(|known| known.id == id);
        occurrence
            .cloned()
            .ok_or_else(|| ApiError::meeting_does_not_exist(meeting.id))
    });
    let asked = asked.transpose()?;
    view::show_occurrences(call, &mut meeting, asked);
    let host = state
        .user(&meeting.host_id)
        .cloned()
        .ok_or_else(|| ApiError::meeting_does_not_exist(meeting.id))?;
    let live = state.live_instance(meeting.id).is_some();
    let start_token = view::start_token(state, &host.id, call.now);
    let mut answer = view::whole(meeting, &host, live, &start_token, call.links);
    // Who was invited is marked by "get" alone.
    if let Some(Value::Array(invitees)) = answer
        .get_mut("settings")
        .and_then(|settings| settings.get_mut("meeting_invitees"))
    {
        for invitee in invitees {
            let internal = invitee["email"]
                .as_str()
                .is_some_and(|email| state.user(email).is_some());
            invitee["internal_user"] = json!(internal);
        }
    }
    Ok(Value::Object(answer))
}

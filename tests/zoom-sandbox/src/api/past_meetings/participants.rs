//! List who was in a past meeting.

use serde_json::{Value, json};

use super::not_too_old;
use crate::{
    api::{call::Call, error::ApiError, pagination},
    state::{State, instance::Instance},
    time,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let instance = call.past_instance(state)?;
    not_too_old(instance, call.now)?;
    let items = items(instance);
    Ok(pagination::list(call, state, "participants", items))
}

/// Everybody who was in a meeting or a webinar.
pub(crate) fn items(instance: &Instance) -> Vec<Value> {
    instance
        .participants
        .iter()
        .map(|participant| {
            json!({
                "id": participant.id,
                "user_id": participant.user_id,
                "name": participant.name,
                "user_email": participant.shown_email(),
                "registrant_id": participant.registrant_id,
                "join_time": time::utc(participant.join_time),
                "leave_time": time::utc(participant.leave_time),
                "duration": participant.duration(),
                "failover": false,
                "status": "in_meeting",
                "internal_user": !participant.id.is_empty(),
            })
        })
        .collect()
}

//! Get a past meeting.

use serde_json::{Value, json};

use super::{host, not_too_old};
use crate::{
    api::{call::Call, error::ApiError},
    state::State,
    time,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let instance = call.past_instance(state)?;
    not_too_old(instance, call.now)?;
    let host = host(call, state, instance)?;
    Ok(json!({
        "uuid": instance.uuid,
        "id": instance.meeting_id,
        "host_id": instance.host_id,
        "type": instance.kind,
        "topic": instance.topic,
        "user_name": host.display_name(),
        "user_email": host.email,
        "start_time": time::utc(instance.start_time),
        "end_time": time::utc(instance.end_time),
        "duration": instance.duration(),
        "total_minutes": instance.total_minutes(),
        "participants_count": instance.participants.len(),
        "dept": host.dept,
        "source": instance.source,
        "has_meeting_summary": instance.summary.is_some(),
    }))
}

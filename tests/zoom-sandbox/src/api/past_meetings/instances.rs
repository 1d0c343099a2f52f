//! List the times that a meeting took place.

use jiff::{SignedDuration, tz::TimeZone};
use serde_json::{Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::{State, instance::Instance},
    time,
};

/// How far back the list goes: 15 months.
const REACH: SignedDuration = SignedDuration::from_hours(15 * 30 * 24);

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let named = call.path("meetingId");
    let id = named.parse::<u64>().ok();
    let from = call.query_date("from")?;
    let to = call.query_date("to")?;
    let of_meeting: Vec<&Instance> = state
        .instances
        .iter()
        .filter(|instance| Some(instance.meeting_id) == id)
        .collect();
    let host_id = state
        .meeting(id.unwrap_or_default(), call.now)
        .map(|meeting| &meeting.host_id)
        .or_else(|| of_meeting.first().map(|instance| &instance.host_id))
        .ok_or_else(|| ApiError::meeting_does_not_exist(named))?;
    call.may_act_for(host_id)?;
    let meetings: Vec<Value> = of_meeting
        .into_iter()
        .filter(|instance| instance.ended && instance.start_time + REACH >= call.now)
        .filter(|instance| {
            let day = time::day(instance.start_time, &TimeZone::UTC);
            from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
        })
        .map(
            |instance| json!({"uuid": instance.uuid, "start_time": time::utc(instance.start_time)}),
        )
        .collect();
    Ok(json!({"meetings": meetings}))
}

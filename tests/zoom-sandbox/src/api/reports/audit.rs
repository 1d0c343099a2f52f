//! Who changed what, and who signed in and out.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::{Value, json};

use super::{page, period, permitted};
use crate::{
    api::{call::Call, error::ApiError},
    state::State,
    time,
};

/// Lists what was done, the last first.
pub(super) fn operations(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    permitted(call)?;
    let period = period(call)?;
    let (from, to) = (minute(call, "from"), minute(call, "to"));
    let category = call.query_text("category_type").unwrap_or("all");
    let operations = state.audit.operations.iter().rev();
    let logs = operations
        .filter(|operation| period.contains(operation.at))
        .filter(|operation| from.is_none_or(|from| operation.at >= from))
        .filter(|operation| to.is_none_or(|to| operation.at <= to))
        .filter(|operation| category == "all" || operation.category == category)
        .map(|operation| {
            json!({
                "time": time::utc(operation.at),
                "operator": operation.operator,
                "category_type": operation.category,
                "action": operation.action,
                "operation_detail": operation.detail,
            })
        })
        .collect();
    Ok(Value::Object(page(call, state, "operation_logs", logs)))
}

/// The time of day that a limit of the period may carry: `yyyy-MM-dd HH:mm`.
fn minute(call: &Call<'_>, name: &str) -> Option<Timestamp> {
    let moment = DateTime::strptime("%Y-%m-%d %H:%M", call.query_text(name)?).ok()?;
    let moment = moment.to_zoned(TimeZone::UTC).ok()?;
    Some(moment.timestamp())
}

/// Lists who signed in and out, the last first.
pub(super) fn activities(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    permitted(call)?;
    let period = period(call)?;
    let activities = state.audit.activities.iter().rev();
    let logs = activities
        .filter(|activity| period.contains(activity.at))
        .map(|activity| {
            json!({
                "time": time::utc(activity.at),
                "email": activity.email,
                "type": activity.what.name(),
                "client_type": "Browser",
                "ip_address": activity.ip_address,
                // A browser has no version of a Zoom client: a guess.
                "version": "",
            })
        })
        .collect();
    let mut answer = page(call, state, "activity_logs", logs);
    answer.insert("from".into(), json!(format!("{}T00:00:00Z", period.from)));
    answer.insert("to".into(), json!(format!("{}T00:00:00Z", period.to)));
    Ok(Value::Object(answer))
}

//! List an account's summaries.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use super::view;
use crate::{
    api::{call::Call, error::ApiError, pagination},
    state::{
        State,
        instance::{Instance, Summary},
    },
    time,
};

/// How far back the list goes when the call does not say: a guess.
const REACH: SignedDuration = SignedDuration::from_hours(30 * 24);

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let moment = |name: &str, default: Timestamp| match call
        .query_text(name)
        .filter(|text| !text.is_empty())
    {
        Some(text) => {
            time::moment(text, &TimeZone::UTC).ok_or_else(|| ApiError::invalid_field(name))
        }
        None => Ok(default),
    };
    let to = moment("to", call.now)?;
    let from = moment("from", to - REACH)?;
    let by_creation = call.query_text("time_filter_field") == Some("summary_created_time");
    let in_range = |instance: &Instance, summary: &Summary| {
        let time = if by_creation {
            summary.created_time
        } else {
            instance.start_time
        };
        (from..=to).contains(&time)
    };
    let items = state
        .instances
        .iter()
        .filter(|instance| call.may_act_for(&instance.host_id).is_ok())
        .filter_map(|instance| Some((instance, instance.summary.as_ref()?)))
        .filter(|(_, summary)| !summary.trashed)
        .filter(|(instance, summary)| in_range(instance, summary))
        .map(|(instance, summary)| Value::Object(view::heading(state, instance, summary)))
        .collect();
    let mut answer = pagination::page(call, state, "summaries", items);
    // This list counts neither pages nor records.
    answer.remove("page_count");
    answer.remove("total_records");
    answer.insert("from".into(), json!(time::utc(from)));
    answer.insert("to".into(), json!(time::utc(to)));
    Ok(Value::Object(answer))
}

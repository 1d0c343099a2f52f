//! Who viewed and downloaded a recording.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use super::find;
use crate::{
    api::{call::Call, error::ApiError, pagination},
    state::{State, recording::Use},
    time,
};

/// Counts by day.
pub(crate) fn summary(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let (from, to) = range(call)?;
    let mut days: BTreeMap<Date, (u64, u64)> = BTreeMap::new();
    for used in &find(call, state)?.uses {
        let day = time::day(used.at, &TimeZone::UTC);
        if (from..=to).contains(&day) {
            let (views, downloads) = days.entry(day).or_default();
            *(if used.download { downloads } else { views }) += 1;
        }
    }
    let days: Vec<Value> = days
        .into_iter()
        .map(|(day, (views, downloads))| {
            json!({
                "date": day.to_string(),
                "views_total_count": views,
                "downloads_total_count": downloads,
            })
        })
        .collect();
    Ok(json!({"from": from.to_string(), "to": to.to_string(), "analytics_summary": days}))
}

/// Each view, or each download, by itself.
pub(crate) fn details(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let (from, to) = range(call)?;
    let downloads = call.query_text("type") == Some("by_download");
    let wanted = |used: &&Use| {
        used.download == downloads && (from..=to).contains(&time::day(used.at, &TimeZone::UTC))
    };
    let items = find(call, state)?
        .uses
        .iter()
        .filter(wanted)
        .map(|used| {
            json!({
                "date_time": time::utc(used.at),
                "name": used.name,
                "email": used.email,
                "duration": used.seconds,
            })
        })
        .collect();
    let mut answer = pagination::page(call, state, "analytics_details", items);
    // This list does not count pages.
    answer.remove("page_count");
    answer.insert("from".into(), json!(from.to_string()));
    answer.insert("to".into(), json!(to.to_string()));
    Ok(Value::Object(answer))
}

/// The days asked for; a month up to today when the call does not say, which is
/// a guess.
fn range(call: &Call<'_>) -> Result<(Date, Date), ApiError> {
    let today = time::day(call.now, &TimeZone::UTC);
    let to = call.query_date("to")?.unwrap_or(today);
    let from = call
        .query_date("from")?
        .unwrap_or_else(|| to.saturating_sub(1.month()));
    Ok((from, to))
}

//! How much the cloud recordings of an account take up.

use jiff::{civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use super::{is_about_a_group, period, permitted, today};
use crate::{
    api::{call::Call, error::ApiError},
    state::{State, recording::Recording, user::License},
    time,
};

/// Gigabytes that come with each license. The number is a guess.
const FREE: usize = 10;

/// Tells of each day up to yesterday. What was deleted for good since is not
/// counted, for nothing is kept of it.
pub(super) fn cloud_recording(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    permitted(call)?;
    let period = period(call)?;
    let users = state.users.iter();
    let licensed = users.filter(|user| user.license == License::Licensed);
    let free = format!("{} GB", FREE * licensed.count());
    let nobody = is_about_a_group(call);
    let storage: Vec<Value> = period
        .days()
        .take_while(|day| *day < today(call))
        .map(|day| {
            let recordings = state.recordings.iter().filter(|_| !nobody);
            let bytes = recordings.map(|recording| stored(recording, day)).sum();
            json!({
                "date": day.to_string(),
                "free_usage": free,
                "plan_usage": "0 GB",
                "usage": size(bytes),
            })
        })
        .collect();
    Ok(json!({
        "from": period.from.to_string(),
        "to": period.to.to_string(),
        "cloud_recording_storage": storage,
    }))
}

/// Bytes that a recording took up at the end of a day. What is in the trash
/// counts no more: a guess.
fn stored(recording: &Recording, day: Date) -> usize {
    let by = |moment| time::day(moment, &TimeZone::UTC) <= day;
    recording
        .all_files()
        .filter(|file| file.end.is_some_and(by) && !file.deleted_time.is_some_and(by))
        .map(|file| file.content.size())
        .sum()
}

/// Two decimals of the largest fitting unit: a guess.
fn size(bytes: usize) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    let mut hundredths = bytes * 100 / 1024;
    let mut unit = 0;
    while hundredths >= 102_400 && unit + 1 < UNITS.len() {
        hundredths /= 1024;
        unit += 1;
    }
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    format!("{whole}.{rest:02} {}", UNITS[unit])
}

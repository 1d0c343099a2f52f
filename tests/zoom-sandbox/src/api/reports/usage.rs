//! How much Zoom was used, by day and by host. Webinars count as meetings do,
//! and minutes are those of all participants together: guesses.

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use super::{MONTHS, is_about_a_group, period, permitted, tell, today, too_long_ago};
use crate::{
    api::{call::Call, error::ApiError, pagination},
    state::{State, instance::Instance},
    time,
};

/// What some meetings add up to.
#[derive(Clone, Copy, Debug, Default)]
struct Usage {
    meetings: usize,
    participants: usize,
    minutes: i64,
}

impl Usage {
    fn of<'i>(instances: impl Iterator<Item = &'i Instance>) -> Self {
        instances.fold(Self::default(), |sum, instance| Self {
            meetings: sum.meetings + 1,
            participants: sum.participants + instance.participants.len(),
            minutes: sum.minutes + instance.total_minutes(),
        })
    }

    fn and(self, other: Self) -> Self {
        Self {
            meetings: self.meetings + other.meetings,
            participants: self.participants + other.participants,
            minutes: self.minutes + other.minutes,
        }
    }
}

/// Tells of every day of a month; of the present one when the call names none,
/// which is a guess.
pub(super) fn daily(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    permitted(call)?;
    let today = today(call);
    let year = number(call, "year", today.year())?;
    let month = number(call, "month", today.month())?;
    let first = Date::new(year, month, 1).map_err(|_| ApiError::invalid_field("month"))?;
    let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
    if !(0..MONTHS).contains(&(months(today) - months(first))) {
        return Err(too_long_ago("Daily report"));
    }
    let days = first.series(1.day()).take_while(|day| day.month() == month);
    let nobody = is_about_a_group(call);
    let dates: Vec<Value> = days
        .map(|date| {
            let on = |moment| !nobody && time::day(moment, &TimeZone::UTC) == date;
            let ended = state.instances.iter().filter(|instance| instance.ended);
            let usage = Usage::of(ended.filter(|instance| on(instance.start_time)));
            let new = state.users.iter().filter(|user| on(user.created_at));
            json!({
                "date": date.to_string(),
                "new_users": new.count(),
                "meetings": usage.meetings,
                "participants": usage.participants,
                "meeting_minutes": usage.minutes,
            })
        })
        .collect();
    Ok(json!({"year": year, "month": month, "dates": dates}))
}

/// A number of the query that is small enough for a calendar.
fn number<N: TryFrom<u64>>(call: &Call<'_>, name: &str, default: N) -> Result<N, ApiError> {
    match call.query.get(name) {
        None => Ok(default),
        Some(value) => value
            .as_u64()
            .and_then(|number| N::try_from(number).ok())
            .ok_or_else(|| ApiError::invalid_field(name)),
    }
}

/// Lists who hosted in a period or, as `inactive`, who did not. That the active
/// ones are listed when the call does not say is a guess.
pub(super) fn hosts(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    permitted(call)?;
    let period = period(call)?;
    let inactive = call.query_text("type") == Some("inactive");
    let mut total = Usage::default();
    let mut hosts = Vec::new();
    let users = state.users.iter().filter(|_| !is_about_a_group(call));
    for user in users {
        let ended = state.instances.iter().filter(|instance| instance.ended);
        let usage = Usage::of(ended.filter(|instance| {
            instance.host_id == user.id && period.contains(instance.start_time)
        }));
        if inactive == (usage.meetings > 0) {
            continue;
        }
        total = total.and(usage);
        let attributes = user.profile.get("custom_attributes");
        hosts.push(json!({
            "id": user.id,
            "email": user.email,
            "user_name": user.display_name(),
            "type": user.license as u8,
            "dept": user.dept,
            "custom_attributes": attributes.cloned().unwrap_or_else(|| json!([])),
            "meetings": usage.meetings,
            "participants": usage.participants,
            "meeting_minutes": usage.minutes,
        }));
    }
    let mut answer = pagination::page(call, state, "users", hosts);
    answer.insert("total_meetings".into(), json!(total.meetings));
    answer.insert("total_participants".into(), json!(total.participants));
    answer.insert("total_meeting_minutes".into(), json!(total.minutes));
    tell(period, &mut answer);
    Ok(Value::Object(answer))
}

//! List what goes on or what took place in a period.

use jiff::{
    Timestamp, ToSpan as _,
    civil::{DateTime, Time},
    tz::TimeZone,
};
use serde_json::{Value, json};

use super::{Kind, as_published, instance::view, is_of_type, permit};
use crate::{
    api::{call::Call, error::ApiError, pagination},
    state::{State, instance::Instance, user::User},
    time,
};

pub(super) fn answer(call: &Call<'_>, state: &mut State, kind: Kind) -> Result<Value, ApiError> {
    permit(call, state)?;
    let period = Period::of(call)?;
    let by_end = call.query_text("query_date_type") == Some("end_time");
    // When an account can't is not documented; that it is the case of anything
    // but what is over is a guess.
    if by_end && call.query_text("type") != Some("past") {
        return Err(ApiError::bad_request(
            12_700,
            "This account cannot query meetings by `end_time`.",
        ));
    }
    let in_period = |instance: &Instance| {
        let time = if by_end {
            instance.end_time
        } else {
            instance.start_time
        };
        // What goes on is shown whatever the period: a guess.
        !instance.ended || period.contains(time)
    };
    let with_tracking_fields = call.query_text("include_fields") == Some("tracking_fields");
    let items = state
        .instances
        .iter()
        .filter(|instance| kind.is_of(instance) && is_of_type(call, instance))
        .filter(|instance| in_period(instance) && !instance.is_too_old(call.now))
        .filter(|instance| is_of_group(call, state, instance))
        .map(|instance| {
            let mut view = view(state, instance, call.now);
            if !with_tracking_fields {
                view.remove("tracking_fields");
            }
            Value::Object(view)
        })
        .collect();
    let mut answer = pagination::page(call, state, &format!("{}s", kind.name()), items);
    // Days, as the schema has them, whatever was asked for.
    answer.insert("from".into(), json!(period.from.date().to_string()));
    answer.insert("to".into(), json!(period.to.date().to_string()));
    Ok(as_published(call, answer))
}

/// Whether the host or, when asked, anybody in it is of one of the groups that
/// the query names, if it does.
fn is_of_group(call: &Call<'_>, state: &State, instance: &Instance) -> bool {
    let Some(wanted) = call.query_text("group_id").filter(|ids| !ids.is_empty()) else {
        return true;
    };
    let is_member = |user: &User| {
        let mut groups = user.group_ids();
        groups.any(|group| wanted.split(',').any(|id| id == group))
    };
    let people = instance.participants.iter().map(|who| &who.id);
    let people = people.filter(|_| call.query_flag("group_include_participant"));
    people
        .chain([&instance.host_id])
        .filter_map(|id| state.user(id))
        .any(is_member)
}

/// The period that is asked for, in UTC. One longer than a month is cut to the
/// month before its end: a guess, since recordings are listed so.
struct Period {
    from: DateTime,
    to: DateTime,
}

impl Period {
    fn of(call: &Call<'_>) -> Result<Self, ApiError> {
        let from = moment(call, "from", Time::MIN)?;
        let to = moment(call, "to", Time::MAX)?;
        let earliest = to.date().saturating_sub(1.month());
        Ok(Self {
            from: from.max(earliest.to_datetime(Time::MIN)),
            to,
        })
    }

    fn contains(&self, moment: Timestamp) -> bool {
        (self.from..=self.to).contains(&TimeZone::UTC.to_datetime(moment))
    }
}

/// A moment that the query names, as `yyyy-MM-dd HH:mm:ss` or as a day, of which
/// it is the given time.
fn moment(call: &Call<'_>, name: &str, time_of_day: Time) -> Result<DateTime, ApiError> {
    let text = call.query_text(name).unwrap_or_default();
    let day = || time::date(text).map(|day| day.to_datetime(time_of_day));
    DateTime::strptime("%Y-%m-%d %H:%M:%S", text)
        .ok()
        .or_else(day)
        .ok_or_else(|| ApiError::invalid_field(name))
}

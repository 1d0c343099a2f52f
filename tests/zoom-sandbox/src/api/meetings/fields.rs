//! The fields that creating and updating a meeting or webinar read alike.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Map, Value, json};

use super::settings;
use crate::{
    api::error::{ApiError, FieldError},
    state::{
        State,
        meeting::{Meeting, kind},
        occurrences::Recurrence,
        user::{License, User},
    },
    time,
};

/// Fields that are given back as they came.
const DETAILS: &[&str] = &[
    "agenda",
    "pre_schedule",
    "sensitivity_label_id",
    "template_id",
    "tracking_fields",
];

/// The same of a webinar.
const WEBINAR_DETAILS: &[&str] = &[
    "agenda",
    "is_simulive",
    "record_file_id",
    "simulive_delay_start",
    "template_id",
    "tracking_fields",
    "transition_to_live",
];

/// Lays the fields of a request over a meeting or webinar.
pub(crate) fn apply(
    meeting: &mut Meeting,
    body: &Map<String, Value>,
    now: Timestamp,
) -> Result<(), ApiError> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    if let Some(kind) = body.get("type").and_then(Value::as_u64) {
        meeting.kind = kind;
    }
    if let Some(topic) = text("topic") {
        meeting.topic = topic.to_owned();
    }
    if let Some(duration) = body.get("duration").and_then(Value::as_i64) {
        meeting.duration = duration;
    }
    if let Some(timezone) = text("timezone").filter(|name| !name.is_empty()) {
        TimeZone::get(timezone).map_err(|_| ApiError::invalid_field("timezone"))?;
        meeting.timezone = timezone.to_owned();
    }
    if let Some(start) = text("start_time").filter(|start| !start.is_empty()) {
        let start = time::moment(start, &meeting.zone())
            .ok_or_else(|| ApiError::invalid_field("start_time"))?;
        // Zoom ignores a start in the past instead of refusing it.
        if start > now {
            meeting.start_time = Some(start);
        }
    }
    if let Some(password) = text("password") {
        meeting.password = password.to_owned();
    }
    if let Some(recurrence) = body.get("recurrence") {
        meeting.recurrence = Some(recurrence_of(recurrence)?);
    }
    let details = if meeting.is_webinar() {
        WEBINAR_DETAILS
    } else {
        DETAILS
    };
    for name in details {
        if let Some(value) = body.get(*name) {
            meeting.details.insert((*name).to_owned(), value.clone());
        }
    }
    if let Some(Value::Object(changes)) = body.get("settings") {
        settings::apply(&mut meeting.settings, changes);
    }
    fit_to_type(meeting, now)?;
    meeting.plan();
    Ok(())
}

/// Keeps only what a meeting of its type has.
fn fit_to_type(meeting: &mut Meeting, now: Timestamp) -> Result<(), ApiError> {
    match meeting.kind {
        kind::INSTANT | kind::RECURRING_NO_FIXED_TIME | kind::RECURRING_WEBINAR_NO_FIXED_TIME => {
            meeting.start_time = None;
        }
        _ => {
            meeting.start_time.get_or_insert(now);
        }
    }
    // Seen: registration is dropped without a word where there is no start to come.
    let nobody_registers = match meeting.kind {
        kind::RECURRING_NO_FIXED_TIME => true,
        kind::RECURRING_WEBINAR_FIXED_TIME => meeting.start_time.is_none_or(|start| start <= now),
        _ => false,
    };
    if nobody_registers {
        meeting.settings.insert("approval_type".into(), json!(2));
    }
    if !kind::recurs_at_fixed_times(meeting.kind) {
        meeting.recurrence = None;
    } else if meeting.recurrence.is_none() {
        // A guess: what Zoom does without one is not documented.
        return Err(ApiError::validation(vec![FieldError::missing(
            "recurrence",
        )]));
    }
    Ok(())
}

fn recurrence_of(value: &Value) -> Result<Recurrence, ApiError> {
    let recurrence: Recurrence =
        serde_json::from_value(value.clone()).map_err(|_| ApiError::invalid_field("recurrence"))?;
    let problems: Vec<FieldError> = recurrence
        .problems()
        .into_iter()
        .map(|(field, message)| FieldError {
            field: field.into(),
            message: message.into(),
        })
        .collect();
    if problems.is_empty() {
        Ok(recurrence)
    } else {
        Err(ApiError::validation(problems))
    }
}

/// The user a meeting or webinar is scheduled for, when the request names one.
pub(crate) fn scheduled_for<'s>(
    body: &Map<String, Value>,
    meeting_type: u64,
    state: &'s State,
) -> Result<Option<&'s User>, ApiError> {
    let Some(named) = body
        .get("schedule_for")
        .and_then(Value::as_str)
        .filter(|name| !name.is_empty())
    else {
        return Ok(None);
    };
    if meeting_type == kind::INSTANT {
        return Err(ApiError::bad_request(
            3000,
            "Instant meetings do not support the `schedule_for` parameter, and you can't schedule an instant meeting for another user.",
        ));
    }
    let user = state.user(named).ok_or_else(|| {
        let preposition = if kind::is_webinar(meeting_type) { "for" } else { "in" };
        ApiError::bad_request(
            300,
            format!("The value that you entered {preposition} the `schedule_for` field is invalid. Enter a valid value and try again."),
        )
    })?;
    if user.license == License::Basic {
        return Err(ApiError::bad_request(
            3000,
            format!("You cannot schedule a meeting for {named}"),
        ));
    }
    Ok(Some(user))
}

//! What happened in meetings, step by step.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{page, period, permitted};
use crate::{
    api::{call::Call, error::ApiError},
    state::{State, instance::Instance, meeting::kind::is_webinar, user::User},
};

/// One step. The names of the categories are Zoom's.
struct Activity<'s> {
    at: Timestamp,
    meeting_id: u64,
    name: String,
    email: &'s str,
    category: &'static str,
}

pub(super) fn activities(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    permitted(call)?;
    let period = period(call)?;
    let number = digits(call.query_text("meeting_number").unwrap_or_default());
    let searched = call.query_text("search_key").unwrap_or_default();
    let searched = searched.to_lowercase();
    let category = call.query_text("activity_type").unwrap_or_default();
    let mut steps: Vec<Activity<'_>> = created(state)
        .chain(
            state
                .instances
                .iter()
                .flat_map(|instance| course(instance, state)),
        )
        .filter(|step| step.at <= call.now && period.contains(step.at))
        .filter(|step| number.is_empty() || step.meeting_id.to_string() == number)
        .filter(|step| category == "All Activities" || step.category == category)
        .filter(|step| {
            step.name.to_lowercase().contains(&searched)
                || step.email.to_lowercase().contains(&searched)
        })
        .collect();
    steps.sort_by_key(|step| step.at);
    let logs = steps.iter().map(view).collect();
    Ok(Value::Object(page(
        call,
        state,
        "meeting_activity_logs",
        logs,
    )))
}

/// The meetings that were planned, by the host or by who schedules for the host.
fn created(state: &State) -> impl Iterator<Item = Activity<'_>> {
    let meetings = state.meetings.iter().chain(&state.deleted_meetings);
    meetings
        .filter(|meeting| !meeting.is_webinar())
        .filter_map(|meeting| {
            let scheduler = meeting.assistant_id.as_ref().unwrap_or(&meeting.host_id);
            let user = state.user(scheduler)?;
            Some(by(user, meeting.id, meeting.created_at, "Meeting Created"))
        })
}

/// What happened each time that a meeting took place.
fn course<'s>(instance: &'s Instance, state: &'s State) -> Vec<Activity<'s>> {
    if is_webinar(instance.kind) {
        return Vec::new();
    }
    let host = state.user(&instance.host_id);
    let by_host = |at, category| host.map(|host| by(host, instance.meeting_id, at, category));
    let mut steps = Vec::new();
    steps.extend(by_host(instance.start_time, "Meeting Started"));
    for participant in &instance.participants {
        let step = |at, category| Activity {
            at,
            meeting_id: instance.meeting_id,
            name: participant.name.clone(),
            email: participant.shown_email(),
            category,
        };
        steps.push(step(participant.join_time, "User Join"));
        if instance.ended {
            steps.push(step(participant.leave_time, "User Left"));
        }
    }
    if instance.ended {
        steps.extend(by_host(instance.end_time, "Meeting Ended"));
    }
    steps
}

fn by<'s>(user: &'s User, meeting_id: u64, at: Timestamp, category: &'static str) -> Activity<'s> {
    Activity {
        at,
        meeting_id,
        name: user.display_name(),
        email: &user.email,
        category,
    }
}

fn view(step: &Activity<'_>) -> Value {
    json!({
        "meeting_number": grouped(step.meeting_id),
        "activity_time": step.at.strftime("%Y-%m-%d %H:%M:%S:%3f").to_string(),
        "operator": step.name,
        "operator_email": step.email,
        "activity_category": step.category,
        // The one example says no more here than the category.
        "activity_detail": step.category,
    })
}

/// A meeting's id as a person reads it: 982 610 0285.
fn grouped(meeting_id: u64) -> String {
    let id = meeting_id.to_string();
    match id.len().checked_sub(4) {
        Some(last) if last > 3 => format!("{} {} {}", &id[..3], &id[3..last], &id[last..]),
        _ => id,
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

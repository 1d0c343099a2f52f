//! What was asked in a meeting, by participants and in polls.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::meetings::{not_found, past_meeting, past_webinar};
use crate::{
    api::{call::Call, error::ApiError},
    state::{
        State,
        instance::{AskedQuestion, Instance, PollAnswer},
        user::User,
    },
    time,
};

pub(super) fn polls(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let instance = of_polls(call, state)?;
    let questions = instance.poll_answers.iter();
    let questions = questions.map(|given| poll_answer(given, state));
    Ok(answer(instance, &questions.collect()))
}

/// The meeting or webinar whose polls or survey are asked for.
fn of_polls<'s>(call: &Call<'_>, state: &'s State) -> Result<&'s Instance, ApiError> {
    if is_of_webinars(call) {
        return past_webinar(call, state, webinar_not_found(call));
    }
    let named = call.path("meetingId");
    let missing = format!("Meeting \"{named}\" not found or has expired.");
    past_meeting(call, state, missing)
}

fn is_of_webinars(call: &Call<'_>) -> bool {
    call.published.path.starts_with("/report/webinars/")
}

fn webinar_not_found(call: &Call<'_>) -> String {
    let named = call.path("webinarId");
    format!("Webinar {named} not found or has expired.")
}

pub(super) fn asked(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let instance = if is_of_webinars(call) {
        past_webinar(call, state, webinar_not_found(call))?
    } else {
        past_meeting(call, state, not_found(call))?
    };
    let questions = instance.questions.iter();
    let questions = questions.map(|asked| question(asked, instance, state));
    Ok(answer(instance, &questions.collect()))
}

/// What was answered to the survey. Nobody makes one here, so it asks what the polls asked.
pub(super) fn survey(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let instance = of_polls(call, state)?;
    let noun = if is_of_webinars(call) {
        "webinar"
    } else {
        "meeting"
    };
    let answers = instance.poll_answers.iter().map(|given| {
        let mut view = poll_answer(given, state);
        let details = json!([{
            "question_id": given.polling_id,
            "question": given.question,
            "answer": given.answer,
            "date_time": time::utc(given.date_time),
        }]);
        view["answer_details"] = details;
        if let Some(view) = view.as_object_mut() {
            view.remove("question_details");
        }
        view
    });
    let answers: Vec<Value> = answers.collect();
    let survey_id = instance.poll_answers.first().map(|given| &given.polling_id);
    Ok(json!({
        (format!("{noun}_id")): instance.meeting_id,
        (format!("{noun}_uuid")): instance.uuid,
        "start_time": time::utc(instance.start_time),
        "survey_id": survey_id.cloned().unwrap_or_default(),
        "survey_name": format!("Survey of {}", instance.topic),
        "survey_answers": answers,
    }))
}

fn answer(instance: &Instance, questions: &Value) -> Value {
    json!({
        "id": instance.meeting_id,
        "uuid": instance.uuid,
        "start_time": time::utc(instance.start_time),
        "questions": questions,
    })
}

fn poll_answer(given: &PollAnswer, state: &State) -> Value {
    let (first, last) = match state.user(&given.email) {
        Some(user) => (user.first_name.as_str(), user.last_name.as_str()),
        None => given.name.split_once(' ').unwrap_or((&given.name, "")),
    };
    json!({
        "email": given.email,
        "name": given.name,
        "first_name": first,
        "last_name": last,
        "question_details": [{
            "polling_id": given.polling_id,
            "question": given.question,
            "answer": given.answer,
            "date_time": time::utc(given.date_time),
        }],
    })
}

/// A question; the host has answered all of them, a minute later.
fn question(asked: &AskedQuestion, instance: &Instance, state: &State) -> Value {
    let host = state.user(&instance.host_id);
    let answered = asked.asked_at + SignedDuration::from_mins(1);
    json!({
        "user_id": state.user(&asked.email).map_or("", |user| &user.id),
        "email": asked.email,
        "name": asked.name,
        "question_details": [{
            "question_id": asked.id,
            "question": asked.question,
            "answer": asked.answer,
            "create_time": time::utc(asked.asked_at),
            "question_status": "answered",
            "answer_details": [{
                "user_id": instance.host_id,
                "name": host.map(User::display_name).unwrap_or_default(),
                "email": host.map_or("", |host| &host.email),
                "content": asked.answer,
                "create_time": time::utc(answered),
                "type": "host_answered_publicly",
            }],
        }],
    })
}

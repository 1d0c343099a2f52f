//! Webinars that are over.

use serde_json::{Value, json};

use super::{
    call::Call,
    error::ApiError,
    operations::Handlers,
    pagination,
    past_meetings::{participants::items, qa},
};
use crate::{
    state::{
        State,
        instance::{Instance, PollAnswer},
    },
    time,
};

pub(crate) const HANDLERS: Handlers = &[
    ("listWebinarParticipants", participants),
    ("pastWebinars", instances),
    ("listPastWebinarQA", questions),
    ("listPastWebinarPollResults", polls),
];

fn participants(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let not_found = ApiError::not_found(3001, "Webinar does not exist.");
    let items = items(call.past_webinar(state, not_found)?);
    Ok(pagination::list(call, state, "participants", items))
}

fn instances(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = call.webinar(state)?.id;
    let webinars: Vec<Value> = state
        .instances
        .iter()
        .filter(|instance| instance.meeting_id == id && instance.ended)
        .map(
            |instance| json!({"uuid": instance.uuid, "start_time": time::utc(instance.start_time)}),
        )
        .collect();
    Ok(json!({"webinars": webinars}))
}

fn questions(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    Ok(qa::answer(ended(call, state)?))
}

fn polls(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let instance = ended(call, state)?;
    let questions: Vec<Value> = instance.poll_answers.iter().map(poll_answer).collect();
    Ok(json!({
        "id": instance.meeting_id,
        "uuid": instance.uuid,
        "start_time": time::utc(instance.start_time),
        "questions": questions,
    }))
}

pub(crate) fn poll_answer(given: &PollAnswer) -> Value {
    json!({
        "name": given.name,
        "email": given.email,
        "question_details": [{
            "polling_id": given.polling_id,
            "question": given.question,
            "answer": given.answer,
            "date_time": time::utc(given.date_time),
        }],
    })
}

fn ended<'s>(call: &Call<'_>, state: &'s State) -> Result<&'s Instance, ApiError> {
    let not_found = ApiError::not_found(3001, "Webinar ID is invalid or not end.");
    call.past_webinar(state, not_found)
}

//! List the questions that were asked in a past meeting, with their answers.

use serde_json::{Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::{State, instance::Instance},
    time,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let instance = call
        .past_instance(state)
        .map_err(|error| match error.status {
            http::StatusCode::NOT_FOUND => {
                ApiError::not_found(3001, "Meeting ID is invalid or not end.")
            }
            _ => error,
        })?;
    Ok(answer(instance))
}

/// What was asked, in a meeting or a webinar.
pub(crate) fn answer(instance: &Instance) -> Value {
    let questions: Vec<Value> = instance
        .questions
        .iter()
        .map(|asked| {
            json!({
                "name": asked.name,
                "email": asked.email,
                "question_details": [{"question": asked.question, "answer": asked.answer}],
            })
        })
        .collect();
    json!({
        "id": instance.meeting_id,
        "uuid": instance.uuid,
        "start_time": time::utc(instance.start_time),
        "questions": questions,
    })
}

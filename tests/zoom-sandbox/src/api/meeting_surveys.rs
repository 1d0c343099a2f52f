//! What participants are asked when a meeting is over.

use serde_json::{Value, json};

use super::{call::Call, error::ApiError, meeting_registrants::by_id, operations::Handlers};
use crate::state::{
    State,
    meeting::{Meeting, kind},
    user::License,
};

pub(crate) const HANDLERS: Handlers = &[
    ("meetingSurveyGet", get),
    ("meetingSurveyUpdate", update),
    ("meetingSurveyDelete", delete),
];

/// What is answered where there is no survey is not published: nothing but what holds then, a guess.
fn get(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let meeting = of(call, state)?;
    Ok(match &meeting.survey {
        Some(survey) => json!(survey),
        None => json!({"show_in_the_browser": true}),
    })
}

/// Whether what is left out stays is not published: that it does is a guess.
fn update(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = of(call, state)?.id;
    let mut survey = by_id(state, id)?.survey.take().unwrap_or_default();
    survey.extend(call.body.clone());
    by_id(state, id)?.survey = Some(survey);
    Ok(Value::Null)
}

fn delete(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = of(call, state)?.id;
    by_id(state, id)?.survey = None;
    Ok(Value::Null)
}

/// The meeting of a call, which may have a survey: published is that its host has a license and that
/// it is scheduled; what is said of an instant meeting is a guess.
fn of<'s>(call: &Call<'_>, state: &'s State) -> Result<&'s Meeting, ApiError> {
    let meeting = call.meeting(state)?;
    let host = state.user(&meeting.host_id);
    let basic = host.is_some_and(|host| host.license == License::Basic);
    if basic || meeting.kind == kind::INSTANT {
        let message = "Meeting survey disabled. To enable this feature, enable the \"Meeting Survey\" setting in the Zoom web portal's \"Settings\" interface.";
        return Err(ApiError::bad_request(3000, message));
    }
    Ok(meeting)
}

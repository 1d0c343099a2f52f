//! Who registers to watch a recording.

use std::mem;

use serde_json::{Value, json};

use super::{
    call::Call, error::ApiError, operations::Handlers, pagination, recordings, registration,
};
use crate::state::{
    State,
    happening::{Registering, What},
    registration::{Registrant, Status},
};

pub(crate) const HANDLERS: Handlers = &[
    ("meetingRecordingRegistrants", list),
    ("meetingRecordingRegistrantCreate", create),
    ("meetingRecordingRegistrantStatus", set_status),
    ("recordingRegistrantsQuestionsGet", questions),
    ("recordingRegistrantQuestionUpdate", update_questions),
];

fn list(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let recording = recordings::find(call, state)?;
    let items = registration::listed(call, &recording.registration)
        .map(|registrant| Value::Object(registration::view(registrant)))
        .collect();
    Ok(pagination::list(call, state, "registrants", items))
}

fn create(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let found = recordings::find(call, state)?;
    registration::answers_all(&found.registration, &call.body)?;
    let mut fields = call.body.clone();
    fields.remove("status");
    // A recording approves everybody by itself unless its settings say that
    // the host does.
    let status = if found.settings["approval_type"] == json!(1) {
        Status::Pending
    } else {
        Status::Approved
    };
    let new = Registrant::new(fields, status, Vec::new(), call.now, &mut state.ids);
    let recording = recordings::find_mut(call, state)?;
    let registrant = registration::add(&mut recording.registration, new);
    let recording = recording.clone();
    let answer = json!({
        // What Zoom says of an uploaded file, which has none, is a guess.
        "id": recording.meeting_id.unwrap_or_default(),
        "registrant_id": registrant.id,
        "topic": recording.topic,
        "share_url": format!(
            "{}/rec/share/{}?tk={}",
            call.links.web, recording.play_passcode, registrant.token
        ),
    });
    let told = What::RecordingRegistration(Registering::Created, recording, registrant);
    state.happened(call.now, None, told);
    Ok(answer)
}

fn set_status(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let mut limits = mem::take(&mut state.rate_limits);
    let outcome = recordings::find_mut(call, state).and_then(|recording| {
        let registration = &mut recording.registration;
        let changed = registration::set_status(registration, &call.body, &mut limits, call.now)?;
        Ok((recording.clone(), changed))
    });
    state.rate_limits = limits;
    let (recording, (what, registrants)) = outcome?;
    for registrant in registrants {
        let told = What::RecordingRegistration(what, recording.clone(), registrant);
        state.happened(call.now, Some(&call.caller.user_id), told);
    }
    Ok(Value::Null)
}

fn questions(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    Ok(registration::questions(
        &recordings::find(call, state)?.registration,
    ))
}

fn update_questions(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let recording = recordings::find_mut(call, state)?;
    registration::update_questions(&mut recording.registration, &call.body);
    Ok(Value::Null)
}

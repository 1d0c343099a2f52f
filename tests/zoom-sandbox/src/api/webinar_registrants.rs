//! Who registers for a webinar, and who of them did not come.

use serde_json::{Value, json};

use super::{
    call::Call,
    error::ApiError,
    meeting_registrants::{by_id, create, status, view},
    operations::Handlers,
    pagination, registration,
    webinars::has_plan,
};
use crate::state::{
    State,
    instance::Instance,
    meeting::Meeting,
    registration::{Registrant, Status},
};

pub(crate) const HANDLERS: Handlers = &[
    ("webinarRegistrants", list),
    ("webinarRegistrantCreate", register),
    ("webinarRegistrantStatus", set_status),
    ("webinarAbsentees", absentees),
    ("webinarRegistrantsQuestionsGet", questions),
    ("webinarRegistrantQuestionUpdate", update_questions),
    ("getTrackingSources", tracking_sources),
];

/// Attendees that a webinar takes unless it is restricted to fewer. The number
/// is a guess.
const CAPACITY: u64 = 500;

fn list(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let webinar = webinar(call, state)?;
    let source = call.query_text("tracking_source_id");
    let registrants = registration::listed(call, &webinar.registration)
        .filter(|registrant| source.is_none_or(|id| registrant.text("source_id") == id))
        .map(|registrant| Value::Object(view::registrant(registrant, webinar, call.links)))
        .collect();
    Ok(pagination::list(call, state, "registrants", registrants))
}

fn register(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let webinar = webinar(call, state)?;
    takes(call, state, webinar)?;
    let status = Status::of_new(&webinar.settings["approval_type"]);
    let id = webinar.id;
    create::register(call, state, id, status).map(Value::Object)
}

/// Refuses who can't register, and everybody where nobody can: without
/// registration, when it is over, and when it is full.
fn takes(call: &Call<'_>, state: &State, webinar: &Meeting) -> Result<(), ApiError> {
    let email = call.body.get("email").and_then(Value::as_str);
    let is = |known: &str| email.is_some_and(|email| email.eq_ignore_ascii_case(known));
    let host = state.user(&webinar.host_id);
    let refusal = if webinar.settings["approval_type"] == json!(2) {
        let id = webinar.id;
        (
            3000,
            format!("This webinar does not have registration as required: {id}."),
        )
    } else if webinar.end().is_some_and(|end| end <= call.now) {
        let message = "Webinar is over, you cannot register now. If you have any questions, contact the webinar host.";
        (3038, message.into())
    } else if host.is_some_and(|host| is(&host.email)) {
        (3027, "Host cannot register.".into())
    } else if webinar.panelists.iter().any(|panelist| is(&panelist.email)) {
        let message = "You have been invited as a panelist for the webinar, please check your email to find more information about this webinar.";
        (3000, message.into())
    } else if webinar.registration.registrants.len() >= capacity(webinar) {
        let message = "You have reached the limit for the number of attendees you can add. Contact Zoom Support for more information.";
        (3000, message.into())
    } else {
        return Ok(());
    };
    Err(ApiError::bad_request(refusal.0, refusal.1))
}

fn set_status(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let webinar = webinar(call, state)?;
    let id = webinar.id;
    if webinar.settings["approval_type"] == json!(2) {
        let message = format!("Registration has not been enabled for this meeting: {id}.");
        return Err(ApiError::bad_request(300, message));
    }
    let registrants = webinar.registration.registrants.iter();
    let approved = registrants.filter(|known| known.status == Status::Approved);
    // A restriction may come when more are in already.
    if call.body.get("action") == Some(&json!("approve")) && approved.count() >= capacity(webinar) {
        let message = "Webinar has reached maximum attendee capacity.";
        return Err(ApiError::bad_request(3035, message));
    }
    status::change(call, state, id)
}

fn absentees(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let named = call.path("webinarId");
    let not_found = || ApiError::not_found(3001, format!("Webinar {named} not found or expired."));
    let past = call.past_webinar(state, not_found())?;
    let webinar = state.meeting_of(past).ok_or_else(not_found)?;
    if webinar.settings["approval_type"] == json!(2) {
        let message = format!("This webinar doesn't have registration required: {named}.");
        return Err(ApiError::bad_request(3000, message));
    }
    let instance = match call.query_text("occurrence_id") {
        Some(id) => occurrence(state, webinar, id)?,
        None => past,
    };
    let registrants = webinar
        .registration
        .registrants
        .iter()
        .filter(|registrant| stayed_away(registrant, instance))
        .map(|registrant| Value::Object(view::registrant(registrant, webinar, call.links)))
        .collect();
    Ok(pagination::list(call, state, "registrants", registrants))
}

fn questions(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let webinar = with_registration(call, state)?;
    Ok(registration::questions(&webinar.registration))
}

fn update_questions(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = with_registration(call, state)?.id;
    let webinar = by_id(state, id)?;
    registration::update_questions(&mut webinar.registration, &call.body);
    Ok(Value::Null)
}

fn with_registration<'s>(call: &Call<'_>, state: &'s State) -> Result<&'s Meeting, ApiError> {
    let webinar = webinar(call, state)?;
    if webinar.settings["approval_type"] == json!(2) {
        let message = format!(
            "Registration has not been enabled for this webinar: {}.",
            webinar.id
        );
        return Err(ApiError::bad_request(3000, message));
    }
    Ok(webinar)
}

/// Where the webinar was told of, which is said on the web site alone.
fn tracking_sources(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let webinar = webinar(call, state)?;
    let registered = |id: &str| {
        let registrants = webinar.registration.registrants.iter();
        registrants
            .filter(|known| known.text("source_id") == id)
            .count()
    };
    let token = webinar.encrypted_password.as_str();
    let sources = webinar.tracking_sources.iter().map(|source| {
        json!({
            "id": source.id,
            "source_name": source.name,
            "tracking_url": format!("{}/webinar/register/{token}?tk_source={}", call.links.web, source.id),
            "registration_count": registered(&source.id),
            "visitor_count": source.visitors,
        })
    });
    let sources: Vec<Value> = sources.collect();
    Ok(json!({"total_records": sources.len(), "tracking_sources": sources}))
}

/// The time that an occurrence took place.
fn occurrence<'s>(
    state: &'s State,
    webinar: &Meeting,
    occurrence_id: &str,
) -> Result<&'s Instance, ApiError> {
    let occurrences = &webinar.occurrences;
    let start = occurrences
        .iter()
        .find(|occurrence| occurrence.id == occurrence_id)
        .map(|occurrence| occurrence.start_time);
    state
        .instances
        .iter()
        .filter(|instance| instance.ended && instance.meeting_id == webinar.id)
        .find(|instance| start == Some(instance.start_time))
        .ok_or_else(|| {
            let message = format!("The request could not be completed because you have provided an invalid occurrence ID: {occurrence_id}.");
            ApiError::bad_request(300, message)
        })
}

/// Whether somebody could have come, and was not there.
fn stayed_away(registrant: &Registrant, instance: &Instance) -> bool {
    let mut participants = instance.participants.iter();
    registrant.status == Status::Approved
        && registrant.create_time < instance.end_time
        && registrant.is_for(&instance.start_time.as_millisecond().to_string())
        && participants.all(|participant| participant.registrant_id != registrant.id)
}

/// The webinar of a call, whose host has to have a plan still.
fn webinar<'s>(call: &Call<'_>, state: &'s State) -> Result<&'s Meeting, ApiError> {
    let webinar = call.webinar(state)?;
    if let Some(host) = state.user(&webinar.host_id) {
        has_plan(host, "this user")?;
    }
    Ok(webinar)
}

fn capacity(webinar: &Meeting) -> usize {
    let restricted = webinar.settings.get("registrants_restrict_number");
    let restricted = restricted.and_then(Value::as_u64).filter(|&most| most > 0);
    usize::try_from(restricted.unwrap_or(CAPACITY)).unwrap_or(usize::MAX)
}

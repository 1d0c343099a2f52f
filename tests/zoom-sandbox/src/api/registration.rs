//! What registering for a meeting and for a recording have in common.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    call::Call,
    error::{ApiError, FieldError},
};
use crate::{
    rate_limits::RateLimits,
    state::{
        happening::Registering,
        registration::{Registrant, Registration, Status},
    },
};

/// What a registrant may say of themself beside first name and email.
const ANSWERS: &[&str] = &[
    "address",
    "city",
    "comments",
    "country",
    "industry",
    "job_title",
    "last_name",
    "no_of_employees",
    "org",
    "phone",
    "purchasing_time_frame",
    "role_in_purchase_process",
    "state",
    "zip",
];

/// The members that every registrant has in an answer.
pub(crate) fn view(registrant: &Registrant) -> Map<String, Value> {
    let mut view = Map::new();
    view.insert("id".into(), json!(registrant.id));
    for name in ["email", "first_name"].iter().chain(ANSWERS) {
        view.insert((*name).into(), json!(registrant.text(name)));
    }
    let answers = registrant.fields.get("custom_questions");
    view.insert(
        "custom_questions".into(),
        answers.cloned().unwrap_or_else(|| json!([])),
    );
    view.insert("status".into(), json!(registrant.status.name()));
    view
}

/// The registrants that a list is about: those of the asked status and, where
/// the query names one, of an occurrence.
pub(crate) fn listed<'r>(
    call: &'r Call<'_>,
    registration: &'r Registration,
) -> impl Iterator<Item = &'r Registrant> {
    let status = call.query_text("status").unwrap_or_default();
    let occurrence_id = call.query_text("occurrence_id");
    registration
        .registrants
        .iter()
        .filter(move |registrant| registrant.status.name() == status)
        .filter(move |registrant| occurrence_id.is_none_or(|id| registrant.is_for(id)))
}

/// Refuses a registration that leaves a required question unanswered.
pub(crate) fn answers_all(
    registration: &Registration,
    fields: &Map<String, Value>,
) -> Result<(), ApiError> {
    let answered = |answer: Option<&Value>| {
        answer
            .and_then(Value::as_str)
            .is_some_and(|a| !a.is_empty())
    };
    let custom_answer = |title: &Value| {
        let answers = fields.get("custom_questions").and_then(Value::as_array);
        answers
            .into_iter()
            .flatten()
            .find(|answer| answer["title"] == *title)
            .and_then(|answer| answer.get("value"))
    };
    let required = |questions: &Value| {
        let questions = questions.as_array().cloned().unwrap_or_default();
        questions
            .into_iter()
            .filter(|question| question["required"] == json!(true))
    };
    let standard = required(&registration.questions).filter_map(|question| {
        let name = question["field_name"].as_str()?;
        (!answered(fields.get(name))).then(|| FieldError::missing(name))
    });
    let custom = required(&registration.custom_questions)
        .filter(|question| !answered(custom_answer(&question["title"])))
        .map(|_| FieldError::missing("custom_questions"));
    let missing: Vec<FieldError> = standard.chain(custom).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(ApiError::validation(missing))
    }
}

/// Adds a registrant, or gives back the one who has registered with this email
/// before: a guess.
pub(crate) fn add(registration: &mut Registration, new: Registrant) -> Registrant {
    let known = registration.registrants.iter().find(|registrant| {
        registrant
            .text("email")
            .eq_ignore_ascii_case(new.text("email"))
    });
    if let Some(known) = known {
        return known.clone();
    }
    registration.registrants.push(new.clone());
    new
}

/// Approves, denies or takes out the registrants that a body names by id or
/// email, and gives them back. One of them unknown, nothing is changed.
pub(crate) fn set_status(
    registration: &mut Registration,
    body: &Map<String, Value>,
    limits: &mut RateLimits,
    now: Timestamp,
) -> Result<(Registering, Vec<Registrant>), ApiError> {
    let named = body.get("registrants").and_then(Value::as_array);
    let mut places = Vec::new();
    for named in named.into_iter().flatten() {
        let is_named = |registrant: &Registrant| {
            named["id"] == json!(registrant.id)
                || (named.get("id").is_none() && named["email"] == json!(registrant.text("email")))
        };
        let place = registration.registrants.iter().position(is_named);
        places.push(place.ok_or_else(unknown)?);
    }
    for &place in &places {
        limits.count_status_change(&registration.registrants[place].id, now)?;
    }
    let action = match body.get("action").and_then(Value::as_str) {
        Some("approve") => Registering::Approved,
        Some("cancel") => Registering::Cancelled,
        _ => Registering::Denied,
    };
    for &place in &places {
        registration.registrants[place].status = match action {
            Registering::Approved => Status::Approved,
            _ => Status::Denied,
        };
    }
    let changed = places
        .iter()
        .map(|&place| registration.registrants[place].clone())
        .collect();
    if action == Registering::Cancelled {
        // Who cancelled is in no list any more: a guess.
        let mut place = 0;
        registration.registrants.retain(|_| {
            place += 1;
            !places.contains(&(place - 1))
        });
    }
    Ok((action, changed))
}

/// The refusal of a registrant that does not exist.
pub(crate) fn unknown() -> ApiError {
    ApiError::bad_request(
        300,
        "The value that you entered for the Registrant ID field is invalid. Enter a valid value and try again.",
    )
}

pub(crate) fn questions(registration: &Registration) -> Value {
    json!({
        "questions": registration.questions,
        "custom_questions": registration.custom_questions,
    })
}

/// Replaces the lists of questions that a body has.
pub(crate) fn update_questions(registration: &mut Registration, body: &Map<String, Value>) {
    if let Some(questions) = body.get("questions") {
        registration.questions = questions.clone();
    }
    if let Some(questions) = body.get("custom_questions") {
        registration.custom_questions = questions.clone();
    }
}

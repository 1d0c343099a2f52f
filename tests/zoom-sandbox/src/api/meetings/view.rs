//! How a meeting looks in an answer.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::{
    api::call::Call,
    links::Links,
    state::{State, meeting::Meeting, occurrences::Occurrence, user::User},
    time,
};

/// How long a `start_url` works.
const START_URL_LIFETIME: SignedDuration = SignedDuration::from_hours(2);

/// Leaves of a series the occurrence that a call asks for, or else those to come,
/// unless it asks for the others too.
pub(crate) fn show_occurrences(call: &Call<'_>, meeting: &mut Meeting, asked: Option<Occurrence>) {
    if let Some(occurrence) = asked {
        meeting.start_time = Some(occurrence.start_time);
        meeting.duration = occurrence.duration;
        meeting.occurrences = vec![occurrence];
    } else if !call.query_flag("show_previous_occurrences") {
        let to_come = |occurrence: &Occurrence| occurrence.start_time >= call.now;
        meeting.occurrences.retain(to_come);
    }
}

/// The whole meeting, as "create" and "get" answer it. `creator` is the app
/// that the token was issued to, which signs the host in by `start_url`.
pub(crate) fn whole(
    meeting: Meeting,
    host: &User,
    live: bool,
    start_token: &str,
    links: &Links,
) -> Map<String, Value> {
    let Links { web, .. } = links;
    let mut view = summary(&meeting, host, links, meeting.start_time);
    let mut add = |name: &str, value: Value| {
        view.insert(name.to_owned(), value);
    };
    add("host_email", json!(host.email));
    if let Some(assistant) = &meeting.assistant_id {
        add("assistant_id", json!(assistant));
    }
    add("status", json!(if live { "started" } else { "waiting" }));
    add(
        "start_url",
        json!(format!("{web}/s/{}?zak={start_token}", meeting.id)),
    );
    add(
        "chat_join_url",
        json!(format!("{web}/launch/jc/{}", meeting.id)),
    );
    if !meeting.password.is_empty() {
        add("password", json!(meeting.password));
        add("h323_password", json!(meeting.numeric_password));
        add("pstn_password", json!(meeting.numeric_password));
        add("encrypted_password", json!(meeting.encrypted_password));
    }
    add("dynamic_host_key", json!(meeting.host_key));
    add("pre_schedule", json!(false));
    plan(&mut view, &meeting, links);
    let join_url = join_url(&meeting, host, links);
    let mut settings = meeting.settings;
    // Who need not sign in gets an own address to join by.
    if let Some(Value::Array(exceptions)) = settings.get_mut("authentication_exception") {
        for exception in exceptions {
            exception["join_url"] = json!(join_url);
        }
    }
    view.insert("settings".into(), settings.into());
    view
}

/// What a meeting and a webinar show alike of how they were planned.
pub(crate) fn plan(view: &mut Map<String, Value>, meeting: &Meeting, links: &Links) {
    let mut add = |name: &str, value: Value| {
        view.insert(name.to_owned(), value);
    };
    if meeting.settings["approval_type"] != json!(2) {
        let what = if meeting.is_webinar() {
            "webinar"
        } else {
            "meeting"
        };
        let token = meeting.encrypted_password.as_str();
        add(
            "registration_url",
            json!(format!("{}/{what}/register/{token}", links.web)),
        );
    }
    if let Some(recurrence) = &meeting.recurrence {
        add("recurrence", json!(recurrence));
        let occurrences: Vec<Value> = meeting.occurrences.iter().map(occurrence).collect();
        add("occurrences", json!(occurrences));
    }
    add("creation_source", json!("open_api"));
    for (name, value) in &meeting.details {
        add(name, value.clone());
    }
    let tracking_fields = meeting
        .details
        .get("tracking_fields")
        .and_then(Value::as_array);
    let visible = tracking_fields.into_iter().flatten().map(|field| {
        let mut field = field.clone();
        field["visible"] = json!(true);
        field
    });
    add("tracking_fields", visible.collect());
}

/// The meeting as lists show it.
pub(crate) fn summary(
    meeting: &Meeting,
    host: &User,
    links: &Links,
    start: Option<Timestamp>,
) -> Map<String, Value> {
    let mut view = outline(meeting, start);
    let join_url = json!(join_url(meeting, host, links));
    view.insert("join_url".into(), join_url);
    if uses_pmi(meeting) {
        view.insert("pmi".into(), json!(host.pmi.to_string()));
    }
    view
}

/// What there is to say of a meeting whoever hosts it.
pub(crate) fn outline(meeting: &Meeting, start: Option<Timestamp>) -> Map<String, Value> {
    let mut view = Map::new();
    let mut add = |name: &str, value: Value| {
        view.insert(name.to_owned(), value);
    };
    add("uuid", json!(meeting.uuid));
    add("id", json!(meeting.id));
    add("host_id", json!(meeting.host_id));
    add("topic", json!(meeting.topic));
    add("type", json!(meeting.kind));
    if let Some(start) = start {
        add("start_time", json!(time::utc(start)));
    }
    add("duration", json!(meeting.duration));
    add("timezone", json!(meeting.timezone));
    add("created_at", json!(time::utc(meeting.created_at)));
    add(
        "agenda",
        meeting
            .details
            .get("agenda")
            .cloned()
            .unwrap_or_else(|| json!("")),
    );
    view
}

pub(crate) fn occurrence(occurrence: &Occurrence) -> Value {
    json!({
        "occurrence_id": occurrence.id,
        "start_time": time::utc(occurrence.start_time),
        "duration": occurrence.duration,
        "status": if occurrence.deleted { "deleted" } else { "available" },
    })
}

/// A token for `start_url` that signs the host in.
pub(crate) fn start_token(state: &mut State, host_id: &str, now: Timestamp) -> String {
    state.sign_token("zak", "", host_id, now, now + START_URL_LIFETIME)
}

pub(crate) fn join_url(meeting: &Meeting, host: &User, links: &Links) -> String {
    let number = if uses_pmi(meeting) {
        host.pmi
    } else {
        meeting.id
    };
    let url = format!("{}/j/{number}", links.web);
    if meeting.password.is_empty() {
        url
    } else {
        format!("{url}?pwd={}", meeting.encrypted_password)
    }
}

pub(crate) fn uses_pmi(meeting: &Meeting) -> bool {
    meeting.settings.get("use_pmi") == Some(&json!(true))
}

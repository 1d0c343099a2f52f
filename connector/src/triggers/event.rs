//! An event, as the contract has it.

use serde_json::Value;

use super::trigger::Trigger;
use crate::hash::hash;
use crate::json;
use crate::shape::tidy;
use crate::times::utc;

/// Whom something concerns, and when it happened.
pub(crate) struct Occasion<'a> {
    pub(crate) account: &'a str,
    /// The user whom it concerns where the data does not say.
    pub(crate) user: Option<&'a str>,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub(crate) at_ms: u64,
}

/// The event of a trigger with this data.
pub(crate) fn event(trigger: &Trigger, occasion: &Occasion<'_>, mut data: Value) -> Value {
    // Before anything of it is left out.
    let told = trigger.named_by.is_empty().then(|| fingerprint(&data));
    if !trigger.events.is_empty() {
        tidy(&trigger.data, &mut data);
    }
    let id = match trigger
        .named_by
        .iter()
        .find_map(|places| name(&data, places))
    {
        Some(name) => format!("{} {name}", trigger.id),
        None => {
            let told = told.unwrap_or_else(|| fingerprint(&data));
            format!("{} {} {told:016x}", trigger.id, occasion.at_ms)
        }
    };
    let mut subject = vec![("account", occasion.account.into())];
    if let Some(user) = concerned(&data).or(occasion.user) {
        subject.push(("user", user.into()));
    }
    json::object(vec![
        ("trigger", trigger.id.into()),
        ("id", id.into()),
        ("occurred_at", utc_ms(occasion.at_ms).into()),
        ("subject", json::object(subject)),
        ("data", data),
    ])
}

/// The name that stands in these places; none where one of them has nothing.
fn name(data: &Value, places: &[&str]) -> Option<String> {
    let part = |place: &&str| {
        data.pointer(place)?
            .as_str()
            .filter(|part| !part.is_empty())
    };
    let parts: Vec<_> = places.iter().map(part).collect::<Option<_>>()?;
    Some(parts.join(" "))
}

/// A short form of what is told. What is told again may have other links and tokens in it, which count
/// for nothing, and numbers as texts.
fn fingerprint(data: &Value) -> u64 {
    let mut texts = Vec::new();
    gather(data, &mut texts);
    hash(texts.iter().map(String::as_str))
}

fn gather(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let lasting = |name: &str| !name.ends_with("_url") && !name.ends_with("_token");
            for (name, value) in members.iter().filter(|(name, _)| lasting(name)) {
                texts.push(name.clone());
                gather(value, texts);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, texts)),
        Value::String(text) => texts.push(text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) => texts.push(value.to_string()),
    }
}

/// The user whom data concerns: the host, the user that it is about, or who removed the app.
fn concerned(data: &Value) -> Option<&str> {
    let event = data
        .get("event")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let of_user = event.starts_with("user.").then_some("/object/id");
    let places = [
        Some("/object/host_id"),
        Some("/object/meeting_host_id"),
        of_user,
        Some("/object/user_id"),
        Some("/user_id"),
    ];
    places
        .into_iter()
        .flatten()
        .find_map(|place| data.pointer(place)?.as_str().filter(|id| !id.is_empty()))
}

/// Milliseconds since 1970-01-01T00:00:00Z as RFC 3339 has it.
fn utc_ms(ms: u64) -> String {
    let seconds = utc(ms / 1_000);
    match ms % 1_000 {
        0 => seconds,
        ms => format!("{}.{ms:03}Z", seconds.trim_end_matches('Z')),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_moment_is_told_to_the_millisecond() {
        assert_eq!(utc_ms(1_626_230_691_572), "2021-07-14T02:44:51.572Z");
        assert_eq!(utc_ms(1_626_230_691_000), "2021-07-14T02:44:51Z");
        assert_eq!(utc_ms(7), "1970-01-01T00:00:00.007Z");
    }

    #[test]
    fn the_host_is_concerned_or_who_it_is_about() {
        for (data, user) in [
            (
                json!({ "event": "meeting.started", "object": { "host_id": "h", "id": "1" } }),
                Some("h"),
            ),
            (
                json!({ "event": "meeting.started", "object": { "id": "1" } }),
                None,
            ),
            (
                json!({ "event": "user.updated", "object": { "id": "u" } }),
                Some("u"),
            ),
            (
                json!({ "event": "app_deauthorized", "user_id": "u" }),
                Some("u"),
            ),
            (json!({ "event": "app_deauthorized", "user_id": "" }), None),
        ] {
            assert_eq!(concerned(&data), user, "{data}");
        }
    }
}

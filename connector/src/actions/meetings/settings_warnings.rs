//! Settings that Zoom ignores or switches off, because of others or of the meeting's type.

use serde_json::Value;

use super::schedule::{RECURRING_WITHOUT_TIME, SCHEDULED};
use crate::input::Input;

/// What the caller should know of the settings of a meeting that is of type `kind`, when that is
/// known.
pub(super) fn of(kind: Option<i64>, input: &Input) -> Vec<String> {
    let Some(settings) = input.object("settings") else {
        return Vec::new();
    };
    let is = |name: &str, value: bool| settings.get(name) == Some(&Value::Bool(value));
    let mut warnings = Vec::new();
    let mut warn = |field: &str, why: &str| {
        warnings.push(format!("Zoom ignores `settings.{field}`: {why}."));
    };
    if is("use_pmi", true)
        && kind.is_some_and(|kind| ![SCHEDULED, RECURRING_WITHOUT_TIME].contains(&kind))
    {
        warn(
            "use_pmi",
            "only meetings of `type` 2 or 3 can use the personal meeting id",
        );
    }
    if is("join_before_host", true) && is("waiting_room", true) {
        warn(
            "join_before_host",
            "with a waiting room everybody waits for the host",
        );
    }
    let early = settings.get("jbh_time").and_then(Value::as_i64);
    if is("join_before_host", false) && early.is_some_and(|minutes| minutes != 0) {
        warn("jbh_time", "nobody can join before the host");
    }
    let muting = "request_permission_to_unmute_participants";
    if is(muting, true) && is("allow_host_control_participant_mute_state", true) {
        warn(
            "allow_host_control_participant_mute_state",
            "it does not go together with `settings.request_permission_to_unmute_participants`",
        );
    }
    warnings
}

/// What the caller should know of settings that are switched off by what the meeting has already.
pub(super) fn beside(input: &Input, seen: &Value) -> Option<String> {
    let settings = input.object("settings")?;
    let waits = settings
        .get("waiting_room")
        .or_else(|| seen.pointer("/settings/waiting_room"));
    let joins = settings.get("join_before_host") == Some(&Value::Bool(true));
    let is_told = settings.contains_key("waiting_room");
    (joins && !is_told && waits == Some(&Value::Bool(true))).then(|| {
        "Zoom ignores `settings.join_before_host`: the meeting has a waiting room, where everybody \
         waits for the host."
            .to_owned()
    })
}

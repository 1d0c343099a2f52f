//! `export-meeting`.

use serde_json::Value;

use super::group::GROUP;
use super::{definition, fields};
use crate::action::Action;
use crate::json;
use crate::scopes::scope;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action = Action::get(&GROUP, "export-meeting", "/meetings/{meetingId}")
    .operation("meeting")
    .summary("Gives a meeting as a definition that can be kept and made anew, in any account.")
    .description(
        "Import meeting takes the definition. It has no ids, links or passcodes of the meeting. What only \
         its account knows, such as templates, tracking fields and alternative hosts, stands in a part of \
         its own, which another account leaves out. Registrants, registration questions, polls and the \
         survey belong to the meeting itself and are not in it.",
    )
    .scopes(&[scope("meeting:read")], &[scope("meeting:read:meeting")])
    .input(&[fields::OF_A_MEETING])
    .output(&[fields::OUTPUT])
    .derive(
        |_, seen| {
            Ok(json::object(vec![
                ("definition", definition::of(&seen)),
                ("warnings", not_kept(&seen).into()),
            ]))
        },
        &[&[member(
            "definition",
            Kind::Object(&definition::DEFINITION),
            "The definition.",
        )
        .required()]],
    )
    .refusals(fields::NOT_A_MEETING)
    .sample(
        r#"{ "meeting_id": "85746065432" }"#,
        r#"{
            "definition": {
                "format": "zoom-meeting",
                "version": 1,
                "meeting": {
                    "topic": "Weekly review",
                    "type": 2,
                    "start_time": "2036-09-16T01:00:00Z",
                    "timezone": "Asia/Tokyo",
                    "duration": 30,
                    "settings": { "waiting_room": true, "join_before_host": false, "approval_type": 2 }
                },
                "account": { "settings": { "alternative_hosts": "anna@example.com" } }
            }
        }"#,
    );

/// What is lost, in words.
fn not_kept(seen: &Value) -> Vec<String> {
    let mut lost: Vec<&str> = Vec::new();
    let setting = |name: &str| seen.get("settings").and_then(|settings| settings.get(name));
    let kind = seen.get("type").and_then(Value::as_i64);
    if seen
        .get("password")
        .and_then(Value::as_str)
        .is_some_and(|passcode| !passcode.is_empty())
    {
        lost.push("The passcode is not in the definition: the new meeting gets another, or the one that `password` names.");
    }
    if setting("approval_type")
        .and_then(Value::as_i64)
        .is_some_and(|approval| approval != 2)
    {
        lost.push("Registrants and registration questions are not in the definition.");
    }
    if setting("custom_keys")
        .and_then(Value::as_array)
        .is_some_and(|keys| !keys.is_empty())
    {
        lost.push("`settings.custom_keys` is not in the definition: Zoom does not take it for new meetings; set it afterwards with Update meeting.");
    }
    if kind == Some(super::schedule::INSTANT) {
        lost.push(
            "The meeting is an instant one, which is over when it ends: a new one starts at once.",
        );
    }
    if kind == Some(4) {
        lost.push(
            "The meeting has the host's personal meeting id. The new one gets an id of its own.",
        );
    }
    let occurrences = seen.get("occurrences").and_then(Value::as_array);
    let differs = |occurrence: &Value| {
        occurrence.get("status").and_then(Value::as_str) == Some("deleted")
            || occurrence
                .get("duration")
                .is_some_and(|minutes| Some(minutes) != seen.get("duration"))
    };
    if occurrences.is_some_and(|all| all.iter().any(differs)) {
        lost.push("Meetings of the series that were deleted or changed alone will be as the series has them.");
    }
    lost.into_iter().map(str::to_owned).collect()
}

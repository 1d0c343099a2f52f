//! What Zoom has made of a meeting that is not what was asked for. It says nothing of that itself.

use serde_json::Value;

use crate::input::Input;
use crate::times::DateTime;

/// What the caller should know of the meeting as it is `seen` now.
pub(super) fn differences(input: &Input, seen: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    let settings = |name: &str| input.object("settings")?.get(name)?.as_i64();
    let kept = seen
        .pointer("/settings/approval_type")
        .and_then(Value::as_i64);
    if let (Some(asked @ (0 | 1)), Some(kept)) = (settings("approval_type"), kept)
        && asked != kept
    {
        differences.push(format!(
            "Zoom has not kept `settings.approval_type` {asked}: it is {kept}, so nobody can \
             register as you asked. Registration needs a start in the future."
        ));
    }
    let moment = |text: Option<&str>| DateTime::parse(text?)?.timestamp();
    let asked = moment(input.text("start_time"));
    let starts = seen.get("start_time").and_then(Value::as_str);
    if let (Some(asked), Some(starts), Some(text)) = (asked, moment(starts), starts)
        && asked != starts
        && input.get("recurrence").is_none()
    {
        differences.push(format!(
            "Zoom lets the meeting begin at {text}, not as you asked."
        ));
    }
    differences
}

//! What the account's operation log says of a call that changed something. The
//! categories are Zoom's, which has none for meetings; which call belongs to
//! which is a guess.

use http::Method;
use serde_json::Value;

use super::{call::Call, operations::Published};
use crate::state::{State, audit::Operation};

/// The entry about a call, to be written when it succeeds.
pub(super) fn entry(published: &Published, call: &Call<'_>, state: &State) -> Option<Operation> {
    let action = match published.method {
        Method::POST => "add",
        Method::PUT | Method::PATCH => "update",
        Method::DELETE => "delete",
        _ => return None,
    };
    let category = category(&published.path)?;
    let operator = state.user(&call.caller.user_id)?.email.clone();
    let target = match call.path.first() {
        Some((_, named)) if named == "me" => &operator,
        Some((_, named)) => state.user(named).map_or(named.as_str(), |user| &user.email),
        None => {
            let info = call.body.get("user_info");
            let email = info.and_then(|info| info.get("email"));
            let named = email.or_else(|| call.body.get("field"));
            named.and_then(Value::as_str).unwrap_or_default()
        }
    };
    let target = target.to_owned();
    Some(Operation::new(
        call.now, operator, action, category, &target,
    ))
}

fn category(path: &str) -> Option<&'static str> {
    let has = |wanted: &str| path.split('/').any(|part| part == wanted);
    if has("recordings") {
        Some("recording")
    } else if has("webinars") {
        Some("webinar")
    } else if has("meetings") || has("meeting_templates") {
        None
    } else if has("settings") || has("assistants") || has("schedulers") {
        Some("user_settings")
    } else if has("users") {
        Some("user")
    } else if has("tracking_fields") {
        Some("account")
    } else {
        None
    }
}

//! Apps of the account: whether a manifest would do, who may add one, and what
//! was delivered to it.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    call::Call,
    error::ApiError,
    operations::{self, Handlers},
    pagination,
};
use crate::{
    state::{
        State,
        app::{AppKind, ScopeType},
        approval::Of,
    },
    time,
    webhooks::{Attempt, Delivery},
};

pub(crate) const HANDLERS: Handlers = &[
    ("validatingManifest", validate),
    ("Updateapppreapprovalsetting", pre_approve),
    ("getWebhookLogs", webhook_logs),
];

/// How long it is kept what was delivered.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

fn validate(call: &Call<'_>, _state: &mut State) -> Result<Value, ApiError> {
    let mut errors = Vec::new();
    let mut wrong = |setting: String, message: String| {
        errors.push(json!({ "setting": setting, "message": message }));
    };
    let oauth = &call.body["manifest"]["oauth_information"];
    let usage = oauth["usage"].as_str().unwrap_or_default();
    let kind = match usage {
        "USER_OPERATION" => Some(AppKind::UserManaged),
        "ADMIN_MANAGEMENT" => Some(AppKind::AdminManaged),
        _ => None,
    };
    if let Some(kind) = kind {
        let known = operations::scopes(kind, ScopeType::Granular);
        let asked = oauth["scopes"].as_array().into_iter().flatten();
        for (place, asked) in asked.enumerate() {
            let scope = asked["scope"].as_str().unwrap_or_default();
            if !known.iter().any(|known| known == scope) {
                let message = format!("{scope} is not a valid scope name when usage is {usage}");
                wrong(format!("/oauth_information/scopes[{place}]"), message);
            }
        }
    } else {
        let setting = "/oauth_information/usage".to_owned();
        wrong(setting, format!("{usage} is not a valid usage"));
    }
    let features = &call.body["manifest"]["features"];
    let has_products = features["products"]
        .as_array()
        .is_some_and(|list| !list.is_empty());
    for name in [
        "development_home_uri",
        "production_home_uri",
        "domain_allow_list",
    ] {
        if !has_products && !features[name].is_null() {
            wrong(
                format!("/features/{name}"),
                format!("{name} needs a product"),
            );
        }
    }
    Ok(match errors.is_empty() {
        true => json!({ "ok": true, "error": "", "errors": [] }),
        false => json!({ "ok": false, "error": "invalid_manifest", "errors": errors }),
    })
}

/// The id of the app that is named. Apps have no ids of their own here: their
/// client ids stand for them.
fn app_id(call: &Call<'_>, state: &State) -> Result<String, ApiError> {
    let id = call.path("appId");
    match state.app(id) {
        Some(app) => Ok(app.client_id.clone()),
        None => Err(ApiError::not_found(
            1401,
            format!("App ID does not exist: {id}"),
        )),
    }
}

fn pre_approve(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.may_act_for_account()?;
    let id = app_id(call, state)?;
    if !state.settings.admin_pre_approval {
        return Err(ApiError::bad_request(
            1404,
            "application_pre_approved_status_off",
        ));
    }
    let action = call.body.get("action").and_then(Value::as_str);
    let list = |name: &str| -> Vec<String> {
        let named = call.body.get(name).and_then(Value::as_array);
        let named = named.into_iter().flatten().filter_map(Value::as_str);
        named.map(str::to_owned).collect()
    };
    let (users, groups) = (list("user_ids"), list("group_ids"));
    // How Zoom refuses those that are not there is not documented: as elsewhere, which is a guess.
    for id in &users {
        if state.user(id).is_none() {
            return Err(ApiError::user_does_not_exist(id));
        }
    }
    for id in &groups {
        if !state.groups.iter().any(|group| group.id == *id) {
            let message = format!("A group with this {id} does not exist.");
            return Err(ApiError::not_found(4130, message));
        }
    }
    let approval = state.approvals.entry(id).or_default();
    let for_some = match action.unwrap_or_default() {
        "approve_all" => {
            approval.of = Of::Everybody;
            false
        }
        "disapprove_all" => {
            approval.of = Of::Nobody;
            false
        }
        "approve_user" => {
            approval.users.extend(users.iter().cloned());
            true
        }
        "approve_group" => {
            approval.groups.extend(groups.iter().cloned());
            true
        }
        "disapprove_user" => {
            approval.users.retain(|id| !users.contains(id));
            true
        }
        "disapprove_group" => {
            approval.groups.retain(|id| !groups.contains(id));
            true
        }
        // The document has none of these for its default.
        _ => false,
    };
    // "and set it as the specific user/group": whatever it was before.
    if for_some {
        approval.of = Of::Listed;
    }
    Ok(json!({
        "executed_at": time::utc(call.now),
        "user_ids": users,
        "group_ids": groups,
    }))
}

/// What is said of a query that is not as published, where that is something of its own.
pub(crate) fn own_refusal(operation: &str, error: ApiError) -> ApiError {
    if operation == "getWebhookLogs" && error.is_about("retry_num") {
        let message = "The 'retry_num' value must be an integer within the range of 0 to 3.";
        return ApiError::bad_request(1506, message);
    }
    error
}

/// Lists the attempts to deliver, the last first. A subscription belongs to no app
/// here, so every app is told of all of them.
fn webhook_logs(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    app_id(call, state)?;
    let refused = |code, message: &str| ApiError::not_found(code, message);
    let moment = |name: &str, otherwise: Timestamp| match call.query_text(name) {
        None | Some("") => Ok(otherwise),
        Some(text) => time::moment(text, &TimeZone::UTC)
            .filter(|_| text.ends_with('Z'))
            .ok_or_else(|| {
                let message = "The dates must follow the format: `yyyy-MM-dd'T'HH:mm:ss'Z'`.";
                refused(1503, message)
            }),
    };
    let first = call.now.saturating_sub(KEPT).unwrap_or(call.now);
    let (from, to) = (moment("from", first)?, moment("to", call.now)?);
    if from < first {
        return Err(refused(
            1502,
            "The date range must be within the last seven days.",
        ));
    }
    if from > call.now {
        return Err(refused(
            1504,
            "The 'from' date must be before the current date(UTC).",
        ));
    }
    if to < from {
        return Err(refused(
            1501,
            "The 'to' date must be after the 'from' date.",
        ));
    }
    let event = call.query_text("event").filter(|event| !event.is_empty());
    let (kind, number) = (call.query_number("type"), call.query_number("retry_num"));
    let wanted = |attempt: &Attempt, place: usize| {
        let is_of_kind = match kind {
            Some(1) => true,
            Some(3) => is_taken(attempt),
            _ => !is_taken(attempt),
        };
        let has_number = number.is_none_or(|number| u64::try_from(place) == Ok(number));
        (from..=to).contains(&attempt.at) && is_of_kind && has_number
    };
    let mut logs = Vec::new();
    for delivery in call.webhooks.deliveries() {
        if event.is_some_and(|event| event != delivery.event) {
            continue;
        }
        let attempts = delivery.attempts.iter().enumerate();
        let those = attempts.filter(|(place, attempt)| wanted(attempt, *place));
        logs.extend(those.map(|(place, attempt)| (attempt.at, log(&delivery, attempt, place))));
    }
    logs.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let logs = logs.into_iter().map(|(_, log)| log).collect();
    let mut page = pagination::page(call, state, "webhook_logs", logs);
    page.remove("page_count");
    page.remove("total_records");
    Ok(Value::Object(page))
}

fn is_taken(attempt: &Attempt) -> bool {
    attempt
        .status
        .is_some_and(|status| (200..300).contains(&status))
}

fn log(delivery: &Delivery, attempt: &Attempt, place: usize) -> Value {
    let id = delivery.request_id.replace('-', "_");
    let mut log = json!({
        "event": delivery.event,
        "status": attempt.status.map_or(-1, i32::from),
        "endpoint": delivery.url,
        "subscription_id": delivery.event_subscription_id,
        "request_headers": "N/A",
        "request_body": delivery.body,
        "response_headers": "{}",
        "response_body": attempt.problem.as_deref().unwrap_or_default(),
        "date_time": time::utc(attempt.at),
        "trace_id": format!("WEB_{}", delivery.request_id.replace('-', "")),
        "request_id": id,
        "retry_num": place,
    });
    if let Some(problem) = &attempt.problem {
        let refused = problem.contains("nothing listens");
        log["failed_reason_type"] = json!(if refused { 2 } else { 1 });
    }
    log
}

//! The plans of the account, and how many of their licenses are in use.

use serde_json::{Value, json};

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::state::{
    State,
    user::{License, Status, User},
};

pub(crate) const HANDLERS: Handlers = &[("GetPlanUsage", usage)];

/// The licenses for meetings that the account has.
const HOSTS: usize = 100;

fn usage(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.may_act_for_account()?;
    let id = call.path("accountId");
    if id != "me" && id != state.account.id {
        return Err(ApiError::not_found(
            2001,
            format!("Account does not exist: {id}"),
        ));
    }
    if !state.rate_limits.is_paid() {
        return Err(ApiError::bad_request(
            200,
            "Only available for paid account.",
        ));
    }
    let licensed = |pending: bool| {
        let users = state.users.iter();
        let waits = |user: &&User| (user.status == Status::Pending) == pending;
        let those = users.filter(|user| user.license == License::Licensed);
        those.filter(waits).count()
    };
    let plan = |hosts: usize, usage: usize, pending: usize| json!({ "type": "yearly", "hosts": hosts, "usage": usage, "pending": pending });
    let for_meetings = plan(HOSTS, licensed(false), licensed(true));
    let none = plan(0, 0, 0);
    let with = |mut plan: Value, name: &str, value: Value| {
        plan[name] = value;
        plan
    };
    if !state.settings.bundled_plans {
        let base = with(for_meetings, "active_hosts", licensed(false).into());
        return Ok(json!({ "plan_base": base }));
    }
    // What an account with a bundle is told of the others is a guess.
    Ok(json!({
        "plan_base": with(none.clone(), "active_hosts", 0.into()),
        "plan_united": with(none.clone(), "name", "None".into()),
        "plan_zoom_one": [with(for_meetings, "name", "Zoom Workplace".into())],
        "plan_webinar": [none],
        "plan_large_meeting": [none],
        "plan_zoom_events": [none],
        "plan_recording": {
            "type": "yearly", "free_storage": "10 GB", "free_storage_usage": "1 GB",
            "plan_storage": "100 GB", "plan_storage_usage": "0", "plan_storage_exceed": "0",
            "max_exceed_date": "",
        },
    }))
}

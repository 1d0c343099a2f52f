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
    let licensed = |pending: bool| {
        let users = state.users.iter();
        let waits = |user: &&User| (user.status == Status::Pending) == pending;
        let those = users.filter(|user| user.license == License::Licensed);
        those.filter(waits).count()
    };
    let (usage, pending) = (licensed(false), licensed(true));
    let plan = json!({ "type": "yearly", "hosts": HOSTS, "usage": usage, "pending": pending });
    let mut base = plan.clone();
    base["active_hosts"] = usage.into();
    let mut bundle = plan.clone();
    bundle["name"] = "None".into();
    Ok(json!({
        "plan_base": base,
        "plan_united": bundle,
        "plan_zoom_one": [bundle],
        "plan_webinar": [plan],
        "plan_large_meeting": [plan],
        "plan_zoom_events": [plan],
        "plan_recording": {
            "type": "yearly", "free_storage": "10 GB", "free_storage_usage": "1 GB",
            "plan_storage": "100 GB", "plan_storage_usage": "0", "plan_storage_exceed": "0",
            "max_exceed_date": "",
        },
    }))
}

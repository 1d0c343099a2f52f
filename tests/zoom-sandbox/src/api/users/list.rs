//! List the account's users.

use serde_json::{Map, Value, json};

use crate::{
    api::{call::Call, error::ApiError, pagination},
    state::State,
};

/// What the list shows of a user.
const SHOWN: &[&str] = &[
    "id",
    "first_name",
    "last_name",
    "display_name",
    "email",
    "type",
    "pmi",
    "timezone",
    "verified",
    "dept",
    "created_at",
    "user_created_at",
    "last_login_time",
    "last_client_version",
    "employee_unique_id",
    "group_ids",
    "division_ids",
    "im_group_ids",
    "license_info_list",
    "login_types",
    "plan_united_type",
    "role_id",
    "status",
];

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.may_act_for_account()?;
    let status = call.query_text("status").unwrap_or_default();
    let role_id = call.query_text("role_id");
    let more = call.query_text("include_fields");
    // Nobody here has a license of the products that can be asked for.
    let licensed = call.query_text("license").is_none();
    let items = state
        .users
        .iter()
        .filter(|user| licensed && json!(user.status) == json!(status))
        .filter(|user| role_id.is_none_or(|id| (user.role as u8).to_string() == id))
        .map(|user| {
            let whole = user.to_json(&state.account, call.links);
            let mut item: Map<String, Value> = SHOWN
                .iter()
                .map(|name| ((*name).to_owned(), whole[*name].clone()))
                .collect();
            match more {
                Some("host_key") => {
                    item.insert("host_key".into(), json!(user.host_key));
                }
                Some(name) => {
                    item.insert(name.to_owned(), whole[name].clone());
                }
                None => {}
            }
            Value::Object(item)
        })
        .collect();
    Ok(pagination::list(call, state, "users", items))
}

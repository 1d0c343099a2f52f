//! The groups of the account, and who is in them. Users are put into one by changing them.

use serde_json::{Value, json};

use super::{call::Call, error::ApiError, operations::Handlers, pagination};
use crate::state::State;

pub(crate) const HANDLERS: Handlers = &[("groups", list), ("groupMembers", members)];

fn list(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.may_act_for_account()?;
    let items = state.groups.iter().map(|group| {
        let is_in = |user: &&crate::state::user::User| user.group_ids().any(|id| id == group.id);
        let members = state.users.iter().filter(is_in).count();
        json!({ "id": group.id, "name": group.name, "total_members": members })
    });
    let items = items.collect();
    let mut page = pagination::page(call, state, "groups", items);
    page.retain(|name, _| ["groups", "total_records", "next_page_token"].contains(&name.as_str()));
    Ok(Value::Object(page))
}

fn members(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.may_act_for_account()?;
    let id = call.path("groupId");
    if !state.groups.iter().any(|group| group.id == id) {
        let message = format!("A group with this {id} does not exist.");
        return Err(ApiError::not_found(4130, message));
    }
    let members = state
        .users
        .iter()
        .filter(|user| user.group_ids().any(|group| group == id));
    let members = members.map(|user| {
        json!({
            "id": user.id, "email": user.email, "first_name": user.first_name,
            "last_name": user.last_name, "type": user.license as u8,
        })
    });
    let members = members.collect();
    Ok(pagination::list(call, state, "members", members))
}

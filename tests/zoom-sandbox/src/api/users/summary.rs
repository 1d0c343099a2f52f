//! How many users there are of each license.

use serde_json::{Value, json};

use crate::{
    api::{call::Call, error::ApiError},
    state::{
        State,
        user::{License, Status},
    },
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.may_act_for_account()?;
    let of = |license: License, pending: bool| {
        let users = state.users.iter().filter(|user| user.license == license);
        users
            .filter(|user| (user.status == Status::Pending) == pending)
            .count()
    };
    let (licensed, basic) = (of(License::Licensed, false), of(License::Basic, false));
    let join_only = of(License::Unassigned, false) + of(License::None, false);
    Ok(json!({
        "licensed_users_count": licensed,
        "basic_users_count": basic,
        "on_prem_users_count": 0,
        "room_users_count": 0,
        "pending_users_count": of(License::Licensed, true),
        "join_only_users_count": join_only,
        "total_users_count": licensed + basic + join_only,
    }))
}

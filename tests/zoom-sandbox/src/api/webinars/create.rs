//! Create a webinar.

use serde_json::Value;

use super::{has_plan, simulive, view};
use crate::{
    api::{
        call::Call,
        error::ApiError,
        meetings::{
            create::{keep, new},
            view::start_token,
        },
    },
    state::{State, meeting::kind},
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let scheduler = call.user(state)?.clone();
    has_plan(&scheduler, &format!("user {}", scheduler.id))?;
    simulive::check(call, state, kind::WEBINAR)?;
    let (webinar, host) = new(call, state, scheduler, kind::WEBINAR)?;
    let start_token = start_token(state, &host.id, call.now);
    let answer = view::whole(&webinar, &host, &start_token, call.links);
    keep(call, state, webinar);
    Ok(Value::Object(answer))
}

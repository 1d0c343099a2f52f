//! Move a meeting's summary to the trash.

use serde_json::Value;

use super::find;
use crate::{
    api::{call::Call, error::ApiError},
    state::State,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let uuid = find(call, state)?.0.uuid.clone();
    let summaries = state
        .instances
        .iter_mut()
        .filter(|instance| instance.uuid == uuid)
        .filter_map(|instance| instance.summary.as_mut());
    for summary in summaries {
        summary.trashed = true;
    }
    Ok(Value::Null)
}

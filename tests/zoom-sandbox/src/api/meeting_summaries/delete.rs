//! Move a meeting's summary to the trash.

use serde_json::Value;

use super::find;
use crate::{
    api::{call::Call, error::ApiError},
    state::{State, happening::What},
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let (instance, summary) = find(call, state)?;
    let (instance, summary) = (instance.clone(), summary.clone());
    let summaries = state
        .instances
        .iter_mut()
        .filter(|known| known.uuid == instance.uuid)
        .filter_map(|known| known.summary.as_mut());
    for summary in summaries {
        summary.trashed = true;
    }
    let trashed = What::SummaryTrashed(instance, summary);
    state.happened(call.now, Some(&call.caller.user_id), trashed);
    Ok(Value::Null)
}

//! Lists, a page at a time.

use serde_json::{Map, Value};

use super::{call::Call, error::ApiError};
use crate::state::State;

/// Puts back what was asked for first when a call follows a page token.
pub(crate) fn resume(call: &mut Call<'_>, state: &State) -> Result<(), ApiError> {
    let Some(token) = call
        .query_text("next_page_token")
        .filter(|token| !token.is_empty())
    else {
        return Ok(());
    };
    let place = state
        .page_tokens
        .find(token, &call.list(), call.now)
        .ok_or_else(ApiError::invalid_page_token)?;
    call.query = place.query.clone();
    call.offset = Some(place.offset);
    Ok(())
}

/// Cuts the page that a call asks for out of a whole list and adds the members
/// that every list carries. A page that was reached by a token has no
/// `page_count` and no `page_number`.
pub(crate) fn page(
    call: &Call<'_>,
    state: &mut State,
    member: &str,
    items: Vec<Value>,
) -> Map<String, Value> {
    let asked = call.query_number("page_size").filter(|size| *size > 0);
    let most = state.settings.max_page_size.unwrap_or(u64::MAX);
    let page_size = size(asked.unwrap_or(30).min(most));
    let total = items.len();
    let mut answer = Map::new();
    let offset = call.offset.unwrap_or_else(|| {
        let number = size(call.query_number("page_number").unwrap_or(1).max(1));
        answer.insert("page_count".into(), total.div_ceil(page_size).into());
        if call.numbered {
            answer.insert("page_number".into(), number.into());
        }
        (number - 1).saturating_mul(page_size)
    });
    let token = if total.saturating_sub(offset) > page_size {
        let next = offset + page_size;
        state.page_tokens.issue(
            &call.list(),
            call.query.clone(),
            next,
            call.now,
            &mut state.ids,
        )
    } else {
        String::new()
    };
    let page: Vec<Value> = items.into_iter().skip(offset).take(page_size).collect();
    answer.insert("page_size".into(), page_size.into());
    answer.insert("total_records".into(), total.into());
    answer.insert("next_page_token".into(), token.into());
    answer.insert(member.into(), page.into());
    answer
}

/// The same where the answer has no other members.
pub(crate) fn list(call: &Call<'_>, state: &mut State, member: &str, items: Vec<Value>) -> Value {
    Value::Object(page(call, state, member, items))
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

//! List a user's webinars.

use serde_json::{Value, json};

use super::has_plan;
use crate::{
    api::{call::Call, error::ApiError, meetings::view::summary, pagination},
    state::{State, meeting::Meeting},
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let host = call.user(state)?.clone();
    has_plan(&host, "this user")?;
    let upcoming = call.query_text("type") == Some("upcoming");
    let over = |webinar: &Meeting| webinar.end().is_some_and(|end| end <= call.now);
    let mut webinars: Vec<&Meeting> = state
        .meetings
        .iter()
        .filter(|meeting| meeting.is_webinar() && meeting.host_id == host.id)
        .filter(|webinar| !webinar.expired(call.now))
        .filter(|webinar| !upcoming || !over(webinar))
        .collect();
    webinars.sort_by_key(|webinar| (webinar.next_start(call.now), webinar.id));
    let items = webinars
        .into_iter()
        .map(|webinar| {
            let start = webinar.next_start(call.now);
            let mut view = summary(webinar, &host, call.links, start);
            let simulive = webinar.details.get("is_simulive");
            view.insert("is_simulive".into(), json!(simulive == Some(&json!(true))));
            // Of a series of Zoom Events, which the account has none of.
            view.insert("is_events_webinar".into(), json!(false));
            Value::Object(view)
        })
        .collect();
    Ok(pagination::list(call, state, "webinars", items))
}

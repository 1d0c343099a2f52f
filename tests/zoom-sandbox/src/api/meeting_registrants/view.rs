//! How a meeting's registrant looks in an answer.

use serde_json::{Map, Value, json};

use crate::{
    api::registration,
    links::Links,
    state::registration::{Registrant, Status},
    time,
};

pub(super) fn registrant(
    registrant: &Registrant,
    meeting_id: u64,
    links: &Links,
) -> Map<String, Value> {
    let mut view = registration::view(registrant);
    view.insert(
        "create_time".into(),
        json!(time::utc(registrant.create_time)),
    );
    view.extend(way_in(registrant, meeting_id, links));
    view
}

/// How an approved registrant gets in. Nobody else has a way.
pub(crate) fn way_in(
    registrant: &Registrant,
    meeting_id: u64,
    links: &Links,
) -> Map<String, Value> {
    let mut view = Map::new();
    if registrant.status == Status::Approved {
        let url = format!("{}/w/{meeting_id}?tk={}", links.web, registrant.token);
        view.insert("join_url".into(), json!(url));
        view.insert(
            "participant_pin_code".into(),
            json!(registrant.participant_pin_code),
        );
    }
    view
}

//! How a registrant of a meeting or a webinar looks in an answer.

use serde_json::{Map, Value, json};

use crate::{
    api::registration,
    links::Links,
    state::{
        meeting::Meeting,
        registration::{Registrant, Status},
    },
    time,
};

pub(crate) fn registrant(
    registrant: &Registrant,
    meeting: &Meeting,
    links: &Links,
) -> Map<String, Value> {
    let mut view = registration::view(registrant);
    view.insert(
        "create_time".into(),
        json!(time::utc(registrant.create_time)),
    );
    view.extend(way_in(registrant, meeting, links));
    view
}

/// How an approved registrant gets in. Nobody else has a way.
pub(crate) fn way_in(
    registrant: &Registrant,
    meeting: &Meeting,
    links: &Links,
) -> Map<String, Value> {
    let mut view = Map::new();
    if registrant.status != Status::Approved {
        return view;
    }
    let url = format!("{}/w/{}?tk={}", links.web, meeting.id, registrant.token);
    view.insert("join_url".into(), json!(url));
    // One dials into a meeting with it, which nobody does into a webinar.
    if !meeting.is_webinar() {
        let code = registrant.participant_pin_code;
        view.insert("participant_pin_code".into(), json!(code));
    }
    view
}

//! List who is or was in a meeting or webinar, and what they joined with.

use serde_json::{Map, Value, json};

use super::{OfOne, as_published};
use crate::{
    api::{call::Call, error::ApiError, pagination},
    state::{
        State,
        instance::{Instance, Participant},
    },
    time,
};

pub(super) fn answer(
    call: &Call<'_>,
    state: &mut State,
    operation: &OfOne,
) -> Result<Value, ApiError> {
    let instance = operation.find(call, state)?;
    let kind = operation.kind.name();
    // Not told of what goes on.
    let with_registrant_id =
        call.query_text("include_fields") == Some("registrant_id") && instance.ended;
    let items = instance
        .joined(call.now)
        .map(|participant| {
            let mut view = view(state, instance, participant);
            if with_registrant_id {
                view.insert("registrant_id".into(), json!(participant.registrant_id));
            }
            // Nobody leaves of themself before the end.
            let was_put_out = participant.leave_time < instance.end_time;
            if instance.ended || was_put_out {
                let reason = if was_put_out {
                    "Removed by host.".to_owned()
                } else {
                    format!("Host ended the {kind}.")
                };
                view.insert(
                    "leave_time".into(),
                    json!(time::utc(participant.leave_time)),
                );
                view.insert("leave_reason".into(), json!(reason));
            }
            Value::Object(view)
        })
        .collect();
    let number = instance.meeting_id.to_string();
    let mut answer = pagination::page(call, state, "participants", items);
    answer.insert(format!("{kind}_number"), json!(number));
    Ok(as_published(call, answer))
}

pub(super) fn view(
    state: &State,
    instance: &Instance,
    participant: &Participant,
) -> Map<String, Value> {
    let equipment = participant.equipment();
    let device = equipment.device;
    let user = state.user(&participant.id);
    let is_host = participant.id == instance.host_id;
    let meeting = state.meeting_of(instance);
    let is_panelist = meeting.is_some_and(|meeting| {
        let mut panelists = meeting.panelists.iter();
        panelists.any(|panelist| panelist.email == participant.email)
    });
    let role = match (is_host, is_panelist) {
        (true, _) => "host",
        (false, true) => "panelist",
        (false, false) => "attendee",
    };
    let video_quality = equipment.video_quality().map_or(json!(""), |it| json!(it));
    let shared = instance.has_screen_share();
    let summarized = meeting.is_some_and(|meeting| {
        meeting.settings.get("auto_start_meeting_summary") == Some(&json!(true))
    });
    let mut view = Map::new();
    let mut add = |name: &str, value: Value| view.insert(name.to_owned(), value);
    add("id", json!(participant.id));
    add("participant_user_id", json!(participant.id));
    add("user_id", json!(participant.user_id));
    add("participant_uuid", json!(participant.uuid));
    add("user_name", json!(participant.name));
    // Published as an email address, so that it is left out for who shows none is a guess.
    if !participant.hides_email {
        add("email", json!(participant.email));
    }
    add("role", json!(role));
    add("status", json!("in_meeting"));
    add("join_time", json!(time::utc(participant.join_time)));
    add("device", json!(device.name));
    add("device_name", json!(device.model));
    add("os", json!(device.os));
    add("os_version", json!(device.os_version));
    add("client", json!(device.client));
    add("version", json!("6.5.0.1"));
    if let Some((name, version)) = device.browser {
        add("browser_name", json!(name));
        add("browser_version", json!(version));
    }
    add("network_type", json!(device.network_type));
    if let Some(connection) = device.connection_type {
        add("connection_type", json!(connection));
        if equipment.has_camera() {
            add("video_connection_type", json!(connection));
        }
        if shared {
            add("as_connection_type", json!(connection));
        }
    }
    add("ip_address", json!(equipment.ip_address()));
    add(
        "internal_ip_addresses",
        json!([equipment.internal_ip_address()]),
    );
    add("location", json!("Germany"));
    add("data_center", json!("Germany (FR Top)"));
    add("full_data_center", json!("Germany (FR Top);"));
    add("domain", json!(equipment.domain()));
    add("pc_name", json!(equipment.pc_name()));
    add("mac_addr", json!(equipment.mac_address()));
    add("harddisk_id", json!(equipment.hard_disk_id()));
    add("camera", json!(equipment.camera()));
    add("microphone", json!(equipment.microphone()));
    add("speaker", json!(equipment.speaker()));
    if equipment.is_telephone() {
        let call = json!({
            "call_number": equipment.call_number(),
            "call_type": "call-in",
            "zoom_number": "12025550199",
        });
        add("audio_call", json!([call]));
    }
    if equipment.is_room_system() {
        add("sip_uri", json!(equipment.sip_uri()));
        add("from_sip_uri", json!(equipment.sip_uri()));
    }
    add(
        "in_room_participants",
        json!(equipment.in_room_participants()),
    );
    add("audio_quality", json!(equipment.audio_quality()));
    add("video_quality", video_quality.clone());
    add(
        "screen_share_quality",
        if shared { video_quality } else { json!("") },
    );
    add("total_jointime_cost", json!(equipment.join_time_cost()));
    add("share_desktop", json!(is_host && shared));
    add("share_application", json!(false));
    add("share_whiteboard", json!(false));
    add("recording", json!(is_host && state.is_recorded(instance)));
    // Every meeting is archived here, whoever is in it.
    add("has_archiving", json!(true));
    add("optional_archiving", json!("no optional archiving"));
    let disclaimer = if summarized { "agree" } else { "no disclaimer" };
    add("aic_disclaimer", json!(disclaimer));
    add("customer_key", json!(""));
    // Of a breakout room, which nobody goes to.
    add("bo_mtg_id", json!(""));
    if let Some(group) = user.and_then(|user| user.group_ids().next()) {
        add("groupId", json!(group));
    }
    view
}

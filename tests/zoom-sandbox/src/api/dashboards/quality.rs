//! How well each participant's pictures and sounds came and went.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::{OfOne, as_published, participants::view};
use crate::{
    api::{call::Call, error::ApiError, pagination},
    state::{State, equipment::Quality, instance::Participant},
    time,
};

/// Minutes from one measurement to the next.
const EVERY: i64 = 1;
/// How many measurements are told of one participant.
const MOST: i64 = 5;

pub(super) fn answer(
    call: &Call<'_>,
    state: &mut State,
    operation: &OfOne,
) -> Result<Value, ApiError> {
    let instance = operation.find(call, state)?;
    let items = instance
        .joined(call.now)
        .map(|participant| {
            let mut view = view(state, instance, participant);
            if instance.ended {
                let left = time::utc(participant.leave_time);
                view.insert("leave_time".into(), json!(left));
            }
            let poor = participant.equipment().audio_quality() != Quality::Good;
            view.insert(
                "health".into(),
                json!(if poor { "Warning" } else { "Good" }),
            );
            let issues: &[&str] = if poor {
                &["Unstable audio quality"]
            } else {
                &[]
            };
            view.insert("issue_list".into(), json!(issues));
            let until = call.now.min(participant.leave_time);
            let minutes = until.duration_since(participant.join_time).as_mins();
            let measured: Vec<Value> = (1..=(minutes / EVERY).clamp(1, MOST))
                .map(|number| measured(participant, number))
                .collect();
            view.insert("user_qos".into(), json!(measured));
            Value::Object(view)
        })
        .collect();
    let number = instance.meeting_id.to_string();
    let mut answer = pagination::page(call, state, "participants", items);
    answer.insert("meeting_number".into(), json!(number));
    Ok(as_published(call, answer))
}

/// One measurement. What somebody does not do, such as sharing by a room system, has empty values.
fn measured(participant: &Participant, number: i64) -> Value {
    let equipment = participant.equipment();
    let at = participant.join_time + SignedDuration::from_mins(EVERY * number);
    let poor = equipment.audio_quality() != Quality::Good;
    let sound = |used: bool| stream(used, poor, false);
    let picture = |used: bool| stream(used, poor, true);
    let room = equipment.is_room_system();
    let web = equipment.device.browser.is_some();
    let camera = equipment.has_camera();
    let mut measured = Map::new();
    let mut add = |name: &str, value: Value| measured.insert(name.to_owned(), value);
    add("date_time", json!(time::utc(at)));
    for (way, used) in [("crc", room), ("rwg", web)] {
        for direction in ["from", "to"] {
            add(&format!("audio_device_{direction}_{way}"), sound(used));
            add(
                &format!("video_device_{direction}_{way}"),
                picture(used && camera),
            );
            add(&format!("as_device_{direction}_{way}"), picture(false));
        }
    }
    for direction in ["input", "output"] {
        add(&format!("audio_{direction}"), sound(true));
        add(&format!("video_{direction}"), picture(camera));
        add(&format!("as_{direction}"), picture(equipment.is_computer()));
    }
    add(
        "cpu_usage",
        json!({
            "zoom_min_cpu_usage": "2%",
            "zoom_avg_cpu_usage": "5%",
            "zoom_max_cpu_usage": "9%",
            "system_max_cpu_usage": "31%",
        }),
    );
    add(
        "cpu_pressure_level",
        json!({
            "system_min_cpu_pressure_level": "normal",
            "system_avg_cpu_pressure_level": "normal",
            "system_max_cpu_pressure_level": "fair",
        }),
    );
    add(
        "wifi_rssi",
        json!({ "min_rssi": -71, "avg_rssi": -64, "max_rssi": -58, "rssi_unit": "dBm" }),
    );
    Value::Object(measured)
}

fn stream(used: bool, poor: bool, picture: bool) -> Value {
    let told = |good: &str, bad: &str| match (used, poor) {
        (false, _) => String::new(),
        (true, false) => good.to_owned(),
        (true, true) => bad.to_owned(),
    };
    let mut stream = json!({
        "bitrate": told("62.15 kbps", "27.15 kbps"),
        "latency": told("26 ms", "126 ms"),
        "jitter": told("2 ms", "19 ms"),
        "avg_loss": told("0%", "0.4%"),
        "max_loss": told("0.1%", "2.3%"),
    });
    if picture {
        stream["resolution"] = told("1280*720", "640*360").into();
        stream["frame_rate"] = told("25 fps", "12 fps").into();
    }
    stream
}

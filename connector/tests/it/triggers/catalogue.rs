//! What holds for every trigger, whichever there are: taken from the manifest.

use insta::assert_snapshot;
use jsonschema::validator_for;
use serde_json::{Value, json};

use super::support::{published, received, triggers};

fn id(trigger: &Value) -> &str {
    trigger["id"].as_str().unwrap()
}

#[test]
fn the_ids_of_the_triggers_stay() {
    let ids: Vec<_> = triggers()
        .iter()
        .map(|trigger| id(trigger).to_owned())
        .collect();
    assert_snapshot!(ids.join("\n"));
}

#[test]
fn no_two_triggers_and_no_action_have_one_id() {
    let manifest: Value = serde_json::from_str(&zoom_connector::manifest()).unwrap();
    let all = ["actions", "triggers"].map(|list| manifest[list].as_array().unwrap().clone());
    let mut ids: Vec<_> = all.iter().flatten().map(id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn each_schema_is_a_json_schema_and_each_sample_fits_and_passes_its_filters() {
    for trigger in triggers() {
        for part in ["input", "data"] {
            jsonschema::meta::validate(&trigger[part])
                .unwrap_or_else(|error| panic!("{} {part}: {error}", id(&trigger)));
            let validator = validator_for(&trigger[part]).unwrap();
            let sample = &trigger["sample"][part];
            let errors: Vec<_> = validator
                .iter_errors(sample)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(errors, [""; 0], "the sample {part} of {}", id(&trigger));
        }
        for filter in trigger["filters"].as_array().unwrap() {
            let at = |part: &str, pointer: &Value| {
                trigger["sample"][part]
                    .pointer(pointer.as_str().unwrap())
                    .cloned()
            };
            let Some(wanted) = at("input", &filter["field"]) else {
                continue;
            };
            let is = at("data", &filter["data"]).unwrap();
            let one_of = wanted.as_array().is_some_and(|list| list.contains(&is));
            assert!(wanted == is || one_of, "{}: {filter}", id(&trigger));
        }
    }
}

#[test]
fn every_field_to_choose_by_is_compared_with_a_member_of_the_data() {
    for trigger in triggers() {
        let fields = trigger["input"]["properties"].as_object().unwrap();
        let filters = trigger["filters"].as_array().unwrap();
        assert_eq!(fields.len(), filters.len(), "{}", id(&trigger));
        for filter in filters {
            let name = filter["field"].as_str().unwrap().trim_start_matches('/');
            assert!(fields.contains_key(name), "{}: {filter}", id(&trigger));
            let mut place = &trigger["data"];
            for step in filter["data"].as_str().unwrap().split('/').skip(1) {
                place = &place["properties"][step];
            }
            assert!(place.is_object(), "{}: {filter}", id(&trigger));
        }
    }
}

/// Where each member of an object's schema is, `*` for any index.
fn places(schema: &Value, at: &str, places: &mut Vec<String>) {
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        places.push(at.clone());
        self::places(member, &at, places);
    }
    let items = &schema["items"];
    let items = items["anyOf"].get(0).unwrap_or(items);
    if items.is_object() {
        places_in_items(items, at, places);
    }
}

fn places_in_items(items: &Value, at: &str, all: &mut Vec<String>) {
    places(items, &format!("{at}/*"), all);
}

#[test]
fn the_data_of_a_trigger_has_all_that_is_published_of_its_events() {
    let published = published();
    let mut compared = 0;
    for trigger in triggers() {
        let mut known = Vec::new();
        places(&trigger["data"], "", &mut known);
        for event in trigger["webhook"]["events"].as_array().unwrap() {
            let Some(schema) = published.get(event.as_str().unwrap()) else {
                continue;
            };
            let mut told = Vec::new();
            places(schema, "", &mut told);
            for place in told {
                let place = match place.strip_prefix("/payload/") {
                    // It is the same as the one beside the payload.
                    Some("event_ts") => continue,
                    Some(within) => format!("/{within}"),
                    None => place,
                };
                // One file at a time, and participants' own sound with the whole alone.
                let place = match id(&trigger) {
                    "recording-file-completed" | "transcript-completed" => place
                        .replace("/recording_files/*", "/recording_file")
                        .replace("/recording_files", "/recording_file"),
                    _ => place,
                };
                let left_out = place == "/payload"
                    || place.starts_with("/object/participant_audio_files")
                        && id(&trigger) == "recording-file-completed";
                assert!(
                    left_out || known.contains(&place),
                    "{}: {place}",
                    id(&trigger)
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 400, "{compared}");
}

#[test]
fn what_acts_like_a_credential_is_called_sensitive_in_every_trigger() {
    let secret = [
        "download_token",
        "password",
        "join_url",
        "start_url",
        "recording_play_passcode",
        "participant_pin_code",
        "share_url",
        "host_key",
    ];
    let mut found = 0;
    for trigger in triggers() {
        let sensitive = trigger["sensitive"].as_array().unwrap();
        let mut known = Vec::new();
        places(&trigger["data"], "", &mut known);
        for place in known {
            let name = place.rsplit('/').next().unwrap();
            if secret.contains(&name) {
                found += 1;
                assert!(
                    sensitive.contains(&json!(place)),
                    "{}: {place}",
                    id(&trigger)
                );
            }
        }
    }
    assert!(found > 20, "{found}");
}

#[test]
fn the_sample_of_every_trigger_is_what_a_delivery_of_it_tells() {
    for trigger in triggers() {
        let data = &trigger["sample"]["data"];
        let mut payload = data.as_object().unwrap().clone();
        let mut told = json!({});
        for member in ["event", "event_ts", "download_token"] {
            if let Some(value) = payload.remove(member) {
                told[member] = value;
            }
        }
        if let Some(file) = payload
            .get_mut("object")
            .and_then(|object| object.as_object_mut()?.remove("recording_file"))
        {
            payload["object"]["recording_files"] = json!([file]);
        }
        told["payload"] = payload.into();
        let reception = received(&told);
        let events = reception["events"].as_array().unwrap();
        let event = events
            .iter()
            .find(|event| event["trigger"] == trigger["id"]);
        let event = event.unwrap_or_else(|| panic!("{} is not told: {reception}", id(&trigger)));
        assert_eq!(&event["data"], data, "{}", id(&trigger));
    }
}

#[test]
fn the_document_of_the_triggers_has_each_of_them() {
    let document = include_str!("../../../../docs/triggers.md");
    assert!(
        document == zoom_connector::triggers_table(),
        "docs/triggers.md is stale: run `cargo xtask manifest`"
    );
    for trigger in triggers() {
        let start = format!("| `{}` | ", id(&trigger));
        assert_eq!(document.matches(&start).count(), 1, "{start}");
    }
}

//! The manifest: what is checked in is what the code says, and what it says holds.

use jsonschema::{Validator, validator_for};
use serde_json::{Value, json};

use crate::support::begin;

fn manifest() -> Value {
    serde_json::from_str(&zoom_connector::manifest()).unwrap()
}

fn errors(validator: &Validator, value: &Value) -> Vec<String> {
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_checked_in_manifest_is_what_the_code_says() {
    let checked_in = include_str!("../../../manifests/zoom.json");
    assert!(
        checked_in == zoom_connector::manifest(),
        "manifests/zoom.json is stale: run `cargo xtask manifest`"
    );
    assert!(
        zoom_connector::describe() == checked_in,
        "describe() gives other bytes"
    );
}

#[test]
fn the_manifest_has_the_shape_that_hosts_expect() {
    let schema = include_str!("../../../wit/manifest.schema.json");
    let validator = validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let found = errors(&validator, &manifest());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn no_authorization_error_hides_another() {
    let manifest = manifest();
    let errors = manifest["authorization_errors"].as_array().unwrap();
    let words = |error: &Value, list: &str| -> Vec<String> {
        let words = error[list].as_array().into_iter().flatten();
        words
            .map(|word| word.as_str().unwrap().to_lowercase())
            .collect()
    };
    for (place, error) in errors.iter().enumerate() {
        let earlier = errors[..place]
            .iter()
            .filter(|earlier| earlier["endpoint"] == error["endpoint"]);
        for earlier in earlier {
            for list in ["errors", "codes"] {
                let known = words(earlier, list);
                assert!(
                    words(error, list).iter().all(|word| !known.contains(word)),
                    "{error}"
                );
            }
            for known in words(earlier, "says") {
                assert!(
                    words(error, "says")
                        .iter()
                        .all(|said| !said.contains(&known)),
                    "{error}"
                );
            }
        }
    }
}

#[test]
fn each_schema_is_a_json_schema_and_each_sample_fits() {
    for action in manifest()["actions"].as_array().unwrap() {
        for part in ["input", "output"] {
            jsonschema::meta::validate(&action[part])
                .unwrap_or_else(|error| panic!("{} {part}: {error}", action["id"]));
            let validator = validator_for(&action[part]).unwrap();
            let found = errors(&validator, &action["sample"][part]);
            assert!(
                found.is_empty(),
                "the sample {part} of {}: {found:?}",
                action["id"]
            );
        }
    }
}

#[test]
fn each_lookup_names_an_action_and_places_that_exist() {
    let manifest = manifest();
    let actions = manifest["actions"].as_array().unwrap();
    for action in actions {
        for lookup in action["lookups"].as_array().unwrap() {
            assert!(
                has_place(&action["input"], &lookup["field"]),
                "{lookup} is for no field"
            );
            let source = actions
                .iter()
                .find(|source| source["id"] == lookup["action"])
                .unwrap();
            let items = match source["pagination"]["items"].as_str() {
                Some(member) => format!("/{member}"),
                None => lookup["items"].as_str().unwrap().to_owned(),
            };
            for required in source["input"]["required"].as_array().into_iter().flatten() {
                let name = required.as_str().unwrap();
                let known = &action["input"]["properties"][name];
                let given = &lookup["input"][name];
                assert!(
                    known.is_object() || !given.is_null(),
                    "{lookup} needs {name}"
                );
            }
            let given = lookup["input"].as_object().into_iter().flatten();
            for (name, value) in given {
                let schema = validator_for(&source["input"]["properties"][name]).unwrap();
                assert!(schema.is_valid(value), "{lookup}: {name}");
            }
            let labels = lookup["label"].as_array().unwrap().iter();
            for place in labels.chain([&lookup["value"]]) {
                let of_item = format!("{items}/*{}", place.as_str().unwrap());
                assert!(
                    has_place(&source["output"], &of_item.into()),
                    "{lookup}: there is no {place}"
                );
            }
        }
    }
}

/// Whether values of a schema can have something where the pointer leads.
fn has_place(schema: &Value, pointer: &Value) -> bool {
    let mut place = schema;
    for token in pointer.as_str().unwrap().split('/').skip(1) {
        place = match token {
            "*" => &place["items"],
            member => &place["properties"][member],
        };
    }
    place.is_object()
}

#[test]
fn the_document_of_the_actions_says_of_each_what_it_does_what_it_needs_and_which_scopes_it_takes() {
    let document = include_str!("../../../docs/actions.md");
    assert!(
        document == zoom_connector::actions_table(),
        "docs/actions.md is stale: run `cargo xtask manifest`"
    );
    let (_, scopes) = document.split_once("## Scopes to tick").unwrap();
    for action in manifest()["actions"].as_array().unwrap() {
        let id = action["id"].as_str().unwrap();
        let cells = cells(id);
        let words = id.replace('-', " ");
        let title = action["title"].as_str().unwrap();
        let named = match title.to_lowercase() == words {
            true => format!("`{id}`"),
            false => format!("`{id}` ({title})"),
        };
        assert_eq!(cells[0], named);
        assert_eq!(cells[1], action["summary"].as_str().unwrap(), "{id}");
        let required = action["input"]["required"].as_array();
        let required = required.into_iter().flatten();
        let required: Vec<_> = required
            .map(|name| format!("`{}`", name.as_str().unwrap()))
            .collect();
        assert!(
            cells[2].starts_with(&required.join(", ")),
            "{id}: {cells:?}"
        );
        let needs_none = action["scopes"]["classic"] == json!([[]]);
        let of_others = action["group"] == "Records" || id == "http-request";
        let rows = scopes
            .lines()
            .filter(|row| row.contains(&format!("`{id}`")) && row.starts_with("| `"));
        assert_eq!(rows.count(), usize::from(!needs_none || of_others), "{id}");
    }
}

/// The cells of the row of an action.
fn cells(id: &str) -> Vec<&'static str> {
    let document = include_str!("../../../docs/actions.md");
    let (actions, _) = document.split_once("## Scopes to tick").unwrap();
    let start = format!("| `{id}` ");
    let mut rows = actions.lines().filter(|row| row.starts_with(&start));
    let row = rows.next().unwrap_or_else(|| panic!("no row for {id}"));
    assert_eq!(rows.next(), None);
    let row = row.strip_prefix("| ").unwrap();
    row.strip_suffix(" |").unwrap().split(" | ").collect()
}

/// A value of a field for an input that needs it and whose sample does without.
fn value_of(field: &str) -> Value {
    match field {
        "all" => json!(true),
        "app" => json!("server-to-server"),
        "contact_email" => json!("anna@example.com"),
        "contact_name" | "company_name" | "waiting_room_description" => json!("Anna"),
        "contacts" => json!([{ "email": "anna@example.com" }]),
        "day_of_month" => json!(15),
        "device_ip" => json!("192.0.2.1"),
        "duration" => json!(30),
        "end_after" => json!(2),
        "end_date" => json!("2036-12-31"),
        "event_url" => json!("https://flows.example/zoom/events"),
        "events" => json!(["meeting.started"]),
        "from" => json!("2026-02-01"),
        "meeting_id" => json!(1),
        "phone_number" => json!("+4930123456"),
        "start_time" => json!("2036-03-03T09:00:00Z"),
        "timezone" => json!("Europe/Berlin"),
        other => panic!("no value for {other}"),
    }
}

#[test]
fn what_the_document_says_that_an_action_requires_is_what_it_takes_to_begin() {
    for action in manifest()["actions"].as_array().unwrap() {
        let id = action["id"].as_str().unwrap();
        let sample = &action["sample"]["input"];
        let cell = cells(id)[2];
        let required: Vec<_> = cell.split(", ").filter(|needed| *needed != "-").collect();
        let names = |fields: &str| -> Vec<String> {
            let fields = fields.split(" with ");
            fields
                .map(|field| field.trim_matches('`').to_owned())
                .collect()
        };
        let say = |input: &mut Value, fields: &[String]| {
            for field in fields {
                let value = &sample[field];
                input[field] = if value.is_null() {
                    value_of(field)
                } else {
                    value.clone()
                };
            }
        };
        let choices: Vec<Vec<_>> = required
            .iter()
            .map(|needed| needed.split(" or ").collect())
            .collect();
        // Each choice is made once, and each that its rules ask for is left out once.
        let mut turns = vec![vec![Some(0); choices.len()]];
        for (place, choices) in choices.iter().enumerate() {
            let by_rule = choices == &["a change"] || choices.len() > 1;
            let others = (1..choices.len()).map(Some);
            for choice in others.chain(by_rule.then_some(None)) {
                let mut turn = turns[0].clone();
                turn[place] = choice;
                turns.push(turn);
            }
        }
        for turn in turns {
            let mut input = json!({});
            let made = choices.iter().zip(&turn);
            for choice in made.filter_map(|(choices, choice)| Some(choices[(*choice)?])) {
                match choice {
                    "a change" => {
                        for (name, value) in sample.as_object().unwrap() {
                            input[name] = value.clone();
                        }
                    }
                    choice => say(&mut input, &names(choice)),
                }
            }
            // Whom an app is approved for depends on how.
            if id == "pre-approve-app" {
                input["action"] = json!("approve_all");
            }
            let begun = begin(id, input.clone());
            match (turn.contains(&None), begun) {
                (false, begun) => assert!(begun.is_ok(), "{id} {input}: {begun:?}"),
                (true, Err(failure)) => assert_eq!(failure.kind, "invalid-input", "{id}"),
                (true, Ok(_)) => panic!("{id} does without: {input}"),
            }
        }
    }
}

#[test]
fn what_a_table_calls_light_or_heavy_is_in_the_table_of_limits() {
    let document = include_str!("../../../docs/actions.md");
    let (_, limits) = document.split_once("## Limits").unwrap();
    let (limits, _) = limits.split_once("\n## ").unwrap();
    for action in manifest()["actions"].as_array().unwrap() {
        let label = cells(action["id"].as_str().unwrap())[4];
        assert!(
            label == "-" || limits.contains(&format!("| {label} | ")),
            "{label}"
        );
    }
}

#[test]
fn texts_for_people_call_actions_by_titles_that_stand_in_the_document() {
    let document = include_str!("../../../docs/actions.md");
    for title in [
        "Prepare embedded join",
        "User meetings report",
        "Count users by licence",
        "Give a host a licence",
    ] {
        assert!(document.contains(&format!("({title})")), "{title}");
    }
}

#[test]
fn each_action_with_a_meeting_id_is_among_those_of_one_meaning() {
    let document = include_str!("../../../docs/actions.md");
    let (_, chapter) = document.split_once("## Which id").unwrap();
    let (chapter, _) = chapter.split_once("\n## ").unwrap();
    for action in manifest()["actions"].as_array().unwrap() {
        let has = action["input"]["properties"]["meeting_id"].is_object();
        let id = format!("`{}`", action["id"].as_str().unwrap());
        let (_, lists) = chapter.split_once("\n- ").unwrap();
        // These are named as those that tell ids.
        let tells = [
            "`list-meetings`",
            "`list-past-meetings`",
            "`list-past-instances`",
            "`list-recordings`",
        ];
        let named = lists.matches(&id).count() - usize::from(tells.contains(&id.as_str()));
        assert_eq!(named, usize::from(has), "{id}");
    }
}

#[test]
fn nobody_is_told_to_tick_a_scope_that_no_action_needs_or_to_leave_one_out() {
    let manifest = manifest();
    let setups = manifest["auth_methods"].as_array().unwrap().iter();
    let told: Vec<_> = setups
        .map(|method| method["setup"].to_string())
        .filter(|setup| setup.contains("Under Scopes"))
        .collect();
    assert_eq!(told.len(), 4);
    for setup in &told {
        assert!(
            !setup.contains("_user}") && !setup.contains("_admin}"),
            "{setup}"
        );
    }
    for action in manifest["actions"].as_array().unwrap() {
        for (family, methods) in [
            ("granular_user", &told[..3]),
            ("granular_admin", &told[3..]),
        ] {
            // What an app of that level can't have nobody is told to tick.
            if let Some(scope) = action["scopes"][family][0][0].as_str() {
                assert!(methods.iter().all(|setup| setup.contains(scope)), "{scope}");
            }
        }
    }
}

#[test]
fn each_column_and_each_sensitive_pointer_leads_to_a_member() {
    let at = |schema: &Value, pointer: &str| {
        let steps = pointer.split('/').skip(1);
        let below = |schema: &Value, step: &str| match step {
            "*" => schema["items"].clone(),
            name => schema["properties"][name].clone(),
        };
        steps.fold(schema.clone(), |schema, step| below(&schema, step))
    };
    for action in manifest()["actions"].as_array().unwrap() {
        let output = &action["output"];
        let item = match action["pagination"]["items"].as_str() {
            Some(items) => &output["properties"][items]["items"],
            None => output,
        };
        for column in action["columns"].as_array().unwrap() {
            for pointer in ["value", "time_zone"] {
                if let Some(pointer) = column[pointer].as_str() {
                    assert!(at(item, pointer).is_object(), "{}: {column}", action["id"]);
                }
            }
        }
        for pointer in action["sensitive"].as_array().unwrap() {
            let pointer = pointer.as_str().unwrap();
            // What is any object has no members that are known.
            let known = action["group"] != "Records";
            assert!(
                !known || at(output, pointer).is_object(),
                "{}: {pointer}",
                action["id"]
            );
        }
    }
}

#[test]
fn the_shape_of_a_manifest_says_of_every_member_what_it_is() {
    let schema = include_str!("../../../wit/manifest.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let mut places = Vec::new();
    walk(&schema, "", &mut places);
    for known in [
        "/actions",
        "/$defs/action/effect",
        "/$defs/reception/response/status",
    ] {
        assert!(
            places.iter().any(|(place, _)| place == known),
            "{known} is a place"
        );
    }
    for (place, description) in places {
        let text = description.as_str().unwrap_or_default();
        assert!(!text.trim().is_empty(), "{place} has no description");
    }
}

/// Every definition and every member of an object, however deep, with its description.
fn walk(node: &Value, path: &str, places: &mut Vec<(String, Value)>) {
    if !node.is_object() {
        return;
    }
    for (name, inner) in node["$defs"].as_object().into_iter().flatten() {
        let place = format!("{path}/$defs/{name}");
        places.push((place.clone(), inner["description"].clone()));
        walk(inner, &place, places);
    }
    for (name, inner) in node["properties"].as_object().into_iter().flatten() {
        let place = format!("{path}/{name}");
        places.push((place.clone(), inner["description"].clone()));
        walk(inner, &place, places);
    }
    for below in [&node["items"], &node["additionalProperties"]] {
        walk(below, path, places);
    }
    for part in node["oneOf"].as_array().into_iter().flatten() {
        walk(part, path, places);
    }
}

#[test]
#[cfg(feature = "manifest")]
fn the_document_of_the_actions_names_the_scopes_of_each_way_that_an_action_may_go() {
    let document = zoom_connector::actions_table();
    let (_, scopes) = document.split_once("## Scopes to tick").unwrap();
    let row = |id: &str| {
        let mut rows = scopes.lines();
        rows.find(|row| row.contains(&format!("`{id}`")) && row.starts_with("| `"))
            .unwrap()
            .to_owned()
    };
    let pick_host = row("pick-host");
    for scope in [
        "`meeting:read:list_meetings` | ",
        "`user:read:list_users:admin`",
        "`meeting:read:meeting`",
    ] {
        assert!(pick_host.contains(scope), "{scope}: {pick_host}");
    }
    for (id, beside) in [
        (
            "create-meeting",
            "| `meeting:read:list_meetings`; `meeting:read:meeting` |",
        ),
        ("delete-meeting", "| `meeting:read:meeting` |"),
        ("get-meeting-transcript", "| `meeting:read:past_meeting` |"),
        ("update-webinar", "| `webinar:read:webinar` |"),
    ] {
        assert!(row(id).ends_with(beside), "{}", row(id));
    }
    let import = row("import-meeting");
    assert!(import.contains("`meeting:write:poll`"), "{import}");
    for (id, said) in [
        ("create-record", "those of the action of the object"),
        ("http-request", "those of the endpoint"),
        // Any one of these will do, and each of those is for a part.
        ("list-users", "| `user:read` or `user:write` |"),
        (
            "get-attendance",
            "by part: `report:read:list_meeting_participants:admin`; `meeting:read:list_past_participants`; ",
        ),
        (
            "download-recordings",
            "by part: `cloud_recording:read:list_recording_files`; `cloud_recording:read:list_user_recordings`",
        ),
        (
            "get-join-token",
            "by part: `meeting:read:local_recording_token`; ",
        ),
        (
            "recycle-licence",
            "`user:write` and (`user:read` or `user:write` or `user_profile` or `user_info:read`) and (`user:read` or \
             `user:write`) and `meeting:read` and `webinar:read` |",
        ),
        ("sync-registrants", "| `meeting:write` and `meeting:read` |"),
    ] {
        assert!(row(id).contains(said), "{}", row(id));
    }
}

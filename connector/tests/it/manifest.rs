//! The manifest: what is checked in is what the code says, and what it says holds.

use jsonschema::{Validator, validator_for};
use serde_json::Value;

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

//! The manifest says what the connector does.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::support::{connection, invoke};
use crate::Notes;
use crate::contract::Guest;

fn manifest() -> Value {
    serde_json::from_str(&Notes::describe()).expect("the manifest is JSON")
}

fn entries(list: &Value) -> Vec<Value> {
    list.as_array().expect("it is a list").clone()
}

fn assert_fits(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).expect("it is a schema");
    let errors: Vec<_> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, [""; 0], "{value}");
}

#[test]
fn it_has_the_shape_of_the_contract() {
    let schema = include_str!("../../../../wit/manifest.schema.json");
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    assert_fits(&schema, &manifest());
}

#[test]
fn its_samples_fit_their_schemas() {
    for action in entries(&manifest()["actions"]) {
        assert_fits(&action["input"], &action["sample"]["input"]);
        assert_fits(&action["output"], &action["sample"]["output"]);
    }
    for trigger in entries(&manifest()["triggers"]) {
        assert_fits(&trigger["input"], &trigger["sample"]["input"]);
        assert_fits(&trigger["data"], &trigger["sample"]["data"]);
    }
}

#[test]
fn every_action_and_trigger_that_it_lists_is_there() {
    for action in entries(&manifest()["actions"]) {
        let id = action["id"].as_str().expect("an id is a text");
        assert!(invoke(id, &action["sample"]["input"]).is_ok(), "{id}");
    }
    for trigger in entries(&manifest()["triggers"]) {
        let id = trigger["id"].as_str().expect("an id is a text").to_owned();
        let input = trigger["sample"]["input"].to_string();
        assert!(Notes::poll(connection(&[]), id, input, None).is_ok());
    }
}

#[test]
fn it_lists_each_failure_kind_that_the_source_names() {
    let sources = [
        include_str!("../actions/attachments.rs"),
        include_str!("../actions/create.rs"),
        include_str!("../actions/mod.rs"),
        include_str!("../auth.rs"),
        include_str!("../contract.rs"),
        include_str!("../http.rs"),
        include_str!("../input.rs"),
        include_str!("../poll.rs"),
        include_str!("../receive.rs"),
        include_str!("../state.rs"),
    ]
    .concat();
    let listed: BTreeSet<String> = entries(&manifest()["failure_kinds"])
        .iter()
        .map(|entry| entry["kind"].as_str().expect("a kind is a text").to_owned())
        .collect();
    let contract = include_str!("../../../../wit/connector.wit");
    let named: BTreeSet<String> = contract
        .lines()
        .filter_map(|line| line.trim().strip_prefix("/// - `")?.split('`').next())
        .filter(|kind| sources.contains(&format!("\"{kind}\"")))
        .map(str::to_owned)
        .collect();
    assert!(named.contains("unknown-outcome"), "{named:?}");
    assert_eq!(named, listed);
}

#[test]
fn it_asks_for_a_token_as_the_manifest_says() {
    let settings = json!({ "workspace": "kitchen", "client_id": "c" }).to_string();
    let method = manifest()["auth_methods"][0].clone();
    let id = method["id"].as_str().expect("an id is a text").to_owned();
    let authorization = Notes::authorize(id, settings).expect("the settings fit");
    let crate::contract::Authorization::TokenGrant(grant) = authorization else {
        panic!("{authorization:?}");
    };
    assert_eq!(
        method["endpoints"][0]["token_endpoint"],
        *grant.server.token_endpoint
    );
    let secret = grant.server.client.secret_setting.expect("it has a secret");
    assert_eq!(method["secrets"][&secret], "client-secret");
}

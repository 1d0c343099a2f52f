//! Holding outputs against what the manifest promises.

use serde_json::Value;

/// What of an output does not fit the action's output schema, a line each.
///
/// # Panics
/// When the checked-in manifest has no such action.
#[must_use]
pub fn misfits(action: &str, output: &Value) -> Vec<String> {
    let manifest: Value = serde_json::from_str(include_str!("../../../manifests/zoom.json"))
        .expect("the checked-in manifest is JSON");
    let actions = manifest["actions"]
        .as_array()
        .expect("a manifest lists actions");
    let described = actions.iter().find(|described| described["id"] == action);
    let schema =
        &described.unwrap_or_else(|| panic!("the manifest has no action {action}"))["output"];
    let validator = jsonschema::validator_for(schema).expect("an output schema is a JSON Schema");
    validator
        .iter_errors(output)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

//! What the Zoom connector offers, in figures, and what the tests that ran have shown of it.

use serde_json::Value;

use crate::workspace;

/// The manifest that is checked in can't be counted.
#[derive(Debug, thiserror::Error)]
#[error("manifests/zoom.json is no manifest: {0}; run `cargo xtask manifest`")]
pub(crate) struct NoManifest(serde_json::Error);

/// What there is of the manifest that is checked in, a line each. All of it is shown by tests of the
/// workspace, which have passed by then.
pub(crate) fn of_the_manifest() -> Result<[String; 4], crate::Error> {
    let manifest = std::fs::read(workspace::root().join("manifests/zoom.json"))?;
    let manifest: Value = serde_json::from_slice(&manifest).map_err(NoManifest)?;
    Ok(told(&manifest))
}

fn told(manifest: &Value) -> [String; 4] {
    let all = |what: &str| {
        manifest[what]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
    };
    let (actions, triggers) = (all("actions"), all("triggers"));
    let with = |member: &str| {
        actions
            .iter()
            .filter(|action| !action[member].is_null())
            .count()
    };
    let published = actions.iter().filter(|action| is_published(action)).count();
    [
        format!("{} actions, {} triggers.", actions.len(), triggers.len()),
        format!(
            "{} samples: each fits the schemas of its action, is dry-run, and asks the endpoint of the manifest.",
            with("sample")
        ),
        format!(
            "{published} actions, held against what Zoom publishes: methods, paths, scopes, rate labels and fields agree."
        ),
        format!(
            "{} actions, each played against the local Zoom.",
            actions.len()
        ),
    ]
}

/// Whether Zoom publishes an endpoint of its own for it: what asks nothing has none, nor what asks anything,
/// and a record is what another action does.
fn is_published(action: &Value) -> bool {
    let is = |ids: &[&str]| ids.iter().any(|id| action["id"] == *id);
    !action["http"].is_null() && action["group"] != "Records" && !is(&[ANY]) && !is(RETOLD)
}

/// The action that has no endpoint of its own.
const ANY: &str = "http-request";
/// Those whose document is not at hand: held against what others tell of it.
const RETOLD: &[&str] = &["get-plan-usage"];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn actions_triggers_and_samples_are_counted() {
        let action = |id: &str| json!({ "id": id, "sample": {}, "http": { "method": "GET" } });
        let manifest = json!({ "actions": [
            action("get-user"),
            action(ANY),
            action("get-plan-usage"),
            { "id": "list-languages", "sample": {}, "http": null },
            { "id": "get-record", "sample": {}, "http": { "method": "GET" }, "group": "Records" },
        ], "triggers": [{}] });
        let [all, samples, published, played] = told(&manifest);
        assert_eq!(all, "5 actions, 1 triggers.");
        assert!(samples.starts_with("5 samples:"), "{samples}");
        assert!(published.starts_with("1 actions,"), "{published}");
        assert!(played.starts_with("5 actions,"), "{played}");
    }

    #[test]
    fn what_is_held_against_something_retold_does_not_count_as_published() {
        let operations = workspace::root().join("tests/published/operations");
        let mut retold = Vec::new();
        for file in std::fs::read_dir(operations).expect("the operations are there") {
            let text = std::fs::read(file.expect("a file").path()).expect("it is read");
            let told: Value = serde_json::from_slice(&text).expect("a JSON text");
            find_retold(&told, &mut retold);
        }
        let manifest = workspace::root().join("manifests/zoom.json");
        let manifest = std::fs::read(manifest).expect("it is read");
        let manifest: Value = serde_json::from_slice(&manifest).expect("a JSON text");
        let actions = manifest["actions"].as_array().expect("a list").iter();
        let of_retold = actions.filter(|action| retold.contains(&action["http"]["path"]));
        let ids: Vec<_> = of_retold.map(|action| action["id"].clone()).collect();
        assert_eq!(ids, RETOLD);
    }

    /// The paths of the operations that are marked as retold.
    fn find_retold(told: &Value, paths: &mut Vec<Value>) {
        if told["retold"] == true {
            paths.push(told["path"].clone());
        }
        let members = told
            .as_object()
            .into_iter()
            .flat_map(|object| object.values());
        for inner in members.chain(told.as_array().into_iter().flatten()) {
            find_retold(inner, paths);
        }
    }
}

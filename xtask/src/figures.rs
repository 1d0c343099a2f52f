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
    let published = actions.iter().filter(|action| action["id"] != ANY).count();
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

/// The action that has no endpoint of its own.
const ANY: &str = "http-request";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn actions_triggers_and_samples_are_counted() {
        let action = |id: &str| json!({ "id": id, "sample": {} });
        let manifest = json!({ "actions": [action("get-user"), action(ANY)], "triggers": [{}] });
        let [all, samples, published, played] = told(&manifest);
        assert_eq!(all, "2 actions, 1 triggers.");
        assert!(samples.starts_with("2 samples:"), "{samples}");
        assert!(published.starts_with("1 actions,"), "{published}");
        assert!(played.starts_with("2 actions,"), "{played}");
    }
}

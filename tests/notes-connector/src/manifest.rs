//! What the connector is and offers, and which scopes that needs. Nothing else says so.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::contract::Failure;

/// The manifest as the host gets it.
pub(crate) const TEXT: &str = include_str!("../manifest.json");

#[derive(Deserialize)]
struct Manifest {
    actions: Vec<Described>,
    triggers: Vec<Described>,
}

#[derive(Deserialize)]
struct Described {
    id: String,
    scopes: BTreeMap<String, Vec<Vec<String>>>,
}

impl Described {
    fn sets(&self) -> &[Vec<String>] {
        self.scopes.get("notes").map_or(&[], Vec::as_slice)
    }
}

fn described() -> Vec<Described> {
    let manifest: Manifest =
        serde_json::from_str(TEXT).expect("the manifest lists actions and triggers");
    manifest
        .actions
        .into_iter()
        .chain(manifest.triggers)
        .collect()
}

/// The sets of scopes of which an action or a trigger needs one.
pub(crate) fn sets(id: &str) -> Vec<Vec<String>> {
    let described = described();
    let of_id = described.iter().find(|described| described.id == id);
    of_id.map_or_else(Vec::new, |described| described.sets().to_vec())
}

/// Whether what was granted has all of one of the sets.
pub(crate) fn cover(granted: &[String], id: &str) -> bool {
    sets(id)
        .iter()
        .any(|set| set.iter().all(|scope| granted.contains(scope)))
}

/// A failure for want of a scope, with the sets that would have done.
pub(crate) fn explained(mut failure: Failure, part_of: Option<&str>) -> Failure {
    if let Some(id) = part_of
        && failure.kind == "missing-scope"
    {
        failure.missing_scopes = sets(id);
    }
    failure
}

/// The actions and triggers that what was granted does not cover, as an identity tells them.
pub(crate) fn uncovered(granted: &[String]) -> Vec<Value> {
    let described = described();
    let uncovered = described
        .iter()
        .filter(|described| !cover(granted, &described.id));
    uncovered
        .map(|described| {
            let missing = |set: &Vec<String>| {
                let mut set = set.clone();
                set.retain(|scope| !granted.contains(scope));
                set
            };
            let sets: Vec<_> = described.sets().iter().map(missing).collect();
            json!({ "id": described.id, "missing_scopes": sets })
        })
        .collect()
}

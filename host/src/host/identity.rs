//! What a component says of an account, as much of it as is taken.
//!
//! It is kept in the store, where every list of connections reads it.

use serde::de::Error as _;
use serde_json::Value;

use crate::connections::Identity;
use crate::connections::bounds::{LONGEST_FACTS, is_longer_than};
use crate::told;

/// The longest identity, in bytes of JSON: many times what one has by which no action of
/// a large connector is covered.
const LONGEST: usize = 1 << 20;

/// Reads what a component says of an account. What is for people's eyes is cut; what is
/// too long beside that is refused.
pub(super) fn read(output: Value) -> Result<Identity, serde_json::Error> {
    let facts = output.get("facts").unwrap_or(&Value::Null);
    if is_longer_than(facts, LONGEST_FACTS) {
        return Err(too_long("the facts of the account have", LONGEST_FACTS));
    }
    if is_longer_than(&output, LONGEST) {
        return Err(too_long("it has", LONGEST));
    }
    let mut identity: Identity = serde_json::from_value(output)?;
    identity.account.label = told::label(identity.account.label);
    identity.warnings = told::warnings(identity.warnings);
    Ok(identity)
}

fn too_long(what: &str, limit: usize) -> serde_json::Error {
    serde_json::Error::custom(format!("{what} more than {limit} bytes"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn identity(change: impl FnOnce(&mut Value)) -> Result<Identity, String> {
        let mut identity = json!({
            "subject": {"account": "kitchen"}, "reach": "account", "label": "Kitchen",
            "facts": {"plan": "basic"}, "warnings": ["w"],
            "uncovered": [{"id": "list-notes", "missing_scopes": [["notes:read"]]}],
        });
        change(&mut identity);
        read(identity).map_err(|error| error.to_string())
    }

    #[test]
    fn what_people_read_is_cut() {
        let long = "x".repeat(100_000);
        let read = identity(|identity| {
            identity["label"] = json!(long);
            identity["warnings"] = json!([long, "w"]);
        });
        let read = read.unwrap();
        assert_eq!(read.account.label.chars().count(), 200);
        assert_eq!(read.warnings[0].chars().count(), 1000);
        assert_eq!(read.warnings[1], "w");
        let as_it_is = identity(|_| {}).unwrap();
        assert_eq!(as_it_is.account.label, "Kitchen");
        assert_eq!(as_it_is.uncovered.len(), 1);
    }

    #[test]
    fn what_nobody_can_keep_is_refused() {
        let facts = identity(|identity| identity["facts"]["plan"] = json!("x".repeat(65_536)));
        assert_eq!(
            facts.unwrap_err(),
            "the facts of the account have more than 65536 bytes"
        );
        let uncovered = identity(|identity| {
            let entry = identity["uncovered"][0].clone();
            identity["uncovered"] = json!(vec![entry; 100_000]);
        });
        assert_eq!(uncovered.unwrap_err(), "it has more than 1048576 bytes");
    }
}

//! Parts of a manifest that are read as they come, as long as they are light.
//!
//! A manifest is read before anybody has agreed to anything, and what is read of
//! a text may take a hundred times its length. So a part that is read as a value
//! is weighed first.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::AuthMethod;
use crate::json_weight::weight;

/// How much memory one part may take, in bytes: a hundred times what the largest
/// that was seen takes.
const HEAVIEST: usize = 16 << 20;
/// What is no longer than this can't be heavier: each byte of a text stands for
/// no more than 256.
const ALWAYS_LIGHT: usize = HEAVIEST / 256;

/// The auth methods, whose settings are looked into when the manifest is read.
pub(super) fn auth_methods<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<AuthMethod>, D::Error> {
    let text = Box::<RawValue>::deserialize(deserializer)?;
    check("its `auth_methods` take", text.get()).map_err(D::Error::custom)?;
    serde_json::from_str(text.get()).map_err(D::Error::custom)
}

/// Refuses a text that is heavier than anybody could mean.
pub(super) fn check(what: &str, text: &str) -> Result<(), String> {
    if text.len() > ALWAYS_LIGHT && weight(text.as_bytes()) > HEAVIEST {
        return Err(format!(
            "{what} more than {HEAVIEST} bytes of memory, too much to be meant"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Manifest, ManifestError};
    use super::*;

    /// A manifest in which the place has so much in it.
    fn heavy(pointer: &str, count: usize) -> Result<Manifest, ManifestError> {
        let mut manifest: Value =
            serde_json::from_str(include_str!("../../tests/support/manifest.json")).unwrap();
        let many = format!("[{}0]", r#"{"":0},"#.repeat(count));
        let place = manifest.pointer_mut(pointer).unwrap();
        *place = json!({ "enum": "here" });
        let text = manifest.to_string().replace("\"here\"", &many);
        Manifest::parse(&text)
    }

    #[test]
    fn a_part_that_would_take_a_hundred_times_its_length_is_not_read() {
        for pointer in [
            "/auth_methods/0/settings",
            "/actions/0/input",
            "/actions/0/output",
            "/actions/0/sample/output",
        ] {
            let refused = heavy(pointer, 100_000).unwrap_err().to_string();
            assert!(
                refused.contains("more than 16777216 bytes of memory"),
                "{pointer}: {refused}"
            );
        }
        assert!(heavy("/actions/0/output", 1_000).is_ok());
    }

    #[test]
    fn no_text_that_is_not_weighed_is_heavy() {
        for dense in ["{\"\":0},", "[],", "0,", "{\"\":{\"\":{\"\":{\"\":0}}}},"] {
            let text = format!("[{}0]", dense.repeat(ALWAYS_LIGHT / dense.len()));
            assert!(weight(text.as_bytes()) <= HEAVIEST, "{dense}");
        }
    }
}

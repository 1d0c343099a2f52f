//! What grants are told apart by, of their subjects.

use crate::subject::Subject;

/// Begins the key of a grant that is of nobody known.
const UNKNOWN: &str = "unknown ";

/// A subject as grants are told apart by it. Where the API does not tell whose a
/// grant is, it is nobody else's.
pub(super) fn subject_key(subject: Option<&Subject>, grant_id: &str) -> String {
    match subject {
        Some(subject) => serde_json::json!(subject).to_string(),
        None => format!("{UNKNOWN}{grant_id}"),
    }
}

/// The subject of that key.
pub(super) fn subject_of_key(key: &str) -> Result<Option<Subject>, serde_json::Error> {
    if key.starts_with(UNKNOWN) {
        return Ok(None);
    }
    serde_json::from_str(key).map(Some)
}

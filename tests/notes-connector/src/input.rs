//! Reading inputs: what is there, and whether it has the right form.

use serde_json::Value;

use crate::contract::Failure;

/// A text of the input that is there and not empty.
pub(crate) fn text(input: &Value, name: &str) -> Result<String, Failure> {
    match input[name].as_str() {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(Failure::invalid(name, "is required")),
    }
}

/// The id of a note. Its form is checked, since it becomes part of a path.
pub(crate) fn note_id(input: &Value) -> Result<String, Failure> {
    let id = text(input, "note_id")?;
    match id.strip_prefix('n') {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(id)
        }
        _ => Err(Failure::invalid(
            "note_id",
            "is not the id of a note, such as `n17`",
        )),
    }
}

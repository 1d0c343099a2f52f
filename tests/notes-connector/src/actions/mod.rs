//! The actions: which begins with which step.

pub(crate) mod attachments;
pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod status;

use serde_json::Value;

use crate::contract::{Connection, Failure, Step};

/// Begins an action.
pub(crate) fn begin(connection: &Connection, action: &str, input: &str) -> Result<Step, Failure> {
    let input: Value = serde_json::from_str(input).unwrap_or_default();
    match action {
        "create-note" => create::begin(connection, &input),
        "list-notes" => Ok(list::begin()),
        "read-attachment" => attachments::read(&input),
        "download-attachment" => attachments::download(&input),
        "get-status" => Ok(status::begin()),
        other => Err(Failure::new(
            "unsupported",
            format!("There is no action `{other}`."),
        )),
    }
}

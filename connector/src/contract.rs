//! The contract's types, generated from `wit/connector.wit`, so that the rest of the crate can name
//! them without knowing how they came about.

#[cfg(target_family = "wasm")]
pub(crate) use bindings::exports::ipaas::connector::connector::Guest;
pub use bindings::exports::ipaas::connector::types::*;

#[allow(
    missing_docs,
    unsafe_code,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    reason = "generated code; the WIT file documents each item"
)]
pub(crate) mod bindings {
    wit_bindgen::generate!({
        world: "plugin",
        path: "../wit",
        additional_derives: [PartialEq],
        pub_export_macro: true,
    });
}

impl Failure {
    /// A failure of which nothing is known but what `message` says.
    pub(crate) fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            code: None,
            status: None,
            problems: Vec::new(),
            missing_scopes: Vec::new(),
            retry_at: None,
            tracking_id: None,
        }
    }

    /// The input, or the settings, cannot be used as they are. `consequence` says what that means.
    /// The message tells a problem that is the only one; several are for `problems` to tell.
    pub(crate) fn invalid_input(consequence: &str, problems: Vec<FieldProblem>) -> Self {
        let message = match problems.as_slice() {
            [FieldProblem { field, message }] if field.is_empty() => {
                format!("{consequence}: it {message}. Correct this and start it again.")
            }
            [FieldProblem { field, message }] => {
                format!("{consequence}: `{field}` {message}. Correct this and start it again.")
            }
            several => format!(
                "{consequence}: there are {} problems. Correct them and start it again.",
                several.len()
            ),
        };
        Self {
            problems,
            ..Self::new(FailureKind::InvalidInput, message)
        }
    }
}

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
    pub(crate) fn invalid_input(consequence: &str, problems: Vec<FieldProblem>) -> Self {
        let list = problems
            .iter()
            .map(|problem| match problem.field.as_str() {
                "" => format!("it {}", problem.message),
                field => format!("`{field}` {}", problem.message),
            })
            .collect::<Vec<_>>()
            .join("; ");
        Self {
            problems,
            ..Self::new(
                FailureKind::InvalidInput,
                format!("{consequence}, since {list}. Correct this and start it again."),
            )
        }
    }
}

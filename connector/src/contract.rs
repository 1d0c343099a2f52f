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

/// The sorts of failure that this connector ends with, of those that the contract lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureKind {
    InvalidInput,
    Unsupported,
    Unauthenticated,
    MissingScope,
    Forbidden,
    PlanRequired,
    NotFound,
    Conflict,
    RateLimited,
    QuotaExceeded,
    Refused,
    Unavailable,
    UnexpectedResponse,
    UnknownOutcome,
    NotAuthentic,
}

impl FailureKind {
    /// The name that the contract has for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid-input",
            Self::Unsupported => "unsupported",
            Self::Unauthenticated => "unauthenticated",
            Self::MissingScope => "missing-scope",
            Self::Forbidden => "forbidden",
            Self::PlanRequired => "plan-required",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate-limited",
            Self::QuotaExceeded => "quota-exceeded",
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
            Self::UnexpectedResponse => "unexpected-response",
            Self::UnknownOutcome => "unknown-outcome",
            Self::NotAuthentic => "not-authentic",
        }
    }
}

/// How many problems a failure tells of: an input can have any number of them.
pub(crate) const MOST_PROBLEMS: usize = 50;

impl Failure {
    /// A failure of which nothing is known but what `message` says.
    pub(crate) fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind: kind.name().to_owned(),
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
    /// The message tells a problem that is the only one; several are for `problems` to tell, the first
    /// [`MOST_PROBLEMS`] of them.
    pub(crate) fn invalid_input(consequence: &str, mut problems: Vec<FieldProblem>) -> Self {
        let message = match problems.as_slice() {
            [FieldProblem { field, message }] if field.is_empty() => {
                format!(
                    "{consequence}: {} Correct this and start it again.",
                    sentence("it", message)
                )
            }
            [FieldProblem { field, message }] => {
                let field = format!("`{field}`");
                format!(
                    "{consequence}: {} Correct this and start it again.",
                    sentence(&field, message)
                )
            }
            several => format!(
                "{consequence}: there are {} problems. Correct them and start it again.",
                several.len()
            ),
        };
        problems.truncate(MOST_PROBLEMS);
        Self {
            problems,
            ..Self::new(FailureKind::InvalidInput, message)
        }
    }
}

/// A problem as a sentence; a question ends in its own mark.
fn sentence(subject: &str, problem: &str) -> String {
    let end = if problem.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{subject} {problem}{end}")
}

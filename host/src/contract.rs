//! The contract's types as Rust types, generated from `wit/connector.wit`.
//!
//! Everything else in this crate speaks of them under the names given here, so
//! that the shape of the generated module tree stays in this file.

#[allow(
    clippy::all,
    reason = "generated code is not written in this project's style"
)]
mod generated {
    wasmtime::component::bindgen!({
        path: "../wit/connector.wit",
        world: "plugin",
        additional_derives: [PartialEq],
    });
}

pub use generated::exports::ipaas::connector::types::{
    AuthorizationCode, AuthorizationServer, Client, ClientAuthentication, Connection, DeviceCode,
    Exchange, Failure, FailureKind, Field, FieldProblem, Grant, HttpRequest, HttpResponse, Page,
    Receipt, Reply, Signing, Step, TokenGrant, Transfer,
};
pub(crate) use generated::{Plugin, PluginPre};

impl Failure {
    /// A failure of the given kind that has only a message to tell.
    #[must_use]
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
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
}

impl FailureKind {
    /// The kind's name in the contract, such as `invalid-input`.
    #[must_use]
    pub fn name(self) -> &'static str {
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
        }
    }
}

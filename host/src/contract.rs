//! The contract's types as Rust types, generated from `wit/connector.wit`.
//!
//! Everything else in this crate speaks of them under the names given here, so
//! that the shape of the generated module tree stays in this file.

mod failure_kind;
mod version;

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

pub use failure_kind::FailureKind;
pub use generated::exports::ipaas::connector::types::{
    App, Authorization, AuthorizationCode, AuthorizationServer, Client, ClientAuthentication,
    Connection, Credential, Delivery, DeviceCode, Exchange, Failure, Field, FieldProblem,
    HttpRequest, HttpResponse, Page, Receipt, Redirects, Reply, Signing, Step, TokenGrant,
    Transfer,
};
pub(crate) use generated::{Plugin, PluginPre};
pub use version::Version;

/// The largest state that a step may carry, in bytes.
pub const STATE_LIMIT: usize = 1 << 20;

/// How long a message to be signed may be, in bytes: as long as any delivery that
/// is judged by its signature, and what is signed along with it.
pub const MESSAGE_LIMIT: usize = 2 << 20;

impl Failure {
    /// A failure of the given kind that has only a message to tell.
    #[must_use]
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
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

    /// What this host takes the failure for: see [`FailureKind::read`].
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        FailureKind::read(&self.kind)
    }
}

impl Step {
    /// What the step carries for `resume`; none when it ends the call.
    #[must_use]
    pub fn state(&self) -> Option<&[u8]> {
        match self {
            Self::Send(exchange) => Some(&exchange.state),
            Self::Page(page) => Some(&page.then.state),
            Self::Download(transfer) => Some(&transfer.state),
            Self::Sign(signing) => Some(&signing.state),
            Self::Done(_) => None,
        }
    }
}

impl Authorization {
    /// The authorization server, whatever the way to its tokens.
    #[must_use]
    pub fn server(&self) -> &AuthorizationServer {
        match self {
            Self::AuthorizationCode(code) => &code.server,
            Self::TokenGrant(grant) => &grant.server,
            Self::DeviceCode(device) => &device.server,
        }
    }
}

//! The contract's types, generated from `wit/connector.wit`, and short ways to make them.

pub(crate) use bindings::exports::ipaas::connector::connector::Guest;
pub(crate) use bindings::exports::ipaas::connector::types::{
    App, Authorization, AuthorizationServer, Client, ClientAuthentication, Connection, Credential,
    Delivery, Exchange, Failure, Field, FieldProblem, HttpRequest, HttpResponse, Page, Redirects,
    Reply, Signing, Step, TokenGrant, Transfer,
};

#[cfg(test)]
pub(crate) use bindings::exports::ipaas::connector::types::Receipt;

#[allow(
    missing_docs,
    unsafe_code,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    reason = "generated"
)]
mod bindings {
    wit_bindgen::generate!({ world: "plugin", path: "../../wit" });

    // Elsewhere there is no linker that takes the names of the exports.
    #[cfg(target_family = "wasm")]
    export!(Notes with_types_in self);
    #[cfg(target_family = "wasm")]
    use crate::Notes;
}

impl Failure {
    /// A failure that has only a message to tell.
    pub(crate) fn new(kind: &str, message: impl Into<String>) -> Self {
        Self {
            kind: kind.to_owned(),
            message: message.into(),
            code: None,
            status: None,
            problems: Vec::new(),
            missing_scopes: Vec::new(),
            retry_at: None,
            tracking_id: None,
        }
    }

    /// One field of the input, or of the settings, is wrong: `it` ends a sentence that begins with
    /// the field.
    pub(crate) fn invalid(field: &str, it: &str) -> Self {
        Self {
            problems: vec![FieldProblem {
                field: field.to_owned(),
                message: it.to_owned(),
            }],
            ..Self::new("invalid-input", format!("`{field}` {it}."))
        }
    }
}

/// A header field, or a parameter.
pub(crate) fn field(name: &str, value: &str) -> Field {
    Field {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

//! Why a connector may not do something.

use crate::policy::PolicyRefusal;

/// A connector may not do something. Nothing was sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConsentRefusal {
    /// The manifest does not say it.
    #[error(
        "`{connector}` wants to {what}, and its manifest does not say so. Report it to the connector's makers"
    )]
    NotDeclared {
        /// The connector's key.
        connector: String,
        /// What it wants.
        what: String,
    },
    /// The manifest says it, and nobody has agreed to it.
    #[error(
        "`{connector}` wants to {what}, and nobody has agreed to that: add it again to be shown all that it wants, and accept it or not"
    )]
    NotAgreed {
        /// The connector's key.
        connector: String,
        /// What it wants.
        what: String,
    },
    /// Nobody has added the connector, or somebody has removed it since.
    #[error(
        "nobody has agreed to anything that `{connector}` wants, or it was removed since: add it to be shown what it wants, and to agree to it"
    )]
    NotAdded {
        /// The connector's key.
        connector: String,
    },
    /// Less is agreed to than when the call began.
    #[error(
        "what was agreed to for `{connector}` was narrowed while the call was under way, so it was ended: make it again within that"
    )]
    Narrowed {
        /// The connector's key.
        connector: String,
    },
    /// The app was registered for other authorization servers, such as on the
    /// machine that it was imported from.
    #[error(
        "the app that is registered for `{connector}` is not for {endpoint}, so its secret is not sent there: register it again, which agrees to that"
    )]
    AppElsewhere {
        /// The connector's key.
        connector: String,
        /// The token endpoint.
        endpoint: String,
    },
    /// The connector chooses the client that it acts as.
    #[error(
        "`{connector}` wants to sign in by `{method}` as the client `{client_id}`, which nobody has entered: enter the client id of your own app, and if that is it already, report it to the connector's makers"
    )]
    ClientNotEntered {
        /// The connector's key.
        connector: String,
        /// The auth method.
        method: String,
        /// The client identifier.
        client_id: String,
    },
    /// It is not known what somebody has agreed to.
    #[error(
        "it is not known what was agreed to for the connection `{connection}`, which an earlier version of this host made: add `{connector}` again to be shown all that it wants, and accept it or not"
    )]
    NotRecorded {
        /// The connector's key.
        connector: String,
        /// The connection's name.
        connection: String,
    },
    /// The operator's policy does not allow it.
    #[error(transparent)]
    Policy(#[from] PolicyRefusal),
}

//! Everything that can go wrong for a user of [`Host`](crate::Host), and what
//! sort of trouble each is.

mod class;
mod code;
mod file_operation;
mod names;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

pub use class::Class;
pub(crate) use class::class_of_egress;
pub use file_operation::FileOperation;
use jiff::Timestamp;
use serde_json::Value;

use crate::component::{CallError, LoadError, RuntimeError};
use crate::connections::StoreError;
use crate::consent::ConsentRefusal;
use crate::contract::Failure;
use crate::driver::DriveError;
use crate::host::{RunError, SettingProblem, WantsMore};
use crate::oauth::OAuthError;
use crate::told::{in_short, listed, repeated};
use crate::triggers::EventError;

/// Something went wrong. The text says what happened, to what, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No connector of that key was added.
    #[error(
        "there is no connector `{}`; {}",
        in_short(key),
        names::told("connectors", key, known)
    )]
    UnknownConnector {
        /// The key asked for.
        key: String,
        /// The keys that there are.
        known: Vec<String>,
    },
    /// The connector was added, and this host takes no such component any more. What is
    /// kept of it, its connections too, stays as it is.
    #[error(
        "`{key}` was added, and this host can't use it any more: {source}. Add a version of it that this host takes; its connections stay as they are until then"
    )]
    UnusableConnector {
        /// The connector's key.
        key: String,
        /// Why its component is refused.
        source: Box<LoadError>,
    },
    /// The connector can't be removed while there are connections of it.
    #[error(
        "`{connector}` has connections: {}; remove them first",
        listed(connections)
    )]
    ConnectorInUse {
        /// The connector's key.
        connector: String,
        /// The names of the connections.
        connections: Vec<String>,
    },
    /// The connector has no auth method of that id.
    #[error(
        "`{connector}` has no auth method `{}`; {}",
        in_short(method),
        names::told("auth methods", method, known)
    )]
    UnknownMethod {
        /// The connector's key.
        connector: String,
        /// The id asked for.
        method: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// The connector has no action of that id.
    #[error(
        "`{connector}` has no action `{}`; {}",
        repeated(action),
        names::told("actions", action, known)
    )]
    UnknownAction {
        /// The connector's key.
        connector: String,
        /// The id asked for.
        action: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// The connector has no trigger of that id.
    #[error(
        "`{connector}` has no trigger `{}`; {}",
        repeated(trigger),
        names::told("triggers", trigger, known)
    )]
    UnknownTrigger {
        /// The connector's key.
        connector: String,
        /// The id asked for.
        trigger: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// No action offers choices for that field.
    #[error(
        "no choices are listed for the field `{}` of `{action}`; {}",
        repeated(field),
        names::told("fields with choices", field, known)
    )]
    UnknownLookup {
        /// The action's id.
        action: String,
        /// The field asked for, as a pointer.
        field: String,
        /// The fields that there are choices for.
        known: Vec<String>,
    },
    /// The trigger can't be polled.
    #[error(
        "the trigger `{trigger}` of `{connector}` is told by webhook alone and can't be polled"
    )]
    NotPolled {
        /// The connector's key.
        connector: String,
        /// The trigger's id.
        trigger: String,
    },
    /// Settings are missing, unknown, or given in the wrong way.
    #[error(
        "the settings do not fit the auth method `{method}`: {}",
        joined(problems)
    )]
    Settings {
        /// The auth method's id.
        method: String,
        /// What is wrong with each.
        problems: Vec<SettingProblem>,
    },
    /// The lease of renewals is too short for the limits of requests, or too long.
    #[error(
        "a renewal lease of {given:?} is out of bounds: it takes {least:?} to {most:?} here; a shorter one takes a shorter `first_byte` of the egress limits, so that no answer comes after it"
    )]
    RenewalLease {
        /// The length that was given.
        given: Duration,
        /// The least that those limits allow.
        least: Duration,
        /// The most.
        most: Duration,
    },
    /// The auth method uses the platform's own app, and none is registered.
    #[error(
        "no app is registered for `{connector}`, which this auth method signs in with: register its client id and secret first"
    )]
    NoApp {
        /// The connector's key.
        connector: String,
    },
    /// There are apps of the connector, and none of that name.
    #[error(
        "there is no app named `{}` for `{connector}`; {}",
        in_short(name),
        names::told("apps", name, known)
    )]
    UnknownApp {
        /// The connector's key.
        connector: String,
        /// The name asked for.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The auth method goes by a client that is entered for each connection.
    #[error(
        "the auth method `{method}` of `{connector}` goes through no app that is registered, but by a client that is entered for the connection: leave the app `{}` out, or take another method",
        in_short(app)
    )]
    AppNotTaken {
        /// The connector's key.
        connector: String,
        /// The auth method.
        method: String,
        /// The name asked for.
        app: String,
    },
    /// No auth method of the connector has a secret of that name that an app can have.
    #[error(
        "an app of `{connector}` has no secret `{}`; {}",
        in_short(secret),
        names::told("secrets", secret, known)
    )]
    UnknownAppSecret {
        /// The connector's key.
        connector: String,
        /// The name asked for.
        secret: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// It is not for a tenant to do.
    #[error(
        "only the operator may do this, and this host works for the tenant `{tenant}`: do it with the host of the tenant `default`"
    )]
    OperatorsOnly {
        /// The tenant's name.
        tenant: String,
    },
    /// Nobody has connected an account yet.
    #[error("no account is connected to `{connector}`: connect one first")]
    NotConnected {
        /// The connector's key.
        connector: String,
    },
    /// The connection must not be used.
    #[error("the connection `{name}` is disabled since {since}: enable it first")]
    Disabled {
        /// The connection's name.
        name: String,
        /// When it was disabled.
        since: Timestamp,
    },
    /// More than one connection would do, and none is the default.
    #[error(
        "`{connector}` has {} connections and none of them is the default; name one of {}",
        names.len(), listed(names)
    )]
    AmbiguousConnection {
        /// The connector's key.
        connector: String,
        /// The names of its connections.
        names: Vec<String>,
    },
    /// The connection is another connector's.
    #[error("the connection `{name}` is for `{belongs_to}`, not for `{connector}`")]
    ConnectionOfOther {
        /// The connection's name.
        name: String,
        /// The key asked for.
        connector: String,
        /// The key of the connector it is for.
        belongs_to: String,
    },
    /// What was said of whose a connection is can't be kept with it.
    #[error("whose a connection is, is said in 1 to 100 characters, and not all of them blank")]
    BadOwner,
    /// Somebody can't be asked to connect an account like that.
    #[error("{0}")]
    ConnectPurpose(&'static str),
    /// The input is not a JSON object.
    #[error("the input is a JSON object, and this is {0}")]
    InputNotAnObject(&'static str),
    /// A list broke off after some of its pages.
    #[error("{source} ({} items had come before)", items.len())]
    Incomplete {
        /// The items of the pages that came.
        items: Vec<Value>,
        /// Why it broke off.
        source: Box<Self>,
    },
    /// It is about a connection, which it does not name itself.
    #[error("{source}")]
    About {
        /// The name of the connection.
        connection: Box<str>,
        /// What went wrong.
        source: Box<Self>,
    },
    /// The connector's account of a connection has not the documented shape.
    #[error(
        "the connector did not say whose account it is: {0}. Report it to the connector's makers"
    )]
    Identity(serde_json::Error),
    /// What the connector told of has not the documented shape.
    #[error("the connector broke the contract: {0}. Report it to the connector's makers")]
    Event(#[from] EventError),
    /// A connector may not do what it wants.
    #[error(transparent)]
    Consent(#[from] ConsentRefusal),
    /// A component wants more than somebody has agreed to.
    #[error("{0}: accept that, or leave things as they are; nothing was changed")]
    WantsMore(Box<WantsMore>),
    /// A connection of the real API would send its secrets to this machine.
    #[error(
        "the connection `{connection}` was made with the real API, and a reroute would send its secrets to a program on this machine: leave the reroute out, or connect an account under it"
    )]
    Rerouted {
        /// The connection's name.
        connection: String,
    },
    /// A component was refused.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The runtime for components did not start.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// Signing in failed.
    #[error(transparent)]
    OAuth(#[from] OAuthError),
    /// A call ended without an output.
    #[error("{source}")]
    Drive {
        /// The name of the connection that it was made for; none where it was
        /// for none that is kept.
        connection: Option<Box<str>>,
        /// Why it ended.
        source: DriveError,
    },
    /// The store of connections failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A run can't be gone on with.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A file could not be read or written.
    #[error("cannot {operation} {}: {source}", path.display())]
    File {
        /// What was tried.
        operation: FileOperation,
        /// The file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// There is nowhere to keep data.
    #[error(
        "this user has no home directory to keep data in: set CONNECTOR_HOST_HOME to a directory"
    )]
    NoHome,
}

impl Error {
    /// The name of the connection that it is about, where it is about one; the id where
    /// it was named by that, and could not be looked up.
    #[must_use]
    pub fn connection(&self) -> Option<&str> {
        match self {
            Self::Drive { connection, .. } => connection.as_deref(),
            Self::Disabled { name, .. }
            | Self::ConnectionOfOther { name, .. }
            | Self::Store(
                StoreError::NoConnection { name }
                | StoreError::NameInUse { name }
                | StoreError::NameTaken { name, .. },
            ) => Some(name),
            Self::Rerouted { connection } => Some(connection),
            Self::About { connection, .. } => Some(connection),
            Self::Incomplete { source, .. } => source.connection(),
            _ => None,
        }
    }

    /// The connector's own failure, when that is what ended the call.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Drive { source, .. } => source.failure(),
            Self::Incomplete { source, .. } | Self::About { source, .. } => source.failure(),
            _ => None,
        }
    }

    /// What went wrong, without what is told around it: the name of the connection that
    /// it is about, and the items that had come before.
    #[must_use]
    pub fn ended_by(&self) -> &Self {
        match self {
            Self::Incomplete { source, .. } | Self::About { source, .. } => source.ended_by(),
            error => error,
        }
    }

    /// Whether something was written before it went wrong, or may have been: who makes
    /// the call again may do it twice.
    #[must_use]
    pub fn may_have_written(&self) -> bool {
        match self {
            Self::Incomplete { source, .. } | Self::About { source, .. } => {
                source.may_have_written()
            }
            Self::Drive {
                source: DriveError::AfterWrite(_),
                ..
            } => true,
            error => error.class() == Class::Unknown,
        }
    }

    /// The same error, about a connection, unless it names one itself.
    pub(crate) fn about(self, name: &str) -> Self {
        // It may be no connection's, and of any length.
        let name = in_short(name);
        match self {
            error if error.connection().is_some() => error,
            Self::Drive { source, .. } => Self::Drive {
                connection: Some(name.into()),
                source,
            },
            Self::Incomplete { items, source } => Self::Incomplete {
                items,
                source: Box::new(source.about(&name)),
            },
            error => Self::About {
                connection: name.into(),
                source: Box::new(error),
            },
        }
    }
}

impl From<DriveError> for Error {
    fn from(source: DriveError) -> Self {
        Self::Drive {
            connection: None,
            source,
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        DriveError::Failure(Box::new(failure)).into()
    }
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        DriveError::from(error).into()
    }
}

fn joined(problems: &[SettingProblem]) -> String {
    let messages = problems.iter().map(|problem| problem.message.as_str());
    messages.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;

//! Apps: the OAuth clients that an operator or a tenant has registered at an API, with
//! the secrets that prove it.
//!
//! Each secret has a name. One that is replaced at the API is replaced here in two
//! steps: the new one comes beside the one before, which is of use until the
//! rotation is ended, since nobody changes both places in one moment.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};

use super::StoreError;
use super::model::Servers;
use super::name::is_name;
use super::tenant::Tenant;
use crate::printable::is_printable;

/// The name of an app for which none is said.
pub const DEFAULT_APP: &str = "default";

/// The name of the secret that an app proves itself with at the authorization server
/// (RFC 6749 section 2.3.1).
pub const CLIENT_SECRET: &str = "client_secret";

/// How many bytes a client identifier may have: it stands in an index of grants, beside
/// whose they are, and a row of an index has less than three thousand in PostgreSQL.
pub(super) const LONGEST_CLIENT_ID: usize = 512;

/// How many bytes a secret of an app may have: what some are is a private key.
pub(super) const LONGEST_SECRET: usize = 16 * 1024;

/// An app to be registered, for auth methods that name no client of their own.
///
/// ```
/// use connector_host::connections::{App, CLIENT_SECRET};
///
/// let app = App::new("notes", "the-client-id")
///     .name("europe")
///     .secret(CLIENT_SECRET, "from-a-vault".into());
/// ```
#[derive(Clone, Debug)]
#[must_use = "it is registered by `Host::set_app`"]
pub struct App {
    pub(crate) connector: String,
    pub(crate) name: String,
    pub(crate) client_id: String,
    pub(crate) secrets: BTreeMap<String, SecretString>,
    /// Whether the client secret stays that it has, if it is not given.
    pub(crate) keeps_client_secret: bool,
}

/// An app that is registered, told without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegisteredApp {
    /// The key of the connector.
    pub connector: String,
    /// Its name, of those that its owner has for the connector.
    pub name: String,
    /// The client identifier (RFC 6749 section 2.2).
    pub client_id: String,
    /// The address for its deliveries, which stays the same and which nobody can guess:
    /// [`Host::receive_at`](crate::Host::receive_at) finds the app by it.
    pub delivery_address: String,
    /// Its secrets, by name. One without a [client secret](CLIENT_SECRET) is a public
    /// client.
    pub secrets: Vec<AppSecret>,
}

/// An app of the operator, as the tenants know it that it serves: by what every sign-in by
/// it shows, and nothing of its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperatorsApp {
    /// The key of the connector.
    pub connector: String,
    /// Its name, of those that the operator has for the connector.
    pub name: String,
    /// The client identifier (RFC 6749 section 2.2).
    pub client_id: String,
}

/// A secret that an app has, told without its value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppSecret {
    /// Its name.
    pub name: String,
    /// Whether it is being rotated: the one before is kept beside it.
    pub is_rotated: bool,
}

/// A secret, and the one before while it is rotated.
#[derive(Clone, Debug)]
pub(crate) struct Rotated {
    pub(crate) current: SecretString,
    pub(crate) previous: Option<SecretString>,
}

/// An app with its secrets, and where it may be used.
#[derive(Clone, Debug)]
pub(crate) struct AppInUse {
    pub(crate) connector: String,
    pub(crate) name: String,
    pub(crate) client_id: String,
    pub(crate) secrets: BTreeMap<String, Rotated>,
    /// Whose it is.
    pub(crate) of: Tenant,
    /// The authorization servers that it was set for; none for an app that an
    /// earlier version of the host has kept.
    pub(crate) servers: Option<Servers>,
}

/// What a client proves itself with.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClientSecrets {
    /// None for a public client.
    pub(crate) current: Option<SecretString>,
    /// The other one that its server may take, while the secret is rotated.
    pub(crate) other: Option<SecretString>,
    /// The one that its server has just refused.
    pub(crate) refused: Option<SecretString>,
}

impl App {
    /// An app of a connector, by the client identifier that the API has given it (RFC
    /// 6749 section 2.2). Without a [client secret](CLIENT_SECRET) it is a public client.
    pub fn new(connector: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self {
            connector: connector.into(),
            name: DEFAULT_APP.to_owned(),
            client_id: client_id.into(),
            secrets: BTreeMap::new(),
            keeps_client_secret: false,
        }
    }

    /// Has it keep the client secret that is registered for this client under this name,
    /// where no other is given; a public client stays one.
    pub fn keep_client_secret(mut self) -> Self {
        self.keeps_client_secret = true;
        self
    }

    /// Names it, where there are several for one connector; it is `default` else.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Gives it a secret: the [client secret](CLIENT_SECRET), or one that an auth method of
    /// the connector signs with.
    pub fn secret(mut self, name: impl Into<String>, value: SecretString) -> Self {
        self.secrets.insert(name.into(), value);
        self
    }
}

impl From<Option<SecretString>> for ClientSecrets {
    fn from(current: Option<SecretString>) -> Self {
        Self {
            current,
            ..Self::default()
        }
    }
}

impl From<Option<Rotated>> for ClientSecrets {
    fn from(rotated: Option<Rotated>) -> Self {
        match rotated {
            Some(Rotated { current, previous }) => Self {
                current: Some(current),
                other: previous,
                refused: None,
            },
            None => Self::default(),
        }
    }
}

impl AppInUse {
    /// What it proves itself with.
    pub(crate) fn client_secrets(&self) -> ClientSecrets {
        self.secrets.get(CLIENT_SECRET).cloned().into()
    }

    /// A secret that messages are signed with. The client secret is for the authorization
    /// server alone, whatever a connector calls its own.
    pub(crate) fn signing_secret(&self, name: &str) -> Option<&Rotated> {
        let is_for_signing = name != CLIENT_SECRET;
        is_for_signing.then(|| self.secrets.get(name)).flatten()
    }
}

/// Refuses what is no name of an app.
pub(crate) fn check_app_name(name: &str) -> Result<(), StoreError> {
    if is_name(name) {
        return Ok(());
    }
    Err(StoreError::BadAppName {
        name: name.to_owned(),
    })
}

/// Refuses what is no client identifier: it is listed, and told in errors.
pub(crate) fn check_client_id(client_id: &str) -> Result<(), StoreError> {
    let is_short = client_id.len() <= LONGEST_CLIENT_ID;
    if is_short && !client_id.trim().is_empty() && client_id.chars().all(is_printable) {
        return Ok(());
    }
    Err(StoreError::BadClientId)
}

/// Refuses what is no secret of an app.
pub(crate) fn check_app_secret(name: &str, value: &SecretString) -> Result<(), StoreError> {
    if (1..=LONGEST_SECRET).contains(&value.expose_secret().len()) {
        return Ok(());
    }
    Err(StoreError::BadAppSecret {
        secret: name.to_owned(),
    })
}

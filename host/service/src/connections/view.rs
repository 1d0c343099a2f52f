//! Connections, as the API shows them: all that is known, and no secret.

use connector_host::connections::{self, AppOf, State};
use connector_host::{Host, Reach, Subject};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::problem::Problem;

/// An account that somebody has connected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Connection {
    /// Its id, which stays the same.
    id: String,
    /// Its name, unique within its tenant.
    name: String,
    /// The key of its connector.
    connector: String,
    /// The id of the auth method that made it.
    method: String,
    /// The auth method's settings, without the secret ones.
    #[schema(value_type = Object)]
    settings: Map<String, Value>,
    /// Whose it is, in the words of whoever connected it.
    owner: Option<String>,
    /// Whether calls use it that name none.
    default: bool,
    /// Whether it is of use.
    state: StateName,
    /// Why it needs reconnecting, as the end of a sentence.
    reason: Option<String>,
    /// Since when it must not be used.
    #[schema(value_type = Option<String>, format = DateTime)]
    disabled_at: Option<Timestamp>,
    /// Whose account it is.
    account: Account,
    /// The name of the registered app that it goes through: one of the tenant's own, or of the
    /// operator's that serves it. Null where its settings name its client, and where the app is
    /// registered no more.
    app: Option<String>,
    /// The OAuth client that it goes through.
    client_id: String,
    /// The scopes that were granted; empty when the server did not tell.
    scopes: Vec<String>,
    /// Where the API is to be reached, when the server said so.
    base_url: Option<String>,
    /// The trouble that the last renewal of its tokens met.
    trouble: Option<Trouble>,
    /// When it was first made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When a call last used it, to the minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    /// When its present access token was received.
    #[schema(value_type = String, format = DateTime)]
    received_at: Timestamp,
    /// When that expires; null when the server did not tell.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

/// Whether a connection is of use.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = ConnectionState)]
pub(crate) enum StateName {
    /// As far as the host knows, yes.
    Connected,
    /// Not until somebody connects the account again.
    NeedsReconnecting,
    /// Not until somebody enables it.
    Disabled,
}

/// Whose account it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Account {
    /// Whom it is of, by ids that stay the same; null when the API does not tell.
    subject: Option<SubjectTold>,
    /// Whose events concern it: `account` or `user`.
    #[schema(value_type = String, example = "user")]
    reach: Reach,
    /// What a person recognises it by.
    label: String,
    /// Further facts by name.
    #[schema(value_type = Object)]
    facts: Map<String, Value>,
}

/// An account, or one user of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Subject)]
pub(crate) struct SubjectTold {
    /// The account's id at the API.
    account: String,
    /// The user's id at the API.
    user: Option<String>,
}

/// A renewal of tokens failed for a reason that may pass.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Trouble {
    /// What went wrong.
    reason: String,
    /// How many renewals in a row have met trouble.
    count: u32,
    /// When the next may begin.
    #[schema(value_type = String, format = DateTime)]
    retry_at: Timestamp,
}

/// Whose account it is, as the API has told just now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Identity {
    /// Whose account it is.
    account: Account,
    /// The actions and triggers that the granted scopes do not cover.
    uncovered: Vec<Uncovered>,
    /// What there is to know, in plain sentences.
    warnings: Vec<String>,
}

/// An action or a trigger that the granted scopes do not cover.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uncovered {
    /// Its id.
    id: String,
    /// Sets of scopes, of which any one would cover it.
    missing_scopes: Vec<Vec<String>>,
}

impl Connection {
    /// Connections of a host's tenant, in their order.
    pub(super) async fn all(
        host: &Host,
        connections: Vec<connections::Connection>,
    ) -> Result<Vec<Self>, Problem> {
        let apps = host.apps_of(&connections).await?;
        let shown = connections.into_iter().zip(apps);
        let shown = shown.map(|(connection, app)| Self::through(connection, app));
        Ok(shown.collect())
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// A connection of a host's tenant.
    pub(crate) async fn of(
        host: &Host,
        connection: connections::Connection,
    ) -> Result<Self, Problem> {
        let apps = host.apps_of(std::slice::from_ref(&connection)).await?;
        let app = apps.into_iter().flatten().next();
        Ok(Self::through(connection, app))
    }

    /// A connection that goes through a registered app, or through none.
    pub(super) fn through(connection: connections::Connection, app: Option<AppOf>) -> Self {
        let state = StateName::of(&connection);
        let reason = match connection.state() {
            State::NeedsReconnecting { reason } => Some(reason),
            State::Connected | State::Disabled { .. } => None,
        };
        let grant = connection.grant;
        Self {
            id: connection.id.to_string(),
            name: connection.name,
            connector: connection.connector,
            method: connection.method,
            settings: connection.settings,
            owner: connection.owner,
            default: connection.is_default,
            state,
            reason,
            disabled_at: connection.disabled_at,
            account: grant.account.into(),
            app: app.map(|app| app.name),
            client_id: grant.client_id,
            scopes: grant.scopes,
            base_url: grant.base_url,
            trouble: grant.trouble.map(|trouble| Trouble {
                reason: trouble.reason,
                count: trouble.count,
                retry_at: trouble.retry_at,
            }),
            created_at: connection.created_at,
            last_used_at: connection.last_used_at,
            received_at: grant.received_at,
            expires_at: grant.expires_at,
        }
    }
}

impl From<connections::Account> for Account {
    fn from(account: connections::Account) -> Self {
        let subject = account
            .subject
            .map(|Subject { account, user }| SubjectTold { account, user });
        Self {
            subject,
            reach: account.reach,
            label: account.label,
            facts: account.facts,
        }
    }
}

impl From<connections::Identity> for Identity {
    fn from(identity: connections::Identity) -> Self {
        let uncovered = identity.uncovered.into_iter().map(|uncovered| Uncovered {
            id: uncovered.id,
            missing_scopes: uncovered.missing_scopes,
        });
        Self {
            account: identity.account.into(),
            uncovered: uncovered.collect(),
            warnings: identity.warnings,
        }
    }
}

impl StateName {
    pub(super) fn of(connection: &connections::Connection) -> Self {
        match connection.state() {
            State::Connected => Self::Connected,
            State::NeedsReconnecting { .. } => Self::NeedsReconnecting,
            State::Disabled { .. } => Self::Disabled,
        }
    }
}

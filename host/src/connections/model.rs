//! What the store keeps, as types.
//!
//! A grant is not a connection. Many authorization servers keep one living
//! grant for a person and a client, so that authorizing again ends the tokens
//! given before. Grants are therefore kept once for each connector, app (a client
//! at a token endpoint) and subject, and any number of named connections of that
//! connector use one. Two connectors never share one: what one of them says of
//! whose it is would give it the other's.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::id::ConnectionId;
use super::kept::{AccountGrants, SharedGrant};
use super::sign_ins::Claim;
use super::subject_key::key_of;
use super::tenant::Tenant;
use crate::consent::Consent;
use crate::manifest::Endpoints;
use crate::subject::{Reach, Subject};

/// How far the time of a connection's last use may lag behind.
const LAST_USE_LAG: SignedDuration = SignedDuration::from_mins(1);

/// A name under which an account is used.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Connection {
    /// Stays the same whatever its name.
    pub id: ConnectionId,
    /// The name, unique within its tenant.
    pub name: String,
    /// The key of the connector it is for.
    pub connector: String,
    /// The id of the auth method that made it.
    pub method: String,
    /// The method's settings, secret settings left out.
    pub settings: Map<String, Value>,
    /// Whose connection it is, in the operator's words.
    pub owner: Option<String>,
    /// Whether it is the one that a call uses which names no connection. A
    /// connector has one such connection at most.
    pub is_default: bool,
    /// Since when it must not be used.
    pub disabled_at: Option<Timestamp>,
    /// When it was first made.
    pub created_at: Timestamp,
    /// When a call last used it, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// What somebody has agreed that its connector may do.
    pub(crate) agreed: Option<Consent>,
    /// Whose the grant is: the tenant's own, or the operator's.
    pub(crate) grant_tenant: Tenant,
    /// The grant it uses, which other connections may use as well.
    pub grant: Grant,
}

impl Connection {
    /// Whether both use one grant, so that what renews the one renews the other.
    #[must_use]
    pub fn shares_grant_with(&self, other: &Self) -> bool {
        self.grant_tenant == other.grant_tenant && self.grant.id == other.grant.id
    }

    /// Whether it is of use.
    #[must_use]
    pub fn state(&self) -> State {
        match (&self.disabled_at, &self.grant.state) {
            (Some(since), _) => State::Disabled { since: *since },
            (None, GrantState::Living) => State::Connected,
            (None, GrantState::Ended { reason } | GrantState::ClientRefused { reason }) => {
                State::NeedsReconnecting {
                    reason: reason.clone(),
                }
            }
        }
    }
}

/// Whether a use that was noted is so short ago that another need not be. One in
/// the future is not: the clock was set back.
pub(super) fn is_lately(last_used_at: Option<Timestamp>, now: Timestamp) -> bool {
    last_used_at.is_some_and(|last| (last..last + LAST_USE_LAG).contains(&now))
}

/// Whether a connection is of use.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// As far as the host knows, yes.
    Connected,
    /// Not until somebody connects the account again.
    NeedsReconnecting {
        /// Why, as the end of a sentence.
        reason: String,
    },
    /// Not until somebody enables it.
    Disabled {
        /// When it was disabled.
        since: Timestamp,
    },
}

/// What an authorization server has granted to a client for a subject, without
/// the tokens.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Grant {
    pub(crate) id: String,
    /// Where its tokens come from.
    pub token_endpoint: String,
    /// The client it was granted to (RFC 6749 section 2.2).
    pub client_id: String,
    /// Whose account it is, and how a person recognises it.
    pub account: Account,
    /// The scopes that were granted; empty when the server did not tell.
    pub scopes: Vec<String>,
    /// Where the server said that the API is to be reached.
    pub base_url: Option<String>,
    /// When the present access token was received.
    pub received_at: Timestamp,
    /// When the present access token expires, counted on the host's clock from
    /// its receipt; none when the server did not tell.
    pub expires_at: Option<Timestamp>,
    /// When its tokens were moved to another machine, where they live on.
    pub moved_at: Option<Timestamp>,
    /// Counts the token responses that the grant has had.
    pub generation: u64,
    /// Whether it is of use.
    pub state: GrantState,
    /// The trouble that the last renewal met, if it met any.
    pub trouble: Option<Trouble>,
    /// What somebody has agreed that may be done with it; none for a grant that
    /// an earlier version of this host has made.
    pub consent: Option<Consent>,
    /// Whether a server on this machine made it, to which requests were
    /// rerouted; none when that is not known.
    pub rerouted: Option<bool>,
    /// The tenant that alone uses it, where it is by the operator's app; none where
    /// tenants share it, and for one that is a tenant's own.
    pub(crate) only_of: Option<Tenant>,
}

/// Whether a grant is of use.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GrantState {
    /// As far as the host knows, yes.
    Living,
    /// No: only another sign-in brings new tokens.
    Ended {
        /// Why, as the end of a sentence.
        reason: String,
    },
    /// Not until the client's id and secret are right. The tokens may be as
    /// good as before.
    ClientRefused {
        /// Why, as the end of a sentence.
        reason: String,
    },
}

/// A renewal failed for a reason that may pass.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trouble {
    /// What went wrong, as a sentence of its own.
    pub reason: String,
    /// How many renewals in a row have met trouble.
    pub count: u32,
    /// When the next renewal may begin.
    pub retry_at: Timestamp,
}

/// Whose account a grant acts for.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Account {
    /// Whom it acts for, unique at the API; none when the API does not tell.
    /// Then it is taken for nobody else's, and no trigger can reach it.
    pub subject: Option<Subject>,
    /// Whose events concern it.
    pub reach: Reach,
    /// What a person recognises it by, such as an e-mail address.
    pub label: String,
    /// Further facts by name.
    pub facts: Map<String, Value>,
}

/// What a connector found when it verified a connection: `$defs/identity` of the
/// manifest's schema.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// Whose account it is.
    #[serde(flatten)]
    pub account: Account,
    /// The actions and triggers that the granted scopes do not cover.
    pub uncovered: Vec<Uncovered>,
    /// What the caller should know, in plain sentences.
    pub warnings: Vec<String>,
}

/// An action or a trigger that the granted scopes do not cover.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Uncovered {
    /// The action's or the trigger's id.
    pub id: String,
    /// Sets of scopes; any one set, together with what was granted, would cover
    /// it.
    pub missing_scopes: Vec<Vec<String>>,
}

impl Uncovered {
    /// That action or trigger, which any one of these sets of scopes would cover.
    #[must_use]
    pub fn new(id: impl Into<String>, missing_scopes: Vec<Vec<String>>) -> Self {
        Self {
            id: id.into(),
            missing_scopes,
        }
    }
}

/// The tokens of a grant, and what came with them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Tokens {
    /// The access token (RFC 6749 section 1.4).
    pub access_token: SecretString,
    /// The refresh token (RFC 6749 section 1.5), when there is one.
    pub refresh_token: Option<SecretString>,
    /// The scopes that were granted; empty when the server did not tell.
    pub scopes: Vec<String>,
    /// Where the server said that the API is to be reached.
    pub base_url: Option<String>,
    /// When the access token was received, on the host's clock.
    pub received_at: Timestamp,
    /// When the access token expires, on the host's clock.
    pub expires_at: Option<Timestamp>,
}

/// Whose client signs in.
#[derive(Debug)]
pub(crate) enum WhoseClient {
    /// Its own, which the settings name, with its secret if it brings one. That is kept
    /// for the grant rather than looked up among the settings of one of its connections:
    /// a later sign-in may bring a newer secret, which then serves them all.
    Brought(Option<SecretString>),
    /// An app that the tenant has registered.
    Tenants,
    /// An app of the operator's.
    Operators,
}

/// What a finished sign-in brings, to be kept as a connection.
#[derive(Debug)]
pub(crate) struct SignIn {
    /// The claim to the sign-in that was begun for it; none for one that nobody
    /// had to approve.
    pub(crate) claim: Option<Claim>,
    /// The connection's name, or the id of the one that is reconnected; none to renew the one that fits, or to choose one.
    pub(crate) name: Option<String>,
    /// Whether the connection of that name may move to another grant of its
    /// account, such as one of another client.
    pub(crate) reconnects: bool,
    pub(crate) connector: String,
    pub(crate) method: String,
    /// None keeps the owner that the connection has.
    pub(crate) owner: Option<String>,
    pub(crate) settings: Map<String, Value>,
    pub(crate) secret_settings: Vec<(String, SecretString)>,
    pub(crate) token_endpoint: String,
    pub(crate) client_id: String,
    pub(crate) client: WhoseClient,
    /// Whether tenants that connect one subject by that app share the grant, as the
    /// operator has said.
    pub(crate) shared_by_tenants: bool,
    pub(crate) account: Account,
    pub(crate) tokens: Tokens,
    /// What somebody has agreed to by it.
    pub(crate) consent: Consent,
    /// Whether its requests went to a server on this machine.
    pub(crate) rerouted: bool,
    /// Whether the browser returned to the address that all connectors have in
    /// common.
    pub(crate) common_redirect: bool,
}

impl SignIn {
    /// Whose its grant is, for a tenant that signs in: what the operator's app brings is
    /// the operator's, unless nobody can tell whose account it is.
    pub(super) fn grant_tenant(&self, tenant: &Tenant) -> Tenant {
        if matches!(self.client, WhoseClient::Operators) && self.account.subject.is_some() {
            Tenant::default()
        } else {
            tenant.clone()
        }
    }

    /// The tenant that its grant is for alone, of those that are the operator's. The
    /// subject is the connector's word, which is no reason to let another tenant use it.
    pub(super) fn only_of(&self, tenant: &Tenant) -> Option<Tenant> {
        let is_anothers = self.grant_tenant(tenant) != *tenant;
        (is_anothers && !self.shared_by_tenants).then(|| tenant.clone())
    }

    /// The grants that the account has given the client before, if they may be known.
    pub(super) fn account_grants(&self, tenant: &Tenant) -> Option<AccountGrants> {
        let subject = self.account.subject.as_ref()?;
        Some(AccountGrants {
            token_endpoint: self.token_endpoint.clone(),
            client_id: self.client_id.clone(),
            subjects: [None, Some(tenant)].map(|only_of| key_of(subject, only_of)),
        })
    }

    /// What its grant is told apart by, if it is the operator's and may be known.
    pub(super) fn shared_grant(&self, tenant: &Tenant) -> Option<SharedGrant> {
        let subject = self.account.subject.as_ref()?;
        self.grant_tenant(tenant).is_default().then(|| SharedGrant {
            connector: self.connector.clone(),
            token_endpoint: self.token_endpoint.clone(),
            client_id: self.client_id.clone(),
            subject: key_of(subject, self.only_of(tenant).as_ref()),
        })
    }
}

/// What somebody has agreed that a connector may do.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Agreed {
    /// What was agreed to.
    pub consent: Consent,
    /// The version of the connector that it was agreed to for.
    pub version: String,
    /// The SHA-256 of that component, in lower-case hexadecimal digits.
    pub digest: String,
    /// When.
    pub agreed_at: Timestamp,
}

/// By auth method, the authorization servers that an app may be used at.
pub(crate) type Servers = BTreeMap<String, Vec<Endpoints>>;

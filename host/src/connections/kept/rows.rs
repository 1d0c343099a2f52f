//! The rows: what is kept of each thing, with its secrets sealed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::connections::api_keys::ApiKey;
use crate::connections::model::{Grant, Servers};
use crate::connections::seal::Sealed;
use crate::connections::sign_ins::{Asking, SignInState};
use crate::connections::tenant::Tenant;

/// A name under which a grant is used.
#[derive(Clone, Debug)]
pub(in crate::connections) struct KeptConnection {
    pub(in crate::connections) tenant: Tenant,
    pub(in crate::connections) id: String,
    pub(in crate::connections) name: String,
    pub(in crate::connections) connector: String,
    pub(in crate::connections) method: String,
    pub(in crate::connections) settings: Map<String, Value>,
    pub(in crate::connections) owner: Option<String>,
    pub(in crate::connections) is_default: bool,
    pub(in crate::connections) disabled_at: Option<Timestamp>,
    pub(in crate::connections) created_at: Timestamp,
    pub(in crate::connections) last_used_at: Option<Timestamp>,
    /// Whose the grant is: the tenant's own, or the operator's, by whose app it is.
    pub(in crate::connections) grant_tenant: Tenant,
    pub(in crate::connections) grant_id: String,
}

/// What a grant is held by: whose it is, and its id.
pub(in crate::connections) type GrantKey = (Tenant, String);

/// A grant with its secrets.
#[derive(Clone, Debug)]
pub(in crate::connections) struct KeptGrant {
    pub(in crate::connections) tenant: Tenant,
    pub(in crate::connections) grant: Grant,
    pub(in crate::connections) connector: String,
    /// None for one that never had tokens, and has ended.
    pub(in crate::connections) access_token: Option<Sealed>,
    pub(in crate::connections) refresh_token: Option<Sealed>,
    /// When the oldest renewal began whose outcome is unknown.
    pub(in crate::connections) unfinished_renewal: Option<Timestamp>,
    /// Whether its app is registered with the redirect address that all
    /// connectors had in common.
    pub(in crate::connections) common_redirect: bool,
    /// The number of its last lease. A backend that needs none has 0, and writes
    /// none.
    pub(in crate::connections) fence: u64,
    /// Whether somebody has the lease still. A change may end it.
    pub(in crate::connections) is_leased: bool,
}

/// An app for a connector: one that a tenant has registered for all who connect, or one
/// that somebody has brought for a grant.
#[derive(Clone, Debug)]
pub(in crate::connections) struct KeptApp {
    pub(in crate::connections) tenant: Tenant,
    pub(in crate::connections) connector: String,
    pub(in crate::connections) name: String,
    pub(in crate::connections) client_id: String,
    /// By name.
    pub(in crate::connections) secrets: BTreeMap<String, KeptAppSecret>,
    /// Where it may be used; none for one that an earlier version has kept.
    pub(in crate::connections) servers: Option<Servers>,
    pub(in crate::connections) common_redirect: bool,
    /// The grant that it was brought for, with which it goes; none for one that is registered.
    pub(in crate::connections) grant_id: Option<String>,
    /// Where its deliveries are sent. Of one that is there already it stays as it is.
    pub(in crate::connections) address: String,
}

/// A secret of an app, and the one before while it is rotated.
#[derive(Clone, Debug)]
pub(in crate::connections) struct KeptAppSecret {
    pub(in crate::connections) current: Sealed,
    pub(in crate::connections) previous: Option<Sealed>,
}

/// What an app is held by: whose it is, its connector and its name.
pub(in crate::connections) type AppKey = (Tenant, String, String);

/// An API key, with the SHA-256 of what it is proved by.
#[derive(Clone, Debug)]
pub(in crate::connections) struct KeptApiKey {
    pub(in crate::connections) key: ApiKey,
    pub(in crate::connections) hash: [u8; 32],
}

/// A connect session, with the SHA-256 of the secret in its link.
#[derive(Clone, Debug)]
pub(in crate::connections) struct KeptConnectSession {
    pub(in crate::connections) tenant: Tenant,
    pub(in crate::connections) id: String,
    pub(in crate::connections) hash: [u8; 32],
    pub(in crate::connections) expires_at: Timestamp,
    /// What it is for, who has it and what came of it.
    pub(in crate::connections) content: Sealed,
}

/// The component of a connector.
#[derive(Clone, Debug)]
pub(in crate::connections) struct KeptComponent {
    pub(in crate::connections) digest: String,
    pub(in crate::connections) connector: String,
    /// None where they are not wanted, or stay as they are.
    pub(in crate::connections) bytes: Option<Vec<u8>>,
    /// When it was added, or later: when it was last told that a run of it is kept where the
    /// store does not see it.
    pub(in crate::connections) wanted_at: Timestamp,
    /// Since when another one is in its place.
    pub(in crate::connections) replaced_at: Option<Timestamp>,
}

/// A sign-in that was begun and has not ended.
#[derive(Clone, Debug)]
pub(in crate::connections) struct KeptSignIn {
    pub(in crate::connections) tenant: Tenant,
    pub(in crate::connections) id: String,
    pub(in crate::connections) connector: String,
    /// Whose app asked, and its name; none for a client that somebody brought for it.
    pub(in crate::connections) app_of: Option<(Tenant, String)>,
    /// What is known of the state that the browser returns with; none where
    /// none does.
    pub(in crate::connections) state: Option<SignInState>,
    /// What it takes to end it, until somebody who does has it.
    pub(in crate::connections) begun: Option<Sealed>,
    pub(in crate::connections) begun_at: Timestamp,
    pub(in crate::connections) expires_at: Timestamp,
    /// How often somebody has claimed it.
    pub(in crate::connections) claims: u64,
    /// Until when it is the last claimer's.
    pub(in crate::connections) claimed_until: Option<Timestamp>,
    /// Of one that the server is asked about.
    pub(in crate::connections) asking: Option<Asking>,
}

/// A call that is made once, whoever asks again.
#[derive(Clone, Debug)]
pub(in crate::connections) struct KeptOutcome {
    pub(in crate::connections) tenant: Tenant,
    pub(in crate::connections) id: String,
    /// What tells its request from others.
    pub(in crate::connections) fingerprint: String,
    pub(in crate::connections) begun_at: Timestamp,
    /// Whether there is an outcome.
    pub(in crate::connections) is_done: bool,
    /// Who works at it.
    pub(in crate::connections) holder: String,
    /// Until when nobody else does.
    pub(in crate::connections) held_until: Timestamp,
    /// The outcome, or how far it is; none while nothing has begun.
    pub(in crate::connections) content: Option<Sealed>,
}

/// The secret settings of a connection, by name.
pub(in crate::connections) type KeptSecrets = BTreeMap<String, Sealed>;

impl KeptApp {
    /// What it is held by.
    pub(in crate::connections) fn key(&self) -> AppKey {
        (
            self.tenant.clone(),
            self.connector.clone(),
            self.name.clone(),
        )
    }
}

impl KeptConnection {
    /// What its grant is held by.
    pub(in crate::connections) fn grant_key(&self) -> GrantKey {
        (self.grant_tenant.clone(), self.grant_id.clone())
    }

    /// Its name for the operator, who sees those of all tenants.
    pub(in crate::connections) fn name_for_operator(&self) -> String {
        if self.tenant.is_default() {
            self.name.clone()
        } else {
            format!("{} of {}", self.name, self.tenant)
        }
    }
}

/// A time as it is kept: in whole seconds.
pub(in crate::connections) fn in_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

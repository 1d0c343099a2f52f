//! What a store holds, as the rules see it: rows of the model, with their
//! secrets sealed; what a rule wants to see of them, and what it changes.
//!
//! The rules of this module are functions from what is [`Held`] to
//! [`Change`]s. Where rows are kept, and how, is a [`Backend`](super::backend)'s.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::StoreError;
use super::api_keys::ApiKey;
use super::audit::{AuditPage, AuditQuery, KeptRecord};
use super::id::ConnectionId;
use super::key::KeyId;
use super::model::{Agreed, Connection, Grant, Servers};
use super::seal::Sealed;
use super::sealer::DataKeys;
use super::sign_ins::{Asking, SignInState};
use super::subject_key::subject_key;
use super::tenant::Tenant;
use super::uses::LastUses;
use crate::told::in_short;

/// A name under which a grant is used.
#[derive(Clone, Debug)]
pub(super) struct KeptConnection {
    pub(super) tenant: Tenant,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) connector: String,
    pub(super) method: String,
    pub(super) settings: Map<String, Value>,
    pub(super) owner: Option<String>,
    pub(super) is_default: bool,
    pub(super) disabled_at: Option<Timestamp>,
    pub(super) created_at: Timestamp,
    pub(super) last_used_at: Option<Timestamp>,
    /// Whose the grant is: the tenant's own, or the operator's, by whose app it is.
    pub(super) grant_tenant: Tenant,
    pub(super) grant_id: String,
}

/// What a grant is held by: whose it is, and its id.
pub(super) type GrantKey = (Tenant, String);

/// A grant with its secrets.
#[derive(Clone, Debug)]
pub(super) struct KeptGrant {
    pub(super) tenant: Tenant,
    pub(super) grant: Grant,
    pub(super) connector: String,
    /// None for one that never had tokens, and has ended.
    pub(super) access_token: Option<Sealed>,
    pub(super) refresh_token: Option<Sealed>,
    /// When the oldest renewal began whose outcome is unknown.
    pub(super) unfinished_renewal: Option<Timestamp>,
    /// Whether its app is registered with the redirect address that all
    /// connectors had in common.
    pub(super) common_redirect: bool,
    /// The number of its last lease. A backend that needs none has 0, and writes
    /// none.
    pub(super) fence: u64,
    /// Whether somebody has the lease still. A change may end it.
    pub(super) is_leased: bool,
}

/// An app for a connector: one that a tenant has registered for all who connect, or one
/// that somebody has brought for a grant.
#[derive(Clone, Debug)]
pub(super) struct KeptApp {
    pub(super) tenant: Tenant,
    pub(super) connector: String,
    pub(super) name: String,
    pub(super) client_id: String,
    /// By name.
    pub(super) secrets: BTreeMap<String, KeptAppSecret>,
    /// Where it may be used; none for one that an earlier version has kept.
    pub(super) servers: Option<Servers>,
    pub(super) common_redirect: bool,
    /// The grant that it was brought for, with which it goes; none for one that is registered.
    pub(super) grant_id: Option<String>,
    /// Where its deliveries are sent. Of one that is there already it stays as it is.
    pub(super) address: String,
}

/// A secret of an app, and the one before while it is rotated.
#[derive(Clone, Debug)]
pub(super) struct KeptAppSecret {
    pub(super) current: Sealed,
    pub(super) previous: Option<Sealed>,
}

/// What an app is held by: whose it is, its connector and its name.
pub(super) type AppKey = (Tenant, String, String);

/// An API key, with the SHA-256 of what it is proved by.
#[derive(Clone, Debug)]
pub(super) struct KeptApiKey {
    pub(super) key: ApiKey,
    pub(super) hash: [u8; 32],
}

/// A connect session, with the SHA-256 of the secret in its link.
#[derive(Clone, Debug)]
pub(super) struct KeptConnectSession {
    pub(super) tenant: Tenant,
    pub(super) id: String,
    pub(super) hash: [u8; 32],
    pub(super) expires_at: Timestamp,
    /// What it is for, who has it and what came of it.
    pub(super) content: Sealed,
}

/// The component of a connector.
#[derive(Clone, Debug)]
pub(super) struct KeptComponent {
    pub(super) digest: String,
    pub(super) connector: String,
    /// None where they are not wanted, or stay as they are.
    pub(super) bytes: Option<Vec<u8>>,
    /// When it was added, or later: when it was last told that a run of it is kept where the
    /// store does not see it.
    pub(super) wanted_at: Timestamp,
    /// Since when another one is in its place.
    pub(super) replaced_at: Option<Timestamp>,
}

/// A sign-in that was begun and has not ended.
#[derive(Clone, Debug)]
pub(super) struct KeptSignIn {
    pub(super) tenant: Tenant,
    pub(super) id: String,
    pub(super) connector: String,
    /// Whose app asked, and its name; none for a client that somebody brought for it.
    pub(super) app_of: Option<(Tenant, String)>,
    /// What is known of the state that the browser returns with; none where
    /// none does.
    pub(super) state: Option<SignInState>,
    /// What it takes to end it, until somebody who does has it.
    pub(super) begun: Option<Sealed>,
    pub(super) begun_at: Timestamp,
    pub(super) expires_at: Timestamp,
    /// How often somebody has claimed it.
    pub(super) claims: u64,
    /// Until when it is the last claimer's.
    pub(super) claimed_until: Option<Timestamp>,
    /// Of one that the server is asked about.
    pub(super) asking: Option<Asking>,
}

/// A call that is made once, whoever asks again.
#[derive(Clone, Debug)]
pub(super) struct KeptOutcome {
    pub(super) tenant: Tenant,
    pub(super) id: String,
    /// What tells its request from others.
    pub(super) fingerprint: String,
    pub(super) begun_at: Timestamp,
    /// Whether there is an outcome.
    pub(super) is_done: bool,
    /// Who works at it.
    pub(super) holder: String,
    /// Until when nobody else does.
    pub(super) held_until: Timestamp,
    /// The outcome, or how far it is; none while nothing has begun.
    pub(super) content: Option<Sealed>,
}

/// The secret settings of a connection, by name.
pub(super) type KeptSecrets = BTreeMap<String, Sealed>;

/// What a rule has to see. Nothing by default; with connections come their
/// grants, and what was agreed to for their connectors.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) of: Whose,
    pub(super) connections: Connections,
    /// Whether the secret settings of those connections are wanted.
    pub(super) secrets: bool,
    /// Grants beside those of the connections.
    pub(super) grants: Grants,
    /// Those that are registered.
    pub(super) apps: Apps,
    /// Whether the apps are wanted that were brought for the grants which are seen.
    pub(super) brought: bool,
    pub(super) api_keys: ApiKeys,
    pub(super) outcomes: Outcomes,
    pub(super) connect_sessions: ConnectSessions,
    pub(super) sign_ins: SignIns,
    pub(super) components: Components,
    pub(super) audit: Audit,
    /// The connector of which it is wanted what was agreed to.
    pub(super) agreed: Option<String>,
    /// What the names begin with of which it is wanted whether they are taken.
    pub(super) names_from: Option<String>,
    /// The tenants of which the names are wanted.
    pub(super) tenants_after: Option<TenantsAfter>,
    /// Whether it is wanted if there is any secret.
    pub(super) any_secret: bool,
    /// The grant of the operator that is to be seen as well, whoever's the others are.
    pub(super) shared: Option<SharedGrant>,
    /// What of the tenant's is wanted since it is sealed with another key than it is to be.
    pub(super) otherwise: Option<SealedOtherwise>,
    /// Whether it is changed even if a newer host has changed the tables since: for
    /// what is lost otherwise.
    pub(super) newer_too: bool,
    /// Whether the change is to the rows that are seen and to nothing else, and means the
    /// same whatever becomes of others: it waits for nobody who changes what is of all
    /// tenants, but for whoever has these rows.
    pub(super) by_rows: bool,
}

/// Rows that are sealed with another key than one: so many of each kind at most, and of a row
/// with several sealed values each. Secret settings are counted by their connections.
#[derive(Clone, Copy, Debug)]
pub(super) struct SealedOtherwise {
    pub(super) than: KeyId,
    pub(super) limit: i64,
}

/// The tenants behind a name, in the order of its bytes, or from the first on: so many at most.
#[derive(Clone, Debug)]
pub(super) struct TenantsAfter {
    pub(super) name: Option<String>,
    pub(super) limit: i64,
}

/// What a grant of the operator is told apart by, which tenants use. Whoever
/// changes who uses it is alone with that.
#[derive(Clone, Debug)]
pub(super) struct SharedGrant {
    pub(super) connector: String,
    pub(super) token_endpoint: String,
    pub(super) client_id: String,
    /// As grants are [told apart](subject_key) by it.
    pub(super) subject: String,
}

impl SharedGrant {
    /// The one that a connection uses, if it is the operator's.
    pub(super) fn of(connection: &Connection) -> Option<Self> {
        let grant = &connection.grant;
        connection.grant_tenant.is_default().then(|| Self {
            connector: connection.connector.clone(),
            token_endpoint: grant.token_endpoint.clone(),
            client_id: grant.client_id.clone(),
            subject: subject_key(grant),
        })
    }
}

/// Whose connections, grants and apps a rule has to see.
#[derive(Clone, Debug, Default)]
pub(super) enum Whose {
    /// Those of the tenant that the store is for.
    #[default]
    Own,
    Of(Tenant),
    /// Those of all tenants, for what the operator does.
    All,
}

/// Which connections a rule has to see.
#[derive(Clone, Debug, Default)]
pub(super) enum Connections {
    #[default]
    None,
    All,
    WithId(String),
    /// The one of this id, or else of this name.
    Named(String),
    DefaultOf(String),
    OfConnector(String),
    /// Those of a connector whose grants are of a client, and of an account as far as that
    /// can be told by the text of a subject: more may be seen.
    OfClient(Box<OfClient>),
    /// The one of this name or id, and the default of its connector.
    NamedAndDefault(String),
    /// Those that what happens to one may concern.
    Concerned(Box<Concerned>),
    /// Those behind a name, in the order of their bytes: so many at most, of a connector or
    /// of all.
    After {
        name: Option<String>,
        connector: Option<String>,
        limit: i64,
    },
}

/// What tells those connections and grants that what happens to one may concern from the others of
/// a connector. However many there are of the others, these are few.
#[derive(Clone, Debug)]
pub(super) struct Concerned {
    /// Of its connections, so many as tell whether there is one, more than one, or more than one
    /// beside the one that goes.
    pub(super) connector: String,
    /// The connection of this name or id.
    pub(super) named: Option<String>,
    /// The grants of an account by a client, and the connections that use them.
    pub(super) account: Option<AccountGrants>,
    /// The grant of this id, and the connections that use it.
    pub(super) grant: Option<String>,
}

/// What tells connections of an account by a client from others.
#[derive(Clone, Debug)]
pub(super) struct OfClient {
    pub(super) connector: String,
    pub(super) client_id: String,
    /// The account as it stands in the keys of subjects.
    pub(super) account: String,
}

impl Concerned {
    /// How many connections tell whether one is the only one but for one that goes.
    pub(super) const TELLING: i64 = 3;
}

/// The grants that one account has given one client, whoever may use them.
#[derive(Clone, Debug)]
pub(super) struct AccountGrants {
    pub(super) token_endpoint: String,
    pub(super) client_id: String,
    /// As grants are [told apart](subject_key) by it: whoever may use it, and the tenant alone.
    pub(super) subjects: [String; 2],
}

/// Which grants a rule has to see.
#[derive(Clone, Debug, Default)]
pub(super) enum Grants {
    #[default]
    None,
    All,
    WithIds(Vec<String>),
    OfConnector(String),
    /// Those that what happens to one may concern.
    Concerned(Box<Concerned>),
}

/// Which apps a rule has to see.
#[derive(Clone, Debug, Default)]
pub(super) enum Apps {
    #[default]
    None,
    All,
    Of(String),
    /// The one of that address, of whomever, whether registered or brought.
    At(String),
}

/// Which API keys a rule has to see, of whomever.
#[derive(Clone, Debug, Default)]
pub(super) enum ApiKeys {
    #[default]
    None,
    All,
    WithId(String),
    /// None, but whether any was ever made.
    Ever,
}

/// Which connect sessions a rule has to see.
#[derive(Clone, Debug, Default)]
pub(super) enum ConnectSessions {
    #[default]
    None,
    All,
    WithId(String),
    /// The same, of whomever.
    OfAnyWithId(String),
    /// None, but how many of the tenant's are not over by then.
    Open(Timestamp),
}

/// Which components a rule has to see, of all tenants.
#[derive(Clone, Debug, Default)]
pub(super) enum Components {
    #[default]
    None,
    /// Those that are present, without their bytes.
    Present,
    /// Those of a connector, without their bytes.
    Of(String),
    /// All of them, without their bytes.
    All,
    /// The one of that digest, with its bytes.
    Whole(String),
}

/// Which records of exchanges a rule has to see, of the tenant's own.
#[derive(Clone, Debug, Default)]
pub(super) enum Audit {
    #[default]
    None,
    /// Those of a page.
    Page(Box<AuditQuery>),
}

/// Which sign-ins a rule has to see.
#[derive(Clone, Debug, Default)]
pub(super) enum SignIns {
    #[default]
    None,
    All,
    WithId(String),
    WithState(SignInState),
}

/// Which calls that are made once a rule has to see.
#[derive(Clone, Debug, Default)]
pub(super) enum Outcomes {
    #[default]
    None,
    All,
    WithId(String),
    /// The one of all tenants that was begun first of those that were begun from then on
    /// and have no outcome.
    FirstUnderWay(Timestamp),
}

/// What a store held at one moment, as far as it was wanted.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The key that all data keys are sealed with; none for a new store.
    pub(super) sealed_with: Option<KeyId>,
    /// By tenant and name.
    pub(super) connections: Vec<KeptConnection>,
    /// Whether the tenant is there whose rows are to be seen.
    pub(super) has_tenant: bool,
    /// Whether those of all tenants are to be seen.
    pub(super) of_all: bool,
    /// Those whose rows are to be seen.
    pub(super) tenants: Vec<Tenant>,
    /// Their data keys. None has none but for a moment, after an earlier version
    /// of the host.
    pub(super) data_keys: DataKeys,
    /// By the tenant and the id of their connection.
    pub(super) secrets: BTreeMap<(Tenant, String), KeptSecrets>,
    /// By tenant and id.
    pub(super) grants: BTreeMap<(Tenant, String), KeptGrant>,
    /// Those that are registered.
    pub(super) apps: BTreeMap<AppKey, KeptApp>,
    /// Those that were brought, by their grants.
    pub(super) brought: BTreeMap<GrantKey, KeptApp>,
    /// By when they were made.
    pub(super) api_keys: Vec<KeptApiKey>,
    /// By id.
    pub(super) connect_sessions: Vec<KeptConnectSession>,
    /// How many of them are open, where that is wanted.
    pub(super) open_sessions: u64,
    pub(super) sign_ins: Vec<KeptSignIn>,
    /// Whether any was ever made, where that is wanted.
    pub(super) has_had_api_keys: bool,
    pub(super) components: Vec<KeptComponent>,
    pub(super) outcomes: Vec<KeptOutcome>,
    pub(super) audit: AuditPage,
    /// By connector.
    pub(super) agreed: BTreeMap<String, Agreed>,
    /// Those of connections that are taken, or of tenants.
    pub(super) names: BTreeSet<String>,
    pub(super) any_secret: bool,
}

/// What a rule changes. Changes are made in their order, all or none.
#[derive(Debug)]
pub(super) enum Change {
    /// All data keys are sealed with this key from now on.
    Key(KeyId),
    /// A tenant is made, with its data key.
    Tenant(Tenant, Timestamp, Sealed),
    /// A tenant has another data key, or the same sealed anew.
    DataKey(Tenant, Sealed),
    /// A tenant goes, with all that is its own but connections and grants.
    TenantGone(Tenant),
    Connection(Box<KeptConnection>),
    /// The secret settings of a connection, in place of all that it had.
    Secrets(Tenant, String, KeptSecrets),
    /// A connection goes, with its secret settings.
    ConnectionGone(Tenant, String),
    /// When connections were last used, of any tenants, by tenant and id.
    ConnectionsUsed(LastUses),
    Grant(Box<KeptGrant>),
    GrantGone(Tenant, String),
    /// A grant goes unless a connection uses it, of whichever tenant.
    GrantUnused(Tenant, String),
    App(Box<KeptApp>),
    AppGone(AppKey),
    Agreed(String, Box<Agreed>),
    AgreedGone(String),
    /// An API key is made.
    ApiKey(Box<KeptApiKey>),
    /// An API key was used, if it is still there.
    ApiKeyUsed(String, Timestamp),
    ApiKeyGone(String),
    Outcome(Box<KeptOutcome>),
    OutcomeGone(Tenant, String),
    /// Those of all tenants go that were begun before.
    OutcomesGone(Timestamp),
    ConnectSession(Box<KeptConnectSession>),
    ConnectSessionGone(String),
    /// The sessions of a tenant go whose time was over before then.
    ConnectSessionsOver(Tenant, Timestamp),
    Component(Box<KeptComponent>),
    ComponentGone(String),
    SignIn(Box<KeptSignIn>),
    SignInGone(Tenant, String),
    /// The sign-ins of a connector go, of all tenants.
    SignInsOf(String),
    /// The sign-ins go, of all tenants, that are over by then and nobody's. Where many
    /// machines use the store, they have to be so by its own clock too.
    SignInsOver(Timestamp),
    /// Records of exchanges are kept, of any tenants.
    Audit(Vec<KeptRecord>),
    /// The records go, of all tenants, of what began before.
    AuditBefore(Timestamp),
    /// The records of a tenant go but for so many, the newest.
    AuditBeyond(Tenant, u64),
}

impl KeptApp {
    /// What it is held by.
    pub(super) fn key(&self) -> AppKey {
        (
            self.tenant.clone(),
            self.connector.clone(),
            self.name.clone(),
        )
    }
}

impl KeptConnection {
    /// What its grant is held by.
    pub(super) fn grant_key(&self) -> GrantKey {
        (self.grant_tenant.clone(), self.grant_id.clone())
    }

    /// Its name for the operator, who sees those of all tenants.
    pub(super) fn name_for_operator(&self) -> String {
        if self.tenant.is_default() {
            self.name.clone()
        } else {
            format!("{} of {}", self.name, self.tenant)
        }
    }
}

impl Held {
    /// An app of which something was read, as it is held.
    pub(super) fn app(&mut self, kept: KeptApp) -> &mut KeptApp {
        match kept.grant_id.clone() {
            Some(id) => self
                .brought
                .entry((kept.tenant.clone(), id))
                .or_insert(kept),
            None => self.apps.entry(kept.key()).or_insert(kept),
        }
    }

    /// The connection of that id, or else of that name: an id stays what it is,
    /// whatever somebody names another connection.
    pub(super) fn named(&self, name: &str) -> Option<&KeptConnection> {
        let mut connections = self.connections.iter();
        let by_id = connections.find(|kept| kept.id == name);
        by_id.or_else(|| self.connections.iter().find(|kept| kept.name == name))
    }

    /// The same, to be changed.
    pub(super) fn named_mut(&mut self, name: &str) -> Result<&mut KeptConnection, StoreError> {
        let id = self.named(name).map(|kept| kept.id.clone());
        let mut connections = self.connections.iter_mut();
        connections
            .find(|kept| Some(&kept.id) == id.as_ref())
            .ok_or_else(|| StoreError::NoConnection {
                name: in_short(name),
            })
    }

    /// The connection of that name, as it is told.
    pub(super) fn connection(&self, name: &str) -> Result<Connection, StoreError> {
        let kept = self.named(name).ok_or_else(|| StoreError::NoConnection {
            name: in_short(name),
        })?;
        self.told(kept)
    }

    /// A connection with its grant, as it is told.
    pub(super) fn told(&self, kept: &KeptConnection) -> Result<Connection, StoreError> {
        let grant = self.grant_of(kept)?.grant.clone();
        Ok(self.told_with(kept, grant))
    }

    /// A connection with a grant that it has, or had.
    pub(super) fn told_with(&self, kept: &KeptConnection, grant: Grant) -> Connection {
        let agreed = self.agreed.get(&kept.connector);
        let kept = kept.clone();
        Connection {
            id: ConnectionId(kept.id),
            name: kept.name,
            connector: kept.connector,
            method: kept.method,
            settings: kept.settings,
            owner: kept.owner,
            is_default: kept.is_default,
            disabled_at: kept.disabled_at,
            created_at: kept.created_at,
            last_used_at: kept.last_used_at,
            agreed: agreed.map(|agreed| agreed.consent.clone()),
            grant_tenant: kept.grant_tenant,
            grant,
        }
    }

    /// The grant that a connection uses.
    pub(super) fn grant_of(&self, kept: &KeptConnection) -> Result<&KeptGrant, StoreError> {
        self.grants
            .get(&kept.grant_key())
            .ok_or(StoreError::GrantGone)
    }

    /// The grant of that id, where those of one tenant are seen.
    pub(super) fn take_grant(&mut self, id: &str) -> Option<KeptGrant> {
        let key = self.grants.keys().find(|(_, kept)| kept == id)?.clone();
        self.grants.remove(&key)
    }

    /// The secret settings of the connection of that id, where those of one
    /// tenant are seen.
    pub(super) fn take_secrets(&mut self, id: &str) -> Option<KeptSecrets> {
        let key = self.secrets.keys().find(|(_, kept)| kept == id)?.clone();
        self.secrets.remove(&key)
    }

    /// Those of a connector, by name.
    pub(super) fn of_connector(&self, connector: &str) -> impl Iterator<Item = &KeptConnection> {
        let connections = self.connections.iter();
        connections.filter(move |kept| kept.connector == connector)
    }

    /// The grants that connections use which are seen.
    pub(super) fn grants_in_use(&self) -> BTreeSet<GrantKey> {
        let connections = self.connections.iter();
        connections.map(KeptConnection::grant_key).collect()
    }

    /// The end of those grants that were in use before.
    pub(super) fn unused_grants(&self, before: &BTreeSet<GrantKey>) -> Vec<Change> {
        let unused = before - &self.grants_in_use();
        let gone = |(tenant, id)| Change::GrantUnused(tenant, id);
        unused.into_iter().map(gone).collect()
    }
}

/// A time as it is kept: in whole seconds.
pub(super) fn in_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

//! What a rule changes, in whatever keeps the rows.

use jiff::Timestamp;

use super::rows::{
    AppKey, KeptApiKey, KeptApp, KeptComponent, KeptConnectSession, KeptConnection, KeptGrant,
    KeptOutcome, KeptSecrets, KeptSignIn,
};
use crate::connections::audit::KeptRecord;
use crate::connections::key::KeyId;
use crate::connections::model::Agreed;
use crate::connections::seal::Sealed;
use crate::connections::tenant::Tenant;
use crate::connections::uses::LastUses;

/// What a rule changes. Changes are made in their order, all or none.
#[derive(Debug)]
pub(in crate::connections) enum Change {
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

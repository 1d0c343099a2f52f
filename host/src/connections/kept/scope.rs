//! What a rule has to see, so that no more is read, nor waited for.

use jiff::Timestamp;

use crate::connections::audit::AuditQuery;
use crate::connections::key::KeyId;
use crate::connections::model::Connection;
use crate::connections::sign_ins::SignInState;
use crate::connections::subject_key::subject_key;
use crate::connections::tenant::Tenant;

/// What a rule has to see. Nothing by default; with connections come their
/// grants, and what was agreed to for their connectors.
#[derive(Clone, Debug, Default)]
pub(in crate::connections) struct Scope {
    pub(in crate::connections) of: Whose,
    pub(in crate::connections) connections: Connections,
    /// Whether the secret settings of those connections are wanted.
    pub(in crate::connections) secrets: bool,
    /// Grants beside those of the connections.
    pub(in crate::connections) grants: Grants,
    /// Those that are registered.
    pub(in crate::connections) apps: Apps,
    /// Whether the apps are wanted that were brought for the grants which are seen.
    pub(in crate::connections) brought: bool,
    pub(in crate::connections) api_keys: ApiKeys,
    pub(in crate::connections) outcomes: Outcomes,
    pub(in crate::connections) connect_sessions: ConnectSessions,
    pub(in crate::connections) sign_ins: SignIns,
    pub(in crate::connections) components: Components,
    pub(in crate::connections) audit: Audit,
    /// The connector of which it is wanted what was agreed to.
    pub(in crate::connections) agreed: Option<String>,
    /// What the names begin with of which it is wanted whether they are taken.
    pub(in crate::connections) names_from: Option<String>,
    /// The tenants of which the names are wanted.
    pub(in crate::connections) tenants_after: Option<TenantsAfter>,
    /// Whether it is wanted if there is any secret.
    pub(in crate::connections) any_secret: bool,
    /// The grant of the operator that is to be seen as well, whoever's the others are.
    pub(in crate::connections) shared: Option<SharedGrant>,
    /// What of the tenant's is wanted since it is sealed with another key than it is to be.
    pub(in crate::connections) otherwise: Option<SealedOtherwise>,
    /// Whether it is changed even if a newer host has changed the tables since: for
    /// what is lost otherwise.
    pub(in crate::connections) newer_too: bool,
    /// Whether the change is to the rows that are seen and to nothing else, and means the
    /// same whatever becomes of others: it waits for nobody who changes what is of all
    /// tenants, but for whoever has these rows.
    pub(in crate::connections) by_rows: bool,
}

/// Rows that are sealed with another key than one: so many of each kind at most, and of a row
/// with several sealed values each. Secret settings are counted by their connections.
#[derive(Clone, Copy, Debug)]
pub(in crate::connections) struct SealedOtherwise {
    pub(in crate::connections) than: KeyId,
    pub(in crate::connections) limit: i64,
}

/// The tenants behind a name, in the order of its bytes, or from the first on: so many at most.
#[derive(Clone, Debug)]
pub(in crate::connections) struct TenantsAfter {
    pub(in crate::connections) name: Option<String>,
    pub(in crate::connections) limit: i64,
}

/// What a grant of the operator is told apart by, which tenants use. Whoever
/// changes who uses it is alone with that.
#[derive(Clone, Debug)]
pub(in crate::connections) struct SharedGrant {
    pub(in crate::connections) connector: String,
    pub(in crate::connections) token_endpoint: String,
    pub(in crate::connections) client_id: String,
    /// As grants are [told apart](subject_key) by it.
    pub(in crate::connections) subject: String,
}

impl SharedGrant {
    /// The one that a connection uses, if it is the operator's.
    pub(in crate::connections) fn of(connection: &Connection) -> Option<Self> {
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
pub(in crate::connections) enum Whose {
    /// Those of the tenant that the store is for.
    #[default]
    Own,
    Of(Tenant),
    /// Those of all tenants, for what the operator does.
    All,
}

/// Which connections a rule has to see.
#[derive(Clone, Debug, Default)]
pub(in crate::connections) enum Connections {
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
pub(in crate::connections) struct Concerned {
    /// Of its connections, so many as tell whether there is one, more than one, or more than one
    /// beside the one that goes.
    pub(in crate::connections) connector: String,
    /// The connection of this name or id.
    pub(in crate::connections) named: Option<String>,
    /// The grants of an account by a client, and the connections that use them.
    pub(in crate::connections) account: Option<AccountGrants>,
    /// The grant of this id, and the connections that use it.
    pub(in crate::connections) grant: Option<String>,
}

/// What tells connections of an account by a client from others.
#[derive(Clone, Debug)]
pub(in crate::connections) struct OfClient {
    pub(in crate::connections) connector: String,
    pub(in crate::connections) client_id: String,
    /// The account as it stands in the keys of subjects.
    pub(in crate::connections) account: String,
}

impl Concerned {
    /// How many connections tell whether one is the only one but for one that goes.
    pub(in crate::connections) const TELLING: i64 = 3;
}

/// The grants that one account has given one client, whoever may use them.
#[derive(Clone, Debug)]
pub(in crate::connections) struct AccountGrants {
    pub(in crate::connections) token_endpoint: String,
    pub(in crate::connections) client_id: String,
    /// As grants are [told apart](subject_key) by it: whoever may use it, and the tenant alone.
    pub(in crate::connections) subjects: [String; 2],
}

/// Which grants a rule has to see.
#[derive(Clone, Debug, Default)]
pub(in crate::connections) enum Grants {
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
pub(in crate::connections) enum Apps {
    #[default]
    None,
    All,
    Of(String),
    /// The one of that address, of whomever, whether registered or brought.
    At(String),
}

/// Which API keys a rule has to see, of whomever.
#[derive(Clone, Debug, Default)]
pub(in crate::connections) enum ApiKeys {
    #[default]
    None,
    All,
    WithId(String),
    /// None, but whether any was ever made.
    Ever,
}

/// Which connect sessions a rule has to see.
#[derive(Clone, Debug, Default)]
pub(in crate::connections) enum ConnectSessions {
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
pub(in crate::connections) enum Components {
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
pub(in crate::connections) enum Audit {
    #[default]
    None,
    /// Those of a page.
    Page(Box<AuditQuery>),
}

/// Which sign-ins a rule has to see.
#[derive(Clone, Debug, Default)]
pub(in crate::connections) enum SignIns {
    #[default]
    None,
    All,
    WithId(String),
    WithState(SignInState),
}

/// Which calls that are made once a rule has to see.
#[derive(Clone, Debug, Default)]
pub(in crate::connections) enum Outcomes {
    #[default]
    None,
    All,
    WithId(String),
    /// The one of all tenants that was begun first of those that were begun from then on
    /// and have no outcome.
    FirstUnderWay(Timestamp),
}

//! Who is connected: the accounts that people have connected, kept between runs.
//!
//! The [model](Connection) tells what there is. What happens to it are rules:
//! functions from what is held to what is changed. Below them a backend keeps
//! rows, in which every secret is sealed with a [`Key`] that lives elsewhere.

mod apart;
mod api_keys;
mod app;
mod app_secrets;
mod apps;
mod apps_of;
mod archive;
mod at_hand;
mod audit;
mod backend;
mod begun;
pub(crate) mod bounds;
mod brought;
mod changes;
mod components;
mod connect_sessions;
mod consents;
mod data_keys;
mod database_error;
mod defaults;
mod deliveries;
mod error;
#[cfg(any(test, fuzzing))]
pub(crate) mod foreign;
mod grants;
mod id;
mod in_session;
mod keep;
mod keeping;
mod kept;
mod key;
mod keys;
mod memory;
mod model;
mod name;
mod outcomes;
mod pauses;
mod place;
mod postgres;
mod reading;
mod renewal_lease;
mod renewals;
mod rotation;
mod runs;
mod seal;
mod sealer;
mod secret;
mod secrets;
mod sign_ins;
mod sqlite;
mod store;
mod store_place;
mod subject_key;
mod tenant;
mod tenants;
#[cfg(test)]
mod tests;
mod turns;
mod uses;
mod words;

pub use api_keys::{ApiKey, Holder, NewApiKey, Right};
pub use app::{App, AppSecret, CLIENT_SECRET, DEFAULT_APP, OperatorsApp, RegisteredApp};
pub(crate) use app::{AppInUse, ClientSecrets, check_client_id};
pub use apps_of::AppOf;
pub(crate) use archive::{AgreedHere, OpenedArchive};
pub use archive::{ArchiveError, Export};
pub(crate) use at_hand::{AtHand, GrantAtHand, Terms};
pub use audit::{
    AuditCursor, AuditKind, AuditOutcome, AuditPage, AuditQuery, AuditRecord, NoAuditCursor,
    OTHER_PATH,
};
pub(crate) use audit::{AuditLimits, Records};
pub(crate) use begun::{Awaited, Begun, KeptDevice, KeptRequest};
pub(crate) use components::{Needed, TOLD_EVERY};
pub(crate) use connect_sessions::new_secret;
pub use connect_sessions::{ConnectPurpose, ConnectSession, ConnectState, ConnectedInSession};
pub(crate) use consents::{GivenWay, GrantConsent};
pub use database_error::{DatabaseError, DatabaseTrouble};
pub use deliveries::ConcernedConnection;
pub(crate) use deliveries::{AppAt, AppKind};
pub use error::StoreError;
pub(crate) use grants::GrantSecrets;
pub use id::ConnectionId;
pub(crate) use id::new_id;
pub(crate) use in_session::MadeIn;
pub(crate) use keeping::Keeping;
pub use key::{Key, KeyError, KeyId, KeyProvider, KeySource};
pub use model::{
    Account, Agreed, Connection, Grant, GrantState, Identity, State, Tokens, Trouble, Uncovered,
};
pub(crate) use model::{Servers, SignIn, WhoseClient};
pub(crate) use name::check_name;
pub(crate) use outcomes::{HELD_EVERY, OutcomeClaim};
pub use postgres::{AddressError, PostgresAddress};
pub(crate) use renewal_lease::RenewalLease;
pub(crate) use renewals::RenewalFailure;
pub use rotation::Rotation;
pub use seal::SealError;
pub(crate) use secret::Secret;
pub use sign_ins::SignInId;
pub(crate) use sign_ins::{Claim, NewSignIn, SAID_EVERY, SignInState, ToAsk, UnderWay};
pub use store::GaveUpKey;
pub(crate) use store::Store;
pub(crate) use store_place::StorePlace;
pub use tenant::Tenant;
pub(crate) use turns::Fence;
pub(crate) use uses::Uses;

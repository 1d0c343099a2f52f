//! Who is connected: the accounts that people have connected, kept between runs.
//!
//! The [model](Connection) tells what there is; the store keeps it in an SQLite
//! database in which every secret is sealed with a [`Key`] that lives elsewhere.

mod apps;
mod archive;
mod changes;
mod consents;
mod error;
#[cfg(any(test, fuzzing))]
pub(crate) mod foreign;
mod grants;
mod keep;
mod key;
mod lock;
mod model;
mod name;
mod renewals;
mod rotation;
mod rows;
mod schema;
mod seal;
mod store;
#[cfg(test)]
mod tests;

pub use archive::{ArchiveError, Export};
pub use consents::Agreed;
pub(crate) use consents::{GrantConsent, Servers};
pub use error::StoreError;
pub(crate) use grants::GrantSecrets;
pub use key::{Key, KeyError, KeyId, KeySource};
pub(crate) use model::SignIn;
pub use model::{
    Account, App, Connection, Grant, GrantState, Identity, State, Tokens, Trouble, Uncovered,
};
pub(crate) use name::check_name;
pub(crate) use renewals::RenewalFailure;
pub use rotation::Rotation;
pub use seal::SealError;
pub(crate) use store::Store;

/// 128 random bits in hexadecimal digits. Sealing binds values to row ids, so an
/// id is chosen before its row is written.
fn new_id() -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(SealError::Random)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

//! What the exchanges of a call leave behind for those after them.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use secrecy::SecretString;

use super::lost::LostAnswers;
use super::{AccessToken, CredentialError};

/// What the exchanges of one call leave behind. Tokens stay in this process.
#[derive(Default)]
pub(super) struct Traffic {
    /// Why there is no other token for one that the API rejected.
    pub(super) no_other_token: OnceLock<CredentialError>,
    /// Whether the call has had a token renewed that the API rejected.
    pub(super) has_renewed: AtomicBool,
    /// The token of the last request, unless a 401 has led to another.
    pub(super) not_renewed: Mutex<Option<AccessToken>>,
    /// The tokens that requests of the call had, by generation: an API that shows
    /// its last requests shows those before the last too.
    pub(super) sent: Mutex<BTreeMap<u64, SecretString>>,
    /// The requests whose answers will never come.
    pub(super) lost: Mutex<LostAnswers>,
}

/// What a lock holds. It is whole at any time, so a panic elsewhere does not
/// matter.
pub(super) fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

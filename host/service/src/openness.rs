//! Whether requests without a key are answered: as long as no key was ever made, those
//! of the service's own user on this machine. It is decided when the service starts,
//! and from then on it only closes.

use std::sync::atomic::{AtomicBool, Ordering};

use connector_host::{Error, Host};

use crate::peer::{Peer, User};
use crate::problem::{Code, Problem};
use crate::settings::Settings;

/// Whether the service is open to its own machine.
#[derive(Debug)]
pub(crate) struct Openness {
    is_open: AtomicBool,
    /// Whether those are answered too of whom it is not known whose they are, and
    /// those of other users.
    to_all_users: bool,
}

impl Openness {
    /// Of a service with these settings, as it starts.
    pub(crate) async fn of(settings: &Settings, host: &Host) -> Result<Self, Error> {
        Ok(Self {
            is_open: (settings.is_local() && !host.has_had_api_keys().await?).into(),
            to_all_users: settings.open_to_this_machine,
        })
    }

    /// Refuses a request without a key, unless it needs none.
    pub(crate) async fn check(&self, host: &Host, peer: Option<&Peer>) -> Result<(), Problem> {
        if !self.is_open(host).await? {
            return Err(Problem::new(
                Code::NoKey,
                "an API key is needed: `Authorization: Bearer chk_…`",
            ));
        }
        let user = match peer {
            _ if self.to_all_users => User::Ours,
            Some(peer) => peer.user().await,
            None => User::Unknown,
        };
        let words = match user {
            User::Ours => return Ok(()),
            User::Other => {
                "the request comes from another user of this machine than the service's own: an API key is needed"
            }
            User::Unknown => {
                "this system does not tell which user a request comes from: an API key is needed, or the service is told that it is open to this machine"
            }
        };
        Err(Problem::new(Code::NoKey, words))
    }

    async fn is_open(&self, host: &Host) -> Result<bool, Error> {
        if !self.is_open.load(Ordering::Acquire) {
            return Ok(false);
        }
        if !host.has_had_api_keys().await? {
            return Ok(true);
        }
        self.is_open.store(false, Ordering::Release);
        tracing::info!("an API key was made: from now on every request shows one");
        Ok(false)
    }
}

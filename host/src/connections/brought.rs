//! Apps that people bring for a connection: clients of their own, which the settings of
//! the connection name, with the secret that proves them.
//!
//! Such an app belongs to one grant, and goes with it. Two grants of one client have an
//! app each: who has brought a client has proved it for an own account, and has no say
//! in what others of the tenant have brought.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::StoreError;
use super::app::CLIENT_SECRET;
use super::id::new_id;
use super::kept::{AppKey, Change, Held, KeptApp, KeptGrant};
use super::seal::SealError;
use super::sealer::Sealer;

/// What the name of an app begins with that was brought: no name that somebody gives does.
const MARK: char = '~';

/// What the app is held by that was brought for a grant, if one was.
fn key(grant: &KeptGrant) -> AppKey {
    let name = format!("{MARK}{}", grant.grant.id);
    (grant.tenant.clone(), grant.connector.clone(), name)
}

/// The client of a grant is one that somebody has brought, who proves it by that secret or
/// by none.
pub(super) fn bring(
    grant: &KeptGrant,
    client_secret: Option<&SecretString>,
    sealer: &Sealer,
) -> Result<Change, StoreError> {
    let (tenant, connector, name) = key(grant);
    let mut kept = KeptApp {
        tenant,
        connector,
        name,
        client_id: grant.grant.client_id.clone(),
        secrets: BTreeMap::new(),
        // What was agreed to for the grant says where its client may be used.
        servers: None,
        common_redirect: grant.common_redirect,
        grant_id: Some(grant.grant.id.clone()),
        // One that is there already keeps its own.
        address: new_id()?,
    };
    if let Some(secret) = client_secret {
        kept.take_secret(CLIENT_SECRET, secret, None, sealer)?;
    }
    Ok(Change::App(Box::new(kept)))
}

/// The client of a grant is none that somebody has brought.
pub(super) fn leave(grant: &KeptGrant) -> Change {
    Change::AppGone(key(grant))
}

impl Held {
    /// What the client of a grant is proved by that somebody has brought, if anything.
    pub(super) fn brought_secret(
        &self,
        grant: &KeptGrant,
        sealer: &Sealer,
    ) -> Result<Option<SecretString>, SealError> {
        let key = (grant.tenant.clone(), grant.grant.id.clone());
        let Some(app) = self.brought.get(&key) else {
            return Ok(None);
        };
        let secret = app.open_secret(CLIENT_SECRET, sealer)?;
        Ok(secret.map(|secret| secret.current))
    }
}

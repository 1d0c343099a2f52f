//! What is in an archive: connections with their grants and apps, in a form of
//! its own that says nothing of how a store keeps them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::connections::model::{Account, Servers};
pub(super) use crate::connections::secret::Secret;
use crate::consent::Consent;

/// The version of the document; one that is laid out otherwise has another.
pub(super) const VERSION: u32 = 2;

/// What is in an archive.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) version: u32,
    pub(super) grants: Vec<ArchivedGrant>,
    pub(super) connections: Vec<ArchivedConnection>,
    /// The operator's apps that the connections use.
    pub(super) apps: Vec<ArchivedApp>,
}

/// A grant with its secrets.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArchivedGrant {
    /// By which one is known of which it is not known whose it is.
    pub(super) id: String,
    pub(super) connector: String,
    pub(super) token_endpoint: String,
    pub(super) client_id: String,
    pub(super) account: Account,
    pub(super) consent: Option<Consent>,
    pub(super) client_secret: Option<Secret>,
    pub(super) access_token: Option<Secret>,
    pub(super) refresh_token: Option<Secret>,
    pub(super) scopes: Vec<String>,
    pub(super) base_url: Option<String>,
    pub(super) received_at: Moment,
    pub(super) expires_at: Option<Moment>,
    pub(super) generation: u64,
    pub(super) state: ArchivedState,
    pub(super) unfinished_renewal: Option<Moment>,
    pub(super) trouble: Option<ArchivedTrouble>,
    pub(super) rerouted: Option<bool>,
    pub(super) common_redirect: bool,
}

/// Whether a grant is of use.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ArchivedState {
    Living,
    Ended(String),
    ClientRefused(String),
}

/// The trouble of the last renewal.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArchivedTrouble {
    pub(super) reason: String,
    pub(super) count: u32,
    pub(super) retry_at: Moment,
}

/// A connection in an archive.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArchivedConnection {
    /// Which of the document's grants it uses, counted from 0.
    pub(super) grant: usize,
    pub(super) name: String,
    pub(super) connector: String,
    pub(super) method: String,
    pub(super) settings: Map<String, Value>,
    pub(super) secret_settings: BTreeMap<String, Secret>,
    pub(super) owner: Option<String>,
    pub(super) is_default: bool,
    pub(super) disabled_at: Option<Moment>,
    pub(super) created_at: Moment,
    pub(super) last_used_at: Option<Moment>,
}

/// The operator's own app for a connector.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArchivedApp {
    pub(super) connector: String,
    pub(super) client_id: String,
    pub(super) client_secret: Option<Secret>,
    pub(super) servers: Option<Servers>,
    pub(super) common_redirect: bool,
}

/// A time, as RFC 3339 writes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment(pub(super) Timestamp);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

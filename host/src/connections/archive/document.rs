//! What is in an archive: connections with their grants and apps, in a form of
//! its own that says nothing of how a store keeps them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::connections::app::{CLIENT_SECRET, DEFAULT_APP};
use crate::connections::model::{Account, Servers};
pub(super) use crate::connections::secret::Secret;
use crate::consent::Consent;

/// The version of a document with apps of which version 2 knows nothing: with an address,
/// other names than `default`, or other secrets than a client secret.
pub(super) const VERSION: u32 = 3;
/// The version of all others, which earlier hosts read too. It is laid out alike.
pub(super) const SECOND: u32 = 2;

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
    #[serde(default = "default_name", skip_serializing_if = "is_default_name")]
    pub(super) name: String,
    pub(super) client_id: String,
    /// Where its deliveries are sent; none in archives of before apps had that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) address: Option<String>,
    pub(super) client_secret: Option<Secret>,
    /// Its other secrets, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) secrets: BTreeMap<String, Secret>,
    /// The one before, of each secret that is being rotated.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) previous_secrets: BTreeMap<String, Secret>,
    pub(super) servers: Option<Servers>,
    pub(super) common_redirect: bool,
}

fn default_name() -> String {
    DEFAULT_APP.to_owned()
}

fn is_default_name(name: &str) -> bool {
    name == DEFAULT_APP
}

impl ArchivedApp {
    /// Whether hosts that write version 2 know all of it.
    fn is_of_version_2(&self) -> bool {
        self.name == DEFAULT_APP
            && self.address.is_none()
            && self.secrets.is_empty()
            && self.previous_secrets.is_empty()
    }

    /// Its secrets by name, the current one and the one before.
    pub(super) fn rotated(&self) -> impl Iterator<Item = (&str, &Secret, Option<&Secret>)> {
        let client = self.client_secret.as_ref();
        let client = client.map(|secret| (CLIENT_SECRET, secret));
        let others = self.secrets.iter();
        let others = others.map(|(name, secret)| (name.as_str(), secret));
        let all = client.into_iter().chain(others);
        all.map(|(name, current)| (name, current, self.previous_secrets.get(name)))
    }
}

impl Document {
    /// What is to be written, in the earliest version that has room for it.
    pub(super) fn new(
        grants: Vec<ArchivedGrant>,
        connections: Vec<ArchivedConnection>,
        apps: Vec<ArchivedApp>,
    ) -> Self {
        let version = match apps.iter().all(ArchivedApp::is_of_version_2) {
            true => SECOND,
            false => VERSION,
        };
        Self {
            version,
            grants,
            connections,
            apps,
        }
    }
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

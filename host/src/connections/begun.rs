//! What it takes to end a sign-in that was begun, wherever it is ended.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::secret::Secret;
use crate::consent::Consent;

/// A sign-in that was begun. It is sealed as a whole.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Begun {
    pub(crate) connector: String,
    pub(crate) method: String,
    /// The name of the connection, or the id of the one that is reconnected;
    /// none to choose it at the end.
    pub(crate) connection: Option<String>,
    pub(crate) reconnects: bool,
    pub(crate) owner: Option<String>,
    /// The id of the connect session that it is made in; none for those of before
    /// there were any, too.
    #[serde(default)]
    pub(crate) session: Option<String>,
    pub(crate) settings: Map<String, Value>,
    /// By name.
    pub(crate) secrets: Vec<(String, Secret)>,
    /// The client that asked.
    pub(crate) client_id: String,
    /// What somebody agrees to by it.
    pub(crate) consent: Consent,
    /// Whether the browser returns to the address that all connectors had in
    /// common.
    pub(crate) common_redirect: bool,
    pub(crate) awaited: Awaited,
}

/// What is waited for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) enum Awaited {
    /// A browser, with the answer to an authorization request.
    Browser(KeptRequest),
    /// An approval on any device.
    Device(KeptDevice),
}

/// An authorization request that was made.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct KeptRequest {
    /// It has the state.
    pub(crate) url: Secret,
    /// The same as a browser on this machine is led, where that differs.
    pub(crate) opened: Secret,
    pub(crate) redirect_uri: String,
    pub(crate) state: Secret,
    pub(crate) pkce_verifier: Secret,
    pub(crate) issuer: Option<String>,
}

/// A device authorization response.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct KeptDevice {
    pub(crate) user_code: String,
    pub(crate) verification_uri: String,
    pub(crate) verification_uri_complete: Option<String>,
    /// How long the person may take, in seconds.
    pub(crate) lifetime: u64,
    pub(crate) device_code: Secret,
}

impl Begun {
    /// The secret settings, by name.
    pub(crate) fn secret_settings(&self) -> Vec<(String, SecretString)> {
        let kept = self.secrets.iter();
        kept.map(|(name, Secret(value))| (name.clone(), value.clone()))
            .collect()
    }
}

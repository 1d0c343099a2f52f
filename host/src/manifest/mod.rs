//! What a connector says of itself, as types.
//!
//! The shape is `wit/manifest.schema.json`. Reading is lenient: a member that
//! this version does not know is passed over, so that a newer connector still
//! loads. The document as the connector wrote it stays available through
//! [`Connector::manifest_json`](crate::component::Connector::manifest_json).

mod authorization_error;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use authorization_error::{AuthorizationError, OAuthEndpoint};

/// A connector's manifest.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Manifest {
    /// Stable id of the connector, the same in all its versions.
    pub key: String,
    /// The product's name, as its makers write it.
    pub name: String,
    /// Semantic version of the connector.
    pub version: String,
    /// Version of the API that the connector speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// One sentence: what somebody can do with it.
    pub summary: String,
    /// The API's documentation.
    pub docs_url: String,
    /// Words to find the connector by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// The ways to connect; at least one.
    pub auth_methods: Vec<AuthMethod>,
    /// Every origin that the connector may ask the host to talk to.
    pub origins: Vec<DeclaredOrigin>,
    /// What the connector can do.
    pub actions: Vec<Action>,
    /// Events that the connector can tell of.
    pub triggers: Vec<Value>,
    /// What the contract's failure kinds mean for this API.
    pub failure_kinds: Vec<FailureKindNote>,
    /// What errors of the authorization server mean; the first that an answer
    /// is counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorization_errors: Vec<AuthorizationError>,
}

/// A way to connect.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AuthMethod {
    /// Stable id, such as `oauth2`.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// One sentence: when to choose it.
    pub summary: String,
    /// How the host gets the credential.
    pub grant: GrantKind,
    /// JSON Schema of the settings object; a property with `writeOnly` is a
    /// secret.
    pub settings: Value,
    /// The authorization server's endpoints.
    pub endpoints: Endpoints,
    /// What the person who prepares the app has to do, a step an entry.
    /// `{redirect_uri}` stands for the host's redirect address.
    pub setup: Vec<String>,
}

/// How a credential is got.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantKind {
    /// Somebody approves in a browser (RFC 6749 section 4.1).
    AuthorizationCode,
    /// Nobody has to approve (RFC 6749 sections 4.4 and 4.5).
    TokenGrant,
    /// Somebody approves on another device (RFC 8628).
    DeviceCode,
}

/// The endpoints of an authorization server.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Endpoints {
    /// The authorization endpoint (RFC 6749 section 3.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
    /// The device authorization endpoint (RFC 8628 section 3.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_authorization: Option<String>,
    /// The token endpoint (RFC 6749 section 3.2).
    pub token: String,
    /// The revocation endpoint (RFC 7009 section 2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation: Option<String>,
}

/// An origin that the connector may ask the host to talk to.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DeclaredOrigin {
    /// An https origin; the leftmost label may be `*`.
    pub origin: String,
    /// What the connector needs it for.
    pub purpose: String,
    /// Whether the connection's credential may go there.
    pub credential: bool,
}

/// Something that the connector can do.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Action {
    /// Stable id in kebab case.
    pub id: String,
    /// Semantic version of the action.
    pub version: String,
    /// What a person calls it.
    pub title: String,
    /// One sentence: what it does.
    pub summary: String,
    /// More than the sentence, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it is listed under.
    pub group: String,
    /// What it does to the account.
    pub effect: Effect,
    /// Whether invoking it twice with the same input does no more than once.
    pub repeatable: bool,
    /// By family, the scopes of which any one covers the action.
    pub scopes: BTreeMap<String, Vec<String>>,
    /// The API's own name for the rate limit that applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_label: Option<String>,
    /// The plan that the API's makers require, when they require one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The main exchange, for people who look it up.
    pub http: MainExchange,
    /// JSON Schema (2020-12) of the input.
    pub input: Value,
    /// JSON Schema (2020-12) of the output.
    pub output: Value,
    /// An input and the output it could have.
    pub sample: Sample,
    /// How the output comes in pages; none for an action without pages.
    pub pagination: Option<Pagination>,
    /// Which actions offer the choices for input fields.
    pub lookups: Vec<Lookup>,
    /// Paths (RFC 6901, `*` for any array index) of output members that act
    /// like a credential.
    pub sensitive: Vec<String>,
    /// The API's documentation of it.
    pub docs_url: String,
    /// Whether it should no longer be used.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
}

/// What an action does to the account.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It changes nothing.
    Read,
    /// It creates or changes something.
    Write,
    /// It removes something, or ends something for other people.
    Destructive,
}

/// The main exchange of an action.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct MainExchange {
    /// The HTTP method.
    pub method: String,
    /// The path below the API's base URL, with placeholders.
    pub path: String,
}

/// An example of an action at work.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Sample {
    /// An input that fits the input schema.
    pub input: Value,
    /// An output that it could have.
    pub output: Value,
}

/// How an output comes in pages.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Pagination {
    /// The member of the output that holds the items of all pages.
    pub items: String,
}

/// Where the choices for an input field come from.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Lookup {
    /// The input field that the choices are for.
    pub field: String,
    /// The action that lists them.
    pub action: String,
    /// The member of an item that goes into the field.
    pub value: String,
    /// The members of an item that a person recognises it by.
    pub label: Vec<String>,
}

/// What a failure kind of the contract means for an API.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct FailureKindNote {
    /// The kind's name in the contract.
    pub kind: String,
    /// When it happens.
    pub meaning: String,
    /// What to do about it.
    pub remedy: String,
}

/// A setting of an auth method.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Its name in the settings object.
    pub name: &'a str,
    /// Its JSON Schema.
    pub schema: &'a Value,
    /// Whether connecting needs it.
    pub required: bool,
    /// Whether it stays with the host and is never shown.
    pub secret: bool,
}

/// Why a text is not a manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The text is not JSON of the manifest's shape.
    #[error("the manifest does not fit its schema: {0}")]
    Shape(#[from] serde_json::Error),
    /// A list that must not be empty is.
    #[error("the manifest does not fit its schema: `{0}` is empty")]
    Empty(&'static str),
    /// Two entries of a list have one id.
    #[error("the manifest has two entries of id `{id}` in `{list}`; ids are unique")]
    Duplicate {
        /// The list.
        list: &'static str,
        /// The id that occurs twice.
        id: String,
    },
    /// An id has characters that ids do not have.
    #[error(
        "the manifest has the id `{0}`; an id is lower-case letters and digits, in groups joined by `-`"
    )]
    Id(String),
}

impl Manifest {
    /// Reads a manifest and checks what the host relies on: ids are
    /// well-formed and unique, and there is something to connect with and to.
    ///
    /// # Errors
    ///
    /// A [`ManifestError`] that names the place.
    pub fn parse(json: &str) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_str(json)?;
        check_id(&manifest.key)?;
        check_ids("auth_methods", manifest.auth_methods.iter().map(|m| &m.id))?;
        check_ids("actions", manifest.actions.iter().map(|a| &a.id))?;
        if manifest.auth_methods.is_empty() {
            return Err(ManifestError::Empty("auth_methods"));
        }
        if manifest.origins.is_empty() {
            return Err(ManifestError::Empty("origins"));
        }
        Ok(manifest)
    }

    /// The action of that id.
    #[must_use]
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.id == id)
    }

    /// The auth method of that id.
    #[must_use]
    pub fn auth_method(&self, id: &str) -> Option<&AuthMethod> {
        self.auth_methods.iter().find(|method| method.id == id)
    }
}

impl AuthMethod {
    /// The settings, by name.
    pub fn settings(&self) -> impl Iterator<Item = Setting<'_>> {
        let required = self.settings["required"].as_array();
        self.settings["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(move |(name, schema)| Setting {
                name,
                schema,
                required: required.is_some_and(|all| all.iter().any(|one| one == name)),
                secret: schema["writeOnly"] == true,
            })
    }

    /// The setting of that name.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<Setting<'_>> {
        self.settings().find(|setting| setting.name == name)
    }
}

fn check_ids<'a>(
    list: &'static str,
    ids: impl Iterator<Item = &'a String>,
) -> Result<(), ManifestError> {
    let mut seen = std::collections::HashSet::new();
    for id in ids {
        check_id(id)?;
        if !seen.insert(id) {
            return Err(ManifestError::Duplicate {
                list,
                id: id.clone(),
            });
        }
    }
    Ok(())
}

fn check_id(id: &str) -> Result<(), ManifestError> {
    let well_formed = id.split('-').all(|group| {
        !group.is_empty()
            && group
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    });
    if well_formed {
        Ok(())
    } else {
        Err(ManifestError::Id(id.to_owned()))
    }
}

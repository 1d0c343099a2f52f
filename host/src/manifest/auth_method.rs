//! The ways to connect, and where their requests go.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A way to connect.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct AuthMethod {
    /// Stable id, such as `oauth2`.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// One sentence: when to choose it.
    pub summary: String,
    /// How the host gets the credential.
    pub authorization: AuthorizationKind,
    /// JSON Schema of the settings object; a property with `writeOnly` is a
    /// secret.
    pub settings: Value,
    /// What each secret setting is for, by its name.
    pub secrets: BTreeMap<String, SecretUse>,
    /// The authorization servers that the connector may name, the usual one
    /// first: at least one.
    pub endpoints: Vec<Endpoints>,
    /// The scopes that it may ask for by itself, beside those that somebody has
    /// entered in the settings; whichever for one that does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<BTreeSet<String>>,
    /// What its authorization requests have beyond the standard; whatever for one
    /// that does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_request: Option<Additions>,
    /// What its token requests have beyond what every such request has.
    #[serde(default, skip_serializing_if = "TokenRequest::is_usual")]
    pub token_request: TokenRequest,
    /// What the person who prepares the app has to do, a step an entry.
    /// `{redirect_uri}` stands for the host's redirect address.
    pub setup: Vec<String>,
}

/// How a credential is got.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorizationKind {
    /// Somebody approves in a browser (RFC 6749 section 4.1).
    AuthorizationCode,
    /// Nobody has to approve (RFC 6749 sections 4.4 and 4.5).
    TokenGrant,
    /// Somebody approves on another device (RFC 8628).
    DeviceCode,
}

/// What a secret setting is for: one thing.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretUse {
    /// To prove to the authorization server who the client is.
    ClientSecret,
    /// For signatures that the connector asks for.
    Sign,
}

/// What the token requests of an auth method have beyond the standard.
#[derive(Clone, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[non_exhaustive]
pub struct TokenRequest {
    /// The grant type of a token grant; none for client credentials (RFC 6749
    /// section 4.4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_type: Option<String>,
    /// The parameters that it may have.
    #[serde(flatten)]
    pub additions: Additions,
}

/// Parameters that a request may have beyond the standard ones.
#[derive(Clone, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[non_exhaustive]
pub struct Additions {
    /// The names of those that may have any value.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub parameters: BTreeSet<String>,
    /// Those that have one value, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fixed: BTreeMap<String, String>,
}

/// The endpoints of an authorization server. Records of what was agreed to have
/// them too, earlier ones by the names without `_endpoint`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Endpoints {
    /// What a person calls the server.
    pub name: String,
    /// The server's issuer identifier, which the authorization response then has
    /// to name (RFC 9207).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The authorization endpoint (RFC 6749 section 3.1).
    #[serde(
        default,
        alias = "authorization",
        skip_serializing_if = "Option::is_none"
    )]
    pub authorization_endpoint: Option<String>,
    /// The device authorization endpoint (RFC 8628 section 3.1).
    #[serde(
        default,
        alias = "device_authorization",
        skip_serializing_if = "Option::is_none"
    )]
    pub device_authorization_endpoint: Option<String>,
    /// The token endpoint (RFC 6749 section 3.2).
    #[serde(alias = "token")]
    pub token_endpoint: String,
    /// The revocation endpoint (RFC 7009 section 2).
    #[serde(default, alias = "revocation", skip_serializing_if = "Option::is_none")]
    pub revocation_endpoint: Option<String>,
    /// Whether several grants of one account and client are apart there, so that
    /// revoking one leaves the others as they are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub grants_apart: bool,
}

/// A setting of an auth method.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
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

impl TokenRequest {
    /// Whether it is the request that every client makes.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// The grant type of a token grant.
    #[must_use]
    pub fn grant_type(&self) -> &str {
        self.grant_type.as_deref().unwrap_or("client_credentials")
    }

    /// Whether it may have all that `other` may have.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        self.grant_type() == other.grant_type() && self.additions.includes(&other.additions)
    }
}

impl Additions {
    /// Whether a request may have that parameter.
    #[must_use]
    pub fn allow(&self, name: &str, value: &str) -> bool {
        let fixed = || self.fixed.get(name).is_some_and(|fixed| fixed == value);
        self.parameters.contains(name) || fixed()
    }

    /// Whether a request may have all that `other` lets it have.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        let mut fixed = other.fixed.iter();
        other.parameters.is_subset(&self.parameters)
            && fixed.all(|(name, value)| self.allow(name, value))
    }
}

impl AuthMethod {
    /// The settings, by name.
    pub fn settings(&self) -> impl Iterator<Item = Setting<'_>> {
        let required = self.settings["required"].as_array();
        let required: HashSet<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        self.settings["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(move |(name, schema)| Setting {
                name,
                schema,
                required: required.contains(name.as_str()),
                secret: is_secret(schema),
            })
    }

    /// Where the schema of the settings calls something secret that is no whole
    /// setting: the host could keep it from nobody.
    pub(super) fn secret_part(&self) -> Option<String> {
        let mut path = Vec::new();
        has_secret_part(&self.settings, &mut path).then(|| pointer(&path))
    }

    /// The setting of that name.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<Setting<'_>> {
        let properties = self.settings["properties"].as_object()?;
        let (name, schema) = properties.get_key_value(name)?;
        let mut required = self.settings["required"].as_array().into_iter().flatten();
        Some(Setting {
            name,
            schema,
            required: required.any(|one| one == name),
            secret: is_secret(schema),
        })
    }
}

/// Whether the schema of a setting says that it is a secret.
fn is_secret(schema: &Value) -> bool {
    schema["writeOnly"] == true
}

/// A step on the way to a place in a schema.
enum Part<'a> {
    Name(&'a str),
    Index(usize),
}

/// Looks for a secret that is no setting, at a place and below it; what is found is
/// at the path. No deeper than what is read as JSON can be.
fn has_secret_part<'a>(node: &'a Value, path: &mut Vec<Part<'a>>) -> bool {
    let is_setting = matches!(path[..], [Part::Name("properties"), Part::Name(_)]);
    if node["writeOnly"] == true && !is_setting {
        return true;
    }
    let mut looks = |part, node| {
        path.push(part);
        let found = has_secret_part(node, path);
        if !found {
            path.pop();
        }
        found
    };
    match node {
        Value::Object(members) => {
            let mut members = members.iter();
            members.any(|(name, node)| looks(Part::Name(name), node))
        }
        Value::Array(parts) => {
            let mut parts = parts.iter().enumerate();
            parts.any(|(index, node)| looks(Part::Index(index), node))
        }
        _ => false,
    }
}

/// The JSON pointer of a path (RFC 6901).
fn pointer(path: &[Part<'_>]) -> String {
    path.iter()
        .map(|part| match part {
            Part::Name(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
            Part::Index(index) => format!("/{index}"),
        })
        .collect()
}

/// An origin that the connector may ask the host to talk to.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct DeclaredOrigin {
    /// An https origin; the leftmost label may be `*`.
    pub origin: String,
    /// What the connector needs it for.
    pub purpose: String,
    /// What the host may send there. Without a mark: requests that carry no
    /// secret.
    pub marks: Vec<Mark>,
}

/// What the host may send to an origin.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Client secrets, authorization codes and refresh tokens.
    SignIn,
    /// The connection's access token.
    Credential,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_setting_is_the_same_by_its_name_and_among_all() {
        let method: AuthMethod = serde_json::from_value(json!({
            "id": "own-app", "name": "Own app", "summary": "", "authorization": "token-grant",
            "secrets": {}, "setup": [], "endpoints": [],
            "settings": {
                "required": ["secret", "missing", 7, "plain", "secret"],
                "properties": {
                    "plain": {"type": "string"}, "free": {"writeOnly": false},
                    "secret": {"writeOnly": true},
                },
            },
        }))
        .unwrap();
        let told = |setting: Setting<'_>| {
            let name = setting.name.to_owned();
            (name, setting.required, setting.secret)
        };
        let all: Vec<_> = method.settings().map(told).collect();
        let expected = [
            ("free", false, false),
            ("plain", true, false),
            ("secret", true, true),
        ];
        assert_eq!(
            all,
            expected.map(|(name, required, secret)| (name.to_owned(), required, secret))
        );
        for setting in method.settings() {
            let by_name = method.setting(setting.name).unwrap();
            assert_eq!(told(by_name), told(setting));
            assert_eq!(by_name.schema, setting.schema);
        }
        assert!(method.setting("missing").is_none());
    }
}

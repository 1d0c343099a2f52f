//! What a connector says of itself, as types.
//!
//! The shape is `wit/manifest.schema.json`. Reading is lenient: a member that
//! this version does not know is passed over, so that a newer connector still
//! loads; what its contract's version does not allow to be passed over is told
//! by that version. The document as the connector wrote it stays available through
//! [`Connector::manifest_json`](crate::component::Connector::manifest_json).

mod action;
mod auth_method;
mod authorization_error;
mod json_text;
mod light;
mod path_template;
mod pointer;
mod trigger;

use serde::{Deserialize, Serialize};

use crate::told::in_short;

pub use action::{
    APP_MANIFEST, Action, Column, Effect, Lookup, MainExchange, Pagination, Redirects, Sample,
    Scopes,
};
pub use auth_method::{
    Additions, AuthMethod, AuthorizationKind, DeclaredOrigin, Endpoints, Mark, SecretUse, Setting,
    TokenRequest,
};
pub use authorization_error::{AuthorizationError, OAuthEndpoint};
pub use json_text::JsonText;
pub use pointer::{as_path, select};
pub use trigger::{Filter, Poll, Trigger, TriggerSample, Webhook};

/// A connector's manifest.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
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
    #[serde(deserialize_with = "light::auth_methods")]
    pub auth_methods: Vec<AuthMethod>,
    /// Every origin that the connector may ask the host to talk to.
    pub origins: Vec<DeclaredOrigin>,
    /// What the connector can do.
    pub actions: Vec<Action>,
    /// Events that the connector can tell of.
    pub triggers: Vec<Trigger>,
    /// The failure kinds that the connector ends with, and what they mean for
    /// this API.
    pub failure_kinds: Vec<FailureKindNote>,
    /// What errors of the authorization server mean; the first that an answer
    /// is counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorization_errors: Vec<AuthorizationError>,
}

/// What a failure kind means for an API.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct FailureKindNote {
    /// The kind: one that the contract lists, or one of the connector's own.
    pub kind: String,
    /// When it happens.
    pub meaning: String,
    /// What to do about it.
    pub remedy: String,
}

/// The longest manifest that is read, in bytes: several times that of a connector
/// with hundreds of actions. What is longer would cost memory and time before
/// anybody has agreed to anything.
const LONGEST: usize = 8 << 20;

/// How many entries a list of the manifest has: several times the operations of a
/// large API. Who chooses an action goes through all of them, and so does the host
/// that looks one up, or asks which origin an address is of.
const MOST_ENTRIES: usize = 5000;

/// How many settings an auth method has, required ones and secret ones included.
const MOST_SETTINGS: usize = 1000;

/// How many bytes the key of a connector has, and another id: they stand in indexes, beside
/// other things, and a row of an index has less than three thousand in PostgreSQL.
const LONGEST_KEY: usize = 64;
pub(crate) const LONGEST_ID: usize = 128;

/// The same for the name of a setting, and for a token endpoint, which grants are told
/// apart by.
pub(crate) const LONGEST_SETTING: usize = 128;
pub(crate) const LONGEST_TOKEN_ENDPOINT: usize = 512;

/// For how many seconds the ids of a trigger's events are remembered at most. Lists of
/// APIs lag by hours, some by days.
const LONGEST_WINDOW: u64 = 30 * 24 * 60 * 60;

/// Why a text is not a manifest.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// The text is longer than the host reads.
    #[error(
        "the manifest has {length} bytes, and {LONGEST} are the most that is read: shorten its schemas and samples, or split the connector"
    )]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The text is not JSON of the manifest's shape.
    #[error("the manifest does not fit its schema: {0}")]
    Shape(#[from] serde_json::Error),
    /// A list has more entries than anybody could go through.
    #[error(
        "the manifest has {count} entries in `{list}`, and {MOST_ENTRIES} are the most that is taken: split the connector"
    )]
    TooMany {
        /// The list.
        list: &'static str,
        /// How many it has.
        count: usize,
    },
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
    /// An auth method has more settings than anybody could fill in.
    #[error(
        "the manifest has more than {MOST_SETTINGS} settings in the auth method `{method}`: no more are taken"
    )]
    TooManySettings {
        /// The auth method's id.
        method: String,
    },
    /// What an auth method says of its secrets is not what its settings say.
    #[error(
        "the manifest says in `secrets` of the auth method `{method}` not exactly what the secret settings are for: `{setting}`"
    )]
    Secrets {
        /// The auth method's id.
        method: String,
        /// A setting that only one of both has.
        setting: String,
    },
    /// A part of a setting is to be secret.
    #[error(
        "the manifest says `writeOnly` at `{pointer}` in the settings of the auth method `{method}`; only a whole setting can be a secret"
    )]
    PartOfASecret {
        /// The auth method's id.
        method: String,
        /// Where it says so.
        pointer: String,
    },
    /// A trigger's events would be remembered for longer than anybody does.
    #[error(
        "the manifest says `window_seconds` of {seconds} in the trigger `{trigger}`, and {LONGEST_WINDOW} (thirty days) are the most"
    )]
    LongWindow {
        /// The trigger's id.
        trigger: String,
        /// What it says.
        seconds: u64,
    },
    /// Choices would be listed by an action that changes something.
    #[error(
        "the manifest has `{lists}` list the choices for `{field}` of `{action}`, and it is said to change something: only an action whose effect is `read` lists choices"
    )]
    Lookup {
        /// The action whose field it is.
        action: String,
        /// The field.
        field: String,
        /// The action that would list them.
        lists: String,
    },
    /// An id has characters that ids do not have, or too many.
    #[error(
        "the manifest has the id `{}`; an id is lower-case letters and digits, in groups joined by `-`, {LONGEST_ID} characters at most, and {LONGEST_KEY} where it is the connector's key",
        in_short(.0)
    )]
    Id(String),
    /// The name of a setting is longer than is kept.
    #[error(
        "the auth method `{method}` of the manifest has a setting `{}`; the name of a setting has {LONGEST_SETTING} bytes at most",
        in_short(setting)
    )]
    LongSetting {
        /// The auth method's id.
        method: String,
        /// The setting.
        setting: String,
    },
    /// A token endpoint is longer than is kept.
    #[error(
        "the auth method `{method}` of the manifest has a token endpoint of {length} bytes, and {LONGEST_TOKEN_ENDPOINT} are the most"
    )]
    LongTokenEndpoint {
        /// The auth method's id.
        method: String,
        /// How many bytes it has.
        length: usize,
    },
}

impl Manifest {
    /// Reads a manifest and checks what the host relies on: ids are
    /// well-formed and unique, and there is something to connect with and to.
    ///
    /// # Errors
    ///
    /// A [`ManifestError`] that names the place.
    pub fn parse(json: &str) -> Result<Self, ManifestError> {
        if json.len() > LONGEST {
            return Err(ManifestError::TooLong { length: json.len() });
        }
        let manifest: Self = serde_json::from_str(json)?;
        let methods = manifest.auth_methods.iter();
        let servers: usize = methods.map(|method| method.endpoints.len()).sum();
        for (list, count) in [
            ("endpoints", servers),
            ("auth_methods", manifest.auth_methods.len()),
            ("origins", manifest.origins.len()),
            ("actions", manifest.actions.len()),
            ("triggers", manifest.triggers.len()),
        ] {
            if count > MOST_ENTRIES {
                return Err(ManifestError::TooMany { list, count });
            }
        }
        check_id(&manifest.key, LONGEST_KEY)?;
        check_ids("auth_methods", manifest.auth_methods.iter().map(|m| &m.id))?;
        check_ids("actions", manifest.actions.iter().map(|a| &a.id))?;
        check_ids("triggers", manifest.triggers.iter().map(|t| &t.id))?;
        manifest.triggers.iter().try_for_each(check_window)?;
        check_lookups(&manifest)?;
        if manifest.auth_methods.is_empty() {
            return Err(ManifestError::Empty("auth_methods"));
        }
        if manifest.origins.is_empty() {
            return Err(ManifestError::Empty("origins"));
        }
        for method in &manifest.auth_methods {
            if method.endpoints.is_empty() {
                return Err(ManifestError::Empty("endpoints"));
            }
            check_number_of_settings(method)?;
            check_lengths(method)?;
            check_secrets(method)?;
            if let Some(pointer) = method.secret_part() {
                return Err(ManifestError::PartOfASecret {
                    method: method.id.clone(),
                    pointer,
                });
            }
        }
        Ok(manifest)
    }

    /// The action of that id.
    #[must_use]
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.id == id)
    }

    /// The trigger of that id.
    #[must_use]
    pub fn trigger(&self, id: &str) -> Option<&Trigger> {
        self.triggers.iter().find(|trigger| trigger.id == id)
    }

    /// The auth method of that id.
    #[must_use]
    pub fn auth_method(&self, id: &str) -> Option<&AuthMethod> {
        self.auth_methods.iter().find(|method| method.id == id)
    }
}

fn check_ids<'a>(
    list: &'static str,
    ids: impl Iterator<Item = &'a String>,
) -> Result<(), ManifestError> {
    let mut seen = std::collections::HashSet::new();
    for id in ids {
        check_id(id, LONGEST_ID)?;
        if !seen.insert(id) {
            return Err(ManifestError::Duplicate {
                list,
                id: id.clone(),
            });
        }
    }
    Ok(())
}

/// What is kept in indexes is no longer than they take.
fn check_lengths(method: &AuthMethod) -> Result<(), ManifestError> {
    let mut settings = method.settings();
    if let Some(setting) = settings.find(|setting| setting.name.len() > LONGEST_SETTING) {
        return Err(ManifestError::LongSetting {
            method: method.id.clone(),
            setting: setting.name.to_owned(),
        });
    }
    let lengths = method.endpoints.iter().map(|its| its.token_endpoint.len());
    match lengths.max() {
        Some(length) if length > LONGEST_TOKEN_ENDPOINT => Err(ManifestError::LongTokenEndpoint {
            method: method.id.clone(),
            length,
        }),
        _ => Ok(()),
    }
}

/// What follows compares settings with each other.
fn check_number_of_settings(method: &AuthMethod) -> Result<(), ManifestError> {
    let required = method.settings["required"].as_array().map_or(0, Vec::len);
    let properties = method.settings["properties"].as_object();
    let most = [
        required,
        properties.map_or(0, serde_json::Map::len),
        method.secrets.len(),
    ];
    if most.iter().all(|number| *number <= MOST_SETTINGS) {
        return Ok(());
    }
    Err(ManifestError::TooManySettings {
        method: method.id.clone(),
    })
}

fn check_window(trigger: &Trigger) -> Result<(), ManifestError> {
    match trigger.poll.map(|poll| poll.window_seconds) {
        Some(seconds) if seconds > LONGEST_WINDOW => Err(ManifestError::LongWindow {
            trigger: trigger.id.clone(),
            seconds,
        }),
        _ => Ok(()),
    }
}

/// Whoever asks for choices has not chosen to change anything.
fn check_lookups(manifest: &Manifest) -> Result<(), ManifestError> {
    let actions = manifest.actions.iter();
    let changes: std::collections::HashSet<&str> = actions
        .filter(|action| action.effect != Effect::Read)
        .map(|action| action.id.as_str())
        .collect();
    for action in &manifest.actions {
        let mut lookups = action.lookups.iter();
        if let Some(lookup) = lookups.find(|lookup| changes.contains(lookup.action.as_str())) {
            return Err(ManifestError::Lookup {
                action: action.id.clone(),
                field: lookup.field.clone(),
                lists: lookup.action.clone(),
            });
        }
    }
    Ok(())
}

/// Every secret setting has its use, and nothing else has.
fn check_secrets(method: &AuthMethod) -> Result<(), ManifestError> {
    let unused = method
        .settings()
        .find(|setting| setting.secret != method.secrets.contains_key(setting.name))
        .map(|setting| setting.name);
    let unknown = || {
        let mut used = method.secrets.keys();
        used.find(|name| method.setting(name).is_none())
    };
    match unused.or_else(|| unknown().map(String::as_str)) {
        None => Ok(()),
        Some(setting) => Err(ManifestError::Secrets {
            method: method.id.clone(),
            setting: setting.to_owned(),
        }),
    }
}

fn check_id(id: &str, most: usize) -> Result<(), ManifestError> {
    let well_formed = id.len() <= most
        && id.split('-').all(|group| {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_that_nobody_could_mean_is_not_read() {
        let blanks = |length| Manifest::parse(&" ".repeat(length)).unwrap_err();
        assert!(matches!(blanks(LONGEST), ManifestError::Shape(_)));
        let too_long = blanks(LONGEST + 1);
        insta::assert_snapshot!(too_long, @"the manifest has 8388609 bytes, and 8388608 are the most that is read: shorten its schemas and samples, or split the connector");
    }

    #[test]
    fn only_an_action_that_reads_lists_choices() {
        let text = include_str!("../../tests/support/manifest.json");
        let listed_by = |effect: &str| {
            let mut manifest: serde_json::Value = serde_json::from_str(text).unwrap();
            manifest["actions"][0]["lookups"] = serde_json::json!([
                { "field": "/note", "action": "download-note", "value": "/id", "label": [] },
            ]);
            manifest["actions"][1]["effect"] = effect.into();
            Manifest::parse(&manifest.to_string())
        };
        assert!(listed_by("read").is_ok());
        for effect in ["write", "destructive"] {
            assert_eq!(
                listed_by(effect).unwrap_err().to_string(),
                "the manifest has `download-note` list the choices for `/note` of `list-notes`, and it is said to change something: only an action whose effect is `read` lists choices"
            );
        }
    }

    #[test]
    fn what_stands_in_an_index_is_no_longer_than_it_takes() {
        let text = include_str!("../../tests/support/manifest.json");
        let with = |place: &str, value: String| {
            let mut manifest: serde_json::Value = serde_json::from_str(text).unwrap();
            *manifest.pointer_mut(place).unwrap() = value.into();
            Manifest::parse(&manifest.to_string()).map_err(|error| error.to_string())
        };
        let endpoint = "/auth_methods/0/endpoints/0/token_endpoint";
        for (place, most) in [
            ("/key", LONGEST_KEY),
            ("/triggers/0/id", LONGEST_ID),
            (endpoint, LONGEST_TOKEN_ENDPOINT),
        ] {
            assert!(with(place, "a".repeat(most)).is_ok(), "{place}");
            let refused = with(place, "a".repeat(most + 1)).unwrap_err();
            assert!(refused.len() < 300, "{refused}");
        }
        insta::assert_snapshot!(with("/key", "a".repeat(65)).unwrap_err(), @"the manifest has the id `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…`; an id is lower-case letters and digits, in groups joined by `-`, 128 characters at most, and 64 where it is the connector's key");
        insta::assert_snapshot!(with(endpoint, "a".repeat(513)).unwrap_err(), @"the auth method `own-app` of the manifest has a token endpoint of 513 bytes, and 512 are the most");
        let with_setting = |length: usize| {
            let mut manifest: serde_json::Value = serde_json::from_str(text).unwrap();
            let settings = &mut manifest["auth_methods"][0]["settings"]["properties"];
            settings["s".repeat(length)] = serde_json::json!({});
            Manifest::parse(&manifest.to_string()).map_err(|error| error.to_string())
        };
        assert!(with_setting(LONGEST_SETTING).is_ok());
        let refused = with_setting(LONGEST_SETTING + 1).unwrap_err();
        insta::assert_snapshot!(refused, @"the auth method `own-app` of the manifest has a setting `sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss…`; the name of a setting has 128 bytes at most");
    }

    #[test]
    fn events_are_remembered_for_thirty_days_at_most() {
        let text = include_str!("../../tests/support/manifest.json");
        let with = |seconds: u64| {
            let mut manifest: serde_json::Value = serde_json::from_str(text).unwrap();
            manifest["triggers"][0]["poll"]["window_seconds"] = seconds.into();
            Manifest::parse(&manifest.to_string())
        };
        assert!(with(LONGEST_WINDOW).is_ok());
        let id = &with(0).unwrap().triggers[0].id;
        let refused = with(u64::MAX).unwrap_err().to_string();
        assert_eq!(
            refused,
            format!(
                "the manifest says `window_seconds` of 18446744073709551615 in the trigger `{id}`, and 2592000 (thirty days) are the most"
            )
        );
    }
}

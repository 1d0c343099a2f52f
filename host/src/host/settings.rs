//! Whether settings fit an auth method, as far as the host can tell; types and
//! formats are for the connector to judge.

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};

use crate::Error;
use crate::connections::bounds::{MOST_OF_SETTINGS, sizes_of_settings};
use crate::manifest::AuthMethod;
use crate::told::in_short;

/// What is wrong with a setting.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct SettingProblem {
    /// The setting's name.
    pub name: String,
    /// Whether it is among the secrets: that it was given as one, or, where it was not
    /// given, that it has to be.
    pub is_secret: bool,
    /// What is wrong with it, with its name.
    pub message: String,
}

/// Every setting is known and given in its own way, and none is missing.
pub(super) fn check(
    method: &AuthMethod,
    settings: &Map<String, Value>,
    secrets: &[(String, SecretString)],
) -> Result<(), Error> {
    if let Some(problem) = too_much(settings, secrets) {
        return fit(method, vec![problem]);
    }
    let mut problems = problems_of_known(method, settings, secrets);
    for setting in method.settings().filter(|setting| setting.required) {
        let given = settings.contains_key(setting.name)
            || secrets.iter().any(|(name, _)| name == setting.name);
        if !given {
            problems.push(SettingProblem {
                name: setting.name.to_owned(),
                is_secret: setting.secret,
                message: format!("`{}` is missing", setting.name),
            });
        }
    }
    fit(method, problems)
}

/// Every setting is known and given in its own way.
pub(super) fn check_known(
    method: &AuthMethod,
    settings: &Map<String, Value>,
    secrets: &[(String, SecretString)],
) -> Result<(), Error> {
    fit(method, problems_of_known(method, settings, secrets))
}

/// What is wrong where the settings have more bytes than are kept: it is said of the largest.
fn too_much(
    settings: &Map<String, Value>,
    secrets: &[(String, SecretString)],
) -> Option<SettingProblem> {
    let secrets = secrets.iter().map(|(name, value)| (name.as_str(), value));
    let sizes = sizes_of_settings(settings, secrets);
    let bytes: usize = sizes.iter().map(|size| size.bytes).sum();
    if bytes <= MOST_OF_SETTINGS {
        return None;
    }
    let largest = sizes.into_iter().max_by_key(|size| size.bytes)?;
    let name = in_short(largest.name);
    Some(SettingProblem {
        message: format!(
            "the settings have {bytes} bytes together, {MOST_OF_SETTINGS} is the most, and `{name}` has the most of them"
        ),
        name,
        is_secret: largest.is_secret,
    })
}

fn fit(method: &AuthMethod, problems: Vec<SettingProblem>) -> Result<(), Error> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(Error::Settings {
        method: method.id.clone(),
        problems,
    })
}

fn problems_of_known(
    method: &AuthMethod,
    settings: &Map<String, Value>,
    secrets: &[(String, SecretString)],
) -> Vec<SettingProblem> {
    let open = settings.keys().filter_map(|name| {
        let message = match method.setting(name) {
            None => unknown(method, name),
            Some(setting) if setting.secret => {
                format!("`{name}` is a secret and has to be given as one")
            }
            Some(_) => return None,
        };
        Some((name, false, message))
    });
    let secret = secrets.iter().filter_map(|(name, value)| {
        let message = match method.setting(name) {
            None => unknown(method, name),
            Some(setting) if !setting.secret => {
                format!("`{name}` is not a secret and has to be given openly")
            }
            Some(_) if value.expose_secret().is_empty() => format!("`{name}` is empty"),
            Some(_) => return None,
        };
        Some((name, true, message))
    });
    let problems = open.chain(secret);
    problems
        .map(|(name, is_secret, message)| SettingProblem {
            name: name.clone(),
            is_secret,
            message,
        })
        .collect()
}

fn unknown(method: &AuthMethod, name: &str) -> String {
    let known: Vec<_> = method
        .settings()
        .map(|setting| format!("`{}`", setting.name))
        .collect();
    let name = in_short(name);
    if known.is_empty() {
        format!("there is no setting `{name}`, since this auth method has none")
    } else {
        format!(
            "there is no setting `{name}`; there are {}",
            known.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::manifest::{AuthorizationKind, Endpoints, SecretUse, TokenRequest};

    fn problems(settings: &Value, secrets: &[(&str, &str)]) -> Vec<String> {
        let found = found(settings, secrets).into_iter();
        found.map(|problem| problem.message).collect()
    }

    fn found(settings: &Value, secrets: &[(&str, &str)]) -> Vec<SettingProblem> {
        let method = AuthMethod {
            id: "own-app".to_owned(),
            name: "Own app".to_owned(),
            summary: String::new(),
            authorization: AuthorizationKind::TokenGrant,
            settings: json!({
                "properties": { "client_id": {}, "region": {}, "client_secret": { "writeOnly": true } },
                "required": ["client_id", "client_secret"],
            }),
            secrets: [("client_secret".to_owned(), SecretUse::ClientSecret)].into(),
            endpoints: vec![Endpoints {
                name: "Example".to_owned(),
                issuer: None,
                authorization_endpoint: None,
                device_authorization_endpoint: None,
                token_endpoint: "https://as.example/token".to_owned(),
                revocation_endpoint: None,
                grants_apart: false,
            }],
            scopes: None,
            authorization_request: None,
            token_request: TokenRequest::default(),
            setup: Vec::new(),
        };
        let secrets: Vec<_> = secrets
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).into()))
            .collect();
        match check(&method, settings.as_object().unwrap(), &secrets) {
            Err(Error::Settings { problems, .. }) => problems,
            outcome => outcome.map(|()| Vec::new()).unwrap(),
        }
    }

    #[test]
    fn settings_that_fit_are_let_through() {
        let none: [String; 0] = [];
        assert_eq!(
            problems(&json!({"client_id": "a"}), &[("client_secret", "s")]),
            none
        );
    }

    #[test]
    fn each_setting_that_does_not_fit_is_named() {
        insta::assert_debug_snapshot!(problems(
            &json!({"client_secret": "s", "clientid": "a"}),
            &[("region", "eu")]
        ));
        insta::assert_debug_snapshot!(problems(&json!({}), &[("client_secret", "")]));
    }

    #[test]
    fn settings_are_no_longer_together_than_is_kept() {
        let fits = "s".repeat(MOST_OF_SETTINGS - 1000);
        let none: [String; 0] = [];
        let given = json!({"client_id": "a"});
        assert_eq!(problems(&given, &[("client_secret", fits.as_str())]), none);
        let both = json!({"client_id": "a".repeat(1000)});
        let found = found(&both, &[("client_secret", fits.as_str())]);
        let [problem] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(problem.name, "client_secret");
        assert!(problem.is_secret);
        insta::assert_snapshot!(problem.message, @"the settings have 65560 bytes together, 65536 is the most, and `client_secret` has the most of them");
        let name = "n".repeat(MOST_OF_SETTINGS);
        let found = self::found(&json!({name: 1}), &[]);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.len() < 300, "{}", found[0].message);
    }

    #[test]
    fn each_problem_says_which_setting_it_is_of_and_where_that_is_or_belongs() {
        let found = found(
            &json!({"client_secret": "s", "nope": 1}),
            &[("region", "eu")],
        );
        let places: Vec<_> = found
            .iter()
            .map(|problem| (problem.name.as_str(), problem.is_secret))
            .collect();
        let given = [("client_secret", false), ("nope", false), ("region", true)];
        assert_eq!(places, [&given[..], &[("client_id", false)]].concat());
        let [_, missing] = self::found(&json!({}), &[]).try_into().unwrap();
        assert_eq!(missing.name, "client_secret");
        assert!(missing.is_secret);
    }
}

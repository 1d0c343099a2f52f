//! What forms bring, and the settings that were entered in them.

use axum::extract::Request;
use axum::http::HeaderMap;
use bytes::Bytes;
use connector_host::input::typed;
use connector_host::manifest::{AuthMethod, Setting};
use connector_host::schema::{Schema, shown};
use secrecy::SecretString;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::stop::Stop;
use crate::content;
use crate::pages::{Input, Kind, Why};
use crate::problem::Code;
use crate::service::Shared;

/// What the fields of settings are named by.
const SETTING: &str = "setting.";
/// How many bytes a form may have.
const LONGEST: usize = 64 << 10;

/// Settings that somebody has entered.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) open: Map<String, Value>,
    pub(super) secret: Vec<(String, SecretString)>,
}

/// The head of a request, and the form in its body.
pub(super) async fn read(request: Request, shared: &Shared) -> Result<(HeaderMap, Bytes), Stop> {
    let headers = request.headers().clone();
    content::check_media_type(&headers, "application/x-www-form-urlencoded")
        .map_err(|_| Why::ForeignForm)?;
    let most = shared.settings.limits.body.min(LONGEST);
    let body = content::read(request, shared, most).await;
    let body = body.map_err(|problem| match problem.code_of_service() {
        Some(Code::TooBusy) => Why::Busy,
        _ => Why::BrokenForm,
    })?;
    Ok((headers, body))
}

/// The value of a field; none when it is not there, or more than once.
pub(super) fn value(form: &[u8], name: &str) -> Option<String> {
    let mut values = form_urlencoded::parse(form).filter(|(key, _)| key == name);
    let (_, value) = values.next()?;
    values.next().is_none().then(|| value.into_owned())
}

/// The settings of a method that were entered, but for those that are given; what is
/// empty was not.
pub(super) fn settings(method: &AuthMethod, given: &Map<String, Value>, form: &[u8]) -> Settings {
    let mut settings = Settings::default();
    if is_the_platforms(method) {
        return settings;
    }
    let asked = method
        .settings()
        .filter(|setting| !given.contains_key(setting.name));
    for setting in asked {
        let entered = value(form, &format!("{SETTING}{}", setting.name)).unwrap_or_default();
        // What is pasted often has blanks around it; a blank by itself is a choice.
        let text = match entered.trim() {
            "" if is_choice(&setting, &entered) => entered.as_str(),
            trimmed => trimmed,
        };
        if text.is_empty() {
            continue;
        }
        if setting.secret {
            settings.secret.push((setting.name.to_owned(), text.into()));
        } else {
            let value = open(&setting, text);
            settings.open.insert(setting.name.to_owned(), value);
        }
    }
    settings
}

/// Whether the settings of a method are the platform's: where nothing has to be entered,
/// the app is theirs, and what it asks for is not for whoever connects to choose.
fn is_the_platforms(method: &AuthMethod) -> bool {
    !method.settings().any(|setting| setting.required)
}

fn is_choice(setting: &Setting<'_>, text: &str) -> bool {
    let values = Schema::new(setting.schema).values();
    values.iter().any(|value| value.as_str() == Some(text))
}

fn open(setting: &Setting<'_>, text: &str) -> Value {
    let schema = Schema::new(setting.schema);
    if !schema.types().contains(&"array") {
        return typed(schema, text);
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| match schema.element() {
            Some(element) => typed(element, line),
            None => line.into(),
        })
        .collect()
}

/// How the settings of a method are entered, with what is there already; but for those
/// that are given.
pub(super) fn inputs<'a>(
    method: &'a AuthMethod,
    given: &Map<String, Value>,
    open: &Map<String, Value>,
) -> Vec<Input<'a>> {
    if is_the_platforms(method) {
        return Vec::new();
    }
    let asked = method
        .settings()
        .filter(|setting| !given.contains_key(setting.name));
    let inputs = asked.map(|setting| {
        let schema = Schema::new(setting.schema);
        Input {
            name: setting.name,
            title: schema.text("title").unwrap_or(setting.name),
            description: schema.text("description"),
            required: setting.required,
            is_changed: open
                .get(setting.name)
                .is_some_and(|value| Some(value) != schema.keyword("default")),
            kind: kind(&setting, open.get(setting.name)),
        }
    });
    inputs.collect()
}

fn kind(setting: &Setting<'_>, entered: Option<&Value>) -> Kind {
    let schema = Schema::new(setting.schema);
    if setting.secret {
        return Kind::Secret;
    }
    let entered = entered.or_else(|| schema.keyword("default"));
    let text = |value: &Value| value.as_str().map_or_else(|| shown(value), str::to_owned);
    let one = entered.map(text).unwrap_or_default();
    let (values, types) = (schema.values(), schema.types());
    if !values.is_empty() {
        return Kind::Choice(values.into_iter().map(text).collect(), one);
    }
    if types.contains(&"array") {
        let lines = entered.and_then(Value::as_array).into_iter().flatten();
        return Kind::Lines(lines.map(text).collect::<Vec<_>>().join("\n"));
    }
    match types.as_slice() {
        ["boolean"] => Kind::Choice(vec!["true".to_owned(), "false".to_owned()], one),
        ["integer" | "number"] => Kind::Number(one),
        _ => Kind::Line(one),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;
    use serde_json::json;

    use super::*;

    fn method() -> AuthMethod {
        serde_json::from_value(json!({
            "id": "own-app", "name": "Own app", "summary": "",
            "authorization": "token-grant", "secrets": {"client_secret": "client-secret"},
            "endpoints": [{"name": "Example", "token_endpoint": "https://api.example/token"}],
            "setup": [],
            "settings": {
                "required": ["client_id", "client_secret"],
                "properties": {
                    "client_id": {"type": "string"},
                    "client_secret": {"type": "string", "writeOnly": true},
                    "lifetime": {"type": "integer"},
                    "scopes": {"type": "array", "items": {"type": "string"}},
                    "separator": {"enum": [",", " "]},
                },
            },
        }))
        .unwrap()
    }

    #[test]
    fn what_was_entered_is_typed_by_the_schema_and_what_is_empty_was_not() {
        let form = b"setting.client_id=+abc+&setting.client_secret=hush&setting.lifetime=30\
            &setting.scopes=a%0D%0A%0D%0Ab&setting.separator=+&setting.other=x&form_token=t";
        let settings = settings(&method(), &Map::new(), form);
        assert_eq!(
            Value::from(settings.open),
            json!({"client_id": "abc", "lifetime": 30, "scopes": ["a", "b"], "separator": " "})
        );
        let [(name, secret)] = settings.secret.as_slice() else {
            panic!("one secret")
        };
        assert_eq!(
            (name.as_str(), secret.expose_secret()),
            ("client_secret", "hush")
        );
        let empty = super::settings(
            &method(),
            &Map::new(),
            b"setting.client_id=+&setting.separator=",
        );
        assert!(empty.open.is_empty() && empty.secret.is_empty());
    }

    #[test]
    fn the_settings_of_an_app_that_is_the_platforms_are_not_for_whoever_connects() {
        let mut method = method();
        method.settings["required"] = json!([]);
        assert!(inputs(&method, &Map::new(), &Map::new()).is_empty());
        let settings = settings(
            &method,
            &Map::new(),
            b"setting.scopes=all&setting.client_secret=mine",
        );
        assert!(settings.open.is_empty() && settings.secret.is_empty());
    }

    #[test]
    fn what_the_platform_has_given_is_not_asked_for_and_not_taken() {
        let given = json!({"client_id": "theirs"});
        let given = given.as_object().unwrap();
        let method = method();
        let inputs = inputs(&method, given, &Map::new());
        assert!(inputs.iter().all(|input| input.name != "client_id"));
        let settings = settings(&method, given, b"setting.client_id=mine&setting.lifetime=1");
        assert_eq!(Value::from(settings.open), json!({"lifetime": 1}));
    }

    #[test]
    fn a_field_that_is_there_twice_is_none() {
        assert_eq!(value(b"link=a&link=b", "link"), None);
        assert_eq!(value(b"other=a&link=b%20c", "link").as_deref(), Some("b c"));
    }

    #[test]
    fn each_setting_is_entered_in_its_own_way() {
        let open = json!({"scopes": ["a", "b"], "separator": " ", "client_secret": "hush"});
        let method = method();
        let inputs = inputs(&method, &Map::new(), open.as_object().unwrap());
        insta::assert_debug_snapshot!(inputs.iter().map(|input| &input.kind).collect::<Vec<_>>());
    }
}

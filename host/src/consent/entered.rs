//! Whether somebody has entered a scope.
//!
//! What a person enters is that person's to choose. But a connector says which
//! settings there are, and forms begin with the default that it names, or offer the
//! choices that it names. So what the schema of a setting says by itself is the
//! connector's word, whoever sends it.

use serde_json::{Map, Value};

use crate::manifest::AuthMethod;
use crate::schema::Schema;

/// Whether it is in the settings of an auth method, as one, as an entry of a list, or
/// as one of several in a text, and is not what the method's schema names itself.
pub(super) fn is_entered(settings: &Map<String, Value>, method: &AuthMethod, scope: &str) -> bool {
    settings.iter().any(|(name, value)| {
        let Some(setting) = method.setting(name) else {
            return false;
        };
        let is_named = || {
            named_by(setting.schema)
                .iter()
                .any(|value| has(value, scope))
        };
        has(value, scope) && !is_named()
    })
}

/// What the schema of a setting names: a default, and choices.
fn named_by(schema: &Value) -> Vec<&Value> {
    let whole = Schema::new(schema);
    let parts = [Some(whole), whole.element()].into_iter().flatten();
    let named = parts.flat_map(|part| {
        let default = part.keyword("default").into_iter();
        part.values().into_iter().chain(default)
    });
    named.collect()
}

/// Whether a value is a scope, or has it in it.
fn has(value: &Value, scope: &str) -> bool {
    match value {
        Value::String(text) => {
            let mut parts = text.split(|between: char| between == ',' || between.is_whitespace());
            text == scope || parts.any(|part| part == scope)
        }
        Value::Array(entries) => entries.iter().any(|entry| match entry {
            Value::String(_) => has(entry, scope),
            _ => false,
        }),
        _ => false,
    }
}

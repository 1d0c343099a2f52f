//! Checks what was sent against the published schemas, in Zoom's words.

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Map, Value};

use super::{
    error::{ApiError, FieldError},
    operations::Query,
};

/// Reads query parameters in their published types and fills in defaults.
/// Unknown parameters are ignored, as they are at Zoom. A `page_size` above the most
/// that is published is that most: a published client counts on it everywhere, which
/// makes it a guess elsewhere than where it was seen.
pub(crate) fn query(
    text: &str,
    published: &Query,
    validator: &Validator,
) -> Result<Map<String, Value>, ApiError> {
    let mut values = Map::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        if let Some(schema) = published.properties.get(name.as_ref()) {
            let value = typed(&value, schema);
            let value = match schema["maximum"].as_u64() {
                Some(most) if name == "page_size" && value.as_u64() > Some(most) => most.into(),
                _ => value,
            };
            values.insert(name.into_owned(), value);
        }
    }
    let values = valid(Value::Object(values), validator)?;
    let defaults = published.properties.iter().filter_map(|(name, schema)| {
        schema
            .get("default")
            .map(|default| (name.clone(), default.clone()))
    });
    Ok(defaults.chain(values).collect())
}

/// Reads a JSON body. No content at all is an empty object.
pub(crate) fn body(content: &[u8], validator: &Validator) -> Result<Map<String, Value>, ApiError> {
    if content.is_empty() {
        return valid(Value::Object(Map::new()), validator);
    }
    match serde_json::from_slice(content) {
        Ok(mut value @ Value::Object(_)) => {
            drop_nulls(&mut value);
            valid(value, validator)
        }
        Ok(_) | Err(_) => Err(ApiError::bad_request(
            300,
            "Request Body should be a valid JSON object.",
        )),
    }
}

fn valid(value: Value, validator: &Validator) -> Result<Map<String, Value>, ApiError> {
    let mut errors: Vec<FieldError> = Vec::new();
    for error in validator
        .iter_errors(&value)
        .map(|error| field_error(&error))
    {
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    match value {
        Value::Object(object) if errors.is_empty() => Ok(object),
        _ => Err(ApiError::validation(errors)),
    }
}

/// Takes out the members that are null. Clients in use send them for what they
/// leave open, so Zoom has to put up with them: a guess.
fn drop_nulls(value: &mut Value) {
    if let Value::Object(members) = value {
        members.retain(|_, member| !member.is_null());
        members.values_mut().for_each(drop_nulls);
    }
}

fn field_error(error: &ValidationError<'_>) -> FieldError {
    let mut field = String::new();
    for part in error.instance_path().as_str().split('/').skip(1) {
        if part.parse::<usize>().is_ok() {
            field.push_str(&format!("[{part}]"));
        } else {
            if !field.is_empty() {
                field.push('.');
            }
            field.push_str(part);
        }
    }
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let property = property.as_str().unwrap_or_default();
            if field.is_empty() {
                FieldError::missing(property)
            } else {
                FieldError::missing(format!("{field}.{property}"))
            }
        }
        _ => FieldError::invalid(field),
    }
}

/// A query parameter in its published type, or as it came for the validator to
/// refuse.
fn typed(text: &str, schema: &Value) -> Value {
    let parsed = match schema["type"].as_str() {
        Some("integer") => text.parse::<i64>().ok().map(Value::from),
        Some("boolean") => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    parsed.unwrap_or_else(|| Value::from(text))
}

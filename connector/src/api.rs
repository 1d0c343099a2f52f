//! Requests to Zoom's API: each field of an input at its place.

use serde_json::Value;

use crate::contract::HttpRequest;
use crate::endpoint::Endpoint;
use crate::input::Input;
use crate::request::{add, encode, request};
use crate::shape::{Field, Kind, Object, Place};

/// The request that asks `endpoint` for `input`. `base_url` is where the API of the account is;
/// `otherwise` says to encode what can be encoded in two ways in the other one.
pub(crate) fn ask(
    endpoint: &Endpoint,
    input: &Input,
    base_url: &str,
    otherwise: bool,
) -> HttpRequest {
    let mut url = root(base_url) + endpoint.path;
    let mut queried: Vec<String> = Vec::new();
    let mut header: Vec<(String, String)> = Vec::new();
    let mut content = None;
    let fields = || endpoint.input.fields();
    for field in fields() {
        let stand_in = || field.stand_in.map(Value::from);
        let Some(value) = input.get(field.name).cloned().or_else(stand_in) else {
            continue;
        };
        match field.place {
            Place::Path(placeholder) => {
                url = url.replace(placeholder, &segment(field, &value, otherwise));
            }
            Place::Query => queried.push(pair(field.name, &value)),
            Place::QueryMembers => {
                for (name, value) in members(value) {
                    match value {
                        Value::Array(values) => {
                            queried.extend(values.iter().map(|value| pair(&name, value)));
                        }
                        value => queried.push(pair(&name, &value)),
                    }
                }
            }
            Place::Header => {
                header.extend(members(value).map(|(name, value)| (name, plain(&value))));
            }
            Place::Content => content = Some(value),
            Place::Body | Place::Members(_) | Place::Nowhere => {}
        }
    }
    if !queried.is_empty() {
        url = format!("{url}?{}", queried.join("&"));
    }
    // Where Zoom reads a body it insists on an object, be it an empty one.
    let has_body = fields().any(|field| field.place == Place::Body);
    let beside = endpoint.beside.map(|members| members(input));
    let body = (has_body || beside.is_some()).then(|| {
        let mut body = input.body(&endpoint.input);
        body.extend(beside.unwrap_or_default());
        Value::Object(body)
    });
    let mut request = request(&endpoint.method, url, content.or(body));
    for (name, value) in header {
        add(&mut request, &name, value);
    }
    request
}

/// The members of an object that say something.
fn members(value: Value) -> impl Iterator<Item = (String, Value)> {
    let members = match value {
        Value::Object(members) => members,
        _ => Object::new(),
    };
    members.into_iter().filter(|(_, value)| !value.is_null())
}

/// A name and a value of a query.
fn pair(name: &str, value: &Value) -> String {
    format!("{}={}", encode(name), encode(&plain(value)))
}

/// The address below which the paths of the API reference lie.
fn root(base_url: &str) -> String {
    format!("{}/v2", base_url.trim_end_matches('/'))
}

fn segment(field: &Field, value: &Value, otherwise: bool) -> String {
    let text = plain(value);
    let other = otherwise.then(|| encoded_otherwise(field, &text)).flatten();
    let encode = match field.kind {
        Kind::Form(form) => form.encode.unwrap_or(encode),
        _ => encode,
    };
    other.unwrap_or_else(|| encode(&text))
}

fn encoded_otherwise(field: &Field, text: &str) -> Option<String> {
    match field.kind {
        Kind::Form(form) => (form.otherwise.as_ref()?.encode)(text),
        _ => None,
    }
}

/// Whether an error with this code may say that the request is to be encoded in the other way.
pub(crate) fn wants_other_encoding(endpoint: &Endpoint, input: &Input, code: &str) -> bool {
    let told_by = |field: &&Field| match field.kind {
        Kind::Form(form) => form
            .otherwise
            .as_ref()
            .is_some_and(|other| other.unless == code),
        _ => false,
    };
    endpoint.input.fields().filter(told_by).any(|field| {
        let in_path = matches!(field.place, Place::Path(_));
        let text = input.text(field.name).filter(|_| in_path);
        text.is_some_and(|text| encoded_otherwise(field, text).is_some())
    })
}

/// A value as it stands in a path or a query.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn an_account_of_a_region_is_asked_there() {
        for base_url in ["https://api-eu.zoom.us", "https://api-eu.zoom.us/"] {
            assert_eq!(root(base_url), "https://api-eu.zoom.us/v2");
        }
    }
}

//! Requests to Zoom's API: each field of an input at its place.

use serde_json::Value;

use crate::contract::HttpRequest;
use crate::endpoint::Endpoint;
use crate::input::Input;
use crate::request::{encode, request};
use crate::shape::{Field, Kind, Object, Place};

/// The request that asks `endpoint` for `input`. `base_url` is where the API of the account is.
pub(crate) fn ask(endpoint: &Endpoint, input: &Input, base_url: &str) -> HttpRequest {
    let mut url = root(base_url) + endpoint.path;
    let mut separator = '?';
    let fields = || endpoint.input.fields();
    // Where Zoom reads a body it insists on an object, be it an empty one.
    let has_body = fields().any(|field| field.place == Place::Body);
    let mut body = has_body.then(Object::new);
    for field in fields() {
        let stand_in = || field.stand_in.map(Value::from);
        let Some(value) = input.get(field.name).cloned().or_else(stand_in) else {
            continue;
        };
        match field.place {
            Place::Path(placeholder) => url = url.replace(placeholder, &segment(field, &value)),
            Place::Query => {
                url.push(separator);
                url.push_str(&format!("{}={}", field.name, encode(&plain(&value))));
                separator = '&';
            }
            Place::Body => {
                if let Some(body) = &mut body {
                    body.insert(field.name.to_owned(), value);
                }
            }
            Place::Nowhere => {}
        }
    }
    request(&endpoint.method, url, body)
}

/// The address below which the paths of the API reference lie.
fn root(base_url: &str) -> String {
    format!("{}/v2", base_url.trim_end_matches('/'))
}

fn segment(field: &Field, value: &Value) -> String {
    let encode = match field.kind {
        Kind::Form(form) => form.encode.unwrap_or(encode),
        _ => encode,
    };
    encode(&plain(value))
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

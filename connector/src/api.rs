//! Requests to Zoom's API.

use serde_json::Value;

use crate::action::Action;
use crate::contract::{Field, HttpRequest};
use crate::ids::{encode, encode_meeting};
use crate::input::Input;
use crate::shape::{Kind, Object, Place};

/// The domains of Zoom and of Zoom for Government.
const DOMAINS: [&str; 2] = ["zoom.us", "zoomgov.com"];
/// The address below which the paths of the API reference lie. `base_url` is the one of the
/// account's region.
fn root(base_url: &str) -> String {
    format!("{}/v2", base_url.trim_end_matches('/'))
}

/// Whether an address is one of Zoom's: `https`, at one of its domains or below, and nobody's user
/// name in front of it.
pub(crate) fn is_zoom(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default();
    let plain = uri
        .authority()
        .is_some_and(|authority| authority.as_str() == host);
    uri.scheme() == Some(&http::uri::Scheme::HTTPS)
        && plain
        && DOMAINS.iter().any(|domain| {
            let below = host.strip_suffix(domain);
            below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
        })
}

/// The request of an action: each field of `input` at its place.
pub(crate) fn request(action: &Action, input: &Input, base_url: &str) -> HttpRequest {
    let mut url = root(base_url) + action.path;
    let mut separator = '?';
    // Where Zoom reads a body it insists on an object, be it an empty one.
    let has_body = action
        .input
        .fields()
        .any(|field| field.place == Place::Body);
    let mut body = has_body.then(Object::new);
    for field in action.input.fields() {
        let stand_in = || field.stand_in.map(Value::from);
        let Some(value) = input.get(field.name).cloned().or_else(stand_in) else {
            continue;
        };
        match field.place {
            Place::Path(placeholder) => {
                let segment = match field.kind {
                    Kind::MeetingIdOrUuid => encode_meeting(&plain(&value)),
                    _ => encode(&plain(&value)),
                };
                url = url.replace(placeholder, &segment);
            }
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
    get(url).with_method(&action.method).with_body(body)
}

/// A plain GET.
pub(crate) fn get(url: String) -> HttpRequest {
    HttpRequest {
        method: http::Method::GET.to_string(),
        url,
        headers: vec![header(&http::header::ACCEPT, "application/json")],
        body: None,
    }
}

/// A GET of a file, which may be of any type.
pub(crate) fn get_file(url: String) -> HttpRequest {
    HttpRequest {
        headers: Vec::new(),
        ..get(url)
    }
}

/// The request for whose account the credential is.
pub(crate) fn current_user(base_url: &str) -> HttpRequest {
    get(root(base_url) + "/users/me")
}

fn header(name: &http::HeaderName, value: &str) -> Field {
    Field {
        name: name.to_string(),
        value: value.to_owned(),
    }
}

impl HttpRequest {
    fn with_method(mut self, method: &http::Method) -> Self {
        self.method = method.to_string();
        self
    }

    fn with_body(mut self, body: Option<Object>) -> Self {
        if let Some(body) = body {
            self.headers
                .push(header(&http::header::CONTENT_TYPE, "application/json"));
            self.body = Some(Value::Object(body).to_string().into_bytes());
        }
        self
    }
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
    use super::*;

    #[test]
    fn only_zooms_own_addresses_are_zooms() {
        for url in [
            "https://api.zoom.us",
            "https://zoom.us/rec/download/a?b=c",
            "https://x.us02.zoom.us/",
            "https://api.zoomgov.com",
        ] {
            assert!(is_zoom(url), "{url}");
        }
        for url in [
            "http://api.zoom.us",
            "https://zoom.us.example.com",
            "https://evilzoom.us",
            "https://evilzoomgov.com",
            "https://zoom.us@example.com/",
            "https://zoom.us:8443/",
            "//zoom.us",
            "zoom.us",
            "",
            "https://example.com/zoom.us",
        ] {
            assert!(!is_zoom(url), "{url}");
        }
    }

    #[test]
    fn an_account_of_a_region_is_asked_there() {
        assert_eq!(root("https://api-eu.zoom.us"), "https://api-eu.zoom.us/v2");
        assert_eq!(root("https://api-eu.zoom.us/"), "https://api-eu.zoom.us/v2");
    }
}

//! HTTP requests, plain.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::contract::{Field, HttpRequest};
use crate::json;

/// All but the unreserved characters of RFC 3986 section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `text` as one segment of a path, or as a name or value in a query.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A request for JSON, with JSON for its content if there is one.
pub(crate) fn request(method: &http::Method, url: String, body: Option<Value>) -> HttpRequest {
    let mut headers = vec![header(&http::header::ACCEPT, "application/json")];
    if body.is_some() {
        headers.push(header(&http::header::CONTENT_TYPE, "application/json"));
    }
    HttpRequest {
        method: method.to_string(),
        url,
        headers,
        body: body.map(|body| json::text(&body).into_bytes()),
    }
}

/// Says one more thing in the header of a request, in place of what it says already.
pub(crate) fn add(request: &mut HttpRequest, name: &str, value: String) {
    request
        .headers
        .retain(|field| !field.name.eq_ignore_ascii_case(name));
    request.headers.push(Field {
        name: name.to_owned(),
        value,
    });
}

/// A request for a file, which may be of any type.
pub(crate) fn get_file(url: String) -> HttpRequest {
    HttpRequest {
        method: http::Method::GET.to_string(),
        url,
        headers: Vec::new(),
        body: None,
    }
}

/// A request for the beginning of a file: enough to tell an error or a page from it.
pub(crate) fn get_beginning(url: String) -> HttpRequest {
    HttpRequest {
        headers: vec![header(&http::header::RANGE, BEGINNING)],
        ..get_file(url)
    }
}

/// How much of a file is looked at. Who does not know of ranges sends the whole file.
const BEGINNING: &str = "bytes=0-65535";

fn header(name: &http::HeaderName, value: &str) -> Field {
    Field {
        name: name.to_string(),
        value: value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_becomes_one_segment_that_decodes_to_itself(text in ".*") {
            let segment = encode(&text);
            let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
            prop_assert!(segment.chars().all(unreserved));
            prop_assert_eq!(percent_decode_str(&segment).decode_utf8().unwrap(), text);
        }
    }
}

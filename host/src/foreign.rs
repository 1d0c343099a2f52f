//! What comes from others, each at the place where it comes in: entries for
//! fuzzing and for property tests, which no other build has.
//!
//! Each takes any bytes. It must not panic, and it asserts what has to hold
//! whatever the bytes are. A field ends with a zero byte where one entry takes
//! several.

use crate::consent::{Consent, in_words};
use crate::contract::{Field, HttpRequest};
use crate::download::{self, Destination};
use crate::egress::{Hop, Policy, outgoing};
use crate::json_weight::weight;
use crate::manifest::{DeclaredOrigin, Manifest, Mark, select};
use crate::policy::OperatorPolicy;
use crate::schema::UnusableSchemas;
use crate::triggers::{Polled, Reception};

pub use crate::connections::foreign::archive;
pub use crate::driver::foreign::answer;
pub use crate::oauth::foreign::{authorization_response, token_response};

/// A manifest, as a component describes itself.
pub fn manifest(bytes: &[u8]) {
    let Some(manifest) = text(bytes).and_then(|text| Manifest::parse(text).ok()) else {
        return;
    };
    for method in &manifest.auth_methods {
        let _ = method.settings().count();
    }
    for action in &manifest.actions {
        let sample = action.sample.output.value();
        for pointer in &action.sensitive {
            let _ = select(&sample, pointer);
        }
    }
    let _ = UnusableSchemas::of(&manifest);
    let _ = Policy::new(&manifest.origins);
    let Ok(wanted) = Consent::of(&manifest) else {
        return;
    };
    let _ = in_words(&wanted);
    let difference = wanted.beyond(&Consent::default());
    let _ = difference.iter().map(ToString::to_string).count();
    assert!(wanted.beyond(&wanted).is_empty());
    let kept = serde_json::json!(wanted).to_string();
    let read: Consent = serde_json::from_str(&kept).expect("what was kept can be read");
    assert_eq!(read, wanted);
}

/// A step: a request (method, URL, name and value of a header field, content)
/// and the name of a file.
pub fn step(bytes: &[u8]) {
    let mut fields = bytes.split(|byte| *byte == 0).map(String::from_utf8_lossy);
    let mut next = || fields.next().unwrap_or_default().into_owned();
    let request = HttpRequest {
        method: next(),
        url: next(),
        headers: vec![Field {
            name: next(),
            value: next(),
        }],
        body: Some(next().into_bytes()),
    };
    let proposed = next();
    if let Ok(request) = outgoing(&request)
        && let Ok(hop) = Hop::new(request)
        && let Ok(permit) = policy().permit(hop.url())
    {
        assert_eq!(permit.rerouted_to, None);
        let url = hop.url();
        let host = url.host_str().unwrap_or_default();
        assert_eq!(url.scheme(), "https");
        assert!(host == "api.example" || host.ends_with(".files.example"));
        assert!(url.username().is_empty() && url.password().is_none());
        assert_eq!(permit.credential, host == "api.example");
    }
    let destination = Destination {
        directory: "/nowhere/downloads".into(),
        file_name: None,
        overwrite: true,
        progress: None,
    };
    if let Ok(path) = download::target(&destination, &proposed) {
        assert_eq!(path.parent(), Some(&*destination.directory));
        assert!(path.file_name().is_some());
    }
}

/// The output of a call, of a poll and of a reception.
pub fn output(bytes: &[u8]) {
    let _ = weight(bytes);
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        return;
    };
    let _ = Polled::read("note-created", vec![value.clone()], value.clone());
    let manifest = Manifest::parse(SAMPLE).expect("the sample is a manifest");
    let _ = Reception::read(&manifest, value);
}

/// The operator's policy.
pub fn operator_policy(bytes: &[u8]) {
    let Some(text) = text(bytes) else {
        return;
    };
    match OperatorPolicy::parse(text, "policy.toml") {
        Ok(policy) => {
            let rules = policy.of("notes");
            let _ = rules.check_method("own-app", "connect by");
            for origin in rules.origins().flatten() {
                let _ = origin.to_string();
            }
        }
        Err(error) => assert!(error.to_string().starts_with("policy.toml, line ")),
    }
}

/// A manifest that is one.
pub const SAMPLE: &str = include_str!("../tests/support/manifest.json");

fn policy() -> Policy {
    let declared = [
        ("https://api.example", vec![Mark::Credential]),
        ("https://*.files.example", Vec::new()),
    ]
    .map(|(origin, marks)| DeclaredOrigin {
        origin: origin.to_owned(),
        marks,
        purpose: String::new(),
    });
    Policy::new(&declared).expect("they are origins")
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// Any JSON.
    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
            "https://[*a-z.:/@#]{0,16}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z_]{0,8}", inner, 0..4)
                    .prop_map(|members| json!(members)),
            ]
        })
    }

    /// A document in which one value is another.
    fn spoilt(sample: &str) -> impl Strategy<Value = String> {
        let sample: Value = serde_json::from_str(sample).expect("JSON");
        let count = places(&sample).len();
        (0..count, value()).prop_map(move |(index, value)| {
            let mut document = sample.clone();
            let pointer = places(&document).swap_remove(index);
            *document.pointer_mut(&pointer).expect("it is there") = value;
            document.to_string()
        })
    }

    /// Pointers to all values in a value.
    fn places(value: &Value) -> Vec<String> {
        let below = |name: &str, inner: &Value| {
            let name = name.replace('~', "~0").replace('/', "~1");
            let inner = places(inner).into_iter();
            inner.map(move |place| format!("/{name}{place}")).collect()
        };
        let inner: Vec<Vec<String>> = match value {
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items
                    .map(|(at, item)| below(&at.to_string(), item))
                    .collect()
            }
            Value::Object(members) => members
                .iter()
                .map(|(name, member)| below(name, member))
                .collect(),
            _ => Vec::new(),
        };
        std::iter::once(String::new())
            .chain(inner.into_iter().flatten())
            .collect()
    }

    const ALL: [fn(&[u8]); 8] = [
        manifest,
        step,
        output,
        answer,
        token_response,
        authorization_response,
        archive,
        operator_policy,
    ];

    const TOKENS: &str = r#"{"access_token": "at", "token_type": "Bearer", "expires_in": 3600,
        "refresh_token": "rt", "scope": "a b", "error": "x", "error_description": "y"}"#;
    const EVENTS: &str = r#"{"events": [{"trigger": "note-created", "id": "1",
        "occurred_at": "2026-11-26T10:00:00Z", "subject": {"account": "a", "user": "b"},
        "data": {}}], "cursor": {}, "warnings": ["w"], "response": {"status": 200, "json": {}},
        "ended": [{"account": "a"}]}"#;

    #[test]
    fn what_is_right_is_read() {
        assert!(Manifest::parse(SAMPLE).is_ok());
        for entry in ALL {
            entry(b"");
            entry(SAMPLE.as_bytes());
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_host_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            for entry in ALL {
                entry(&bytes);
            }
        }

        #[test]
        fn no_text_does(text in ".{0,80}", json in value()) {
            for entry in ALL {
                entry(text.as_bytes());
                entry(json.to_string().as_bytes());
            }
        }

        #[test]
        fn no_manifest_with_something_else_in_it_does(text in spoilt(SAMPLE)) {
            manifest(text.as_bytes());
        }

        #[test]
        fn no_answer_of_a_server_does(tokens in spoilt(TOKENS), events in spoilt(EVENTS)) {
            token_response(tokens.as_bytes());
            output(events.as_bytes());
        }

        #[test]
        fn no_request_that_is_nearly_right_gets_anywhere_else(
            method in "GET|POST|get|CONNECT|[A-Z ]{0,8}",
            url in "https?://(api|x@api|api\\.example@evil|[a-z0-9\\[\\]:]{1,12})(\\.example|\\.files\\.example|\\.test)?(:[0-9]{0,5})?[/?#\\\\@]{0,3}.{0,12}",
            name in "[A-Za-z-]{1,16}",
            field in ".{0,12}",
            file in ".{0,24}|(\\.\\./){1,3}[a-z]{1,8}|[A-Z]:\\\\[a-z]{1,4}",
        ) {
            step([method, url, name, field, String::new(), file].join("\0").as_bytes());
        }

        #[test]
        fn no_response_without_the_state_is_believed(query in "[a-z_=&%0-9-]{0,60}") {
            authorization_response(format!("http://127.0.0.1/cb?{query}").as_bytes());
        }
    }
}

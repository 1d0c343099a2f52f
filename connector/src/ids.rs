//! Zoom's ids, as people and programs write them, and as they go into a path.

use serde_json::Value;

use crate::request::encode;
use crate::shape::{Form, Kind};

/// The number of a meeting, as text or number in inputs and as a text in outputs.
pub(crate) const MEETING: Kind = Kind::Form(
    &Form::new(
        |value| meeting_id(value).map(Value::String),
        "a meeting id, like \"85746065432\"",
        r#"{ "type": ["string", "integer"], "minLength": 1, "minimum": 0 }"#,
    )
    .seen_as_number(),
);

/// The number of a meeting, which stands for its latest instance, or the UUID of an instance.
pub(crate) const MEETING_OR_UUID: Kind = Kind::Form(
    &Form::new(
        |value| meeting_id_or_uuid(value).map(Value::String),
        "a meeting id, like \"85746065432\", or a meeting UUID as Zoom gave it, not URL-encoded",
        r#"{ "type": ["string", "integer"], "minLength": 1, "minimum": 0 }"#,
    )
    .encoded(encode_meeting),
);

/// The id or e-mail address of a user, or `me`.
pub(crate) const USER: Kind = Kind::Form(&Form::new(
    |value| value.as_str().filter(|text| is_user(text)).map(Value::from),
    "a user id, an e-mail address or \"me\"",
    r#"{ "type": "string", "minLength": 1, "maxLength": 254 }"#,
));

/// An e-mail address.
pub(crate) const EMAIL: Kind = Kind::Form(&Form::new(
    |value| {
        value
            .as_str()
            .filter(|text| is_email(text))
            .map(Value::from)
    },
    "an e-mail address",
    r#"{ "type": "string", "format": "email" }"#,
));

/// The most digits of a number that Zoom's own integers (`int64`) surely hold.
const MOST_DIGITS: usize = 18;

/// The digits of a meeting id, which may come as a number or as a text with the spaces and dashes
/// that Zoom's invitations show (`857 4606 5432`).
fn meeting_id(value: &Value) -> Option<String> {
    let digits = match value {
        Value::Number(number) => number.as_u64()?.to_string(),
        Value::String(text) => text.chars().filter(|c| !matches!(c, ' ' | '-')).collect(),
        _ => return None,
    };
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && (1..=MOST_DIGITS).contains(&digits.len())).then_some(digits)
}

/// A meeting id, or the UUID of one instance of a meeting, which is a Base64 text.
fn meeting_id_or_uuid(value: &Value) -> Option<String> {
    meeting_id(value).or_else(|| {
        let uuid = value.as_str()?.trim();
        let base64 = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
        };
        ((1..=100).contains(&uuid.len()) && uuid.bytes().all(base64)).then(|| uuid.to_owned())
    })
}

/// Whether `text` can be a user: an id, an e-mail address or `me`. A path takes `.` and `..` for
/// something else, in whatever encoding.
fn is_user(text: &str) -> bool {
    !matches!(text, "" | "." | "..")
        && text.len() <= 254
        && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Some text, one `@`, a domain: enough to catch a name or a list in the place of an address.
fn is_email(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>');
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@') && !text.contains(odd)
    })
}

/// A meeting id or UUID as one segment of a path. Zoom's documentation: a UUID that begins with `/`
/// or contains `//` has to be encoded twice.
fn encode_meeting(id_or_uuid: &str) -> String {
    let once = encode(id_or_uuid);
    if id_or_uuid.starts_with('/') || id_or_uuid.contains("//") {
        encode(&once)
    } else {
        once
    }
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn decode_until_stable(encoded: &str) -> String {
        let decoded = percent_decode_str(encoded)
            .decode_utf8()
            .unwrap()
            .into_owned();
        if decoded == encoded {
            decoded
        } else {
            decode_until_stable(&decoded)
        }
    }

    proptest! {
        #[test]
        fn a_uuid_survives_a_server_that_decodes_until_nothing_changes(uuid in "[A-Za-z0-9+/]{22}==") {
            prop_assert_eq!(decode_until_stable(&encode_meeting(&uuid)), uuid);
        }

        #[test]
        fn a_meeting_id_reads_the_same_as_number_text_or_as_people_paste_it(id in 1_000_000_000u64..99_999_999_999) {
            let digits = id.to_string();
            let (a, rest) = digits.split_at(3);
            let (b, c) = rest.split_at(4);
            let expected = Some(digits.clone());
            prop_assert_eq!(meeting_id(&json!(id)), expected.clone());
            prop_assert_eq!(meeting_id(&json!(format!("{a} {b} {c}"))), expected.clone());
            prop_assert_eq!(meeting_id(&json!(format!("{a}-{b}-{c}"))), expected);
        }
    }

    #[test]
    fn only_a_uuid_with_a_leading_or_double_slash_is_encoded_twice() {
        assert_eq!(encode_meeting("/abc=="), "%252Fabc%253D%253D");
        assert_eq!(encode_meeting("a//b=="), "a%252F%252Fb%253D%253D");
        assert_eq!(encode_meeting("a/b+c=="), "a%2Fb%2Bc%3D%3D");
    }

    #[test]
    fn what_a_path_would_take_for_a_step_up_is_no_user_and_no_meeting() {
        assert!(!is_user(".."));
        assert!(!is_user("."));
        assert_eq!(meeting_id_or_uuid(&json!("..")), None);
    }
}

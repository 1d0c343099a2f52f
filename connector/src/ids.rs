//! Zoom's ids, as people and programs write them, and as they go into a path.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::numbers;
use crate::request::encode;
use crate::shape::{Form, Kind};

/// Zoom's code for a meeting that it does not find.
const NO_MEETING: &str = "3001";

/// The number of a meeting, as text or number in inputs and as a text in outputs.
pub(crate) const MEETING: Kind = Kind::Form(
    &Form::new(
        |value| meeting_id(value).map(Value::String),
        "a meeting id, like \"85746065432\", or the link of an invitation",
        r#"{ "type": ["string", "integer"], "minLength": 1, "minimum": 0 }"#,
    )
    .seen_as_number(),
);

/// The number of a meeting, which stands for its latest instance, or the UUID of an instance.
pub(crate) const MEETING_OR_UUID: Kind = Kind::Form(
    &Form::new(
        |value| meeting_id_or_uuid(value).map(Value::String),
        "a meeting id, like \"85746065432\", the link of an invitation, or a meeting UUID as Zoom \
         gave it",
        r#"{ "type": ["string", "integer"], "minLength": 1, "minimum": 0 }"#,
    )
    .encoded(encode_meeting)
    .or_encoded(encode_meeting_otherwise, NO_MEETING),
);

/// The personal meeting id of a user: ten digits, a number in requests.
pub(crate) const PERSONAL_MEETING: Kind = Kind::Form(&Form::new(
    |value| {
        let digits = meeting_id(value).filter(|digits| digits.len() == PERSONAL_DIGITS)?;
        digits.parse::<u64>().ok().map(Value::from)
    },
    "a personal meeting id of ten digits, like \"5550100001\"",
    r#"{ "type": ["string", "integer"], "minLength": 1, "minimum": 0 }"#,
));

/// How many digits a personal meeting id has.
const PERSONAL_DIGITS: usize = 10;

/// The id or e-mail address of a user, or `me`.
pub(crate) const USER: Kind = Kind::Form(&Form::new(
    |value| user(value.as_str()?).map(Value::from),
    "a user id, an e-mail address or \"me\"",
    r#"{ "type": "string", "minLength": 1, "maxLength": 254 }"#,
));

/// What names a user for get-user alone: an id, an e-mail address or `me`, or, where the input says
/// so, an encrypted address or an employee's id, which may have any characters.
pub(crate) const NAMED_USER: Kind = Kind::Form(&Form::new(
    |value| foreign_name(value.as_str()?).map(Value::from),
    "a user id, an e-mail address, \"me\", an encrypted address or an employee's id",
    r#"{ "type": "string", "minLength": 1, "maxLength": 1000 }"#,
));

/// One meeting of a series. Zoom's ids of these are moments, in milliseconds. What comes of an empty
/// variable must not stand for the whole series.
pub(crate) const OCCURRENCE: Kind = Kind::Form(
    &Form::new(
        |value| match value {
            Value::Number(number) => Some(numbers::whole(number)?.to_string().into()),
            Value::String(text) => (!text.is_empty()).then(|| value.clone()),
            _ => None,
        },
        "the id of a meeting of a series, like \"1648194360000\"; leave it out to mean the series",
        r#"{ "type": ["string", "integer"], "minLength": 1 }"#,
    )
    .seen_as_number()
    .heeding_blank(),
);

/// Several meetings of a series: a list, or their ids with commas between them.
pub(crate) const OCCURRENCES: Kind = Kind::Form(
    &Form::new(
        |value| occurrences(value).map(Value::String),
        "the ids of meetings of a series, in a list or with commas between them",
        r#"{ "type": ["string", "array", "integer"], "items": { "type": ["string", "integer"] } }"#,
    )
    .heeding_blank(),
);

/// An id of something else, as Zoom gave it.
pub(crate) const ID: Kind = Kind::Form(&Form::new(
    |value| id(value).map(Value::String),
    "an id as Zoom gave it",
    r#"{ "type": ["string", "integer"], "minLength": 1, "maxLength": 254 }"#,
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

/// An e-mail address of a registrant.
pub(crate) const SHORT_EMAIL: Kind = Kind::Form(&Form::new(
    |value| {
        let text = value.as_str().filter(|text| text.len() <= 128);
        text.filter(|text| is_email(text)).map(Value::from)
    },
    "an e-mail address of at most 128 characters",
    r#"{ "type": "string", "format": "email", "maxLength": 128 }"#,
));

/// The most digits of a number that Zoom's own integers (`int64`) surely hold.
const MOST_DIGITS: usize = 18;

/// The domains below which the links of invitations lie.
const LINK_DOMAINS: [&str; 4] = ["zoom.us", "zoom.com", "zoomgov.com", "zoom.com.cn"];

/// The digits of a meeting id, which may come as a number, as a text with the blanks and dashes that
/// Zoom's invitations show (`857 4606 5432`), or as the link of an invitation.
fn meeting_id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => numbers::whole(number)
            .and_then(|number| u64::try_from(number).ok())
            .and_then(|number| grouped_digits(&number.to_string())),
        Value::String(text) => {
            // Letters and chats put links into brackets, and tables make numbers of ids.
            let text = text.trim().trim_start_matches('<').trim_end_matches('>');
            let number = text.strip_suffix(".0").unwrap_or(text);
            grouped_digits(number).or_else(|| in_link(text))
        }
        _ => None,
    }
}

/// Digits, in groups with blanks or dashes between them: a dash before the first is a sign.
fn grouped_digits(text: &str) -> Option<String> {
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let digits: String = text
        .chars()
        .filter(|c| !is_dash(*c) && !c.is_whitespace())
        .collect();
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let framed = text.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit());
    (framed && is_number && (1..=MOST_DIGITS).contains(&digits.len())).then_some(digits)
}

/// The meeting id in a link: `https://us02web.zoom.us/j/85746065432?pwd=...`, and its kin for hosts
/// (`/s/`), webinars (`/w/`), the browser (`/wc/join/`) and the client (`zoommtg:...?confno=`).
fn in_link(text: &str) -> Option<String> {
    let rest = match text.split_once("://") {
        Some((scheme, rest)) => ["https", "http", "zoommtg", "zoomus"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
            .then_some(rest)?,
        None => text,
    };
    let (address, query) = rest.split_once(['?', '#']).unwrap_or((rest, ""));
    let (host, path) = address.split_once('/')?;
    let host = host.to_ascii_lowercase();
    let at_zoom = LINK_DOMAINS.iter().any(|domain| {
        let below = host.strip_suffix(domain);
        below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
    });
    let (kind, path) = path.split_once('/').unwrap_or((path, ""));
    let in_path = || path.split('/').find_map(grouped_digits);
    let in_query = || {
        let number = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("confno="));
        number.and_then(grouped_digits)
    };
    match kind {
        _ if !at_zoom => None,
        "j" | "s" | "w" | "wc" => in_path(),
        "join" | "start" => in_query(),
        _ => None,
    }
}

/// A meeting id, or the UUID of one instance of a meeting, which is a Base64 text; it may be encoded
/// as it stands in addresses.
fn meeting_id_or_uuid(value: &Value) -> Option<String> {
    meeting_id(value).or_else(|| {
        let uuid = decoded(value.as_str()?.trim());
        let base64 = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
        };
        let has_letter = uuid.bytes().any(|byte| byte.is_ascii_alphabetic());
        (has_letter && uuid.len() <= 100 && uuid.bytes().all(base64)).then_some(uuid)
    })
}

/// A text that may be percent-encoded, once or twice.
fn decoded(text: &str) -> String {
    let once = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    once(&once(text))
}

/// The user that a text names. An id has neither what separates the parts of an address nor what is
/// encoded in one: a path takes `..` for something else, in whatever encoding.
pub(crate) fn user(text: &str) -> Option<&str> {
    const CURRENT: &str = "me";
    if text.eq_ignore_ascii_case(CURRENT) {
        return Some(CURRENT);
    }
    let odd = |c: char| c.is_control() || c.is_whitespace() || "/\\?#%".contains(c);
    let is_user = !matches!(text, "" | "." | "..") && text.len() <= 254 && !text.contains(odd);
    is_user.then_some(text)
}

/// A name that others than Zoom have made. It goes into a path encoded, and must not lead elsewhere
/// when that is decoded, be it twice.
fn foreign_name(text: &str) -> Option<&str> {
    let plain = decoded(text);
    let leads_on = plain
        .split(['/', '\\'])
        .any(|part| matches!(part, "." | ".."));
    let odd = |c: char| c.is_control();
    (!text.is_empty() && text.len() <= 1000 && !leads_on && !plain.contains(odd)).then_some(text)
}

/// Ids of meetings of a series, with commas between them.
fn occurrences(value: &Value) -> Option<String> {
    let ids: Vec<String> = match value {
        Value::Array(items) => items.iter().map(id).collect::<Option<_>>()?,
        Value::String(text) => text.split(',').map(|id| id.trim().to_owned()).collect(),
        value => vec![id(value)?],
    };
    let is_id = |id: &String| !id.is_empty() && !id.contains(|c: char| c == ',' || c.is_control());
    (!ids.is_empty() && ids.iter().all(is_id)).then(|| ids.join(","))
}

/// An id as one segment of a path, which it must not lead out of, however often it is decoded.
fn id(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => numbers::whole(number)?.to_string(),
        _ => return None,
    };
    let steps = |part: &str| matches!(part, "." | "..");
    let odd = |c: char| c.is_control() || c.is_whitespace() || "%?#\\".contains(c);
    let is_id = (1..=254).contains(&text.len()) && !text.contains(odd);
    (is_id && !text.split('/').any(steps)).then_some(text)
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

/// The other way in which a UUID can be encoded: clients and endpoints have been seen to differ over
/// those with a slash. None for what is encoded in one way only.
fn encode_meeting_otherwise(id_or_uuid: &str) -> Option<String> {
    let once = encode(id_or_uuid);
    let usual = encode_meeting(id_or_uuid);
    let other = if usual == once { encode(&once) } else { once };
    id_or_uuid.contains('/').then_some(other)
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
    fn a_link_of_an_invitation_names_its_meeting() {
        for link in [
            "https://us02web.zoom.us/j/85746065432?pwd=dGVzdA.1",
            " https://zoom.us/j/85746065432 ",
            "HTTPS://ZOOM.US/j/85746065432#success",
            "us02web.zoom.us/j/85746065432",
            "https://example.zoom.us/s/85746065432?zak=x",
            "https://zoom.us/w/85746065432?tk=x",
            "https://app.zoom.us/wc/join/85746065432?pwd=x",
            "https://app.zoom.us/wc/85746065432/start",
            "https://zoom.com/j/857-4606-5432",
            "zoommtg://zoom.us/join?action=join&confno=85746065432&pwd=x",
            "<https://zoom.us/j/85746065432>",
            "85746065432.0",
        ] {
            let id = meeting_id(&json!(link));
            assert_eq!(id.as_deref(), Some("85746065432"), "{link}");
        }
    }

    #[test]
    fn what_is_no_meeting_id_is_refused() {
        for wrong in [
            json!(-5),
            json!("-5"),
            json!("- 5"),
            json!("5-"),
            json!(5.5),
            json!(""),
            json!("--"),
            json!("+5"),
            json!(1e300),
            json!("https://zoom.us.example.com/j/85746065432"),
            json!("https://example.com/j/85746065432"),
            json!("https://zoom.us/my/anna"),
            json!("https://zoom.us/rec/share/85746065432"),
            json!("1234567890123456789"),
            json!(true),
            json!([85_746_065_432_u64]),
        ] {
            assert_eq!(meeting_id(&wrong), None, "{wrong}");
            assert_eq!(meeting_id_or_uuid(&wrong), None, "{wrong}");
        }
        assert_eq!(
            meeting_id(&json!(85_746_065_432.0)).as_deref(),
            Some("85746065432")
        );
    }

    #[test]
    fn a_user_is_an_id_an_address_or_me() {
        for text in [
            "30R7kT7bTIKSNUFEuH_Qlg",
            "o'neil+zoom@example.com",
            "a-b.c@xn--exmple.com",
        ] {
            assert_eq!(user(text), Some(text));
        }
        assert_eq!(user("ME"), Some("me"));
    }

    #[test]
    fn a_uuid_may_come_as_it_stands_in_an_address() {
        for written in [
            "/ajXp112QmuoKj4854875==",
            "%2FajXp112QmuoKj4854875%3D%3D",
            "%252FajXp112QmuoKj4854875%253D%253D",
        ] {
            let uuid = meeting_id_or_uuid(&json!(written));
            assert_eq!(uuid.as_deref(), Some("/ajXp112QmuoKj4854875=="));
        }
    }

    #[test]
    fn a_uuid_with_a_slash_can_be_encoded_in_two_ways() {
        assert_eq!(
            encode_meeting_otherwise("/abc==").as_deref(),
            Some("%2Fabc%3D%3D")
        );
        assert_eq!(
            encode_meeting_otherwise("a/b==").as_deref(),
            Some("a%252Fb%253D%253D")
        );
        assert_eq!(encode_meeting_otherwise("ab=="), None);
        assert_eq!(encode_meeting_otherwise("85746065432"), None);
    }

    #[test]
    fn an_id_is_one_segment_of_a_path() {
        for (written, read) in [
            (json!(" MS-1_a+b/c== "), "MS-1_a+b/c=="),
            (json!(17), "17"),
            (json!("..a"), "..a"),
        ] {
            assert_eq!(id(&written).as_deref(), Some(read));
        }
        for wrong in ["", "..", ".", "a/..", "../a", "a b", "a%2F", "a?b", "a\\b"] {
            assert_eq!(id(&json!(wrong)), None, "{wrong}");
        }
        assert_eq!(id(&json!(true)), None);
    }

    #[test]
    fn meetings_of_a_series_come_as_a_list_or_with_commas() {
        for written in [json!("1, 2"), json!(["1", 2]), json!("1,2")] {
            assert_eq!(occurrences(&written).as_deref(), Some("1,2"));
        }
        assert_eq!(occurrences(&json!(1)).as_deref(), Some("1"));
        for wrong in [json!(""), json!([]), json!("1,"), json!([null]), json!({})] {
            assert_eq!(occurrences(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_a_path_would_take_for_a_step_up_is_no_user_and_no_meeting() {
        for step in [
            "..", ".", "../me", "a/..", "a\\b", "..%2Fme", "a?b", "a#b", "", "a b",
        ] {
            assert_eq!(user(step), None, "{step}");
        }
        assert_eq!(meeting_id_or_uuid(&json!("..")), None);
    }

    #[test]
    fn a_name_of_others_has_any_characters_but_leads_nowhere_else() {
        for name in ["a/b+c==", "E 100%", "ACME\\0042", "...", "a..b", "Ω#1?"] {
            assert_eq!(foreign_name(name), Some(name));
        }
        for wrong in [
            "",
            ".",
            "..",
            "../me",
            "a/../b",
            "a\\..",
            "..%2Fme",
            "%252e%252e",
            "a\n",
            "a%0Ab",
        ] {
            assert_eq!(foreign_name(wrong), None, "{wrong}");
        }
    }
}

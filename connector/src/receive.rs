//! Judging a delivery of Zoom's.
//!
//! Zoom signs `v0:<timestamp>:<body>` with the secret token of the app. The host has that, so it signs
//! the same bytes, and the two signatures are compared here. Nothing of the body is read before that.
//!
//! A failed delivery comes again after 5, 20 and 60 minutes more, and Zoom does not say whether it is
//! then signed anew. So it may be signed 90 minutes ago; what is told twice within them has one id.

use serde_json::Value;
use subtle::ConstantTimeEq;

use crate::auth::WEBHOOK_SECRET_TOKEN;
use crate::contract::{App, Delivery, Failure, FailureKind, Reply, Signing, Step};
use crate::json;
use crate::times::DateTime;
use crate::triggers::{self, DEAUTHORIZED, Occasion, event};

/// How old a delivery may be, and how far ahead its clock, in seconds.
const TOLERANCE: u64 = 90 * 60;
/// The most bytes of a body. Zoom's have some thousands; a state has no room for more.
const LARGEST: usize = (1 << 20) - VERIFYING;
/// How many bytes of the state come before the body.
const VERIFYING: usize = 1 + SIGNATURE + 8;
/// How many bytes a signature has.
const SIGNATURE: usize = 32;

/// The first byte of the state while a signature is verified. The signature follows, the moment it
/// was made, and the body.
const VERIFIES: u8 = b'V';
/// The first byte of the state while an address is validated. The token follows.
const VALIDATES: u8 = b'W';

/// Looks at the envelope, and asks for the signature that the delivery should have.
pub(crate) fn begin(app: &App, delivery: &Delivery) -> Result<Step, Failure> {
    if delivery.method != "POST" {
        return Err(not_authentic("it is no POST request"));
    }
    let timestamp = the_one(delivery, "x-zm-request-timestamp")?;
    let signed_at = timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let Some(signed_at) = signed_at.then(|| timestamp.parse::<u64>().ok()).flatten() else {
        return Err(not_authentic(
            "its `x-zm-request-timestamp` is no number of seconds",
        ));
    };
    if signed_at.abs_diff(app.now) > TOLERANCE {
        return Err(not_authentic(
            "it was signed more than 90 minutes ago, or ahead of time; if many are, set the clock of \
             this machine right",
        ));
    }
    let signature = the_one(delivery, "x-zm-signature")?
        .strip_prefix("v0=")
        .and_then(bytes_of_hex)
        .ok_or_else(|| not_authentic("its `x-zm-signature` is none of version 0"))?;
    if delivery.body.len() > LARGEST {
        return Err(not_authentic("it is larger than any of Zoom's"));
    }
    let mut state = Vec::with_capacity(VERIFYING + delivery.body.len());
    state.push(VERIFIES);
    state.extend_from_slice(&signature);
    state.extend_from_slice(&signed_at.to_le_bytes());
    state.extend_from_slice(&delivery.body);
    let message = [b"v0:", timestamp.as_bytes(), b":", &delivery.body].concat();
    Ok(sign(message, state))
}

/// Goes on where `state` is one of a delivery.
pub(crate) fn resume(state: &[u8], reply: &Reply) -> Option<Result<Step, Failure>> {
    match state.split_first() {
        Some((&VERIFIES, rest)) => Some(verified(rest, reply)),
        Some((&VALIDATES, token)) => Some(validated(token, reply)),
        _ => None,
    }
}

/// The signature that the delivery should have is here.
fn verified(state: &[u8], reply: &Reply) -> Result<Step, Failure> {
    let parts = state
        .split_first_chunk::<SIGNATURE>()
        .and_then(|(signature, rest)| Some((signature, rest.split_first_chunk::<8>()?)));
    let Some((signature, (signed_at, body))) = parts else {
        return Err(not_mine());
    };
    if !bool::from(signature.as_slice().ct_eq(signed(reply)?)) {
        return Err(not_authentic(
            "its signature is not one of this app's secret token",
        ));
    }
    let told = json::parse(body).map_err(|error| unexpected(&format!("is no JSON: {error}")))?;
    let Some(name) = told.get("event").and_then(Value::as_str) else {
        return Err(unexpected("has no `event`"));
    };
    if name == "endpoint.url_validation" {
        return validate(&told);
    }
    events(name, &told, u64::from_le_bytes(*signed_at))
}

/// Zoom asks whether this address is the app's. It does so when the address is entered, and every 72
/// hours.
fn validate(told: &Value) -> Result<Step, Failure> {
    let token = told.pointer("/payload/plainToken").and_then(Value::as_str);
    match token.filter(|token| is_token(token)) {
        Some(token) => {
            let state = [&[VALIDATES], token.as_bytes()].concat();
            Ok(sign(token.as_bytes().to_vec(), state))
        }
        None => Err(not_authentic(
            "the token of its validation has a form that Zoom's do not have",
        )),
    }
}

/// Whether a token is one of a validation: some letters and digits, and what else Base64 has. Zoom does
/// not say which characters its tokens have.
///
/// It is signed with the secret that deliveries are signed with. Were any text taken, whoever can send
/// a validation would get a signature for whatever they like, such as another delivery, which has
/// colons.
fn is_token(token: &str) -> bool {
    let known =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'/' | b'=');
    (16..=256).contains(&token.len()) && token.bytes().all(known)
}

/// The proof that the secret token is known is here.
fn validated(token: &[u8], reply: &Reply) -> Result<Step, Failure> {
    let answer = json::object(vec![
        ("plainToken", String::from_utf8_lossy(token).into()),
        ("encryptedToken", hex(signed(reply)?).into()),
    ]);
    let response = vec![("status", 200.into()), ("json", answer)];
    Ok(done(response, Vec::new(), None))
}

/// What an authentic delivery tells of.
fn events(name: &str, told: &Value, signed_at: u64) -> Result<Step, Failure> {
    let payload = told.get("payload").and_then(Value::as_object);
    let Some((payload, account)) = payload.and_then(|payload| {
        let account = payload.get("account_id")?.as_str()?;
        (!account.is_empty()).then_some((payload, account))
    }) else {
        return Err(unexpected("does not say which account it concerns"));
    };
    let at_ms = happened(told);
    let mut data = payload.clone();
    // Where it stands within the payload, it is a text of another form.
    data.remove("event_ts");
    for member in ["event", "event_ts", "download_token"] {
        if let Some(value) = told.get(member) {
            data.insert(member.to_owned(), value.clone());
        }
    }
    let occasion = Occasion {
        account,
        user: None,
        at_ms: at_ms.unwrap_or(signed_at.saturating_mul(1_000)),
    };
    let told_by = triggers::told_by(name).into_iter();
    let events = told_by.flat_map(|trigger| {
        let parts = (trigger.split)(Value::Object(data.clone())).into_iter();
        parts
            .map(|data| event(trigger, &occasion, data))
            .collect::<Vec<_>>()
    });
    let ended = DEAUTHORIZED.events.contains(&name).then(|| {
        let mut subject = vec![("account", account.into())];
        let user = payload.get("user_id").and_then(Value::as_str);
        if let Some(user) = user.filter(|user| !user.is_empty()) {
            subject.push(("user", user.into()));
        }
        json::object(subject)
    });
    Ok(done(vec![("status", 200.into())], events.collect(), ended))
}

/// When it happened, in milliseconds since 1970-01-01T00:00:00Z: beside the payload or, in another
/// form, within it.
fn happened(told: &Value) -> Option<u64> {
    let within = ["/payload/deauthorization_time", "/payload/event_ts"];
    let of_text = |text: &str| {
        // Without a zone it is a time in UTC.
        let text = text.trim_end_matches('Z');
        let seconds = DateTime::parse(&format!("{text}Z"))?.timestamp()?;
        seconds.checked_mul(1_000)
    };
    told.get("event_ts").and_then(Value::as_u64).or_else(|| {
        let mut texts = within
            .iter()
            .filter_map(|place| told.pointer(place)?.as_str());
        texts.find_map(of_text)
    })
}

fn done(response: Vec<(&str, Value)>, events: Vec<Value>, ended: Option<Value>) -> Step {
    let ended: Vec<_> = ended.into_iter().collect();
    Step::Done(json::text(&json::object(vec![
        ("response", json::object(response)),
        ("events", events.into()),
        ("ended", ended.into()),
    ])))
}

fn sign(message: Vec<u8>, state: Vec<u8>) -> Step {
    Step::Sign(Signing {
        secret: WEBHOOK_SECRET_TOKEN.to_owned(),
        message,
        state,
    })
}

/// The value of a header field that is there once.
fn the_one<'a>(delivery: &'a Delivery, name: &str) -> Result<&'a str, Failure> {
    let mut values = delivery.headers.iter().filter(|header| header.name == name);
    match (values.next(), values.next()) {
        (Some(header), None) => Ok(&header.value),
        _ => Err(not_authentic(&format!("it needs `{name}` once"))),
    }
}

fn signed(reply: &Reply) -> Result<&[u8], Failure> {
    match reply {
        Reply::Signature(signature) => Ok(signature),
        Reply::Response(_) | Reply::Downloaded(_) | Reply::Lost => Err(not_mine()),
    }
}

fn not_mine() -> Failure {
    Failure::new(
        FailureKind::InvalidInput,
        "Judging the delivery did not ask for that reply. Give the delivery again.",
    )
}

fn unexpected(what: &str) -> Failure {
    Failure::new(
        FailureKind::UnexpectedResponse,
        format!("A delivery that Zoom has signed {what}. Nothing of it was told."),
    )
}

fn not_authentic(why: &str) -> Failure {
    Failure::new(
        FailureKind::NotAuthentic,
        format!("The delivery is not known to be from Zoom: {why}. Nothing of it was believed."),
    )
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    let digits = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)]);
    digits.collect()
}

fn bytes_of_hex(digits: &str) -> Option<[u8; SIGNATURE]> {
    let mut bytes = [0; SIGNATURE];
    if digits.len() != 2 * SIGNATURE {
        return None;
    }
    let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16)?).ok();
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
        let [high, low] = pair else { return None };
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    proptest! {
        #[test]
        fn a_signature_is_read_as_it_is_written(bytes: [u8; 32]) {
            prop_assert_eq!(bytes_of_hex(&hex(&bytes)), Some(bytes));
            prop_assert_eq!(bytes_of_hex(&hex(&bytes).to_uppercase()), Some(bytes));
        }

        #[test]
        fn no_text_at_all_makes_reading_it_panic(text in ".{0,70}") {
            let _ = bytes_of_hex(&text);
        }
    }

    #[test]
    fn no_token_can_be_taken_for_what_a_delivery_is_signed_over() {
        assert!(is_token("qgg8vlvZRS6UYooatFL8Aw"));
        for token in [
            "",
            "short",
            "v0:1:{}v0:1:{}v0:1:{}",
            "a b c d e f g h i j",
            "ääääääääääääääää",
        ] {
            assert!(!is_token(token), "{token}");
        }
        assert!(!is_token(&"a".repeat(257)));
    }

    #[test]
    fn it_happened_when_it_says_wherever_it_says_so() {
        for (told, at) in [
            (
                json!({ "event_ts": 1_626_230_691_572_u64 }),
                Some(1_626_230_691_572),
            ),
            (
                json!({ "payload": { "event_ts": "2024-09-08 15:58:40" } }),
                Some(1_725_811_120_000),
            ),
            (
                json!({ "payload": { "deauthorization_time": "2020-06-17T13:52:28.632Z", "event_ts": "2024-09-08 15:58:40" } }),
                Some(1_592_401_948_000),
            ),
            (json!({ "event_ts": "soon" }), None),
            (json!({}), None),
        ] {
            assert_eq!(happened(&told), at, "{told}");
        }
    }
}

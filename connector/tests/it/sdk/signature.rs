//! `create-sdk-signature`. Whether it is right, a library for JSON Web Tokens says that knows nothing of
//! this one.

use insta::assert_snapshot;
use jsonwebtoken::crypto::sign;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};
use zoom_connector::contract::{Connection, Failure, Reply, Step};

use crate::support::{self, NOW, begin, connection, invoke, resume};

const SECRET: &[u8] = b"not-a-secret-of-the-sdk";

/// Signs as a host does: the message, with a secret that the connector never sees.
fn signed(step: Result<Step, Failure>) -> Value {
    let Ok(Step::Sign(signing)) = step else {
        panic!("nothing is signed: {step:?}")
    };
    assert_eq!(signing.secret, "sdk_secret");
    let encoded = sign(
        &signing.message,
        &EncodingKey::from_secret(SECRET),
        Algorithm::HS256,
    )
    .unwrap();
    // The library gives the signature as a token has it.
    let signature = decoded(&encoded);
    support::output(resume(&signing.state, Reply::Signature(signature)))
}

fn decoded(text: &str) -> Vec<u8> {
    let value = |c: char| {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            .find(c)
            .unwrap()
    };
    let bits = text
        .chars()
        .fold(String::new(), |bits, c| format!("{bits}{:06b}", value(c)));
    let bytes = bits.as_bytes().chunks_exact(8);
    bytes
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect()
}

/// The claims, where the library finds the signature right.
fn claims(output: &Value) -> Value {
    let token = output["signature"].as_str().unwrap();
    let mut validation = Validation::new(Algorithm::HS256);
    // The moment of the tests is over.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(SECRET);
    decode::<Value>(token, &key, &validation).unwrap().claims
}

#[test]
fn a_signature_is_a_token_that_others_find_right() {
    let output = signed(begin(
        "create-sdk-signature",
        json!({ "meeting_id": "https://us02web.zoom.us/j/85746065432", "role": 1 }),
    ));
    assert_eq!(
        claims(&output),
        json!({ "appKey": "sdk-key", "mn": "85746065432", "role": 1, "iat": NOW - 30, "exp": NOW - 30 + 7200, "tokenExp": NOW - 30 + 7200 })
    );
    let header = decode_header(output["signature"].as_str().unwrap()).unwrap();
    assert_eq!(
        (header.alg, header.typ.as_deref()),
        (Algorithm::HS256, Some("JWT"))
    );
    let mut forged = output.clone();
    forged["signature"] = output["signature"]
        .as_str()
        .unwrap()
        .replacen('.', ".e", 1)
        .into();
    let key = DecodingKey::from_secret(SECRET);
    assert!(
        decode::<Value>(
            forged["signature"].as_str().unwrap(),
            &key,
            &Validation::new(Algorithm::HS256)
        )
        .is_err()
    );
}

#[test]
fn what_is_told_of_a_signature_is_what_stands_in_it() {
    let input = json!({ "meeting_id": 85_746_065_432_u64, "expires_in": 1800, "video_webrtc_mode": 1, "include_sdk_key": true });
    let mut output = signed(begin("create-sdk-signature", input));
    let claims = claims(&output);
    output["signature"] = "(the token)".into();
    assert_snapshot!(format!("{claims:#}\n{output:#}"));
}

#[test]
fn without_a_meeting_it_is_for_none() {
    let claims = claims(&signed(begin("create-sdk-signature", json!({}))));
    assert!(
        claims.get("mn").is_none() && claims.get("role").is_none(),
        "{claims}"
    );
}

#[test]
fn the_host_is_asked_to_sign_with_the_secret_of_the_sdk_and_nothing_else_is_asked() {
    assert_snapshot!(invoke(
        "create-sdk-signature",
        json!({ "role": 2, "expires_in": 1799 }),
        []
    ));
    assert_snapshot!(invoke("create-sdk-signature", json!({ "role": 0 }), []));
    let step = begin("create-sdk-signature", json!({ "meeting_id": 1 })).unwrap();
    let state = support::state(&step).unwrap();
    let failure = resume(&state, support::answer(200, json!({}))).unwrap_err();
    assert_eq!(failure.kind, "invalid-input");
}

#[test]
fn a_connection_without_a_key_is_told_which_settings_it_lacks() {
    let bare = Connection {
        settings: json!({ "client_id": "app" }).to_string(),
        ..connection(&[])
    };
    let step = zoom_connector::invoke(&bare, "create-sdk-signature", "{}");
    assert_snapshot!(support::play(step, []));
}

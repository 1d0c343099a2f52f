//! Which deliveries are believed, and what becomes of them.

use hmac::{Hmac, KeyInit, Mac};
use insta::assert_snapshot;
use serde_json::{Value, json};
use sha2::Sha256;

use super::support::{NOW, failure, output, resume};
use crate::Notes;
use crate::contract::{App, Delivery, Failure, Guest, Reply, Step, field};

fn sign(message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"hush").expect("any length is a key");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A delivery of this body that was signed right at this time.
fn signed_at(sent: u64, body: &str) -> Delivery {
    let signature = hex(&sign(format!("{sent}.{body}").as_bytes()));
    Delivery {
        method: "POST".to_owned(),
        path_and_query: "/deliveries/7".to_owned(),
        headers: vec![
            field("notes-timestamp", &sent.to_string()),
            field("notes-signature", &format!("v1={signature}")),
        ],
        body: body.as_bytes().to_vec(),
    }
}

/// What becomes of a delivery, with every signature made that it asks for.
fn receive(delivery: Delivery) -> Result<Step, Failure> {
    let app = App {
        method: "client-credentials".to_owned(),
        settings: "{}".to_owned(),
        now: NOW,
    };
    let mut step = Notes::receive(app, delivery)?;
    while let Step::Sign(signing) = &step {
        assert_eq!(signing.secret, "webhook_secret");
        let signature = Reply::Signature(sign(&signing.message));
        step = resume(&step, signature)?;
    }
    Ok(step)
}

fn told(body: &Value) -> Result<Step, Failure> {
    receive(signed_at(NOW, &body.to_string()))
}

fn written() -> Value {
    json!({
        "what": "note.written",
        "workspace": "w1",
        "note": {
            "id": "n3",
            "text": "Buy bread",
            "author": "u1",
            "written_at": "2030-03-17T17:46:40Z",
        },
    })
}

#[test]
fn a_delivery_that_is_signed_right_tells_of_its_event() {
    assert_eq!(
        output(told(&written())),
        json!({
            "response": { "status": 200 },
            "events": [{
                "trigger": "note-written",
                "id": "note.written n3 2030-03-17T17:46:40Z",
                "occurred_at": "2030-03-17T17:46:40Z",
                "subject": { "account": "w1", "user": "u1" },
                "data": {
                    "id": "n3",
                    "text": "Buy bread",
                    "author": "u1",
                    "written_at": "2030-03-17T17:46:40Z",
                },
            }],
            "ended": [],
        })
    );
}

#[test]
fn the_signature_is_over_the_bytes_as_they_came() {
    // The same JSON, written in another way.
    let body = format!("{}\n", written().to_string().replace(":", " : "));
    let delivery = signed_at(NOW, &body);
    let Step::Sign(signing) = Notes::receive(
        App {
            method: String::new(),
            settings: String::new(),
            now: NOW,
        },
        delivery.clone(),
    )
    .expect("it asks for a signature") else {
        panic!("it asks for a signature");
    };
    assert_eq!(signing.message, format!("{NOW}.{body}").as_bytes());
    assert_eq!(output(receive(delivery))["events"][0]["data"]["id"], "n3");
}

#[test]
fn one_byte_more_or_less_or_else_is_not_authentic() {
    let right = signed_at(NOW, &written().to_string());
    assert!(receive(right.clone()).is_ok());
    for at in 0..right.body.len() {
        let mut changed = right.clone();
        changed.body[at] ^= 1;
        let refused = receive(changed).expect_err("it is refused");
        assert_eq!(refused.kind, "not-authentic", "byte {at}");
    }
    let mut longer = right.clone();
    longer.body.push(b' ');
    assert_snapshot!(failure(receive(longer)), @"not-authentic: The delivery is not known to be from Notes: its signature is wrong. Nothing of it was believed.");
}

#[test]
fn each_digit_of_the_signature_counts() {
    let right = signed_at(NOW, &written().to_string());
    let signature = right.headers[1].value.clone();
    for at in "v1=".len()..signature.len() {
        let mut digits = signature.clone().into_bytes();
        digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
        let mut changed = right.clone();
        changed.headers[1].value = String::from_utf8(digits).expect("digits");
        let refused = receive(changed).expect_err("it is refused");
        assert_eq!(refused.kind, "not-authentic", "digit {at}");
    }
}

#[test]
fn what_has_not_the_form_of_a_delivery_is_not_authentic() {
    let right = || signed_at(NOW, &written().to_string());
    let with = |change: fn(&mut Delivery)| {
        let mut delivery = right();
        change(&mut delivery);
        failure(receive(delivery))
    };
    let refusals = [
        with(|delivery| delivery.method = "GET".to_owned()),
        with(|delivery| delivery.headers.clear()),
        with(|delivery| delivery.headers.push(delivery.headers[0].clone())),
        with(|delivery| delivery.headers.push(delivery.headers[1].clone())),
        with(|delivery| delivery.headers[0].value = "today".to_owned()),
        with(|delivery| delivery.headers[1].value = "v2=ab".to_owned()),
        with(|delivery| delivery.headers[1].value = "v1=abc".to_owned()),
        with(|delivery| delivery.headers[1].value = "v1=xy".to_owned()),
        with(|delivery| delivery.headers[1].value = "v1=".to_owned()),
        with(|delivery| delivery.headers[1].value.truncate(5)),
        with(|delivery| delivery.body = b"\xff".to_vec()),
    ];
    assert_snapshot!(refusals.join("\n"));
}

#[test]
fn a_delivery_of_another_time_is_not_authentic_however_it_is_signed() {
    let body = written().to_string();
    for sent in [NOW - 300, NOW + 300] {
        assert!(receive(signed_at(sent, &body)).is_ok(), "{sent}");
    }
    for sent in [0, NOW - 301, NOW + 301, u64::MAX] {
        let refused = receive(signed_at(sent, &body)).expect_err("it is refused");
        assert_eq!(refused.kind, "not-authentic", "{sent}");
    }
}

#[test]
fn the_time_is_part_of_what_is_signed() {
    let mut moved = signed_at(NOW - 200, &written().to_string());
    moved.headers[0].value = NOW.to_string();
    let refused = receive(moved).expect_err("it is refused");
    assert_eq!(refused.kind, "not-authentic");
}

const TOKEN: &str = "check_7Gq2mZ9xKc4VbN1sLw8RtY5h";

#[test]
fn an_address_check_that_is_signed_right_is_answered_with_the_proof() {
    let check = json!({ "what": "address.check", "token": TOKEN });
    assert_eq!(
        output(told(&check)),
        json!({
            "response": {
                "status": 200,
                "json": { "token": TOKEN, "proof": hex(&sign(TOKEN.as_bytes())) },
            },
            "events": [],
            "ended": [],
        })
    );
}

#[test]
fn an_address_check_that_is_not_signed_gets_no_proof() {
    let check = json!({ "what": "address.check", "token": TOKEN }).to_string();
    let mut unsigned = signed_at(NOW, &check);
    unsigned.headers.pop();
    assert_eq!(
        receive(unsigned).expect_err("it is refused").kind,
        "not-authentic"
    );
    let mut forged = signed_at(NOW, &check);
    forged.headers[1].value = format!("v1={}", hex(&[0; 32]));
    assert_eq!(
        receive(forged).expect_err("it is refused").kind,
        "not-authentic"
    );
}

#[test]
fn nothing_is_signed_that_could_be_taken_for_something_else() {
    let forged = format!(
        "{NOW}.{}",
        json!({ "what": "client.removed", "workspace": "w1" })
    );
    for token in [
        forged.as_str(),
        "",
        "check_",
        "check_7Gq2mZ9xKc4VbN1sLw8RtY5",
        "check_7Gq2mZ9xKc4VbN1sLw8RtY5h6",
        "check_7Gq2mZ9xKc4VbN1sLw8RtY5.",
        "check_7Gq2mZ9xKc4VbN1sLw8RtYü",
        "7Gq2mZ9xKc4VbN1sLw8RtY5hcheck_",
    ] {
        let refused = told(&json!({ "what": "address.check", "token": token }));
        assert_eq!(
            refused.expect_err("it is refused").kind,
            "not-authentic",
            "{token}"
        );
    }
}

#[test]
fn a_removed_client_ends_the_grants_of_its_workspace() {
    let removed = json!({ "what": "client.removed", "workspace": "w1" });
    assert_eq!(
        output(told(&removed)),
        json!({ "response": { "status": 200 }, "events": [], "ended": [{ "account": "w1" }] })
    );
}

#[test]
fn what_no_trigger_tells_of_is_taken_and_tells_of_nothing() {
    let nothing = json!({ "response": { "status": 200 }, "events": [], "ended": [] });
    for unknown in [
        json!({ "what": "note.read", "workspace": "w1", "note": written()["note"] }),
        json!({ "what": "moon.rose", "workspace": "w1", "moon": {} }),
        json!({ "what": "moon.rose" }),
    ] {
        assert_eq!(output(told(&unknown)), nothing, "{unknown}");
    }
}

#[test]
fn what_is_signed_right_and_not_as_documented_is_not_taken() {
    for body in [
        "what=note.written",
        "[]",
        r#"{"workspace":"w1"}"#,
        r#"{"what":"note.written","workspace":"w1","note":{"id":"n3"}}"#,
        r#"{"what":"client.removed"}"#,
        r#"{"what":"address.check"}"#,
    ] {
        let refused = receive(signed_at(NOW, body)).expect_err(body);
        assert_eq!(refused.kind, "unexpected-response", "{body}");
    }
}

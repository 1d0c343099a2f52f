//! Deliveries that nobody should believe, and ones that nobody should send.

use proptest::prelude::*;
use serde_json::{Value, json};
use zoom_connector::contract::{Delivery, Reply, Step};

use super::support::{app, delivery, field, hex, judged, signed, signed_at};
use crate::support::NOW;

fn created() -> Value {
    json!({
        "event": "meeting.created", "event_ts": 1_626_230_691_572_u64,
        "payload": { "account_id": "A", "object": { "id": 1, "host_id": "h" } },
    })
}

fn kind(delivery: &Delivery) -> String {
    judged(delivery).expect_err("it is refused").kind
}

fn with(mut delivery: Delivery, name: &str, value: &str) -> Delivery {
    delivery.headers.retain(|header| header.name != name);
    delivery.headers.push(field(name, value));
    delivery
}

fn without(mut delivery: Delivery, name: &str) -> Delivery {
    delivery.headers.retain(|header| header.name != name);
    delivery
}

#[test]
fn a_delivery_that_is_signed_wrong_or_not_at_all_is_not_authentic() {
    let right = delivery(&created());
    let signature = right.headers[2].value.clone();
    assert!(judged(&right).is_ok());
    let mut twice = right.clone();
    twice.headers.push(field("x-zm-signature", &signature));
    for wrong in [
        without(right.clone(), "x-zm-signature"),
        with(right.clone(), "x-zm-signature", ""),
        with(
            right.clone(),
            "x-zm-signature",
            &format!("v0={}", "0".repeat(64)),
        ),
        with(
            right.clone(),
            "x-zm-signature",
            &signature.replace("v0=", "v1="),
        ),
        with(
            right.clone(),
            "x-zm-signature",
            &signature[..signature.len() - 1],
        ),
        with(
            right.clone(),
            "x-zm-signature",
            &signature[..signature.len() - 2],
        ),
        with(right.clone(), "x-zm-signature", &format!("{signature}00")),
        with(
            right.clone(),
            "x-zm-signature",
            &format!("v0={}", "é".repeat(32)),
        ),
        without(right.clone(), "x-zm-request-timestamp"),
        twice,
        // The verification token of old, which nobody needs to know a secret for.
        with(
            without(right.clone(), "x-zm-signature"),
            "authorization",
            "token",
        ),
        Delivery {
            method: "GET".to_owned(),
            ..right.clone()
        },
    ] {
        assert_eq!(kind(&wrong), "not-authentic", "{wrong:?}");
    }
}

#[test]
fn other_bytes_than_those_that_were_signed_are_not_authentic() {
    let right = delivery(&created());
    let body = String::from_utf8(right.body.clone()).unwrap();
    for other in [
        format!("{body} "),
        format!(" {body}"),
        body.replace("\"id\":1", "\"id\":2"),
        body[..body.len() - 1].to_owned(),
        format!("{:#}", created()),
        String::new(),
    ] {
        let wrong = Delivery {
            body: other.into_bytes(),
            ..right.clone()
        };
        assert_eq!(kind(&wrong), "not-authentic", "{wrong:?}");
    }
}

#[test]
fn a_delivery_of_long_ago_or_ahead_of_time_is_not_authentic() {
    let body = created().to_string();
    for timestamp in [0, NOW - 5_401, NOW + 5_401, u64::MAX] {
        assert_eq!(
            kind(&signed_at(body.as_bytes(), timestamp)),
            "not-authentic"
        );
    }
    // The time can't be moved under the signature, nor be anything but digits.
    let old = signed_at(body.as_bytes(), NOW - 6_000);
    for timestamp in [
        NOW.to_string(),
        format!("+{NOW}"),
        format!("{NOW}.0"),
        format!(" {NOW}"),
        "-1".into(),
        "".into(),
        "9".repeat(30),
    ] {
        assert_eq!(
            kind(&with(old.clone(), "x-zm-request-timestamp", &timestamp)),
            "not-authentic"
        );
    }
}

#[test]
fn no_secret_is_asked_to_sign_anything_before_the_envelope_is_right() {
    for wrong in [
        without(delivery(&created()), "x-zm-signature"),
        signed_at(created().to_string().as_bytes(), NOW - 6_000),
    ] {
        let refused = zoom_connector::receive(&app(), &wrong).expect_err("it is refused");
        assert_eq!(refused.kind, "not-authentic");
    }
}

#[test]
fn a_validation_signs_nothing_but_what_looks_like_a_token() {
    let asked = |token: Value| json!({ "event": "endpoint.url_validation", "payload": { "plainToken": token } });
    let forged = format!("v0:{NOW}:{}", created());
    for token in [
        json!(forged),
        json!(""),
        json!("short"),
        json!("a".repeat(257)),
        json!(7),
        json!(null),
        json!("with space with space"),
        json!("with:colon:with:colon"),
        json!("{\"event\":\"meeting.created\"}"),
    ] {
        assert_eq!(kind(&delivery(&asked(token))), "not-authentic");
    }
    // Without the signature of the request itself there is no proof for anybody.
    let unsigned = with(
        delivery(&asked(json!("qgg8vlvZRS6UYooatFL8Aw"))),
        "x-zm-signature",
        &format!("v0={}", "0".repeat(64)),
    );
    assert_eq!(kind(&unsigned), "not-authentic");
}

#[test]
fn what_is_signed_and_makes_no_sense_is_refused_and_told_of_no_event() {
    for body in [
        &b"not json"[..], b"", b"null", b"[]", b"{}", b"7", b"{\"event\":7}", b"{\"event\":\"meeting.created\"}",
        b"{\"event\":\"meeting.created\",\"payload\":[]}", b"{\"event\":\"meeting.created\",\"payload\":{}}",
        b"{\"event\":\"meeting.created\",\"payload\":{\"account_id\":\"\"}}",
        b"{\"event\":\"meeting.created\",\"payload\":{\"account_id\":\"A\",\"object\":{\"topic\":\"\xff\xfe\"}}}",
    ] {
        assert_eq!(kind(&signed_at(body, NOW)), "unexpected-response", "{body:?}");
    }
}

#[test]
fn a_huge_delivery_is_refused_and_the_largest_that_a_state_has_room_for_is_not() {
    let body = |length: usize| {
        let frame = json!({ "event": "chat_message.sent", "event_ts": 1, "payload": { "account_id": "A", "object": { "text": "" } } }).to_string();
        let text = "x".repeat(length - frame.len());
        frame.replace("\"text\":\"\"", &format!("\"text\":\"{text}\""))
    };
    let most = (1 << 20) - 41;
    assert_eq!(
        judged(&signed_at(body(most).as_bytes(), NOW)).unwrap()["events"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        kind(&signed_at(body(most + 1).as_bytes(), NOW)),
        "not-authentic"
    );
    assert_eq!(kind(&signed_at(&vec![b' '; 8 << 20], NOW)), "not-authentic");
}

#[test]
fn members_of_a_wrong_type_are_left_out_and_the_rest_is_told() {
    let mut told = created();
    told["event_ts"] = "soon".into();
    told["payload"]["object"] = json!({ "id": 1.5, "host_id": ["h"], "topic": "T", "occurrences": [7, { "occurrence_id": "1" }], "settings": "none" });
    let event = judged(&delivery(&told)).unwrap()["events"][0].clone();
    assert_eq!(
        event["data"],
        json!({ "event": "meeting.created", "account_id": "A", "object": { "topic": "T", "occurrences": [{ "occurrence_id": "1" }] } })
    );
    assert_eq!(event["subject"], json!({ "account": "A" }));
    // It happened no later than it was signed.
    assert_eq!(event["occurred_at"], "2026-03-01T12:00:00Z");
}

#[test]
fn the_media_type_that_a_delivery_names_changes_nothing_of_what_was_signed() {
    let other = with(delivery(&created()), "content-type", "text/plain");
    assert_eq!(
        judged(&other).unwrap(),
        judged(&delivery(&created())).unwrap()
    );
}

#[test]
fn a_state_of_a_delivery_is_no_good_with_another_reply() {
    let Ok(Step::Sign(signing)) = zoom_connector::receive(&app(), &delivery(&created())) else {
        panic!()
    };
    for reply in [
        Reply::Lost,
        Reply::Signature(Vec::new()),
        Reply::Signature(vec![0; 32]),
        Reply::Signature(vec![0; 33]),
    ] {
        let refused =
            zoom_connector::resume(&signing.state, reply, NOW).expect_err("it is refused");
        assert!(
            ["invalid-input", "not-authentic"].contains(&refused.kind.as_str()),
            "{refused:?}"
        );
    }
    for cut in 0..signing.state.len().min(60) {
        let reply = Reply::Signature(signed(b""));
        assert!(zoom_connector::resume(&signing.state[..cut], reply, NOW).is_err());
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let names = prop::sample::select(vec![
            "event",
            "event_ts",
            "payload",
            "object",
            "old_object",
            "account_id",
            "host_id",
            "id",
            "uuid",
            "recording_files",
            "participant",
            "settings",
            "plainToken",
            "other",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(names, inner, 0..6).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_zoom_signs_ends_in_events_of_the_documented_shape_or_in_a_failure(
        payload in any_json(),
        name in prop::sample::select(vec!["meeting.created", "meeting.updated", "recording.completed", "recording.transcript_completed", "user.updated", "app_deauthorized", "endpoint.url_validation", "x"]),
    ) {
        let told = json!({ "event": name, "payload": payload });
        if let Ok(reception) = judged(&delivery(&told)) {
            let schema: Value = serde_json::from_str(include_str!("../../../../wit/manifest.schema.json")).unwrap();
            let shape = json!({ "$defs": schema["$defs"], "$ref": "#/$defs/reception" });
            prop_assert!(jsonschema::is_valid(&shape, &reception), "{}", reception);
        }
    }

    #[test]
    fn whatever_bytes_are_signed_make_nothing_panic(body: Vec<u8>) {
        let _ = judged(&signed_at(&body, NOW));
    }

    #[test]
    fn no_signature_but_the_right_one_is_believed(bytes in prop::array::uniform32(any::<u8>())) {
        let right = delivery(&created());
        let wrong = with(right.clone(), "x-zm-signature", &format!("v0={}", hex(&bytes)));
        prop_assert_eq!(kind(&wrong), "not-authentic");
    }

    #[test]
    fn a_repetition_has_the_ids_that_it_had(payload in any_json()) {
        let told = json!({ "event": "meeting.updated", "event_ts": 5, "payload": { "account_id": "A", "object": payload } });
        let ids = |delivery: &Delivery| {
            let reception = judged(delivery).unwrap();
            reception["events"].as_array().unwrap().iter().map(|event| event["id"].clone()).collect::<Vec<_>>()
        };
        let again = signed_at(told.to_string().as_bytes(), NOW - 300);
        prop_assert_eq!(ids(&delivery(&told)), ids(&again));
    }
}

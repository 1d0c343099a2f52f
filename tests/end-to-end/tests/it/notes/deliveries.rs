//! Deliveries: which are believed, what is answered, and whom they concern.

use connector_host::driver::DriveError;
use connector_host::triggers::Reception;
use connector_host::{Error, Reach, Subject};
use end_to_end::{Answer, Delivery, Kitchen, Receiver};
use jiff::Timestamp;
use serde_json::{Value, json};

/// A kitchen, and a platform that takes its deliveries.
async fn taking() -> (Kitchen, Receiver) {
    let kitchen = Kitchen::connected().await;
    let receiver = Receiver::start(kitchen.host()).await;
    (kitchen, receiver)
}

/// What came of one delivery, and what was answered.
async fn sent(receiver: &Receiver, delivery: &Delivery) -> (Result<Reception, Error>, Answer) {
    let answer = delivery.send(receiver.url()).await.expect("it is answered");
    let outcome = receiver.outcomes().pop().expect("it has arrived");
    (outcome, answer)
}

fn note() -> Value {
    json!({
        "id": "n3",
        "text": "Buy bread",
        "author": "u1",
        "written_at": "2026-11-26T10:00:00Z",
    })
}

fn workspace(user: Option<&str>) -> Subject {
    Subject {
        account: "w1".to_owned(),
        user: user.map(str::to_owned),
    }
}

/// Nothing came of it, and the sender is told no more than that.
async fn assert_not_authentic(receiver: &Receiver, delivery: &Delivery) {
    let (outcome, answer) = sent(receiver, delivery).await;
    match outcome {
        Err(Error::Drive {
            source: DriveError::Failure(failure),
            ..
        }) => {
            assert_eq!(failure.kind, "not-authentic", "{failure:?}");
        }
        other => panic!("{delivery:?} led to {other:?}"),
    }
    assert_eq!((answer.status, answer.body.as_str()), (401, ""));
}

#[tokio::test]
async fn a_delivery_that_is_signed_right_tells_of_its_event_and_whom_it_concerns() {
    let (_kitchen, receiver) = taking().await;
    let (outcome, answer) = sent(&receiver, &Delivery::of_note(&note())).await;
    let reception = outcome.expect("it is authentic");
    let [event] = reception.events.as_slice() else {
        panic!("{:?}", reception.events)
    };
    assert_eq!(event.trigger, "note-written");
    assert_eq!(event.id, "note.written n3 2026-11-26T10:00:00Z");
    assert_eq!(event.occurred_at.to_string(), "2026-11-26T10:00:00Z");
    assert_eq!(event.subject, workspace(Some("u1")));
    assert_eq!(event.data, note());
    assert_eq!(reception.ended, []);
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(answer.media_type, None);
}

#[tokio::test]
async fn a_delivery_that_is_signed_wrong_is_not_authentic() {
    let (_kitchen, receiver) = taking().await;
    let right = Delivery::of_note(&note());
    let signature = right
        .header("notes-signature")
        .expect("it has one")
        .to_owned();
    let unsigned = right.clone().without("notes-signature");
    let zeros = format!("v1={}", "0".repeat(64));
    for wrong in [
        unsigned.clone(),
        unsigned.clone().with("notes-signature", ""),
        unsigned.clone().with("notes-signature", &zeros),
        // Another scheme, and two signatures of which one is right.
        unsigned.with("notes-signature", &signature.replace("v1=", "v2=")),
        right.clone().with("notes-signature", &zeros),
        right.clone().without("notes-timestamp"),
        // The same JSON in other bytes.
        right.clone().saying(&format!("{} ", right.body())),
        right.clone().saying(&right.body().replace("bread", "wine")),
        right.clone().saying(""),
    ] {
        assert_not_authentic(&receiver, &wrong).await;
    }
    let (outcome, _) = sent(&receiver, &right).await;
    assert_eq!(outcome.expect("it is authentic").events.len(), 1);
}

#[tokio::test]
async fn a_delivery_of_long_ago_or_ahead_of_time_is_not_authentic() {
    let (_kitchen, receiver) = taking().await;
    let now = Timestamp::now().as_second();
    // Far enough from the five minutes that a slow machine changes nothing.
    for fresh in [now - 60, now + 60] {
        let delivery = Delivery::of_note(&note()).signed_at(fresh);
        let (outcome, _) = sent(&receiver, &delivery).await;
        assert_eq!(outcome.expect("it is authentic").events.len(), 1);
    }
    for stale in [0, now - 3_600, now + 3_600] {
        assert_not_authentic(&receiver, &Delivery::of_note(&note()).signed_at(stale)).await;
    }
    // The time can't be moved under the signature.
    let moved = Delivery::of_note(&note())
        .signed_at(now - 3_600)
        .without("notes-timestamp")
        .with("notes-timestamp", &now.to_string());
    assert_not_authentic(&receiver, &moved).await;
}

#[tokio::test]
async fn an_address_is_validated_when_the_check_is_signed() {
    let (kitchen, receiver) = taking().await;
    // Notes holds the proof against its own secret.
    let taken = kitchen.server.subscribe(receiver.url()).await;
    assert_eq!(taken, Ok(()));
    let reception = receiver.outcomes().pop().expect("it was checked");
    let reception = reception.expect("it is authentic");
    assert_eq!(
        (reception.events, reception.ended),
        (Vec::new(), Vec::new())
    );
}

#[tokio::test]
async fn the_proof_of_an_address_is_json_and_not_a_page() {
    let (_kitchen, receiver) = taking().await;
    let check = Delivery::of_check("check_aaaaaaaaaaaaaaaaaaaaaaaa");
    let (_, answer) = sent(&receiver, &check).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.media_type.as_deref(), Some("application/json"));
    assert_eq!(answer.json()["token"], "check_aaaaaaaaaaaaaaaaaaaaaaaa");
}

#[tokio::test]
async fn an_address_check_that_is_not_signed_gets_no_proof() {
    let (_kitchen, receiver) = taking().await;
    let check = Delivery::of_check("check_aaaaaaaaaaaaaaaaaaaaaaaa");
    let zeros = format!("v1={}", "0".repeat(64));
    let unsigned = check.without("notes-signature");
    assert_not_authentic(&receiver, &unsigned).await;
    assert_not_authentic(&receiver, &unsigned.with("notes-signature", &zeros)).await;
}

#[tokio::test]
async fn an_address_check_has_no_message_signed_that_somebody_chose() {
    let (_kitchen, receiver) = taking().await;
    let now = Timestamp::now().as_second();
    let removal = json!({ "what": "client.removed", "workspace": "w1" });
    let forged = format!("{now}.{removal}");
    for token in [forged.as_str(), "", "check_", "check_short"] {
        assert_not_authentic(&receiver, &Delivery::of_check(token)).await;
    }
}

#[tokio::test]
async fn a_client_that_was_removed_ends_the_grants_of_its_workspace() {
    let (_kitchen, receiver) = taking().await;
    let (outcome, answer) = sent(&receiver, &Delivery::of_removal()).await;
    let reception = outcome.expect("it is authentic");
    assert_eq!(reception.ended, [workspace(None)]);
    assert_eq!(reception.events, []);
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn an_event_that_no_trigger_tells_of_is_taken_and_leads_to_nothing() {
    let (_kitchen, receiver) = taking().await;
    let unknown = json!({ "what": "moon.rose", "workspace": "w1", "moon": { "full": true } });
    let (outcome, answer) = sent(&receiver, &Delivery::of(&unknown)).await;
    let reception = outcome.expect("it is authentic");
    assert_eq!(
        (reception.events, reception.ended),
        (Vec::new(), Vec::new())
    );
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_note_that_is_written_is_delivered_to_whoever_has_subscribed() {
    let (kitchen, receiver) = taking().await;
    kitchen
        .server
        .subscribe(receiver.url())
        .await
        .expect("the address is taken");
    let _checked = receiver.outcomes();
    let note = kitchen.create("Buy bread").await;
    let mut outcomes = receiver.outcomes();
    assert_eq!(outcomes.len(), 1);
    let reception = outcomes.remove(0).expect("it is authentic");
    assert_eq!(reception.events[0].data, note);
}

#[tokio::test]
async fn an_event_concerns_the_connections_of_its_account_and_of_its_user() {
    let (kitchen, receiver) = taking().await;
    let _ = kitchen.connect("notes-reader", "notes-secret").await.done();
    let (outcome, _) = sent(&receiver, &Delivery::of_note(&note())).await;
    let event = outcome.expect("it is authentic").events.remove(0);

    let connections = kitchen.host().connections().await.expect("they are kept");
    let concerned: Vec<_> = connections
        .iter()
        .map(|connection| {
            let account = &connection.grant.account;
            let subject = account.subject.as_ref();
            (
                account.reach,
                event.subject.concerns(subject, account.reach),
            )
        })
        .collect();
    // The one is of the workspace, and the other of u2 alone.
    assert!(concerned.contains(&(Reach::Account, true)), "{concerned:?}");
    assert!(concerned.contains(&(Reach::User, false)), "{concerned:?}");
    assert_eq!(concerned.len(), 2);
}

#[tokio::test]
async fn a_connector_that_wants_more_than_signatures_to_judge_a_delivery_is_stopped() {
    let (kitchen, receiver) = taking().await;
    let before = kitchen.server.requests().len();
    let address = format!("{}?wander", receiver.url());
    let answer = Delivery::of_note(&note()).send(&address).await;
    assert_eq!(answer.expect("it is answered").status, 500);
    let outcome = receiver.outcomes().pop().expect("it has arrived");
    assert!(
        matches!(
            outcome,
            Err(Error::Drive {
                source: DriveError::Contract(_),
                ..
            })
        ),
        "{outcome:?}"
    );
    assert_eq!(kitchen.server.requests().len(), before);
}

//! Connect sessions on real files.

use jiff::SignedDuration;

use super::*;
use crate::connections::{ConnectPurpose, ConnectState, ConnectedInSession, InSession};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn purpose() -> ConnectPurpose {
    ConnectPurpose {
        connector: "notes".to_owned(),
        name: Some("work".to_owned()),
        connection: None,
        method: None,
        requester: Some("Acme of Ada".to_owned()),
        owner: None,
        return_url: None,
    }
}

fn failed() -> InSession {
    InSession::Failed {
        code: "declined".to_owned(),
        detail: "Somebody said no.".to_owned(),
    }
}

fn connected() -> ConnectedInSession {
    ConnectedInSession {
        connection: "c".to_owned(),
        account: "ada@example.com".to_owned(),
        uncovered: Vec::new(),
        warnings: Vec::new(),
    }
}

#[tokio::test]
async fn a_link_is_followed_once_and_by_one_browser() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let made = store.create_connect_session(purpose(), HOUR, at(0));
    let (session, link) = made.await.unwrap();
    assert_eq!(session.state, ConnectState::Pending);
    let found = store.connect_session_of_link(&link, at(1)).await.unwrap().1;
    assert!(!found.is_claimed, "to look at it takes nothing");
    let (_, browser) = store.claim_connect_session(&link, at(1)).await.unwrap();
    let again = store.claim_connect_session(&link, at(2)).await.unwrap_err();
    assert_eq!(again.code(), "connect-link-used");
    let its = store.connect_session_of_browser(&session.id, &browser, at(2));
    assert!(its.await.unwrap().1.is_claimed);
    let other = SecretString::from("a".repeat(43));
    let others = store.connect_session_of_browser(&session.id, &other, at(2));
    assert_eq!(others.await.unwrap_err().code(), "other-browser");
}

#[tokio::test]
async fn whoever_shows_another_link_learns_nothing_of_the_sessions_that_there_are() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let made = store.create_connect_session(purpose(), HOUR, at(0));
    let (session, link) = made.await.unwrap();
    let other_secret = format!("chl_{}_{}", session.id, "a".repeat(43));
    let other_id = link.expose_secret().replace(&session.id, &"0".repeat(32));
    for wrong in ["", "chl_", "hush", &other_secret, &other_id, &session.id] {
        let wrong_link = SecretString::from(wrong);
        let shown = store.connect_session_of_link(&wrong_link, at(1)).await;
        assert_eq!(shown.unwrap_err().code(), "wrong-connect-link", "{wrong}");
        let claimed = store.claim_connect_session(&wrong_link, at(1)).await;
        assert_eq!(claimed.unwrap_err().code(), "wrong-connect-link", "{wrong}");
    }
}

#[tokio::test]
async fn nothing_is_begun_once_its_time_is_over() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let made = store.create_connect_session(purpose(), HOUR, at(0));
    let (session, link) = made.await.unwrap();
    let late = store.claim_connect_session(&link, at(3600)).await;
    assert_eq!(late.unwrap_err().code(), "connect-session-expired");
    let begun = InSession::Begun("s".to_owned());
    let late = store.note_in_connect_session(&session.id, begun, at(3600));
    assert_eq!(late.await.unwrap_err().code(), "connect-session-expired");
    let ended = store.connect_session(&session.id, at(3600)).await.unwrap();
    assert_eq!(ended.state, ConnectState::Expired);
    // What was begun in time is kept, however late its end.
    let end = InSession::Connected(connected());
    let end = store.note_in_connect_session(&session.id, end, at(3601));
    assert_eq!(
        end.await.unwrap().state,
        ConnectState::Connected(connected())
    );
}

#[tokio::test]
async fn after_a_failure_another_attempt_may_be_made_and_a_connection_stays() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let made = store.create_connect_session(purpose(), HOUR, at(0));
    let id = made.await.unwrap().0.id;
    let note = |what| store.note_in_connect_session(&id, what, at(1));
    let session = note(InSession::Begun("first".to_owned())).await.unwrap();
    assert_eq!(session.sign_in.as_deref(), Some("first"));
    let session = note(failed()).await.unwrap();
    assert!(matches!(session.state, ConnectState::Failed { .. }));
    assert_eq!(session.sign_in, None);
    let session = note(InSession::Begun("second".to_owned())).await.unwrap();
    assert_eq!(session.state, ConnectState::Pending);
    note(InSession::Connected(connected())).await.unwrap();
    let session = note(failed()).await.unwrap();
    assert_eq!(session.state, ConnectState::Connected(connected()));
}

#[tokio::test]
async fn a_session_is_its_tenants_and_goes_with_it() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    for name in ["acme", "other"] {
        let made = store.create_tenant(name.parse().unwrap(), at(0));
        made.await.unwrap();
    }
    let (acme, other) = ("acme".parse().unwrap(), "other".parse().unwrap());
    let made = store.of(&acme);
    let made = made.create_connect_session(purpose(), HOUR, at(0));
    let (session, link) = made.await.unwrap();
    let of_other = store.of(&other);
    let seen = of_other.connect_session(&session.id, at(1)).await;
    assert_eq!(seen.unwrap_err().code(), "no-connect-session");
    let taken = of_other.remove_connect_session(&session.id).await;
    assert_eq!(taken.unwrap_err().code(), "no-connect-session");
    let noted = of_other.note_in_connect_session(&session.id, failed(), at(1));
    assert_eq!(noted.await.unwrap_err().code(), "no-connect-session");
    let (tenant, _) = store.connect_session_of_link(&link, at(1)).await.unwrap();
    assert_eq!(tenant, acme);
    store.of(&acme).remove_tenant().await.unwrap();
    let gone = store.connect_session_of_link(&link, at(1)).await;
    assert_eq!(gone.unwrap_err().code(), "wrong-connect-link");
}

#[tokio::test]
async fn how_a_session_has_ended_can_be_asked_for_a_day() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let make = |now| store.create_connect_session(purpose(), HOUR, at(now));
    let id = make(0).await.unwrap().0.id;
    let a_day = 24 * 3600;
    make(3600 + a_day).await.unwrap();
    store.connect_session(&id, at(3600 + a_day)).await.unwrap();
    make(3601 + a_day).await.unwrap();
    let gone = store.connect_session(&id, at(3601 + a_day)).await;
    assert_eq!(gone.unwrap_err().code(), "no-connect-session");
}

#[tokio::test]
async fn what_a_session_is_for_is_sealed_and_opens_with_another_data_key() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let made = store.create_connect_session(purpose(), HOUR, at(0));
    let (session, link) = made.await.unwrap();
    // There may be a `_` in the secret as well.
    let secret = link.expose_secret().splitn(3, '_').last().unwrap();
    assert_eq!(secret.len(), 43);
    for hidden in ["Acme of Ada", secret] {
        let bytes = fixture.bytes();
        let mut windows = bytes.windows(hidden.len());
        assert!(!windows.any(|window| window == hidden.as_bytes()));
    }
    store.rotate_data_key().await.unwrap();
    let kept = store.connect_session(&session.id, at(1)).await.unwrap();
    assert_eq!(kept.purpose.requester.as_deref(), Some("Acme of Ada"));
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    a_link_is_followed_once_and_by_one_browser,
    whoever_shows_another_link_learns_nothing_of_the_sessions_that_there_are,
    nothing_is_begun_once_its_time_is_over,
    after_a_failure_another_attempt_may_be_made_and_a_connection_stays,
    a_session_is_its_tenants_and_goes_with_it,
    how_a_session_has_ended_can_be_asked_for_a_day,
    what_a_session_is_for_is_sealed_and_opens_with_another_data_key,
];

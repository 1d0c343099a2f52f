//! What is begun, connected and failed in a connect session, in one step with it.

use super::connect_sessions::{HOUR, at, begin, fail, made_in, purpose};
use super::*;
use crate::connections::{ConnectSession, ConnectState};

async fn make(store: &Store, now: i64) -> ConnectSession {
    let made = store.create_connect_session(purpose(), HOUR, at(now));
    made.await.unwrap().0
}

async fn state(store: &Store, session: &ConnectSession) -> ConnectState {
    let session = store.connect_session(&session.id, at(2)).await;
    session.unwrap().state
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, StoreError>) -> (&'static str, String) {
    let error = outcome.unwrap_err();
    (error.code(), error.to_string())
}

#[tokio::test]
async fn after_a_failure_another_attempt_may_be_made_and_a_connection_stays() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let session = make(&store, 0).await;
    let under_way = async || {
        let session = store.connect_session(&session.id, at(2)).await.unwrap();
        session.sign_in
    };
    let first = begin(&store, &session, "first", 1).await.unwrap();
    assert_eq!(under_way().await.as_deref(), Some(first.as_str()));
    fail(&store, &session, Some(&first)).await.unwrap();
    assert!(matches!(
        state(&store, &session).await,
        ConnectState::Failed { .. }
    ));
    assert_eq!(under_way().await, None);
    let second = begin(&store, &session, "second", 1).await.unwrap();
    // What comes of the one that was replaced is nobody's business any more.
    fail(&store, &session, Some(&first)).await.unwrap();
    assert_eq!(state(&store, &session).await, ConnectState::Pending);
    assert_eq!(under_way().await.as_deref(), Some(second.as_str()));
    let end = made_in(&session, sign_in(Some("work"), "ada", "1"));
    store.keep(end).await.unwrap();
    fail(&store, &session, None).await.unwrap();
    let connected = state(&store, &session).await;
    assert!(matches!(connected, ConnectState::Connected(_)));
}

#[tokio::test]
async fn that_a_sign_in_is_gone_hides_nothing_of_what_was_the_matter_with_it() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let session = make(&store, 0).await;
    let first = begin(&store, &session, "first", 1).await.unwrap();
    let gone = StoreError::NoSignIn;
    let (code, detail) = (gone.code().to_owned(), gone.to_string());
    let noted = store.fail_in_connect_session(&session.id, Some(first.as_str()), code, detail);
    noted.await.unwrap();
    fail(&store, &session, Some(&first)).await.unwrap();
    let ConnectState::Failed { code, .. } = state(&store, &session).await else {
        unreachable!("it has failed")
    };
    assert_eq!(code, "refused");
}

#[tokio::test]
async fn whoever_declines_ends_the_session() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let session = make(&store, 0).await;
    begin(&store, &session, "first", 1).await.unwrap();
    store.decline_connect_session(&session.id).await.unwrap();
    let ended = store.connect_session(&session.id, at(2)).await.unwrap();
    assert_eq!(ended.sign_in, None);
    let ConnectState::Failed { code, .. } = ended.state else {
        unreachable!("it was declined")
    };
    assert_eq!(code, "declined");
    let late = begin(&store, &session, "second", 1).await;
    assert_eq!(refusal(late).0, "connect-session-overtaken");
    let keeping = made_in(&session, sign_in(Some("work"), "ada", "1"));
    let (code, text) = refusal(store.keep(keeping).await);
    assert_eq!(code, "connect-session-overtaken");
    assert!(text.contains("declined"), "{text}");
    fail(&store, &session, None).await.unwrap();
    let ConnectState::Failed { code, .. } = state(&store, &session).await else {
        unreachable!("it was declined")
    };
    assert_eq!(code, "declined");

    let other = make(&store, 0).await;
    let keeping = made_in(&other, sign_in(Some("work"), "ada", "1"));
    store.keep(keeping).await.unwrap();
    store.decline_connect_session(&other.id).await.unwrap();
    let state = state(&store, &other).await;
    assert!(matches!(state, ConnectState::Connected(_)));
}

#[tokio::test]
async fn one_session_connects_one_account_whoever_comes_at_the_same_moment() {
    let fixture = Fixture::new();
    let (one, other) = (fixture.open().await.unwrap(), fixture.open().await.unwrap());
    let session = make(&one, 0).await;
    let keep = |store: &Store, subject: &str| {
        let keeping = made_in(&session, sign_in(None, subject, "1"));
        let store = store.clone();
        async move { store.keep(keeping).await }
    };
    let (ada, eve) = tokio::join!(keep(&one, "ada"), keep(&other, "eve"));
    assert_eq!([&ada, &eve].iter().filter(|kept| kept.is_ok()).count(), 1);
    let (kept, refused) = match (ada, eve) {
        (Ok(kept), refused) | (refused, Ok(kept)) => (kept, refused),
        (Err(one), Err(other)) => unreachable!("{one}; {other}"),
    };
    let (code, text) = refusal(refused);
    assert_eq!(code, "connect-session-overtaken");
    assert!(text.contains("good for one"), "{text}");
    assert_eq!(one.connections().await.unwrap().len(), 1);
    let ConnectState::Connected(connected) = state(&one, &session).await else {
        unreachable!("one was connected")
    };
    assert_eq!(connected.connection, kept.id.to_string());
    for late in [
        begin(&one, &session, "late", 1).await.map(drop),
        one.check_connect_session(&session.id, None, at(1)).await,
    ] {
        assert_eq!(refusal(late).0, "connect-session-overtaken");
    }
}

#[tokio::test]
async fn a_session_that_was_taken_back_connects_nothing_that_is_under_way_in_it() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let session = make(&store, 0).await;
    let keeping = made_in(&session, sign_in(Some("work"), "ada", "1"));
    let removed = store.remove_connect_session(&session.id, at(1)).await;
    assert_eq!(removed.unwrap().state, ConnectState::Pending);
    let refused = store.keep(keeping.clone()).await;
    assert!(!refused.as_ref().unwrap_err().has_renewed_grant());
    let (code, text) = refusal(refused);
    assert_eq!(code, "connect-session-overtaken");
    assert!(text.contains("taken back"), "{text}");
    assert!(!store.has_kept(&keeping).await.unwrap());
    assert!(store.connections().await.unwrap().is_empty());
    let begun = begin(&store, &session, "late", 1).await;
    assert_eq!(refusal(begun).0, "connect-session-overtaken");
    // A grant that others use has the tokens all the same: the server may have ended
    // those of before.
    store.keep(sign_in(Some("play"), "ada", "2")).await.unwrap();
    let keeping = made_in(&session, sign_in(Some("work"), "ada", "3"));
    let refused = store.keep(keeping).await.unwrap_err();
    assert!(refused.has_renewed_grant(), "{refused}");
    assert_eq!(store.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_link_brings_nothing_back_that_was_disabled_after_it_was_made() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let session = make(&store, 10).await;
    store.set_disabled("work", Some(at(11))).await.unwrap();
    for name in [Some("work"), None] {
        let keeping = made_in(&session, sign_in(name, "ada", "2"));
        let (code, text) = refusal(store.keep(keeping).await);
        assert_eq!(code, "connect-session-overtaken");
        assert!(text.contains("disabled"), "{text}");
    }
    let check = store.check_connect_session(&session.id, Some("work"), at(12));
    assert_eq!(refusal(check.await).0, "connect-session-overtaken");
    let kept = store.connection("work").await.unwrap();
    assert!(kept.disabled_at.is_some());

    let later = make(&store, 12).await;
    let check = store.check_connect_session(&later.id, Some("work"), at(12));
    check.await.unwrap();
    let keeping = made_in(&later, sign_in(Some("work"), "ada", "3"));
    assert_eq!(store.keep(keeping).await.unwrap().disabled_at, None);
}

#[tokio::test]
async fn a_link_for_one_owner_takes_over_no_connection_of_another() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let of = |owner: &str, name, token: &str| SignIn {
        owner: Some(owner.to_owned()),
        ..sign_in(name, "ada", token)
    };
    let first = make(&store, 0).await;
    let anns = store.keep(made_in(&first, of("ann", None, "1"))).await;
    let anns = anns.unwrap();
    let second = make(&store, 0).await;
    let named = made_in(&second, of("bob", Some(&anns.name), "2"));
    assert_eq!(refusal(store.keep(named).await).0, "name-taken");
    let bobs = store.keep(made_in(&second, of("bob", None, "3"))).await;
    let bobs = bobs.unwrap();
    assert_ne!(bobs.id, anns.id);
    assert_eq!(bobs.grant.id, anns.grant.id, "it is one account");
    let owner = store.connection(&anns.name).await.unwrap().owner;
    assert_eq!(owner.as_deref(), Some("ann"));
    // Its owner is known by the account.
    let third = make(&store, 0).await;
    let again = store.keep(made_in(&third, of("bob", None, "4"))).await;
    assert_eq!(again.unwrap().id, bobs.id);
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    after_a_failure_another_attempt_may_be_made_and_a_connection_stays,
    that_a_sign_in_is_gone_hides_nothing_of_what_was_the_matter_with_it,
    whoever_declines_ends_the_session,
    one_session_connects_one_account_whoever_comes_at_the_same_moment,
    a_session_that_was_taken_back_connects_nothing_that_is_under_way_in_it,
    a_link_brings_nothing_back_that_was_disabled_after_it_was_made,
    a_link_for_one_owner_takes_over_no_connection_of_another,
];

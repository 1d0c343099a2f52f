//! Connect sessions on real files.

use jiff::SignedDuration;

use super::sign_ins::browser;
use super::*;
use crate::connections::{
    ConnectPurpose, ConnectSession, ConnectState, ConnectedInSession, Identity, Keeping, MadeIn,
    SignInId,
};

pub(super) const HOUR: SignedDuration = SignedDuration::from_hours(1);

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

pub(super) fn purpose() -> ConnectPurpose {
    ConnectPurpose {
        connector: "notes".to_owned(),
        name: Some("work".to_owned()),
        connection: None,
        method: None,
        app: None,
        settings: serde_json::Map::new(),
        requester: Some("Acme of Ada".to_owned()),
        owner: None,
        return_url: None,
    }
}

/// What a sign-in brought that was made in a session.
pub(super) fn made_in(session: &ConnectSession, sign_in: SignIn) -> Keeping {
    let identity = Identity {
        account: sign_in.account.clone(),
        uncovered: Vec::new(),
        warnings: vec!["The account has no plan.".to_owned()],
    };
    let made_in = MadeIn::new(session.id.clone(), &identity);
    Keeping::from(sign_in).in_session(Some(made_in))
}

pub(super) async fn begin(
    store: &Store,
    session: &ConnectSession,
    state: &str,
    now: i64,
) -> Result<SignInId, StoreError> {
    let mut new = browser(state);
    new.begun.session = Some(session.id.clone());
    Ok(store.begin_sign_in(new, at(now)).await?.id)
}

pub(super) async fn fail(
    store: &Store,
    session: &ConnectSession,
    sign_in: Option<&SignInId>,
) -> Result<(), StoreError> {
    let (code, detail) = ("refused".to_owned(), "It was refused.".to_owned());
    let sign_in = sign_in.map(SignInId::as_str);
    store
        .fail_in_connect_session(&session.id, sign_in, code, detail)
        .await
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
    let browser = SecretString::from("b".repeat(43));
    let other = SecretString::from("a".repeat(43));
    let claim = async |browser: &SecretString, now: i64| {
        let claimed = store.claim_connect_session(&link, browser, at(now));
        claimed.await.map(|session| session.id)
    };
    claim(&browser, 1).await.unwrap();
    // Such as where the answer to the first time was lost, and the hour is over since.
    assert_eq!(claim(&browser, 9999).await.unwrap(), session.id);
    let again = claim(&other, 2).await.unwrap_err();
    assert_eq!(again.code(), "connect-link-used");
    let its = store.connect_session_of_browser(&session.id, &browser, at(2));
    assert!(its.await.unwrap().1.is_claimed);
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
        let browser = SecretString::from("b".repeat(43));
        let claimed = store
            .claim_connect_session(&wrong_link, &browser, at(1))
            .await;
        assert_eq!(claimed.unwrap_err().code(), "wrong-connect-link", "{wrong}");
    }
}

#[tokio::test]
async fn nothing_is_begun_once_its_time_is_over() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let made = store.create_connect_session(purpose(), HOUR, at(0));
    let (session, link) = made.await.unwrap();
    let browser = SecretString::from("b".repeat(43));
    let late = store.claim_connect_session(&link, &browser, at(3600)).await;
    assert_eq!(late.unwrap_err().code(), "connect-session-expired");
    begin(&store, &session, "in-time", 3599).await.unwrap();
    let late = begin(&store, &session, "late", 3600).await;
    assert_eq!(late.unwrap_err().code(), "connect-session-expired");
    let late = store.check_connect_session(&session.id, None, at(3600));
    assert_eq!(late.await.unwrap_err().code(), "connect-session-expired");
    let ended = store.connect_session(&session.id, at(3600)).await.unwrap();
    assert_eq!(ended.state, ConnectState::Expired);
    // What was begun in time is kept, however late its end.
    let end = made_in(&session, sign_in(Some("work"), "ada", "1"));
    let kept = store.keep(end).await.unwrap();
    let ended = store.connect_session(&session.id, at(3601)).await.unwrap();
    let ConnectState::Connected(ConnectedInSession {
        connection,
        warnings,
        ..
    }) = ended.state
    else {
        unreachable!("it was kept")
    };
    assert_eq!(connection, kept.id.to_string());
    assert_eq!(warnings, ["The account has no plan."]);
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
    let taken = of_other.remove_connect_session(&session.id, at(1)).await;
    assert_eq!(taken.unwrap_err().code(), "no-connect-session");
    let noted = fail(&of_other, &session, None).await;
    assert_eq!(noted.unwrap_err().code(), "no-connect-session");
    let kept = of_other.keep(made_in(&session, sign_in(Some("work"), "ada", "1")));
    assert_eq!(kept.await.unwrap_err().code(), "connect-session-overtaken");
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
    a_session_is_its_tenants_and_goes_with_it,
    how_a_session_has_ended_can_be_asked_for_a_day,
    what_a_session_is_for_is_sealed_and_opens_with_another_data_key,
];

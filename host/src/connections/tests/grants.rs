//! Connections and their grants on real files: who shares one, whose name it may be, and with what it goes.

use super::*;

#[tokio::test]
async fn a_second_sign_in_keeps_the_first_connection_alive() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let first = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let second = store.keep(sign_in(Some("play"), "ada", "2")).await.unwrap();
    assert!(first.shares_grant_with(&second));
    assert_eq!(second.grant.generation, first.grant.generation + 1);

    let first = store.connection("work").await.unwrap();
    let grant = store.grant_secrets(&first.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
    assert_eq!(grant.client_secret.unwrap().expose_secret(), "secret-2");
}

#[tokio::test]
async fn another_subject_has_a_grant_of_its_own() {
    let store = Fixture::new().open().await.unwrap();
    let ada = store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let bob = store.keep(sign_in(Some("bob"), "bob", "2")).await.unwrap();
    assert!(!ada.shares_grant_with(&bob));
}

#[tokio::test]
async fn who_is_not_told_is_nobody_else_and_can_be_reconnected_by_name() {
    let store = Fixture::new().open().await.unwrap();
    let of_nobody = |name, token| {
        let mut sign_in = sign_in(name, "ada", token);
        sign_in.account.subject = None;
        sign_in
    };
    let one = store.keep(of_nobody(Some("one"), "1")).await.unwrap();
    let other = store.keep(of_nobody(Some("other"), "2")).await.unwrap();
    assert!(!one.shares_grant_with(&other));
    assert_eq!(one.grant.account.subject, None);
    let error = store.keep(of_nobody(Some("one"), "3")).await.unwrap_err();
    assert!(matches!(error, StoreError::NameTaken { .. }), "{error}");

    let mut again = of_nobody(Some("one"), "4");
    again.reconnects = true;
    store.keep(again).await.unwrap();
    let mut told = sign_in(Some("other"), "ada", "5");
    told.reconnects = true;
    let told = store.keep(told).await.unwrap();
    assert_eq!(told.grant.account.subject, Some(user("ada")));
    assert_eq!(store.connections().await.unwrap().len(), 2);
}

#[tokio::test]
async fn another_sign_in_may_change_whose_events_concern_a_grant() {
    let store = Fixture::new().open().await.unwrap();
    let first = store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    assert_eq!(first.grant.account.reach, Reach::User);
    let mut wider = sign_in(Some("ada"), "ada", "2");
    wider.account.reach = Reach::Account;
    let wider = store.keep(wider).await.unwrap();
    assert_eq!(wider.grant.account.reach, Reach::Account);
}

#[tokio::test]
async fn a_sign_in_without_a_name_renews_what_it_made_before() {
    let store = Fixture::new().open().await.unwrap();
    for (subject, name) in [
        ("ada", "notes"),
        ("bob", "notes-2"),
        ("ada", "notes"),
        ("bob", "notes-2"),
    ] {
        let kept = store.keep(sign_in(None, subject, "1")).await.unwrap();
        assert_eq!(kept.name, name);
    }
    assert_eq!(store.connections().await.unwrap().len(), 2);
}

#[tokio::test]
async fn the_name_of_another_account_is_refused_and_nothing_is_kept() {
    let store = Fixture::new().open().await.unwrap();
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let error = store
        .keep(sign_in(Some("work"), "bob", "2"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::NameTaken {
                grant_renewed: false,
                ..
            }
        ),
        "{error}"
    );
    assert!(error.to_string().contains("ada@example.com"), "{error}");
    let connections = store.connections().await.unwrap();
    assert_eq!(connections.len(), 1);
    assert_eq!(connections[0].grant.account.subject, Some(user("ada")));
}

#[tokio::test]
async fn a_refused_name_still_renews_the_grant_that_other_connections_use() {
    let store = Fixture::new().open().await.unwrap();
    store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let bob = store.keep(sign_in(Some("bob"), "bob", "2")).await.unwrap();
    let error = store
        .keep(sign_in(Some("ada"), "bob", "3"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::NameTaken {
                grant_renewed: true,
                ..
            }
        ),
        "{error}"
    );
    let grant = store.grant_secrets(&bob.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-3");
}

#[tokio::test]
async fn an_account_is_kept_whatever_it_is_called() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let long = "\u{1f600}ä\\'\"%".repeat(10_000);
    for label in ["", "a\0b\0", "\u{7}\u{1b}[31m", "\u{10ffff}", &long] {
        let mut named = SignIn {
            owner: Some(label.to_owned()),
            ..sign_in(Some("work"), "ada", "1")
        };
        named.account.label = label.to_owned();
        named.account.facts = [(label.to_owned(), json!(label))].into_iter().collect();
        named.settings = named.account.facts.clone();
        store.keep(named).await.unwrap();
        let kept = fixture.open().await.unwrap().connection("work").await;
        let kept = kept.unwrap();
        let words = label.replace('\0', "\u{fffd}");
        assert_eq!(kept.grant.account.label, words);
        assert_eq!(kept.owner, Some(words));
        assert_eq!(kept.grant.account.facts[label], json!(label));
        assert_eq!(kept.settings, kept.grant.account.facts);
        let failure = crate::connections::RenewalFailure::Ended(label.to_owned());
        let generation = kept.grant.generation;
        store
            .fail_renewal(&kept.grant.id, generation, failure, None, Fence::default())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_grant_goes_with_its_last_connection() {
    let store = Fixture::new().open().await.unwrap();
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let play = store.keep(sign_in(Some("play"), "ada", "2")).await.unwrap();
    store.remove(&work).await.unwrap();
    assert!(store.has_grant(&play.grant.id).await.unwrap());
    store.remove(&play).await.unwrap();
    let error = store.grant_secrets(&play.grant.id).await.unwrap_err();
    assert!(matches!(error, StoreError::GrantGone), "{error}");
}

pub(in crate::connections) const SUITE: Suite = named![
    a_second_sign_in_keeps_the_first_connection_alive,
    another_subject_has_a_grant_of_its_own,
    who_is_not_told_is_nobody_else_and_can_be_reconnected_by_name,
    another_sign_in_may_change_whose_events_concern_a_grant,
    a_sign_in_without_a_name_renews_what_it_made_before,
    the_name_of_another_account_is_refused_and_nothing_is_kept,
    a_refused_name_still_renews_the_grant_that_other_connections_use,
    an_account_is_kept_whatever_it_is_called,
    a_grant_goes_with_its_last_connection,
];

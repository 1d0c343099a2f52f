//! What is sealed in a store, and what becomes of it without the key or under a newer host.

use super::*;

#[tokio::test]
async fn no_secret_is_in_the_database_in_the_clear() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let app = App::new("notes", "app-client").secret("client_secret", "app-secret".into());
    store.set_app(app, Servers::new()).await.unwrap();
    let bytes = fixture.bytes();
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds("app-client") && holds("ada@example.com"));
    for secret in ["access-1", "refresh-1", "secret-1", "app-secret"] {
        assert!(!holds(secret), "{secret}");
    }
}

#[tokio::test]
async fn no_secret_shows_in_debug() {
    let store = Fixture::new().open().await.unwrap();
    let sign_in = sign_in(Some("work"), "ada", "1");
    let before = format!("{sign_in:?}");
    let kept = store.keep(sign_in).await.unwrap();
    let grant = store.grant_secrets(&kept.grant.id).await.unwrap();
    let shown = format!("{before} {kept:?} {grant:?} {store:?}");
    for secret in ["access-1", "refresh-1", "secret-1"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn secret_settings_belong_to_their_connection() {
    let store = Fixture::new().open().await.unwrap();
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let secret = store
        .secret_setting(&work.id, "client_secret")
        .await
        .unwrap();
    assert_eq!(secret.unwrap().expose_secret(), "secret-1");
    assert!(
        store
            .secret_setting(&work.id, "signing_key")
            .await
            .unwrap()
            .is_none()
    );
    store.remove(&work).await.unwrap();
    assert!(
        store
            .secret_setting(&work.id, "client_secret")
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_destroys_nothing() {
    let fixture = Fixture::new();
    fixture
        .open()
        .await
        .unwrap()
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap();
    let wrong = KeySource::Given(Key::generate().unwrap());
    let error = fixture.open_with(wrong).await.unwrap_err();
    assert!(matches!(error, StoreError::OtherKey { .. }), "{error}");

    let work = fixture
        .open()
        .await
        .unwrap()
        .connection("work")
        .await
        .unwrap();
    assert_eq!(work.grant.account.subject, Some(user("ada")));
}

#[tokio::test]
async fn a_missing_key_is_told_and_no_new_one_is_made() {
    let fixture = Fixture::new();
    drop(fixture.open().await.unwrap());
    let path = fixture.directory.path().join("host.key");
    let kept = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let error = fixture.open().await.unwrap_err();
    assert!(
        matches!(error, StoreError::Key(KeyError::Missing { .. })),
        "{error}"
    );
    assert!(!path.exists());

    tempfile::NamedTempFile::new_in(fixture.directory.path())
        .unwrap()
        .persist(&path)
        .unwrap();
    std::fs::write(&path, kept).unwrap();
    fixture.open().await.unwrap();
}

#[tokio::test]
async fn the_database_of_a_newer_host_is_left_alone() {
    let fixture = Fixture::new();
    drop(fixture.open().await.unwrap());
    let database =
        rusqlite::Connection::open(crate::connections::sqlite::path(fixture.directory.path()))
            .unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    let error = fixture.open().await.unwrap_err();
    assert!(
        matches!(error, StoreError::NewerSchema { found: 99, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn apps_are_kept_sealed_replaced_and_forgotten() {
    let store = Fixture::new().open().await.unwrap();
    for secret in [Some("one"), None, Some("two")] {
        let mut app = App::new("notes", "app");
        if let Some(secret) = secret {
            app = app.secret("client_secret", secret.into());
        }
        store.set_app(app, Servers::new()).await.unwrap();
        assert_eq!(client_secret(&store, "notes").await.as_deref(), secret);
    }
    assert!(store.remove_app("notes", DEFAULT_APP).await.unwrap());
    assert!(!store.remove_app("notes", DEFAULT_APP).await.unwrap());
    assert!(store.app("notes", DEFAULT_APP).await.unwrap().is_none());
}

pub(in crate::connections) const SUITE: Suite = named![
    no_secret_shows_in_debug,
    secret_settings_belong_to_their_connection,
    a_wrong_key_is_refused_and_destroys_nothing,
    a_missing_key_is_told_and_no_new_one_is_made,
    apps_are_kept_sealed_replaced_and_forgotten,
];

//! The store in a real PostgreSQL database: what is of that backend alone.

use std::time::Duration;

use super::proxy::{Fate, Proxy};
use super::server::Server;
use super::sign_ins::browser;
use super::*;
use crate::connections::turns::GrantLock;
use crate::connections::{
    Agreed, DatabaseTrouble, Fence, Holder, NewApiKey, NewSignIn, RenewalFailure, RenewalLease,
    Right, SignInState, Tenant,
};

fn key() -> KeySource {
    KeySource::Given(
        Key::from_base64(
            &"b2xkIGtleSBvZiBhbiBvbGQgc3RvcmUsIDMyIGJ5dGU=".into(),
            "the test",
        )
        .unwrap(),
    )
}

async fn open(address: &PostgresAddress) -> Store {
    Store::open_postgres(address, key(), RenewalLease::DEFAULT)
        .await
        .unwrap()
}

/// A statement behind the store's back.
async fn in_database(server: &Server, statement: &str) {
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    client.batch_execute(statement).await.unwrap();
    drop(client);
    let _ = connection.await;
}

/// Until a session waits for a lock of another.
async fn until_somebody_waits(client: &tokio_postgres::Client) {
    until_so_many_wait(client, 1).await;
}

/// Until so many do.
async fn until_so_many_wait(client: &tokio_postgres::Client, number: i64) {
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    while client
        .query_one(waiting, &[])
        .await
        .unwrap()
        .get::<_, i64>(0)
        < number
    {
        // In a transaction, what it was told before is told again.
        let forget = "SELECT pg_stat_clear_snapshot()";
        client.batch_execute(forget).await.unwrap();
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_one_host_keeps_another_reads_renews_and_removes() {
    let server = Server::start();
    let address = server.address();
    let (one, other) = tokio::join!(open(&address), open(&address));
    let work = one.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let play = other.keep(sign_in(Some("play"), "ada", "2")).await.unwrap();
    assert!(work.shares_grant_with(&play));
    let id = &work.grant.id;
    let now = Timestamp::UNIX_EPOCH;
    assert!(
        other
            .begin_renewal(id, 2, now, Fence::default())
            .await
            .unwrap()
    );
    other
        .finish_renewal(id, 2, tokens("3"), Fence::default())
        .await
        .unwrap();
    let grant = one.grant_secrets(id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-3");
    assert_eq!(
        grant.tokens.refresh_token.unwrap().expose_secret(),
        "refresh-3"
    );
    assert_eq!(grant.client_secret.unwrap().expose_secret(), "secret-2");
    let setting = one.secret_setting(&work.id, "client_secret").await.unwrap();
    assert_eq!(setting.unwrap().expose_secret(), "secret-1");
    for connection in [&work, &play] {
        other.remove(connection).await.unwrap();
    }
    let gone = one.grant_secrets(id).await.unwrap_err();
    assert!(matches!(gone, StoreError::GrantGone), "{gone}");
}

#[tokio::test]
async fn the_right_to_renew_belongs_to_one_host_at_a_time_and_is_counted() {
    let server = Server::start();
    let address = server.address();
    let (one, other) = (open(&address).await, open(&address).await);
    let grant = one
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant;
    let held = one.lock_grant(&grant.id).await.unwrap();
    let (first, id) = (held.fence(), grant.id.clone());
    let waiting = tokio::spawn(async move { other.lock_grant(&id).await.map(|lock| lock.fence()) });
    tokio::time::timeout(Duration::from_millis(200), async {
        while !waiting.is_finished() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap_err();
    drop(held);
    let second = waiting.await.unwrap().unwrap();
    assert!(second.0 > first.0, "{first:?} {second:?}");
}

#[tokio::test]
async fn who_was_cut_off_overwrites_nothing_that_came_after() {
    let server = Server::start();
    let address = server.address();
    let (cut_off, other) = (open(&address).await, open(&address).await);
    let id = cut_off
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    let late = cut_off.lock_grant(&id).await.unwrap();
    in_database(
        &server,
        "UPDATE grants SET lease_until = now() - interval '1 s'",
    )
    .await;
    let present = other.lock_grant(&id).await.unwrap();
    let finish = async |store: &Store, text, lock: &GrantLock| {
        let finished = store.finish_renewal(&id, 1, tokens(text), lock.fence());
        finished.await.unwrap()
    };
    assert!(!finish(&cut_off, "late", &late).await, "not settled yet");
    let ended = RenewalFailure::Ended("late".to_owned());
    cut_off
        .fail_renewal(&id, 1, ended, None, late.fence())
        .await
        .unwrap();
    assert_eq!(other.grant_secrets(&id).await.unwrap().generation, 1);
    assert!(finish(&other, "present", &present).await);
    assert!(finish(&cut_off, "late", &late).await, "others came after");
    let grant = cut_off.grant_secrets(&id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-present");
}

#[tokio::test]
async fn who_has_lost_the_right_begins_no_renewal_though_nobody_else_has_it() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let id = store
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    let late = store.lock_grant(&id).await.unwrap();
    in_database(
        &server,
        "UPDATE grants SET lease_until = now() - interval '1 s'",
    )
    .await;
    let begun = store.begin_renewal(&id, 1, Timestamp::UNIX_EPOCH, late.fence());
    assert!(!begun.await.unwrap());
    let grant = store.grant_secrets(&id).await.unwrap();
    assert_eq!(grant.unfinished_renewal, None);
}

#[tokio::test]
async fn whoever_begins_a_renewal_has_the_whole_lease_before_it() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let kept = store.keep(sign_in(Some("work"), "ada", "1")).await;
    let id = kept.unwrap().grant.id;
    let lock = store.lock_grant(&id).await.unwrap();
    in_database(
        &server,
        "UPDATE grants SET lease_until = clock_timestamp() + interval '15 s'",
    )
    .await;
    let begun = store.begin_renewal(&id, 1, Timestamp::UNIX_EPOCH, lock.fence());
    assert!(begun.await.unwrap());
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    let left = "SELECT lease_until > clock_timestamp() + interval '30 s' FROM grants";
    assert!(client.query_one(left, &[]).await.unwrap().get::<_, bool>(0));
    drop(client);
    let _ = connection.await;
}

#[tokio::test]
async fn a_lease_lasts_as_long_as_the_host_is_told_and_goes_on_while_it_lives() {
    let server = Server::start();
    let address = server.address();
    let two_seconds = Duration::from_secs(2);
    let short = RenewalLease::new(two_seconds, two_seconds).unwrap();
    let one = Store::open_postgres(&address, key(), short).await.unwrap();
    let kept = one.keep(sign_in(Some("work"), "ada", "1")).await;
    let id = kept.unwrap().grant.id;
    let lock = one.lock_grant(&id).await.unwrap();
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    let until = async || {
        let until = "SELECT extract(epoch FROM lease_until)::double precision,
            lease_until > clock_timestamp(),
            lease_until <= clock_timestamp() + interval '2 s' FROM grants";
        let row = client.query_one(until, &[]).await.unwrap();
        assert!(row.get::<_, bool>(1), "it has ended");
        assert!(row.get::<_, bool>(2), "it is longer than that");
        row.get::<_, f64>(0)
    };
    let first = until().await;
    while until().await < first + 2.0 {
        tokio::task::yield_now().await;
    }
    let begun = one.begin_renewal(&id, 1, Timestamp::UNIX_EPOCH, lock.fence());
    assert!(begun.await.unwrap());
    until().await;
    drop((lock, client));
    let _ = connection.await;
}

#[tokio::test]
async fn a_renewal_that_has_ended_keeps_nobody_waiting_for_who_was_killed() {
    let server = Server::start();
    let address = server.address();
    let (killed, other) = (open(&address).await, open(&address).await);
    let id = killed
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    let lock = killed.lock_grant(&id).await.unwrap();
    let finished = killed.finish_renewal(&id, 1, tokens("2"), lock.fence());
    assert!(finished.await.unwrap());
    std::mem::forget(lock);
    let next = tokio::time::timeout(Duration::from_secs(10), other.lock_grant(&id));
    next.await.unwrap().unwrap();
}

#[tokio::test]
async fn hosts_that_begin_a_database_at_once_agree_on_its_key() {
    let server = Server::start();
    for _ in 0..10 {
        let address = server.new_database();
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..8 {
            let address = address.clone();
            tasks.spawn(async move {
                let store = open(&address).await;
                let app = App::new(format!("connector-{number}"), "the-client")
                    .secret("client_secret", "hush".into());
                store.set_app(app, Servers::new()).await.unwrap();
            });
        }
        tasks.join_all().await;
        let store = open(&address).await;
        for number in 0..8 {
            let secret = client_secret(&store, &format!("connector-{number}")).await;
            assert_eq!(secret.as_deref(), Some("hush"));
        }
    }
}

#[tokio::test]
async fn tokens_that_come_late_are_kept_when_nothing_came_after() {
    let server = Server::start();
    let address = server.address();
    let (cut_off, other) = (open(&address).await, open(&address).await);
    let id = cut_off
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    let late = cut_off.lock_grant(&id).await.unwrap();
    in_database(
        &server,
        "UPDATE grants SET lease_until = now() - interval '1 s'",
    )
    .await;
    let present = other.lock_grant(&id).await.unwrap();
    let ended = RenewalFailure::Ended("it was used before".to_owned());
    other
        .fail_renewal(&id, 1, ended, None, present.fence())
        .await
        .unwrap();
    present.give_back().await;
    let settled = cut_off.finish_renewal(&id, 1, tokens("late"), late.fence());
    assert!(settled.await.unwrap());
    let work = other.connection("work").await.unwrap();
    assert_eq!(work.state(), State::Connected);
}

#[tokio::test]
async fn an_archive_of_tokens_that_another_host_may_have_renewed_ends_nothing_here() {
    let server = Server::start();
    let address = server.address();
    let (slow, other) = (open(&address).await, open(&address).await);
    let work = slow.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let export = slow.export(Vec::new(), "passphrase".into()).await.unwrap();
    in_database(
        &server,
        "UPDATE grants SET lease_until = now() - interval '1 s'",
    )
    .await;
    let present = other.lock_grant(&work.grant.id).await.unwrap();
    let error = export.move_out().await.unwrap_err();
    insta::assert_snapshot!(error, @"the tokens of ada@example.com may have been renewed since the archive was written, so it may be of no use: delete it and export again; nothing was changed");
    present.give_back().await;
    let kept = other.connection("work").await.unwrap();
    assert_eq!(kept.state(), State::Connected);
    let export = slow.export(Vec::new(), "passphrase".into()).await.unwrap();
    export.move_out().await.unwrap();
}

#[tokio::test]
async fn a_host_whose_clock_is_ahead_ends_no_sign_in_of_the_others() {
    let server = Server::start();
    let address = server.address();
    let (one, ahead) = (open(&address).await, open(&address).await);
    let now = Timestamp::now();
    let begun = one.begin_sign_in(browser("one"), now).await.unwrap();
    let hour = Duration::from_secs(3600);
    ahead
        .begin_sign_in(browser("ahead"), now + hour)
        .await
        .unwrap();
    let state = SignInState::of("one");
    let (claim, _) = one.claim_sign_in(state, now).await.unwrap();
    ahead
        .begin_sign_in(browser("again"), now + hour)
        .await
        .unwrap();
    let sign_in = SignIn {
        claim: Some(claim),
        ..sign_in(Some("work"), "ada", "1")
    };
    one.keep(sign_in).await.unwrap();
    let over = one.sign_in(&begun.id, now).await.unwrap_err();
    assert!(matches!(over, StoreError::NoSignIn), "{over}");
}

#[tokio::test]
async fn an_api_key_that_is_removed_while_it_is_used_stays_removed() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let new = NewApiKey {
        name: "ci".to_owned(),
        holder: Holder::Operator,
        rights: Right::ALL.into(),
        expires_at: None,
    };
    let made = store.create_api_key(new, Timestamp::UNIX_EPOCH).await;
    let (key, shown) = made.unwrap();
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    // Another host is about to commit that it is gone.
    client
        .batch_execute("BEGIN; DELETE FROM api_keys")
        .await
        .unwrap();
    let using = tokio::spawn({
        let store = store.clone();
        async move {
            let now = Timestamp::now();
            store.api_key_shown(&shown, now).await?;
            store.note_use_of_api_key(key.id, now).await
        }
    });
    until_somebody_waits(&client).await;
    client.batch_execute("COMMIT").await.unwrap();
    // It was there when it was shown.
    using.await.unwrap().unwrap();
    assert_eq!(store.api_keys().await.unwrap(), []);
    drop(client);
    let _ = connection.await;
}

#[tokio::test]
async fn a_schema_of_a_newer_host_is_refused_and_left_alone() {
    let server = Server::start();
    let address = server.address();
    drop(open(&address).await);
    in_database(&server, "UPDATE schema_version SET version = 99").await;
    let error = Store::open_postgres(&address, key(), RenewalLease::DEFAULT)
        .await
        .unwrap_err();
    assert!(
        matches!(error, StoreError::NewerSchema { found: 99, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_host_that_runs_while_a_newer_one_changes_the_tables_keeps_new_tokens_and_no_more() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    in_database(&server, "UPDATE schema_version SET version = 99").await;
    for outcome in [
        store.connections().await.map(drop),
        store.remove(&work).await.map(drop),
        store.set_disabled("work", None).await.map(drop),
    ] {
        let error = outcome.unwrap_err();
        let is_it = matches!(error, StoreError::NewerSchema { found: 99, .. });
        assert!(is_it, "{error}");
    }
    let finished = store.finish_renewal(&work.grant.id, 1, tokens("2"), Fence::default());
    assert!(finished.await.unwrap());
    in_database(&server, "UPDATE schema_version SET version = 1").await;
    assert_eq!(store.connections().await.unwrap().len(), 1);
    let grant = store.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(grant.generation, 2);
}

/// What leads from the present version back to the one before the one before, in which what
/// was brought for a grant was kept with it, and apps had no address.
const BEFORE_BROUGHT_APPS: &str = "
    ALTER TABLE apps DROP COLUMN address;
    UPDATE grants g SET client_secret = s.value FROM apps a JOIN app_secrets s
        ON s.tenant = a.tenant AND s.connector = a.connector AND s.app = a.name
        WHERE a.tenant = g.tenant AND a.grant_id = g.id;
    DELETE FROM apps WHERE grant_id IS NOT NULL;
    DROP INDEX registered_apps;
    ALTER TABLE apps DROP COLUMN grant_id;
    UPDATE schema_version SET version = version - 2";

#[tokio::test]
async fn what_was_brought_for_a_grant_of_before_is_an_app_that_goes_with_it() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let count = async |table: &str| {
        let (client, connection) = server.connect().await;
        let _connection = tokio::spawn(connection);
        let count = format!("SELECT count(*) FROM {table}");
        let row = client.query_one(&count, &[]).await.unwrap();
        row.get::<_, i64>(0)
    };
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let public = SignIn {
        client: WhoseClient::Brought(None),
        ..sign_in(Some("play"), "bob", "2")
    };
    let play = store.keep(public).await.unwrap();
    drop(store);
    in_database(&server, BEFORE_BROUGHT_APPS).await;
    let sealed = "grants WHERE client_secret IS NOT NULL";
    assert_eq!((count("apps").await, count(sealed).await), (0, 1));
    let store = open(&server.address()).await;
    assert_eq!((count("apps").await, count(sealed).await), (1, 0));
    let addressed = "apps WHERE address ~ '^[0-9a-f]{32}$'";
    assert_eq!(count(addressed).await, 1);
    let of_work = store.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(of_work.client_secret.unwrap().expose_secret(), "secret-1");
    let of_play = store.grant_secrets(&play.grant.id).await.unwrap();
    assert!(of_play.client_secret.is_none());
    // Sealed anew it opens as well.
    store.rotate_data_key().await.unwrap();
    let of_work = store.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(of_work.client_secret.unwrap().expose_secret(), "secret-1");
    store.remove(&work).await.unwrap();
    assert_eq!((count("apps").await, count("app_secrets").await), (0, 0));
}

/// What leads from that one back to the one before, in which apps had no name and one
/// secret.
const BEFORE_NAMED_APPS: &str = "
    ALTER TABLE apps ADD COLUMN client_secret bytea;
    UPDATE apps a SET client_secret = s.value FROM app_secrets s
        WHERE s.tenant = a.tenant AND s.connector = a.connector;
    DROP TABLE app_secrets;
    ALTER TABLE sign_ins DROP COLUMN app;
    ALTER TABLE apps DROP COLUMN name;
    ALTER TABLE apps ADD PRIMARY KEY (tenant, connector);
    ALTER TABLE sign_ins ADD FOREIGN KEY (app_of, connector) REFERENCES apps (tenant, connector)
        ON DELETE CASCADE;
    CREATE INDEX sign_ins_by_app ON sign_ins (app_of, connector);
    UPDATE schema_version SET version = version - 1";

#[tokio::test]
async fn the_apps_of_a_database_of_before_are_the_default_ones_with_their_secrets() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let app = App::new("notes", "the-client").secret("client_secret", "hush".into());
    store.set_app(app, Servers::new()).await.unwrap();
    let public = App::new("tasks", "the-client");
    store.set_app(public, Servers::new()).await.unwrap();
    let begin = |state: &str, app_of| {
        store.begin_sign_in(
            NewSignIn {
                app_of,
                ..browser(state)
            },
            Timestamp::now(),
        )
    };
    let of = (Tenant::default(), DEFAULT_APP.to_owned());
    let by_app = begin("1", Some(of)).await.unwrap().id;
    let by_none = begin("2", None).await.unwrap().id;
    drop(store);
    in_database(&server, BEFORE_BROUGHT_APPS).await;
    in_database(&server, BEFORE_NAMED_APPS).await;
    let store = open(&server.address()).await;
    assert_eq!(
        client_secret(&store, "notes").await.as_deref(),
        Some("hush")
    );
    assert_eq!(client_secret(&store, "tasks").await, None);
    let now = Timestamp::now();
    for id in [&by_app, &by_none] {
        store.sign_in(id, now).await.unwrap();
    }
    assert!(store.remove_app("notes", DEFAULT_APP).await.unwrap());
    assert!(store.sign_in(&by_app, now).await.is_err());
    store.sign_in(&by_none, now).await.unwrap();
}

#[tokio::test]
async fn a_column_that_is_added_disturbs_no_host_that_runs() {
    let server = Server::start();
    let store = open(&server.address()).await;
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let app = || App::new("notes", "the-client").secret("client_secret", "hush".into());
    let use_all = async || {
        store.set_app(app(), Servers::new()).await.unwrap();
        store.app("notes", DEFAULT_APP).await.unwrap().unwrap();
        store.keep(sign_in(Some("work"), "ada", "2")).await.unwrap();
        store.agreed("notes").await.unwrap();
        store.api_keys().await.unwrap();
        store
            .export(Vec::new(), "pass".into())
            .await
            .unwrap()
            .keep_here()
            .await;
    };
    use_all().await;
    for table in [
        "grants",
        "connections",
        "apps",
        "app_secrets",
        "consents",
        "api_keys",
        "secret_settings",
        "tenants",
        "sealing",
    ] {
        in_database(
            &server,
            &format!("ALTER TABLE {table} ADD COLUMN newer text"),
        )
        .await;
        use_all().await;
    }
}

#[tokio::test]
async fn a_server_that_may_not_be_written_is_left_until_there_is_one_that_may() {
    let server = Server::start();
    let store = open(&server.address()).await;
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let set_read_only = async |is: &str| {
        let set = format!("ALTER SYSTEM SET default_transaction_read_only = {is}");
        in_database(&server, &set).await;
        in_database(&server, "SELECT pg_reload_conf()").await;
    };
    let trouble = async || match store.set_disabled("work", None).await {
        Err(StoreError::Database(error)) => Some(error.trouble()),
        outcome => {
            outcome.unwrap();
            None
        }
    };
    // As on a primary that becomes a standby.
    set_read_only("on").await;
    let first = loop {
        // Its sessions read that when they come to it.
        if let Some(trouble) = trouble().await {
            break trouble;
        }
    };
    assert_eq!(first, DatabaseTrouble::NotWritable);
    assert_eq!(trouble().await, Some(DatabaseTrouble::Unavailable));
    set_read_only("off").await;
    while let Some(trouble) = trouble().await {
        assert_eq!(trouble, DatabaseTrouble::Unavailable);
    }
}

#[tokio::test]
async fn all_secrets_open_with_the_new_key_once_it_is_rotated() {
    let server = Server::start();
    let address = server.address();
    let store = open(&address).await;
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let new = KeySource::Given(Key::generate().unwrap());
    store.rotate_key(new.clone()).await.unwrap();
    let refused = Store::open_postgres(&address, key(), RenewalLease::DEFAULT)
        .await
        .unwrap_err();
    assert!(matches!(refused, StoreError::OtherKey { .. }), "{refused}");
    let store = Store::open_postgres(&address, new, RenewalLease::DEFAULT)
        .await
        .unwrap();
    let grant = store.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-1");
}

#[tokio::test]
async fn a_host_goes_on_with_the_key_that_the_store_has_whatever_it_heard_of_the_rotation() {
    let server = Server::start();
    let proxy = Proxy::before(server.directory());
    let store = open(&proxy.address("postgres")).await;
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let before = store.key().await.unwrap().1;
    let new = KeySource::Given(Key::generate().unwrap());
    let opens = async || {
        let grant = store.grant_secrets(&work.grant.id).await.unwrap();
        assert_eq!(grant.tokens.access_token.expose_secret(), "access-1");
    };
    proxy.at_commit("DELETE FROM sealing", 0, Fate::Lost);
    let error = crate::Error::from(store.rotate_key(new.clone()).await.unwrap_err());
    assert_eq!(error.class(), crate::Class::Unavailable, "{error}");
    assert_eq!(store.key().await.unwrap().1, before);
    opens().await;
    proxy.at_commit("DELETE FROM sealing", 0, Fate::AnswerLost);
    let rotation = store.rotate_key(new).await.unwrap();
    assert!(proxy.has_done_it());
    assert_eq!(rotation.old, before);
    opens().await;
    let refused = Store::open_postgres(&server.address(), key(), RenewalLease::DEFAULT).await;
    assert!(matches!(refused, Err(StoreError::OtherKey { .. })));
}

/// A dead row and the log of the server are such a copy, until they go.
#[tokio::test]
async fn a_copy_of_a_removed_tenants_key_opens_nothing_once_the_key_of_the_store_is_another() {
    let server = Server::start();
    let address = server.address();
    let store = open(&address).await;
    let acme: Tenant = "acme".parse().unwrap();
    let now = Timestamp::UNIX_EPOCH;
    store.create_tenant(acme.clone(), now).await.unwrap();
    let of_acme = store.of(&acme);
    let sealed = of_acme.seal_run("a", "form", "hush".into()).await.unwrap();
    let copy = "CREATE TABLE copied AS SELECT * FROM tenants WHERE name = 'acme'";
    in_database(&server, copy).await;

    of_acme.remove_tenant().await.unwrap();
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    let rows = "SELECT count(*) FROM tenants t, copied c WHERE t.data_key = c.data_key";
    let there = client.query_one(rows, &[]).await.unwrap();
    assert_eq!(there.get::<_, i64>(0), 0);
    drop(client);
    let _ = connection.await;

    let put_back = "INSERT INTO tenants SELECT * FROM copied";
    in_database(&server, put_back).await;
    let opened = of_acme.open_run("a", "form", sealed.clone()).await;
    assert_eq!(
        opened.unwrap().expose_secret(),
        "hush",
        "it is not too late"
    );
    in_database(&server, "DELETE FROM tenants WHERE name = 'acme'").await;

    let new = KeySource::Given(Key::generate().unwrap());
    store.rotate_key(new.clone()).await.unwrap();
    in_database(&server, put_back).await;
    let store = Store::open_postgres(&address, new, RenewalLease::DEFAULT).await;
    for store in [of_acme, store.unwrap().of(&acme)] {
        let refused = store.open_run("a", "form", sealed.clone()).await;
        let refused = refused.unwrap_err();
        assert!(matches!(refused, StoreError::Seal(_)), "{refused}");
    }
}

#[tokio::test]
async fn another_data_key_opens_what_it_seals_on_every_host() {
    let server = Server::start();
    let address = server.address();
    let (one, other) = (open(&address).await, open(&address).await);
    let work = one.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    for round in 1..10 {
        let text = round.to_string();
        let (rotated, renewed) = tokio::join!(
            one.rotate_data_key(),
            other.finish_renewal(&work.grant.id, round, tokens(&text), Fence::default()),
        );
        rotated.unwrap();
        assert!(renewed.unwrap());
        let grant = one.grant_secrets(&work.grant.id).await.unwrap();
        let token = grant.tokens.access_token.expose_secret();
        assert_eq!(token, format!("access-{text}"));
    }
}

#[tokio::test]
async fn while_a_tenant_gets_another_data_key_others_are_not_waited_for() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let mut tenants = Vec::new();
    for name in ["acme", "bolt"] {
        let tenant: Tenant = name.parse().unwrap();
        let made = store.create_tenant(tenant.clone(), Timestamp::UNIX_EPOCH);
        made.await.unwrap();
        let tenant = store.of(&tenant);
        let kept = tenant.keep(sign_in(Some("work"), name, "1")).await;
        tenants.push((tenant, kept.unwrap().grant.id));
    }
    let [(acme, acmes), (bolt, bolts)] = &tenants[..] else {
        unreachable!()
    };
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    let hold = "BEGIN; SELECT 1 FROM grants WHERE tenant = 'acme' FOR UPDATE";
    client.batch_execute(hold).await.unwrap();
    let rotating = tokio::spawn({
        let acme = acme.clone();
        async move { acme.rotate_data_key().await }
    });
    until_somebody_waits(&client).await;
    let finished = bolt.finish_renewal(bolts, 1, tokens("2"), Fence::default());
    assert!(finished.await.unwrap());
    bolt.keep(sign_in(Some("play"), "eve", "3")).await.unwrap();
    assert!(!rotating.is_finished());
    client.batch_execute("COMMIT").await.unwrap();
    rotating.await.unwrap().unwrap();
    for (tenant, id, token) in [(acme, acmes, "access-1"), (bolt, bolts, "access-2")] {
        let grant = tenant.grant_secrets(id).await.unwrap();
        assert_eq!(grant.tokens.access_token.expose_secret(), token);
    }
    drop(client);
    let _ = connection.await;
}

/// Each alone would find that the other still uses what they share.
#[tokio::test]
async fn of_two_tenants_that_share_a_grant_no_more_at_one_moment_the_last_takes_it_along() {
    let server = Server::start();
    let address = server.address();
    let (one, other) = tokio::join!(open(&address), open(&address));
    let shared = |name: &str, token| SignIn {
        client: WhoseClient::Operators,
        shared_by_tenants: true,
        ..sign_in(Some(name), "ada", token)
    };
    let mut tenants = Vec::new();
    for (store, name) in [(&one, "acme"), (&other, "bolt")] {
        let tenant: Tenant = name.parse().unwrap();
        let made = store.create_tenant(tenant.clone(), Timestamp::UNIX_EPOCH);
        made.await.unwrap();
        let tenant = store.of(&tenant);
        let kept = tenant.keep(shared(name, "1")).await.unwrap();
        tenants.push((tenant, name, kept.grant.id));
    }
    let before = tenants[0].2.clone();
    assert_eq!(before, tenants[1].2);
    // Whoever is first has seen what there is, and is about to write what it changes.
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    let hold = "BEGIN; SELECT 1 FROM connections FOR UPDATE";
    client.batch_execute(hold).await.unwrap();
    let mut leaving = Vec::new();
    for (waiting, (tenant, name, _)) in (1..).zip(tenants) {
        let apart = SignIn {
            shared_by_tenants: false,
            ..shared(name, "2")
        };
        leaving.push(tokio::spawn(async move { tenant.keep(apart).await }));
        until_so_many_wait(&client, waiting).await;
    }
    client.batch_execute("COMMIT").await.unwrap();
    let mut kept = Vec::new();
    for leaving in leaving {
        kept.push(leaving.await.unwrap().unwrap());
    }
    assert!(!kept[0].shares_grant_with(&kept[1]));
    for own in &kept {
        assert!(one.has_grant(&own.grant.id).await.unwrap());
    }
    assert!(!one.has_grant(&before).await.unwrap());
    drop(client);
    let _ = connection.await;
}

#[tokio::test]
async fn an_app_that_a_tenant_sets_while_a_renewal_ends_takes_no_new_tokens_back() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let tenant: Tenant = "acme".parse().unwrap();
    let made = store.create_tenant(tenant.clone(), Timestamp::UNIX_EPOCH);
    made.await.unwrap();
    let acme = store.of(&tenant);
    let app = || App::new("notes", "the-client").secret("client_secret", "hush".into());
    acme.set_app(app(), Servers::new()).await.unwrap();
    let kept = acme.keep(sign_in(Some("work"), "ada", "1")).await;
    let id = kept.unwrap().grant.id;
    let refused = RenewalFailure::ClientRefused("its secret".to_owned());
    let failed = acme.fail_renewal(&id, 1, refused, None, Fence::default());
    failed.await.unwrap();
    // Whoever sets the app has read the grant and is about to write it.
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    let hold = "BEGIN; SELECT 1 FROM apps FOR UPDATE";
    client.batch_execute(hold).await.unwrap();
    let setting = tokio::spawn({
        let acme = acme.clone();
        async move { acme.set_app(app(), Servers::new()).await }
    });
    until_somebody_waits(&client).await;
    let finishing = tokio::spawn({
        let (acme, id) = (acme.clone(), id.clone());
        async move {
            let finished = acme.finish_renewal(&id, 1, tokens("2"), Fence::default());
            finished.await
        }
    });
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    while !finishing.is_finished() {
        let forget = "SELECT pg_stat_clear_snapshot()";
        client.batch_execute(forget).await.unwrap();
        let count: i64 = client.query_one(waiting, &[]).await.unwrap().get(0);
        if count == 2 {
            break;
        }
        tokio::task::yield_now().await;
    }
    client.batch_execute("COMMIT").await.unwrap();
    setting.await.unwrap().unwrap();
    assert!(finishing.await.unwrap().unwrap());
    let grant = acme.grant_secrets(&id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
    assert_eq!(grant.generation, 2);
    drop(client);
    let _ = connection.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn renewals_go_on_beside_an_agreement_that_changes_thousands_of_grants() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let mut ids = Vec::new();
    for subject in ["ada", "bob", "eve"] {
        let kept = store.keep(sign_in(Some(subject), subject, "1")).await;
        ids.push(kept.unwrap().grant.id);
    }
    in_database(
        &server,
        "INSERT INTO grants SELECT (jsonb_populate_record(g, jsonb_build_object(
             'id', format('g-%s', n), 'subject', format('unknown g-%s', n)))).*
         FROM grants g, generate_series(1, 5000) n
         WHERE g.id = (SELECT min(id) FROM grants)",
    )
    .await;
    let agreed = Agreed {
        consent: Consent::default(),
        version: "2".to_owned(),
        digest: "00".to_owned(),
        agreed_at: Timestamp::UNIX_EPOCH,
    };
    let agreeing = tokio::spawn({
        let store = store.clone();
        async move { store.agree("notes", agreed, Vec::new()).await }
    });
    let mut renewing = tokio::task::JoinSet::new();
    for id in ids {
        let (store, agreed) = (store.clone(), agreeing.abort_handle());
        renewing.spawn(async move {
            let mut generation = 1;
            while !agreed.is_finished() {
                let finished = store.finish_renewal(&id, generation, tokens("2"), Fence::default());
                assert!(finished.await.unwrap());
                generation += 1;
            }
        });
    }
    renewing.join_all().await;
    agreeing.await.unwrap().unwrap();
    assert_eq!(store.agreed("notes").await.unwrap().unwrap().version, "2");
}

#[tokio::test]
async fn a_database_that_has_no_room_for_all_letters_is_refused() {
    let server = Server::start();
    in_database(
        &server,
        "CREATE DATABASE letters ENCODING 'SQL_ASCII' TEMPLATE template0
             LC_COLLATE 'C' LC_CTYPE 'C'",
    )
    .await;
    let address = server.address_for("postgres", "letters");
    let error = Store::open_postgres(&address, key(), RenewalLease::DEFAULT)
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"the database of connections: its encoding is SQL_ASCII, which has no room for what people call their accounts: make one with `ENCODING 'UTF8'`");
}

#[tokio::test]
async fn tables_of_others_with_the_same_names_are_left_alone() {
    let server = Server::start();
    in_database(
        &server,
        "CREATE TABLE public.schema_version (version bigint);
         INSERT INTO public.schema_version VALUES (99);
         CREATE TABLE public.connections (of text)",
    )
    .await;
    let store = open(&server.address()).await;
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    in_database(
        &server,
        "DROP TABLE public.schema_version, public.connections",
    )
    .await;
    assert_eq!(store.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn once_the_tables_are_there_a_role_needs_no_right_to_make_any() {
    let server = Server::start();
    drop(open(&server.address()).await);
    in_database(
        &server,
        "CREATE ROLE host LOGIN; GRANT USAGE ON SCHEMA connector_host TO host;
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA connector_host TO host",
    )
    .await;
    let store = open(&server.address_for("host", "postgres")).await;
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
}

#[tokio::test]
async fn hosts_agree_whatever_the_role_has_for_the_isolation_of_transactions() {
    let server = Server::start();
    in_database(
        &server,
        "ALTER ROLE postgres SET default_transaction_isolation = 'serializable'",
    )
    .await;
    let address = server.address();
    let (one, other) = tokio::join!(open(&address), open(&address));
    let id = one
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    for generation in 1..20 {
        let store = if generation % 2 == 0 { &one } else { &other };
        let lock = store.lock_grant(&id).await.unwrap();
        let (finished, renamed) = tokio::join!(
            store.finish_renewal(&id, generation, tokens("2"), lock.fence()),
            one.keep(sign_in(Some(&format!("of-{generation}")), "bob", "1")),
        );
        assert!(finished.unwrap());
        renamed.unwrap();
        lock.give_back().await;
    }
}

#[tokio::test]
async fn a_server_that_was_restarted_is_used_again() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let id = store
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    for generation in 1..4 {
        server.restart();
        loop {
            let finished = store.finish_renewal(&id, generation, tokens("2"), Fence::default());
            match finished.await {
                Ok(settled) => break assert!(settled),
                // Of connections that were open before.
                Err(StoreError::Database(error)) => {
                    assert_eq!(error.trouble(), DatabaseTrouble::Unavailable, "{error}");
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_any_more_is_told_as_unavailable() {
    let server = Server::start();
    let proxy = Proxy::before(server.directory());
    let store = open(&proxy.address("postgres")).await;
    proxy.be_silent();
    // Nothing is heard any more, so the time is what is waited for.
    tokio::time::pause();
    let (read, written) = tokio::join!(
        store.connections(),
        store.keep(sign_in(Some("work"), "ada", "1"))
    );
    tokio::time::resume();
    for error in [read.map(drop).unwrap_err(), written.map(drop).unwrap_err()] {
        let error = crate::Error::from(error);
        assert_eq!(error.class(), crate::Class::Unavailable, "{error}");
    }
    proxy.forward();
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
}

/// A store by a line that has gone dead while a tenant was about to be made.
async fn cut_off_while_a_tenant_is_made(
    server: &Server,
) -> (
    Proxy,
    Store,
    tokio::task::JoinHandle<Result<(), StoreError>>,
) {
    let proxy = Proxy::before(server.directory());
    let store = open(&proxy.address("postgres")).await;
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    // So that there is another open connection.
    let (one, other) = tokio::join!(store.connections(), store.connections());
    assert_eq!(one.unwrap().len(), other.unwrap().len());
    proxy.at_commit("INSERT INTO tenants", 0, Fate::Silent);
    let making = tokio::spawn({
        let store = store.clone();
        let now = Timestamp::UNIX_EPOCH;
        async move { store.create_tenant("acme".parse().unwrap(), now).await }
    });
    while !proxy.has_done_it() {
        tokio::task::yield_now().await;
    }
    (proxy, store, making)
}

#[tokio::test]
async fn a_host_that_is_cut_off_while_it_makes_a_tenant_keeps_no_renewal_from_being_kept() {
    let server = Server::start();
    let other = open(&server.address()).await;
    let (proxy, _store, making) = cut_off_while_a_tenant_is_made(&server).await;
    let id = other.connection("work").await.unwrap().grant.id;
    let kept = other.finish_renewal(&id, 1, tokens("2"), Fence::default());
    assert!(kept.await.unwrap());
    // The transaction that is in the air is no further.
    assert!(!making.is_finished());
    proxy.forward();
    making.await.unwrap().unwrap_err();
    assert_eq!(other.tenants().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_line_that_goes_dead_while_a_tenant_is_made_keeps_nobody_else_of_the_process_for_ever() {
    let server = Server::start();
    let (proxy, store, making) = cut_off_while_a_tenant_is_made(&server).await;
    let reading = tokio::spawn({
        let store = store.clone();
        async move { store.names_of_all("notes").await }
    });
    // Nothing is heard any more, so the time is what the next wait is for.
    tokio::time::pause();
    let patience = Duration::from_secs(60 * 60);
    let made = tokio::time::timeout(patience, making).await;
    let read = tokio::time::timeout(patience, reading).await;
    tokio::time::resume();
    for given_up in [made.unwrap().unwrap(), read.unwrap().unwrap().map(drop)] {
        let error = crate::Error::from(given_up.unwrap_err());
        assert_eq!(error.class(), crate::Class::Unavailable, "{error}");
    }
    proxy.forward();
    let disabled = store.set_disabled("work", Some(Timestamp::UNIX_EPOCH));
    assert!(disabled.await.unwrap().disabled_at.is_some());
}

#[tokio::test]
async fn a_renewal_waits_for_nobody_who_changes_what_is_of_all_tenants() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let id = work.grant.id;
    // As a host has it that has died while it replaced the key.
    let (client, connection) = server.connect().await;
    let connection = tokio::spawn(connection);
    let hold = "BEGIN; SELECT pg_advisory_xact_lock(x'636f6e6e00000000'::bigint)";
    client.batch_execute(hold).await.unwrap();
    // Whoever else changes what is of all tenants waits for it, in this process too.
    let making = tokio::spawn({
        let store = store.clone();
        let now = Timestamp::UNIX_EPOCH;
        async move { store.create_tenant("acme".parse().unwrap(), now).await }
    });
    until_somebody_waits(&client).await;
    let lock = store.lock_grant(&id).await.unwrap();
    let now = Timestamp::now();
    let begun = store.begin_renewal(&id, 1, now, lock.fence()).await;
    assert!(begun.unwrap());
    let finished = store.finish_renewal(&id, 1, tokens("2"), lock.fence());
    assert!(finished.await.unwrap());
    lock.give_back().await;
    assert!(!making.is_finished());
    client.batch_execute("COMMIT").await.unwrap();
    making.await.unwrap().unwrap();
    let grant = store.grant_secrets(&id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
    drop(client);
    let _ = connection.await;
}

/// Where the store of [`whoever_trusts_its_certificate_is_let_in`] is.
const ELSEWHERE: &str = "CONNECTOR_HOST_TEST_STORE";

#[tokio::test]
async fn a_server_elsewhere_wants_tls_that_is_trusted_and_the_password() {
    let server = Server::start_with_tls();
    let right = server.address_with_tls("hush");
    // Whose it is nobody here has heard of.
    let error = Store::open_postgres(&right.parse().unwrap(), key(), RenewalLease::DEFAULT).await;
    let error = crate::Error::from(error.unwrap_err());
    assert_eq!(error.class(), crate::Class::Unavailable, "{error}");
    assert!(error.to_string().contains("certificate"), "{error}");
    let let_in = |address: &str| {
        let program = std::env::current_exe().unwrap();
        let output = std::process::Command::new(program)
            .args(["--ignored", "--exact", "--nocapture"])
            .arg("connections::tests::postgres::whoever_trusts_its_certificate_is_let_in")
            .env("SSL_CERT_FILE", server.certificate())
            .env(ELSEWHERE, address)
            .output()
            .unwrap();
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8(told).unwrap();
        assert!(told.contains("running 1 test"), "{told}");
        (output.status.success(), told)
    };
    let (is_let_in, told) = let_in(&right);
    assert!(is_let_in, "{told}");
    let (is_let_in, told) = let_in(&server.address_with_tls("a-guess"));
    assert!(
        !is_let_in && told.contains("password authentication failed"),
        "{told}"
    );
    assert!(!told.contains("a-guess"), "{told}");
    let in_the_clear = right.replace("require", "disable");
    let (is_let_in, told) = let_in(&in_the_clear);
    assert!(
        !is_let_in && told.contains("no pg_hba.conf entry"),
        "{told}"
    );
}

#[tokio::test]
#[ignore = "another test runs it where the certificate is trusted"]
async fn whoever_trusts_its_certificate_is_let_in() {
    let address = std::env::var(ELSEWHERE).unwrap();
    let store = Store::open_postgres(&address.parse().unwrap(), key(), RenewalLease::DEFAULT).await;
    let store = store.unwrap_or_else(|error| panic!("{error}"));
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    assert_eq!(store.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_gone_is_told_as_unavailable() {
    let server = Server::start();
    let store = open(&server.address()).await;
    drop(server);
    let error = crate::Error::from(store.connections().await.unwrap_err());
    assert_eq!(error.class(), crate::Class::Unavailable, "{error}");
}

#[tokio::test]
async fn a_text_that_the_database_has_no_room_for_is_told_as_the_callers() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let error = crate::Error::from(store.connection("a\0").await.unwrap_err());
    assert_eq!(error.code(), "bad-text");
    assert_eq!(error.class(), crate::Class::Usage, "{error}");
}

#[test]
fn an_address_shows_no_password() {
    let address: PostgresAddress = "postgres://ada:hush@db.example/store".parse().unwrap();
    assert!(!format!("{address:?}").contains("hush"));
    assert!("what?".parse::<PostgresAddress>().is_err());
}

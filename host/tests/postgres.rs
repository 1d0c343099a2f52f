//! What hosts promise when a PostgreSQL database that they share, or the way there,
//! is in trouble.

#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

// A real server, and a proxy before it, which the tests of the store have as well.
#[allow(dead_code, reason = "the tests of the store use the rest")]
#[path = "../src/connections/tests/proxy.rs"]
mod proxy;
#[allow(dead_code, reason = "the tests of the store use the rest")]
#[path = "../src/connections/tests/server.rs"]
mod server;
/// Where those look for what they need.
mod connections {
    pub(crate) use connector_host::connections::PostgresAddress;
}

use std::sync::{Arc, mpsc};

use connector_host::connections::{App, Key, KeySource, PostgresAddress, State};
use connector_host::{Attempt, Class, Host, Revocation};
use proxy::{Fate, Proxy};
use server::Server;
use support::authorization::{
    CLIENT_SECRET, LIFETIME, World, app_grant, code_grant, component, connect,
};
use support::connection::{approve, elsewhere, invoke, sign_in, state};
use support::server::Seen;

/// What is written whenever a grant is.
const GRANT: &str = "INSERT INTO grants";
const LEASES_END: &str = "UPDATE grants SET lease_until = now() - interval '1 s'";

/// A world with a host whose database is behind a proxy.
struct Setting {
    world: World,
    host: Host,
    proxy: Arc<Proxy>,
    server: Server,
}

impl Setting {
    async fn new() -> Self {
        Self::answering(|_, _| {}).await
    }

    /// One whose API calls `before` with each request first.
    async fn answering(before: impl Fn(&Seen, &Proxy) + Clone + Send + Sync + 'static) -> Self {
        let server = Server::start();
        let proxy = Arc::new(Proxy::before(server.directory()));
        let of_world = Arc::clone(&proxy);
        let world = World::answering(move |seen| before(seen, &of_world)).await;
        let grant = code_grant();
        let host = world.host_on(proxy.address("postgres"), &grant);
        Self {
            host: host.await,
            world,
            proxy,
            server,
        }
    }

    /// One with the connection `work`, whose token is due.
    async fn due() -> Self {
        let setting = Self::new().await;
        sign_in(&setting.host, "work").await;
        setting.world.clock.advance(LIFETIME);
        setting
    }

    /// Another host on the same database.
    async fn other_host(&self) -> Host {
        let grant = code_grant();
        self.world.host_on(self.server.address(), &grant).await
    }

    async fn in_database(&self, statement: &str) {
        let (client, connection) = self.server.connect().await;
        let connection = tokio::spawn(connection);
        client.batch_execute(statement).await.unwrap();
        drop(client);
        let _ = connection.await;
    }

    async fn generation(&self) -> u64 {
        self.host.connection("work").await.unwrap().grant.generation
    }
}

/// Registers the app that the operator's sign-ins use.
async fn set_app(operator: &Host) {
    let app = App::new("notes", "the-operators").secret("client_secret", CLIENT_SECRET.into());
    operator.set_app(app).await.unwrap();
}

/// Lets the server be written, or not any more, by whoever is connected and whoever
/// connects.
fn let_be_written(server: &Server, may_be: bool) {
    let setting = async || {
        let value = if may_be { "off" } else { "on" };
        let (client, connection) = server.connect().await;
        let connection = tokio::spawn(connection);
        let set = format!("ALTER SYSTEM SET default_transaction_read_only = {value}");
        client.batch_execute(&set).await.unwrap();
        let reload = "SELECT pg_reload_conf()";
        client.batch_execute(reload).await.unwrap();
        let show = "SHOW default_transaction_read_only";
        while client
            .query_one(show, &[])
            .await
            .unwrap()
            .get::<_, String>(0)
            != value
        {}
        drop(client);
        let _ = connection.await;
    };
    std::thread::scope(|scope| {
        let setting = scope.spawn(|| {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            runtime.enable_all().build().unwrap().block_on(setting());
        });
        setting.join().unwrap();
    });
}

/// Begins to connect as `work`; somebody has to approve.
async fn begun(host: &Host) -> Attempt {
    let connect = connect(host).name("work").redirect(elsewhere());
    connect.start().await.unwrap()
}

fn lost(before_the_server_has_it: bool) -> Fate {
    if before_the_server_has_it {
        Fate::Lost
    } else {
        Fate::AnswerLost
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_kept_once_however_its_commit_is_lost() {
    for before in [true, false] {
        for subject_is_told in [true, false] {
            let setting = Setting::new().await;
            let (host, world) = (&setting.host, &setting.world);
            world.issuer().subject_is_told = subject_is_told;
            let attempt = begun(host).await;
            setting.proxy.at_commit(GRANT, 0, lost(before));
            let connected = approve(attempt).await.unwrap();
            assert!(setting.proxy.has_done_it());
            assert_eq!(connected.connection.name, "work");
            assert_eq!(host.connections().await.unwrap().len(), 1);
            assert_eq!(setting.generation().await, 1);
            invoke(host).await.unwrap();
            assert_eq!(world.token_requests().len(), 1);
            assert_eq!(world.count("POST /revoke"), 0);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_may_be_kept_are_not_revoked_when_the_database_stays_away() {
    let setting = Setting::new().await;
    let attempt = begun(&setting.host).await;
    let proxy = Arc::clone(&setting.proxy);
    let away = Box::new(move || proxy.refuse());
    setting.proxy.at_commit(GRANT, 0, Fate::AnswerLate(away));
    let error = approve(attempt).await.unwrap_err();
    assert_eq!(error.class(), Class::Unavailable, "{error}");
    assert_eq!(setting.world.count("POST /revoke"), 0);
    setting.proxy.forward();
    invoke(&setting.host).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_the_database_never_got_are_revoked() {
    let setting = Setting::answering(|seen, proxy| {
        if seen.request == "GET /me" {
            proxy.refuse();
        }
    })
    .await;
    let attempt = begun(&setting.host).await;
    let error = approve(attempt).await.unwrap_err();
    assert_eq!(error.class(), Class::Unavailable, "{error}");
    assert_eq!(setting.world.count("POST /revoke"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_while_the_code_is_exchanged_costs_no_tokens() {
    let setting = Setting::answering(|seen, proxy| {
        if seen.request == "POST /token" {
            proxy.refuse();
        }
    })
    .await;
    let address = setting.proxy.address("postgres");
    let host = setting.world.host_on(address, &app_grant()).await;
    set_app(&host).await;
    let attempt = begun(&host).await;
    let proxy = Arc::clone(&setting.proxy);
    let clock = &setting.world.clock;
    clock.at_next_sleep(move || proxy.forward());
    approve(attempt).await.unwrap();
    assert!(!clock.waits.lock().unwrap().is_empty());
    assert_eq!(setting.world.count("POST /revoke"), 0);
    assert_eq!(setting.host.connections().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_waits_for_the_server_that_takes_the_place_of_one_that_may_not_be_written() {
    let server = Arc::new(Server::start());
    let of_world = Arc::clone(&server);
    let world = World::answering(move |seen| {
        if seen.request == "GET /me" {
            let_be_written(&of_world, false);
        }
    })
    .await;
    let host = world.host_on(server.address(), &code_grant()).await;
    let attempt = begun(&host).await;
    world.clock.at_next_sleep({
        let server = Arc::clone(&server);
        move || let_be_written(&server, true)
    });
    approve(attempt).await.unwrap();
    assert!(!world.clock.waits.lock().unwrap().is_empty());
    assert_eq!(world.count("POST /revoke"), 0);
    assert_eq!(host.connections().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_ends_no_tokens_that_another_tenant_has_just_signed_in_with() {
    // What the host that removes does in transactions, each of which is overtaken once.
    for (statement, pass) in [
        ("c.grant_id = $2", 0),
        ("c.name = $2 OR c.id = $2", 0),
        ("DELETE FROM connections", 0),
        ("FROM grants g WHERE g.tenant = $1 AND g.id = ANY($2)", 1),
    ] {
        let setting = Setting::new().await;
        let (world, proxy) = (&setting.world, &setting.proxy);
        let address = proxy.address("postgres");
        let on = |address| world.builder().postgres(address);
        let operator = world.sharing(on(address), &app_grant()).await;
        set_app(&operator).await;
        let there = on(setting.server.address());
        let there = world.sharing(there, &app_grant()).await;
        for tenant in ["acme", "bolt"] {
            operator.create_tenant(tenant).await.unwrap();
        }
        let acme = operator.tenant("acme").await.unwrap();
        let bolt = there.tenant("bolt").await.unwrap();
        sign_in(&acme, "work").await;
        let (runtime, of_bolt) = (tokio::runtime::Handle::current(), bolt.clone());
        let overtake = move || runtime.block_on(sign_in(&of_bolt, "work"));
        proxy.at_commit(statement, pass, Fate::AnswerLate(Box::new(overtake)));
        let removal = acme.remove("work").await.unwrap();
        assert!(matches!(removal.revocation, Revocation::Shared));
        let overtaken = proxy.has_done_it();
        assert_eq!(world.token_requests().len(), 1 + usize::from(overtaken));
        let seen = world.server.seen();
        let revoked = seen.iter().filter(|seen| seen.request == "POST /revoke");
        for revoked in revoked {
            assert!(
                !revoked.body.contains("-2&"),
                "{statement}: {}",
                revoked.body
            );
        }
        if overtaken {
            invoke(&bolt).await.unwrap();
            assert_eq!(world.token_requests().len(), 2, "{statement}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_loaded_while_a_connector_is_looked_for_stays_loaded() {
    let setting = Setting::new().await;
    let host = Host::builder()
        .data_dir(setting.world.directory.path())
        .cache_dir(env!("CARGO_TARGET_TMPDIR"))
        .postgres(setting.proxy.address("postgres"))
        .clock(setting.world.clock.clone())
        .build()
        .unwrap();
    host.add(&component(&code_grant())).await.unwrap();
    setting.world.clock.advance(1);
    let (runtime, loading) = (tokio::runtime::Handle::current(), host.clone());
    let load = move || {
        let loaded = runtime.block_on(loading.load(&component(&app_grant())));
        loaded.unwrap();
    };
    let late = Fate::AnswerLate(Box::new(load));
    setting.proxy.at_commit("FROM components", 0, late);
    let found = host.connector("notes").await.unwrap();
    assert!(setting.proxy.has_done_it());
    let now = host.connector("notes").await.unwrap();
    assert_ne!(now.digest(), found.digest());
}

#[tokio::test(flavor = "multi_thread")]
async fn new_tokens_are_kept_once_however_their_commit_is_lost() {
    for before in [true, false] {
        let setting = Setting::due().await;
        // The first is that of the renewal's beginning.
        setting.proxy.at_commit(GRANT, 1, lost(before));
        invoke(&setting.host).await.unwrap();
        assert!(setting.proxy.has_done_it());
        assert_eq!(setting.generation().await, 2);
        setting.world.clock.advance(LIFETIME);
        invoke(&setting.host).await.unwrap();
        assert_eq!(setting.world.token_requests().len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_is_not_sent_unless_its_beginning_is_known_to_be_noted() {
    for before in [true, false] {
        let setting = Setting::due().await;
        setting.proxy.at_commit(GRANT, 0, lost(before));
        let error = invoke(&setting.host).await.unwrap_err();
        assert_eq!(error.class(), Class::Unavailable, "{error}");
        assert_eq!(setting.world.token_requests().len(), 1);
        invoke(&setting.host).await.unwrap();
        assert_eq!(setting.world.token_requests().len(), 2);
        assert_eq!(state(&setting.host).await, State::Connected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_slept_before_it_sent_uses_what_another_has_renewed_meanwhile() {
    let setting = Setting::due().await;
    let other = setting.other_host().await;
    let (fall_asleep, is_asleep) = mpsc::channel();
    let (wake, is_woken) = mpsc::channel::<()>();
    let sleep = Box::new(move || {
        fall_asleep.send(()).unwrap();
        let _ = is_woken.recv();
    });
    setting.proxy.at_commit(GRANT, 0, Fate::AnswerLate(sleep));
    let sleeping = tokio::spawn({
        let host = setting.host.clone();
        async move { invoke(&host).await }
    });
    let asleep = tokio::task::spawn_blocking(move || is_asleep.recv());
    asleep.await.unwrap().unwrap();
    setting.in_database(LEASES_END).await;
    invoke(&other).await.unwrap();
    setting.world.clock.advance(60);
    wake.send(()).unwrap();
    sleeping.await.unwrap().unwrap();
    assert_eq!(setting.world.token_requests().len(), 2);
    assert_eq!(setting.generation().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_slept_before_it_sent_begins_again_when_nobody_else_has() {
    let setting = Setting::due().await;
    let clock = Arc::clone(&setting.world.clock);
    let sleep = Box::new(move || clock.advance(60));
    setting.proxy.at_commit(GRANT, 0, Fate::AnswerLate(sleep));
    invoke(&setting.host).await.unwrap();
    assert!(setting.proxy.has_done_it());
    assert_eq!(setting.world.token_requests().len(), 2);
    assert_eq!(setting.generation().await, 2);
}

#[tokio::test]
async fn whoever_begins_a_database_with_a_key_file_of_its_machine_is_told_and_nobody_else() {
    let server = Server::start();
    let directories = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let key = KeySource::File("host.key".into());
    let host = |database: PostgresAddress, directory: usize, key: &KeySource| {
        let host = Host::builder().data_dir(directories[directory].path());
        host.postgres(database).key(key.clone()).build().unwrap()
    };
    let database = server.address();
    let first = host(database.clone(), 0, &key);
    first.connections().await.unwrap();
    let file = directories[0].path().join("host.key");
    assert_eq!(first.began_with_key_file(), Some(&*file));
    let again = host(database.clone(), 0, &key);
    again.connections().await.unwrap();
    assert_eq!(again.began_with_key_file(), None, "it was begun before");
    let elsewhere = host(database.clone(), 1, &key);
    let refused = elsewhere.connections().await.unwrap_err();
    assert_eq!(refused.code(), "key-missing");
    assert_eq!(elsewhere.began_with_key_file(), None);

    let given = KeySource::Given(Key::generate().unwrap());
    let shared = host(server.new_database(), 1, &given);
    shared.connections().await.unwrap();
    assert_eq!(shared.began_with_key_file(), None, "others have it as well");
    let own = Host::builder().data_dir(directories[2].path()).key(key);
    let own = own.build().unwrap();
    own.connections().await.unwrap();
    assert_eq!(
        own.began_with_key_file(),
        None,
        "it is of this machine alone"
    );
}

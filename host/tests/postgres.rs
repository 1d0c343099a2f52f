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

use connector_host::connections::State;
use connector_host::{Attempt, Class, Host};
use proxy::{Fate, Proxy};
use server::Server;
use support::authorization::{LIFETIME, World, code_grant, connect};
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

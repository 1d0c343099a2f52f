//! A host whose clock is not the database's: it begins nothing there, and ends nothing that others hold.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::SignedDuration;

use super::*;
use crate::clock::{Clock, SystemClock};
use crate::connections::apart::MOST_APART;
use crate::connections::audit::KeptRecord;
use crate::connections::backend::Known;
use crate::connections::tests::connect_sessions::{HOUR, purpose};
use crate::connections::tests::sign_ins::browser;
use crate::connections::{
    AuditKind, AuditLimits, AuditQuery, AuditRecord, ConnectState, HELD_EVERY, OutcomeClaim,
    Records,
};

const TWO_DAYS: i64 = 2 * 24 * 3600;

/// A clock that is so many seconds ahead of the machine's.
#[derive(Clone, Debug, Default)]
struct Ahead(Arc<AtomicI64>);

impl Ahead {
    fn set(&self, seconds: i64) {
        self.0.store(seconds, Ordering::SeqCst);
    }
}

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_secs(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        SystemClock.sleep(duration)
    }
}

async fn open_by(address: &PostgresAddress, clock: &Ahead) -> Result<Store, StoreError> {
    let clock = Arc::new(clock.clone());
    Store::open_postgres_by(address, key(), RenewalLease::DEFAULT, clock).await
}

/// How far ahead the clock is that was refused.
#[track_caller]
fn off<T: std::fmt::Debug>(outcome: Result<T, StoreError>) -> i64 {
    match outcome {
        Err(StoreError::ClockOff { ahead }) => ahead.as_secs(),
        other => panic!("{other:?}"),
    }
}

async fn claim(store: &Store, now: Timestamp) -> OutcomeClaim {
    let claim = store.claim_outcome("a-call".to_owned(), "f".to_owned(), now);
    claim.await.unwrap()
}

#[tokio::test]
async fn a_host_whose_clock_is_off_makes_no_tables_and_is_told_by_how_much() {
    let server = Server::start();
    let address = server.address();
    let clock = Ahead::default();
    let session = Session::begin(&server).await;
    for seconds in [TWO_DAYS, -TWO_DAYS, 3600, -3600, 20, -20] {
        clock.set(seconds);
        let found = off(open_by(&address, &clock).await);
        assert!((found - seconds).abs() < 9, "{found} for {seconds}");
        let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname = 'connector_host'";
        let row = session.query_one(schemas, &[]).await.unwrap();
        assert_eq!(row.get::<_, i64>(0), 0);
    }
    session.end().await;
    for seconds in [8, -8] {
        clock.set(seconds);
        open_by(&address, &clock).await.unwrap();
    }
    let told = |seconds| {
        let ahead = SignedDuration::from_secs(seconds);
        StoreError::ClockOff { ahead }.to_string()
    };
    insta::assert_snapshot!(told(TWO_DAYS), @"the clock of this machine is 48h ahead of the database's, and at most 10s are let pass, since hosts that share it keep times for one another: set the one that is wrong, such as by NTP; nothing was changed");
    insta::assert_snapshot!(told(-95), @"the clock of this machine is 1m 35s behind the database's, and at most 10s are let pass, since hosts that share it keep times for one another: set the one that is wrong, such as by NTP; nothing was changed");
}

#[tokio::test]
async fn a_host_whose_clock_was_set_ends_nothing_of_the_others_until_it_is_set_right() {
    let server = Server::start();
    let address = server.address();
    let clock = Ahead::default();
    let (one, other) = (open(&address).await, open_by(&address, &clock).await);
    let other = other.unwrap();
    let now = Timestamp::now();
    let OutcomeClaim::Mine(holder, None) = claim(&one, now).await else {
        panic!("nobody has it");
    };
    let kept = one.keep_outcome("a-call", &holder, "made".into());
    assert!(kept.await.unwrap());
    let made = one.create_connect_session(purpose(), HOUR, now).await;
    let (session, _) = made.unwrap();
    one.begin_sign_in(browser("one"), now).await.unwrap();
    let record = KeptRecord {
        tenant: one.tenant().clone(),
        record: AuditRecord::begun(now, AuditKind::Invoke),
    };
    one.keep_records(vec![record]).await.unwrap();

    for seconds in [20 * TWO_DAYS, -20 * TWO_DAYS] {
        clock.set(seconds);
        let now = clock.now();
        off(other
            .claim_outcome("another".to_owned(), "g".to_owned(), now)
            .await);
        off(other.create_connect_session(purpose(), HOUR, now).await);
        off(other.begin_sign_in(browser("other"), now).await);
        let records = Records::new(AuditLimits::default());
        let record = AuditRecord::begun(now, AuditKind::Invoke);
        assert!(records.gather(other.tenant(), record));
        off(records.write_gathered(&other, &clock).await);
        off(other.connections().await);
    }
    assert!(matches!(claim(&one, now).await, OutcomeClaim::Done(_)));
    let open = one.connect_session(&session.id, now).await.unwrap();
    assert_eq!(open.state, ConnectState::Pending);
    one.claim_sign_in(crate::connections::SignInState::of("one"), now)
        .await
        .unwrap();
    let page = one.records(AuditQuery::default()).await.unwrap();
    assert_eq!(page.records.len(), 1);

    clock.set(0);
    assert!(matches!(claim(&other, now).await, OutcomeClaim::Done(_)));
}

#[tokio::test]
async fn what_a_renewal_has_brought_is_kept_though_the_clock_was_set_meanwhile() {
    let server = Server::start();
    let clock = Ahead::default();
    let store = open_by(&server.address(), &clock).await.unwrap();
    let kept = store.keep(sign_in(Some("work"), "ada", "1")).await;
    let id = kept.unwrap().grant.id;
    let lock = store.lock_grant(&id).await.unwrap();
    let begun = store.begin_renewal(&id, 1, clock.now(), lock.fence());
    assert!(begun.await.unwrap());
    clock.set(TWO_DAYS);
    let finished = store.finish_renewal(&id, 1, tokens("2"), lock.fence());
    assert!(finished.await.unwrap());
    lock.give_back().await;
    // Another begins when the clock is right again.
    off(store.lock_grant(&id).await);
    clock.set(0);
    store.lock_grant(&id).await.unwrap();
    let grant = store.grant_secrets(&id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
}

#[tokio::test]
async fn a_call_stays_with_who_works_at_it_however_far_clocks_are_apart_that_are_let_pass() {
    let server = Server::start();
    let address = server.address();
    let (behind, ahead) = (open(&address).await, open(&address).await);
    let now = Timestamp::now();
    let OutcomeClaim::Mine(holder, None) = claim(&behind, now - MOST_APART).await else {
        panic!("nobody has it");
    };
    // It could once not say that it lives.
    let next = now + 2 * SignedDuration::try_from(HELD_EVERY).unwrap();
    let asked = claim(&ahead, next + MOST_APART).await;
    assert!(matches!(asked, OutcomeClaim::UnderWay), "{asked:?}");
    let held = behind.hold_outcome("a-call", &holder, next - MOST_APART);
    assert!(held.await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_remembered_counts_for_nothing_while_the_clock_is_off() {
    let server = Server::start();
    let clock = Ahead::default();
    let store = open_by(&server.address(), &clock).await.unwrap();
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let is_known = || matches!(store.backend.known(), Known::Version(_));
    let until = async |what: &str, is_so: &dyn Fn() -> bool| {
        let asking = async {
            while !is_so() {
                tokio::task::yield_now().await;
            }
        };
        let answered = tokio::time::timeout(Duration::from_secs(30), asking).await;
        assert!(answered.is_ok(), "{what}");
    };
    until("it listens", &is_known).await;
    store.connection_at_hand("work").await.unwrap();
    clock.set(TWO_DAYS);
    until("that the clock is off", &|| !is_known()).await;
    off(store.connection_at_hand("work").await);
    clock.set(0);
    until("it listens again", &is_known).await;
    store.connection_at_hand("work").await.unwrap();
}

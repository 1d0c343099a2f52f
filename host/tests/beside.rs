//! Connectors that compute without end, beside others that work.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use connector_host::component::{Connector, Limits, Runtime};
use connector_host::contract::Step;
use connector_host::driver::{self, Collected, DriveError, Driver};
use connector_host::egress::{self, Client};
use futures_util::future::{Either, join_all, select};
use futures_util::poll;
use support::call::{done, invoke, send};
use support::scripted::{self, Act};
use support::server::{Server, answer};
use support::source::Source;

const HOUR: Duration = Duration::from_secs(3600);

/// A connector that acts like this, in a runtime of its own that lets a call
/// compute for an hour, on so many threads.
fn connectors<const N: usize>(threads: u32, acts: [&[Act]; N]) -> [Connector; N] {
    let mut limits = Limits::default();
    limits.time = HOUR;
    limits.threads = threads;
    let runtime = Runtime::new(limits, None).unwrap();
    acts.map(|acts| runtime.load(&scripted::connector(acts)).unwrap())
}

/// A driver of calls that may compute for so long.
fn driver(computing: Duration) -> Driver {
    let mut limits = driver::Limits::default();
    limits.computing = computing;
    Driver::new(Client::new(egress::Limits::default())).with_limits(limits)
}

// One thread, which a call that computed on it would have to itself.
#[tokio::test]
async fn one_that_computes_for_its_whole_time_keeps_nobody_else_from_working() {
    let acts = [send("GET", "/notes", 1), Act::Echo];
    let [spinning, working] = connectors(2, [&[Act::Spin], &acts]);
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let leave = server.leave(Some("list-notes"));
    let (driver, source) = (driver(HOUR), Source::default());
    let call = |connector: &Connector| {
        let (connector, driver, leave, source) = (connector.clone(), &driver, &leave, &source);
        async move {
            let (call, mut pages) = (invoke("list-notes"), Collected::default());
            let ran = driver.run(&connector, leave, source, call, &mut pages, None);
            ran.await
        }
    };
    let spin = join_all((0..8).map(|_| call(&spinning)));
    let work = async {
        for _ in 0..20 {
            call(&working).await.unwrap();
        }
    };
    let (spin, work) = (std::pin::pin!(spin), std::pin::pin!(work));
    match select(spin, work).await {
        Either::Left(_) => panic!("the others had to wait for it"),
        Either::Right(((), _)) => assert_eq!(server.requests().len(), 20),
    }
}

#[tokio::test]
async fn a_call_that_takes_longer_than_a_moment_is_made_all_the_same() {
    let long = Act::Code(
        "(global.set $now (i64.const 0))
         (loop $on
           (global.set $now (i64.add (global.get $now) (i64.const 1)))
           (br_if $on (i64.lt_u (global.get $now) (i64.const 200000000))))
         (return (call $act (i32.const 1)))",
    );
    let [connector] = connectors(1, [&[long, done("{}")]]);
    let driver = driver(HOUR);
    for _ in 0..2 {
        let step = driver.first_step(&connector, invoke("list-notes"));
        assert_eq!(step.await.unwrap(), Step::Done("{}".to_owned()));
    }
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_any_more_ends_and_leaves_its_thread() {
    let [spinning] = connectors(1, [&[Act::Spin]]);
    let patient = driver(HOUR);
    let mut given_up = Box::pin(patient.first_step(&spinning, invoke("list-notes")));
    assert!(poll!(&mut given_up).is_pending());
    drop(given_up);
    let impatient = driver(Duration::from_millis(30));
    let next = impatient.first_step(&spinning, invoke("list-notes")).await;
    let error = next.unwrap_err();
    assert!(
        matches!(error, DriveError::TooMuchComputing(_)),
        "{error:?}"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn ten_thousand_calls_that_wait_for_their_turn_take_no_threads() {
    let threads = || std::fs::read_dir("/proc/self/task").unwrap().count();
    let [spinning] = connectors(4, [&[Act::Spin]]);
    let driver = driver(HOUR);
    let call = |_| Box::pin(driver.first_step(&spinning, invoke("list-notes")));
    let mut waiting: Vec<_> = (0..10_000).map(call).collect();
    let before = threads();
    for call in &mut waiting {
        assert!(poll!(call).is_pending());
    }
    // The other tests of this program may start some of theirs.
    assert!(threads() < before + 50, "{} threads", threads());
}

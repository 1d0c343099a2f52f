//! Connectors that compute without end, beside others that work.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use connector_host::component::{Limits, Runtime};
use connector_host::contract::Step;
use connector_host::driver::{Collected, DriveError, Driver, Output};
use connector_host::egress::{self, Client};
use support::call::invoke;
use support::scripted::{self, Act};
use support::server::{Server, answer};
use support::source::Source;

/// More calls than there are processors.
const SPINNING: usize = 8;
const WORKING: usize = 20;

// One thread, which a call that computed on it would have to itself.
#[tokio::test]
async fn one_that_computes_for_its_whole_time_keeps_nobody_else_from_working() {
    let limits = Limits {
        time: Duration::from_secs(1),
        ..Limits::default()
    };
    let runtime = Runtime::new(limits, None).unwrap();
    let spinning = runtime.load(&scripted::connector(&[Act::Spin])).unwrap();
    let done = Act::Step(Step::Done("{}".to_owned()));
    let working = runtime.load(&scripted::connector(&[done])).unwrap();
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let leave = server.leave(Some("list-notes"));
    let driver = Driver::new(Client::new(egress::Limits::default()));
    let source = Source::default();
    let call = async |connector| -> Result<Output, DriveError> {
        let mut pages = Collected::default();
        let call = invoke("list-notes");
        driver
            .run(connector, &leave, &source, call, &mut pages, None)
            .await
    };

    let spin = futures_util::future::join_all((0..SPINNING).map(|_| call(&spinning)));
    let work = async {
        for _ in 0..WORKING {
            call(&working).await.unwrap();
        }
    };
    let (spin, work) = (std::pin::pin!(spin), std::pin::pin!(work));
    match futures_util::future::select(spin, work).await {
        futures_util::future::Either::Left(_) => panic!("the others had to wait for it"),
        futures_util::future::Either::Right(((), _)) => {}
    }
}

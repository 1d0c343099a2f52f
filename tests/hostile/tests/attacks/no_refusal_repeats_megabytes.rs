//! Words of megabytes where a request, a signature or a failure has a name: whoever
//! refuses them says which it was, and whoever reads or keeps that has it all.

use connector_host::Error;
use connector_host::contract::{Failure, FailureKind, Field, Signing, Step};

use crate::bystander::beside_within;
use crate::stage::{host_of, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;

/// As long as the names are.
const LONG: usize = 4 << 20;

/// What such a name may cost, in MiB: it is in the component, in the step, and here.
const CEILING: u64 = 64;

/// The longest error that anybody is shown, in both forms together, in bytes.
const LONGEST: usize = 24_000;

async fn refused(act: Act) -> Error {
    let world = World::new().await;
    let host = turned(&world, host_of(&world), &[act, Act::Echo]).await;
    let called = beside_within(CEILING, host.invoke("notes", "list-notes").run()).await;
    assert!(world.server.seen().is_empty());
    called.map(|output| output.value).unwrap_err()
}

fn is_short(error: &Error) {
    let shown = format!("{error} {error:?}");
    assert!(shown.len() < LONGEST, "{} bytes", shown.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_request() {
    let long = "x".repeat(LONG);
    let mut method = exchange("GET", "/me", 1);
    method.request.method.clone_from(&long);
    let mut url = exchange("GET", "/me", 1);
    url.request.url = format!("https://api.example/{long}");
    let mut field = exchange("GET", "/me", 1);
    field.request.headers = vec![Field {
        name: long,
        value: "1".to_owned(),
    }];
    for ask in [method, url, field] {
        is_short(&refused(Act::Step(Step::Send(ask))).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_signature() {
    let signing = Signing {
        secret: "x".repeat(LONG),
        message: b"m".to_vec(),
        state: vec![1],
    };
    is_short(&refused(Act::Step(Step::Sign(signing))).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_failure() {
    let failure = Failure::new(FailureKind::Refused, "x".repeat(LONG));
    is_short(&refused(Act::Fail(failure)).await);
}

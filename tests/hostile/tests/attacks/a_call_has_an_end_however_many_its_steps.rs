//! A connector that asks for one more step each time, for ever.

use std::time::Duration;

use connector_host::contract::{MESSAGE_LIMIT, Signing, Step};
use connector_host::driver::{DriveError, Limits};
use connector_host::{Error, HostBuilder};

use crate::stage::{host_of, identifies, must_be, refused, turned};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::send;
use crate::support::scripted::{self, Act, MANIFEST};

/// Asks for requests, and is stopped after so many steps.
async fn requests_end_after(steps: usize, builder: impl Fn(HostBuilder) -> HostBuilder) {
    let world = World::new().await;
    let builder = builder(host_of(&world));
    let host = turned(&world, builder, &[send("GET", "/me", 0)]).await;
    match refused(&host).await {
        Error::Drive {
            source: DriveError::TooManySteps(limit),
            ..
        } => assert_eq!(limit, steps),
        other => panic!("{other}"),
    }
    assert_eq!(world.server.requests().len(), steps);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_end_with_the_limit_that_a_host_sets() {
    let mut limits = Limits::default();
    limits.steps = 200;
    requests_end_after(200, |builder| builder.driver_limits(limits)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes most of a minute; `cargo xtask attacks` plays it"]
async fn requests_end_with_the_ten_thousandth_step_by_default() {
    requests_end_after(10_000, |builder| builder).await;
}

/// How a connector is refused that has this signed again and again.
async fn signs(message: Vec<u8>, limits: Limits) -> Error {
    let world = World::new().await;
    let host = host_of(&world).driver_limits(limits).build().unwrap();
    let harmless = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &identifies());
    host.add(&harmless).await.unwrap();
    let _ = connected(connect(&host).secret("webhook_secret", "hush-webhook".into())).await;
    let sign = Act::Step(Step::Sign(Signing {
        secret: "webhook_secret".to_owned(),
        message,
        state: vec![0],
    }));
    let then = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &[sign]);
    host.add(&then).await.unwrap();
    refused(&host).await
}

/// The host signs, and it would for hours: what it computes counts as the
/// connector's.
#[tokio::test(flavor = "multi_thread")]
async fn signatures_of_long_messages_end_with_the_time_for_computing() {
    let mut limits = Limits::default();
    limits.computing = Duration::from_millis(50);
    let refused = signs(vec![b'a'; 1 << 20], limits).await;
    must_be!(
        refused,
        Other,
        Error::Drive {
            source: DriveError::TooMuchComputing(_),
            ..
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_nobody_has_to_sign_is_not_signed() {
    let refused = signs(vec![b'a'; MESSAGE_LIMIT + 1], Limits::default()).await;
    must_be!(
        refused,
        Other,
        Error::Drive {
            source: DriveError::MessageTooLarge { .. },
            ..
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes many seconds; `cargo xtask attacks` plays it"]
async fn so_do_signatures() {
    let refused = signs(b"again".to_vec(), Limits::default()).await;
    must_be!(
        refused,
        Other,
        Error::Drive {
            source: DriveError::TooManySteps(10_000),
            ..
        }
    );
}

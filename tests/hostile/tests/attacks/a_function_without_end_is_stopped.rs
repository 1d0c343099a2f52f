//! A function that never returns, and one that calls itself for ever.

use std::time::Duration;

use connector_host::Error;
use connector_host::component::{self, CallError};
use connector_host::driver::DriveError;

use crate::stage::{host_of, must_be, refused, turned};
use crate::support::authorization::World;
use crate::support::scripted::Act;

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_ends_with_its_time() {
    let world = World::new().await;
    let mut limits = component::Limits::default();
    limits.time = Duration::from_millis(300);
    let builder = host_of(&world).component_limits(limits);
    let host = turned(&world, builder, &[Act::Spin]).await;
    let refused = refused(&host).await;
    must_be!(
        refused,
        Other,
        Error::Drive {
            source: DriveError::Component(CallError::Time {
                function: "invoke",
                milliseconds: 300
            }),
            ..
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recursion_ends_with_its_stack() {
    let world = World::new().await;
    let acts = [Act::Code("(drop (call $act (local.get $act)))")];
    let host = turned(&world, host_of(&world), &acts).await;
    let refused = refused(&host).await;
    must_be!(
        refused,
        Other,
        Error::Drive {
            source: DriveError::Component(CallError::Trap {
                function: "invoke",
                ..
            }),
            ..
        }
    );
    assert!(
        refused.to_string().contains("call stack exhausted"),
        "{refused}"
    );
}

//! Memory that grows and grows, and a table of a million functions.

use connector_host::Error;
use connector_host::component::CallError;
use connector_host::driver::DriveError;

use crate::bystander::beside_within;
use crate::stage::{host_of, must_be, refused, turned};
use crate::support::authorization::World;
use crate::support::scripted::Act;

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_gets_no_more_memory_than_it_may() {
    let world = World::new().await;
    let host = turned(&world, host_of(&world), &[Act::Grow]).await;
    wanted_too_much(&refused(&host).await);
}

/// Memory that is asked for costs nothing until something is written to it.
#[tokio::test(flavor = "multi_thread")]
async fn nor_more_than_that_when_it_fills_all_of_it() {
    let world = World::new().await;
    let acts = [Act::Code(
        "(loop $grow (br_if $grow (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) \
         (memory.fill (i32.const 65536) (i32.const 1) \
            (i32.mul (i32.sub (memory.size) (i32.const 1)) (i32.const 65536))) \
         (unreachable)",
    )];
    let host = turned(&world, host_of(&world), &acts).await;
    let call = host.invoke("notes", "list-notes").run();
    let called = beside_within(96 + 16, call).await;
    wanted_too_much(&called.map(drop).unwrap_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_a_larger_table() {
    let world = World::new().await;
    let acts = [Act::Code(
        "(if (i32.ne (table.grow $table (ref.null func) (i32.const 1000000)) (i32.const -1)) \
            (then (loop $spin (br $spin)))) \
         (unreachable)",
    )];
    let host = turned(&world, host_of(&world), &acts).await;
    wanted_too_much(&refused(&host).await);
}

fn wanted_too_much(error: &Error) {
    must_be!(
        *error,
        Other,
        Error::Drive {
            source: DriveError::Component(CallError::Memory {
                function: "invoke",
                ..
            }),
            ..
        }
    );
}

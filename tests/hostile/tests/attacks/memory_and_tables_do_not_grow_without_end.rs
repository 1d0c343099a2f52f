//! Memory that grows and grows, and a table of a million functions.

use crate::stage::{host_of, refused, turned};
use crate::support::authorization::World;
use crate::support::scripted::Act;

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_gets_no_more_memory_than_it_may() {
    let world = World::new().await;
    let host = turned(&world, host_of(&world), &[Act::Grow]).await;
    let refused = refused(&host).await.to_string();
    assert!(refused.contains("memory"), "{refused}");
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
    let refused = refused(&host).await.to_string();
    assert!(refused.contains("memory"), "{refused}");
}

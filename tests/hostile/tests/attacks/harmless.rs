//! What a connector costs another one that does nothing bad: the measure of what attacks cost it. Both
//! share the machine, and the calls of whoever is beside somebody take longer than alone.

use crate::bystander::beside;
use crate::served::Served;
use crate::support::authorization::{World, connect, connected, token_grant};

/// As many calls as an attack has time for that ends with its limit.
const CALLS: usize = 500;

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_called_once() {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    let _ = connected(connect(&host)).await;
    beside(host.invoke("notes", "list-notes").run())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_called_without_pause() {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    let _ = connected(connect(&host)).await;
    beside(async {
        for _ in 0..CALLS {
            host.invoke("notes", "list-notes").run().await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_who_calls_the_service() {
    let served = Served::new().await;
    served.beside(32, served.for_its_calls(async || {})).await;
}

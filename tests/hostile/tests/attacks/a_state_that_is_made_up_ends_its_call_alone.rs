//! Between two steps the host keeps a state for the connector. One that leads
//! nowhere, one that is none, and one that would fill the memory; and a connector
//! that keeps something of one account elsewhere, for the next.

use connector_host::Error;
use connector_host::component::CallError;
use connector_host::contract::{STATE_LIMIT, Step};
use connector_host::driver::DriveError;

use crate::bystander::beside;
use crate::stage::{host_of, identifies, must_be, refused, turned};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::{done, exchange};
use crate::support::scripted::{self, Act, MANIFEST};

/// How a call is refused that goes on with that state.
async fn going_on_with(state: Vec<u8>) -> Error {
    let world = World::new().await;
    let mut ask = exchange("GET", "/me", 0);
    ask.state = state;
    let acts = [Act::Step(Step::Send(ask))];
    let host = turned(&world, host_of(&world), &acts).await;
    refused(&host).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_leads_nowhere() {
    for state in [vec![0xff], vec![0xff; STATE_LIMIT]] {
        must_be!(
            going_on_with(state).await,
            Other,
            Error::Drive {
                source: DriveError::Component(CallError::Trap {
                    function: "resume",
                    ..
                }),
                ..
            }
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_larger_than_a_state_may_be() {
    must_be!(
        going_on_with(vec![0; STATE_LIMIT + 1]).await,
        Other,
        Error::Drive {
            source: DriveError::StateTooLarge { .. },
            ..
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_is_left_of_a_call_for_the_next() {
    // It leaves a mark in its memory, in a global and in its table, and looks for
    // them first.
    let marks = Act::Code(
        "(if (i32.or (i32.load (i32.const 4)) (i32.eqz (i32.eq (table.size $table) (i32.const 1))))
            (then (return (call $act (i32.const 2)))))
         (i32.store (i32.const 4) (i32.const 1))
         (drop (table.grow $table (ref.null func) (i32.const 1)))
         (return (call $act (i32.const 1)))",
    );
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let first = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &identifies());
    host.add(&first).await.unwrap();
    for subject in ["ada", "bob"] {
        world.issuer().subject = subject;
        let _ = connected(connect(&host).name(subject)).await;
    }
    let acts = [marks, done("{\"found\": false}"), done("{\"found\": true}")];
    let then = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &acts);
    host.add(&then).await.unwrap();
    beside(async {
        for name in ["ada", "bob"].into_iter().cycle().take(100) {
            let call = host.invoke("notes", "list-notes").connection(name);
            assert_eq!(call.run().await.unwrap().value["found"], false, "{name}");
        }
    })
    .await;
}

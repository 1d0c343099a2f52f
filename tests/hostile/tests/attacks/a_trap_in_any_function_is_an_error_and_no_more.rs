//! A component that breaks off, in each of its functions.

use bytes::Bytes;
use connector_host::Error;
use connector_host::component::{CallError, LoadError};
use connector_host::driver::DriveError;

use crate::bystander::beside;
use crate::stage::{host_of, identifies, must_be, turned};
use crate::support::authorization::{World, connect};
use crate::support::call::send;
use crate::support::scripted::{self, Act, CONTRACT, MANIFEST};

#[tokio::test(flavor = "multi_thread")]
async fn describing_itself_ends_with_not_being_added() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let module = scripted::module(MANIFEST.as_bytes(), &identifies());
    let (before, after) = module.split_once("#describe\") (result i32)").unwrap();
    let (_, after) = after.split_once(')').unwrap();
    let trapping = format!("{before}#describe\") (result i32) (unreachable){after}");
    let component = scripted::component(CONTRACT, &trapping);
    let refused = beside(host.add(&component)).await.unwrap_err();
    must_be!(
        refused,
        Usage,
        Error::Load(LoadError::Describe(CallError::Trap { .. }))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn authorizing_and_connecting_end_with_no_connection() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    // Without an authorization it traps there.
    host.add(&scripted::connector(&[Act::Trap])).await.unwrap();
    let refused = beside(connect(&host).start()).await.unwrap_err();
    broke_off_in(&refused, "authorize");
    assert!(world.server.requests().is_empty());
    assert!(host.connections().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_a_poll_and_a_delivery_end_alone() {
    let world = World::new().await;
    let host = turned(&world, host_of(&world), &[Act::Trap]).await;
    let called = beside(host.invoke("notes", "list-notes").run());
    let called = called.await.map(|output| output.value).unwrap_err();
    let polled = host.poll("notes", "note-created").run().await.unwrap_err();
    let delivery = http::Request::post("/hook")
        .body(Bytes::from("{}"))
        .unwrap();
    let receiving = host.receive("notes", "own-app");
    let received = receiving.delivery(&delivery).await.unwrap_err();
    broke_off_in(&called, "invoke");
    broke_off_in(&polled, "poll");
    broke_off_in(&received, "receive");
}

#[tokio::test(flavor = "multi_thread")]
async fn so_does_going_on() {
    let world = World::new().await;
    let acts = [send("GET", "/me", 1), Act::Trap];
    let host = turned(&world, host_of(&world), &acts).await;
    let called = beside(host.invoke("notes", "list-notes").run()).await;
    let ended = called.map(|output| output.value).unwrap_err();
    broke_off_in(&ended, "resume");
}

fn broke_off_in(error: &Error, name: &str) {
    must_be!(
        *error,
        Other,
        Error::Drive {
            source: DriveError::Component(CallError::Trap { .. }),
            ..
        }
    );
    let Error::Drive {
        source: DriveError::Component(CallError::Trap { function, .. }),
        ..
    } = error
    else {
        unreachable!("it is one")
    };
    assert_eq!(*function, name);
}

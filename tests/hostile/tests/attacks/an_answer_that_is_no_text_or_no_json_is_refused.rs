//! Bytes that are not UTF-8, texts that are not there, and outputs that are not
//! JSON.

use crate::bystander::beside;
use crate::stage::{host_of, identifies, refused, turned};
use crate::support::authorization::World;
use crate::support::call::done;
use crate::support::scripted::{self, Act};

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_call_answers_with() {
    for (act, said) in [
        (Act::Garble, "can't be read"),
        (Act::Overreach, "can't be read"),
        (done("{\"a\":"), "no JSON"),
        (done(""), "no JSON"),
        (done("\"\\ud800\""), "no JSON"),
    ] {
        let world = World::new().await;
        let host = turned(&world, host_of(&world), &[act]).await;
        let refused = refused(&host).await.to_string();
        assert!(refused.contains(said), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn so_is_one_that_nests_without_end() {
    let world = World::new().await;
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    let host = turned(&world, host_of(&world), &[done(&deep)]).await;
    let refused = refused(&host).await.to_string();
    assert!(refused.contains("no JSON"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn so_is_a_manifest_that_is_none() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    for manifest in [&b"{"[..], b"\xff\xfe", b"[]", b"{\"key\": \"\\ud800\"}"] {
        let component = scripted::connector_with_manifest(manifest, &identifies());
        let refused = beside(host.add(&component)).await;
        assert!(refused.is_err());
    }
}

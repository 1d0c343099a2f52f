//! Thirty-two kilobytes that unpack to thirty-two megabytes, in an answer of the
//! API, of the authorization server, and in a file. Nobody has asked for anything
//! packed, so it stays what it is.

use std::io::{Read as _, Write as _};
use std::sync::LazyLock;

use axum::body::Body;
use axum::response::Response;
use connector_host::Error;
use connector_host::contract::{Credential, Redirects, Step, Transfer};
use connector_host::download::Destination;
use connector_host::oauth::OAuthError;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::bystander::beside;
use crate::stage::{component, host_of, must_be, turned};
use crate::support::authorization::{World, connect, token_grant};
use crate::support::call::{done, exchange, request};
use crate::support::scripted::{Act, MANIFEST};
use crate::support::server::Server;

/// Twice what the host holds of an answer.
const UNPACKED: usize = 32 << 20;

static PACKED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut packing = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..UNPACKED >> 20 {
        packing.write_all(&[b' '; 1 << 20]).unwrap();
    }
    packing.finish().unwrap()
});

/// A server that packs whatever it was asked.
async fn packing() -> Server {
    Server::start(|_, _| {
        Response::builder()
            .header("content-type", "text/plain")
            .header("content-encoding", "gzip")
            .body(Body::from(PACKED.as_slice()))
            .unwrap()
    })
    .await
}

/// A host that reaches the packing server, on which somebody has connected an
/// account before.
async fn host(world: &World, api: &Server, acts: &[Act]) -> connector_host::Host {
    drop(turned(world, host_of(world), acts).await);
    let reroute = format!("https://api.example=http://{}", api.address);
    let host = host_of(world).reroutes([reroute.parse().unwrap()]);
    host.build().unwrap()
}

#[test]
fn it_is_a_thousand_times_as_much_when_it_is_unpacked() {
    assert!(PACKED.len() < UNPACKED / 900);
    let mut unpacked = Vec::new();
    GzDecoder::new(PACKED.as_slice())
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked.len(), UNPACKED);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connector_gets_an_answer_as_it_came() {
    let (world, api) = (World::new().await, packing().await);
    let acts = [
        Act::Step(Step::Send(exchange("GET", "/", 1))),
        Act::IsLong(PACKED.len()),
    ];
    let host = host(&world, &api, &acts).await;
    let output = beside(host.invoke("notes", "download-note").run()).await;
    assert_eq!(output.unwrap().value, true);
    assert_eq!(api.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_as_it_came() {
    let (world, api) = (World::new().await, packing().await);
    let transfer = Act::Step(Step::Download(Transfer {
        request: request("GET", "https://api.example/file"),
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        after_ms: 0,
        file_name: "notes.txt".to_owned(),
        size: None,
        media_types: vec!["text/plain".to_owned()],
        state: vec![1],
    }));
    let host = host(&world, &api, &[transfer, done("true")]).await;
    let directory = tempfile::tempdir().unwrap();
    let destination = Destination::new(directory.path());
    let invocation = host.invoke("notes", "download-note");
    let output = beside(invocation.download_to(destination).run()).await;
    let kept = std::fs::read(&output.unwrap().files[0]).unwrap();
    assert!(kept == *PACKED);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_in_it_are_none() {
    let (world, api) = (World::new().await, packing().await);
    let reroute = format!("https://api.example=http://{}", api.address);
    let host = host_of(&world).reroutes([reroute.parse().unwrap()]);
    let host = host.build().unwrap();
    host.add(&component(MANIFEST.as_bytes(), &token_grant()))
        .await
        .unwrap();
    let refused = beside(connect(&host).start()).await.unwrap_err();
    must_be!(
        refused,
        Unavailable,
        Error::OAuth(OAuthError::Unreadable { .. })
    );
}

//! Eight kilobytes that unpack to eight megabytes, in an answer of the API and of
//! the authorization server.

use axum::body::Body;
use axum::response::Response;
use connector_host::contract::Step;

use crate::bystander::beside;
use crate::stage::{host_of, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;
use crate::support::server::Server;

/// As a server sends it that packs whatever it was asked.
fn packed() -> Response {
    // A gzip stream of one block that would be read as text: what matters is that
    // nobody reads it.
    let mut body = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    body.extend(std::iter::repeat_n(0xff, 8 << 10));
    Response::builder()
        .header("content-type", "application/json")
        .header("content-encoding", "gzip")
        .body(Body::from(body))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_taken_as_it_came() {
    let api = Server::start(|seen, _| {
        assert_eq!(
            seen.authorization.as_deref().map(|token| &token[..7]),
            Some("Bearer ")
        );
        packed()
    })
    .await;
    let world = World::new().await;
    let acts = [Act::Step(Step::Send(exchange("GET", "/", 1))), Act::Echo];
    drop(turned(&world, host_of(&world), &acts).await);
    let host = host_of(&world)
        .reroutes([format!("https://api.example=http://{}", api.address)
            .parse()
            .unwrap()])
        .build()
        .unwrap();
    // The connector hands it on as its output, which it is not.
    let called = beside(host.invoke("notes", "list-notes").run()).await;
    assert!(called.is_err());
    assert_eq!(api.requests().len(), 1);
}

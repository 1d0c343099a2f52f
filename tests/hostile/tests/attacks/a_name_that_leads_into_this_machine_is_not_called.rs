//! The name of an origin that somebody has agreed to leads into this machine: its
//! owner has the name server, and what it answers is theirs to choose, and to
//! change from one answer to the next.

use std::io::ErrorKind;
use std::net::TcpListener;

use connector_host::Error;
use connector_host::contract::{Authorization, Step};
use connector_host::driver::DriveError;
use connector_host::egress::{EgressError, Refusal};
use connector_host::oauth::OAuthError;
use serde_json::json;

use crate::bystander::beside;
use crate::stage::{component, host_of, manifest, must_be, refused, turned_with};
use crate::support::authorization::{World, connect, token_grant};
use crate::support::call::exchange;
use crate::support::scripted::Act;
use crate::support::server::{Server, answer};

/// A program of this machine that is not meant for connectors, and the origin by
/// which it would be reached: the system's resolver knows where that name leads.
fn inside() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, format!("https://localhost:{port}"))
}

/// A manifest that names the origin as it names the API.
fn naming(origin: &str) -> Vec<u8> {
    manifest(|manifest| {
        let marks = ["sign-in", "credential"];
        let named = json!({ "origin": origin, "purpose": "The API.", "marks": marks });
        manifest["origins"].as_array_mut().unwrap().push(named);
        let server = json!({ "name": "Inside", "token_endpoint": format!("{origin}/token") });
        let endpoints = manifest["auth_methods"][0]["endpoints"].as_array_mut();
        endpoints.unwrap().push(server);
    })
}

/// Whether nobody has tried to connect. Who has waits to be accepted.
fn was_left_alone(listener: &TcpListener) -> bool {
    matches!(listener.accept(), Err(error) if error.kind() == ErrorKind::WouldBlock)
}

#[tokio::test(flavor = "multi_thread")]
async fn not_by_a_request_of_the_connector() {
    let (listener, origin) = inside();
    let world = World::new().await;
    let mut ask = exchange("GET", "/", 1);
    ask.request.url = format!("{origin}/latest/meta-data");
    let acts = [Act::Step(Step::Send(ask)), Act::Echo];
    let host = turned_with(&world, host_of(&world), &naming(&origin), &acts).await;
    must_be!(
        refused(&host).await,
        Other,
        Error::Drive {
            source: DriveError::Egress(EgressError::Refused(Refusal::NotPublic { .. })),
            ..
        }
    );
    assert!(was_left_alone(&listener));
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_by_one_of_a_sign_in() {
    let (listener, origin) = inside();
    let world = World::new().await;
    let Authorization::TokenGrant(mut grant) = token_grant() else {
        unreachable!("it is a token grant")
    };
    grant.server.token_endpoint = format!("{origin}/token");
    grant.server.revocation_endpoint = None;
    let component = component(&naming(&origin), &Authorization::TokenGrant(grant));
    let host = host_of(&world).build().unwrap();
    host.add(&component).await.unwrap();
    must_be!(
        beside(connect(&host).start()).await.unwrap_err(),
        Other,
        Error::OAuth(OAuthError::Egress(EgressError::Refused(
            Refusal::NotPublic { .. }
        )))
    );
    assert!(was_left_alone(&listener));
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_where_a_redirect_leads_there() {
    let (listener, origin) = inside();
    let world = World::new().await;
    let target = format!("{origin}/");
    let api = Server::start(move |_, _| answer(302, &[("location", &target)], "")).await;
    let acts = [Act::Step(Step::Send(exchange("GET", "/", 1))), Act::Echo];
    drop(turned_with(&world, host_of(&world), &naming(&origin), &acts).await);
    let reroute = format!("https://api.example=http://{}", api.address);
    let host = host_of(&world).reroutes([reroute.parse().unwrap()]);
    must_be!(
        refused(&host.build().unwrap()).await,
        Unavailable,
        Error::Drive {
            source: DriveError::Egress(EgressError::RedirectRefused {
                refusal: Refusal::NotPublic { .. },
                ..
            }),
            ..
        }
    );
    assert!(was_left_alone(&listener));
}

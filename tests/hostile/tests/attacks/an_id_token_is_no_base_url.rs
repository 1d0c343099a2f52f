//! The connector says which member of the token response tells where the API is.
//! It named `id_token`, and got it, as did the database, in the clear, and the
//! screen.

use connector_host::contract::Authorization;

use crate::bystander::beside;
use crate::stage::{component, host_of};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::scripted::MANIFEST;

async fn told(member: &str, value: &'static str) -> Option<String> {
    let world = World::new().await;
    world.issuer().extra = Some((member.to_owned(), value));
    let host = host_of(&world).build().unwrap();
    let Authorization::TokenGrant(mut grant) = token_grant() else {
        unreachable!("it is a token grant")
    };
    grant.server.base_url_member = Some(member.to_owned());
    let authorization = Authorization::TokenGrant(grant);
    host.add(&component(MANIFEST.as_bytes(), &authorization))
        .await
        .unwrap();
    let connected = beside(connected(connect(&host))).await;
    connected.connection.grant.base_url
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_is_no_permitted_address_is_told_to_nobody() {
    for secret in [
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
        "https://evil.test/",
        "http://api.example/",
    ] {
        assert_eq!(told("id_token", secret).await, None, "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_permitted_address_origin_and_path_are_told() {
    let address = "https://api.example/v2?key=hush#hush";
    assert_eq!(
        told("api_url", address).await.as_deref(),
        Some("https://api.example/v2")
    );
}

//! A token of `a…ab` against an answer of `a`s held a thread for 24 s; a token
//! response of 14 MB took 484 MB, and one with 400,000 scopes 263 MB.

use connector_host::Error;
use connector_host::egress::EgressError;
use connector_host::oauth::OAuthError;

use crate::bystander::beside;
use crate::stage::{component, host_of, must_be};
use crate::support::authorization::{World, connect, token_grant};
use crate::support::scripted::MANIFEST;

#[tokio::test(flavor = "multi_thread")]
async fn a_long_token_and_a_long_answer_are_refused() {
    let long = "a".repeat(200_000) + "b";
    let tokens = format!(r#"{{"access_token":"{long}","token_type":"bearer"}}"#);
    must_be!(
        answered(tokens).await,
        Other,
        Error::OAuth(OAuthError::TokenTooLong { limit: 16_384, .. })
    );
    let swollen = format!(r#"{{"access_token":"a","x":[{}0]}}"#, "0,".repeat(7 << 20));
    must_be!(
        answered(swollen).await,
        Unavailable,
        Error::OAuth(OAuthError::Egress(EgressError::TooLarge {
            limit: 1_048_576,
            ..
        }))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_are_scopes_without_number() {
    let scopes = "a ".repeat(400_000);
    let tokens = format!(r#"{{"access_token":"a","token_type":"bearer","scope":"{scopes}"}}"#);
    must_be!(
        answered(tokens).await,
        Unavailable,
        Error::OAuth(OAuthError::Unreadable { .. })
    );
}

/// What comes of connecting when the token endpoint answers with this.
async fn answered(tokens: String) -> Error {
    let world = World::new().await;
    world.issuer().trouble = Some((200, tokens.leak()));
    let host = host_of(&world).build().unwrap();
    host.add(&component(MANIFEST.as_bytes(), &token_grant()))
        .await
        .unwrap();
    beside(connect(&host).start()).await.unwrap_err()
}

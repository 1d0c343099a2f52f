//! The browser is led back by an attacker: with a state that was made up, with
//! none, with two, or with the right one a second time.

use connector_host::oauth::OAuthError;
use connector_host::{Attempt, Error, PendingAuthorization};
use url::Url;

use crate::bystander::beside;
use crate::stage::{harmless, host_of, must_be};
use crate::support::authorization::{World, approved, connect, returned};
use crate::support::connection::elsewhere;

async fn pending(world: &World) -> PendingAuthorization {
    let host = host_of(world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    match connect(&host).redirect(elsewhere()).start().await.unwrap() {
        Attempt::Pending(pending) => pending,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_it_says() {
    for forged in [
        "code=the-code",
        "code=the-code&state=",
        "code=the-code&state=guessed",
    ] {
        let world = World::new().await;
        let pending = pending(&world).await;
        let callback = Url::parse(&format!("https://ipaas.example/cb?{forged}")).unwrap();
        let refused = beside(pending.finish(&callback)).await.unwrap_err();
        must_be!(refused, Connection, Error::OAuth(OAuthError::OtherState));
        assert!(world.token_requests().is_empty());
    }
    // The first of two counts, and the right one comes second.
    let world = World::new().await;
    let pending = pending(&world).await;
    let callback = returned(pending.url(), &[("state", "guessed"), ("code", "the-code")]);
    let refused = beside(pending.finish(&callback)).await.unwrap_err();
    must_be!(refused, Connection, Error::OAuth(OAuthError::OtherState));
    assert!(world.token_requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_sent_once() {
    let world = World::new().await;
    let pending = pending(&world).await;
    let callback = approved(pending.url());
    beside(pending.finish(&callback)).await.unwrap();
    // A sign-in is used up by being finished: there is nothing left to send to.
    assert_eq!(world.token_requests().len(), 1);
}

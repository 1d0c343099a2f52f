//! An authorization server sends the browser on to another one, whose code then
//! arrives with the first one's state (RFC 9700 section 2.1): the host sent it to
//! the token endpoint of the first.

use std::net::{Ipv4Addr, SocketAddr};

use connector_host::contract::Authorization;
use connector_host::oauth::{OAuthError, Redirect};
use connector_host::{Attempt, Connect, Error, PendingAuthorization};
use serde_json::json;

use crate::bystander::beside;
use crate::stage::{component, harmless, host_of, manifest, must_be};
use crate::support::authorization::{World, code_grant, connect, returned};

async fn pending(connect: Connect<'_>) -> PendingAuthorization {
    match connect.start().await.unwrap() {
        Attempt::Pending(pending) => pending,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_connector_has_a_redirect_address_of_its_own() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    let other = manifest(|manifest| manifest["key"] = json!("tasks"));
    host.add(&component(&other, &code_grant())).await.unwrap();
    let any_port = || Redirect::Loopback {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        uri: None,
    };
    let notes = beside(pending(connect(&host).redirect(any_port()))).await;
    assert_eq!(notes.redirect_uri().path(), "/oauth/callback/notes");
    let tasks = host
        .connect("tasks", "own-app")
        .setting("client_id", "the-client")
        .secret("client_secret", "hush".into())
        .redirect(any_port());
    assert_eq!(
        pending(tasks).await.redirect_uri().path(),
        "/oauth/callback/tasks"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_was_registered_with_the_address_of_all_keeps_it() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let common = Redirect::Loopback {
        listen,
        uri: Some("http://127.0.0.1:8917/oauth/callback".parse().unwrap()),
    };
    let first = pending(connect(&host).name("work").redirect(common)).await;
    let callback = returned(first.url(), &[("code", "the-code")]);
    beside(first.finish(&callback)).await.unwrap();
    let again = pending(connect(&host).redirect(Redirect::Loopback { listen, uri: None })).await;
    assert_eq!(again.redirect_uri().path(), "/oauth/callback");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_names_itself_is_not_believed_without_its_name() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let manifest = manifest(|manifest| {
        let servers = manifest["auth_methods"][0]["endpoints"]
            .as_array_mut()
            .unwrap();
        for server in servers {
            server["issuer"] = json!("https://api.example/issuer");
        }
    });
    let Authorization::AuthorizationCode(code) = code_grant() else {
        unreachable!("it is a code grant")
    };
    host.add(&component(
        &manifest,
        &Authorization::AuthorizationCode(code),
    ))
    .await
    .unwrap();
    let elsewhere = || Redirect::Elsewhere("https://ipaas.example/cb".parse().unwrap());
    for issuer in [
        None,
        Some("https://evil.test"),
        Some("https://api.example/other"),
    ] {
        let pending = pending(connect(&host).redirect(elsewhere())).await;
        let mut parameters = vec![("code", "the-code")];
        parameters.extend(issuer.map(|issuer| ("iss", issuer)));
        let callback = returned(pending.url(), &parameters);
        let refused = beside(pending.finish(&callback)).await.unwrap_err();
        must_be!(
            refused,
            Connection,
            Error::OAuth(OAuthError::OtherIssuer { .. })
        );
    }
    assert!(world.token_requests().is_empty());
}

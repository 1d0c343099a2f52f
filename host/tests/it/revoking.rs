//! Tokens are ended where the record of the grant says, whatever has become of
//! the component.

use std::sync::Arc;

use crate::support::authorization::{
    CLIENT_SECRET, World, app_grant, code_grant, connect, token_grant,
};
use crate::support::call::request;
use crate::support::connection::{approve, elsewhere, in_database};
use crate::support::scripted::{self, Act, MANIFEST};
use connector_host::connections::App;
use connector_host::contract::{
    Authorization, ClientAuthentication, Credential, Exchange, Redirects, Step,
};
use connector_host::oauth::OAuthError;
use connector_host::{Error, Host, Revocation};
use tokio::sync::Notify;

fn host(world: &World) -> Host {
    world.builder().build().unwrap()
}

fn whose() -> Exchange {
    Exchange {
        request: request("GET", "https://api.example/me"),
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        repeatable: true,
        after_ms: 0,
        warnings: Vec::new(),
        state: vec![1],
    }
}

fn component(authorization: &Authorization) -> Vec<u8> {
    let acts = [Act::Step(Step::Send(whose())), Act::Echo];
    scripted::connector_with_authorization(authorization, &acts)
}

/// How the requests authenticated that ended tokens.
fn revocations(world: &World) -> Vec<Option<String>> {
    let seen = world.server.seen().into_iter();
    seen.filter(|seen| seen.request == "POST /revoke")
        .map(|seen| seen.authorization)
        .collect()
}

/// `the-client:hush-client`, as RFC 7617 has it.
const BASIC: &str = "Basic dGhlLWNsaWVudDpodXNoLWNsaWVudA==";

async fn connected(world: &World, authorization: &Authorization) {
    let host = host(world);
    host.add(&component(authorization)).await.unwrap();
    let connect = connect(&host).name("work").redirect(elsewhere());
    approve(connect.start().await.unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_connector_that_is_gone_is_not_needed() {
    let world = World::new().await;
    connected(&world, &code_grant()).await;
    in_database(world.directory.path(), "DELETE FROM components");
    std::fs::remove_file(world.directory.path().join("connectors/notes.wasm")).unwrap();
    let removal = host(&world).remove("work").await.unwrap();
    assert!(
        matches!(removal.revocation, Revocation::Revoked),
        "{removal:?}"
    );
    assert_eq!(
        revocations(&world),
        [BASIC, BASIC].map(|basic| Some(basic.to_owned()))
    );
}

#[tokio::test]
async fn the_secret_of_the_operators_app_is_the_apps() {
    let world = World::new().await;
    let first = host(&world);
    first.add(&component(&app_grant())).await.unwrap();
    let app = App::new("notes", "the-client").secret("client_secret", CLIENT_SECRET.into());
    first.set_app(app).await.unwrap();
    let connect = connect(&first).name("work").redirect(elsewhere());
    approve(connect.start().await.unwrap()).await.unwrap();
    // The present component knows no way to sign in any more.
    let later = host(&world);
    later
        .load(&scripted::connector(&[Act::Echo]))
        .await
        .unwrap();
    let removal = later.remove("work").await.unwrap();
    assert!(
        matches!(removal.revocation, Revocation::Revoked),
        "{removal:?}"
    );
    assert_eq!(revocations(&world)[0].as_deref(), Some(BASIC));
}

#[tokio::test]
async fn the_client_authenticates_as_the_component_says_while_it_knows_the_server() {
    let world = World::new().await;
    let Authorization::AuthorizationCode(mut code) = code_grant() else {
        unreachable!("it is a code grant")
    };
    code.server.client.authentication = ClientAuthentication::RequestBody;
    connected(&world, &Authorization::AuthorizationCode(code)).await;
    let removal = host(&world).remove("work").await.unwrap();
    assert!(
        matches!(removal.revocation, Revocation::Revoked),
        "{removal:?}"
    );
    assert_eq!(revocations(&world), [None, None]);
    // One that names another server is not asked.
    let Authorization::TokenGrant(mut grant) = token_grant() else {
        unreachable!("it is a token grant")
    };
    grant.server.token_endpoint = "https://files.api.example/token".to_owned();
    grant.server.client.authentication = ClientAuthentication::None;
    connected(&world, &code_grant()).await;
    let later = host(&world);
    later
        .load(&component(&Authorization::TokenGrant(grant)))
        .await
        .unwrap();
    let removal = later.remove("work").await.unwrap();
    assert!(
        matches!(removal.revocation, Revocation::Revoked),
        "{removal:?}"
    );
    assert_eq!(revocations(&world)[2].as_deref(), Some(BASIC));
}

#[tokio::test]
async fn a_removal_goes_on_to_its_end_when_whoever_waits_for_it_goes_away() {
    let asked = Arc::new(Notify::new());
    let asks = Arc::clone(&asked);
    let world = World::answering(move |seen| {
        if seen.request == "POST /revoke" {
            asks.notify_one();
        }
    })
    .await;
    connected(&world, &code_grant()).await;
    let host = host(&world);
    // Somebody waits no longer than until the first of two tokens is to be ended.
    tokio::select! {
        biased;
        () = asked.notified() => {}
        removal = host.remove("work") => panic!("it has come to its end: {removal:?}"),
    }
    host.finish_renewals().await;
    assert_eq!(revocations(&world).len(), 2);
    assert!(host.connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_endpoint_that_says_what_is_the_hosts_to_say_gets_no_token() {
    let (usual, endpoint) = (
        "https://api.example/revoke",
        "https://api.example/revoke?token=other",
    );
    let manifest = MANIFEST.replace(usual, endpoint);
    let Authorization::AuthorizationCode(mut code) = code_grant() else {
        unreachable!("it is a code grant")
    };
    code.server.revocation_endpoint = Some(endpoint.to_owned());
    let code = Authorization::AuthorizationCode(code);
    let world = World::new().await;
    let host = host(&world);
    let acts = [Act::Step(Step::Send(whose())), Act::Echo];
    let component = scripted::connector_of(manifest.as_bytes(), &code, &acts);
    host.add(&component).await.unwrap();
    let connect = connect(&host).name("work").redirect(elsewhere());
    approve(connect.start().await.unwrap()).await.unwrap();
    world.server.forget();
    let removal = host.remove("work").await.unwrap();
    let Revocation::Failed(error) = &removal.revocation else {
        panic!("{removal:?}")
    };
    assert!(
        matches!(&**error, Error::OAuth(OAuthError::Parameter { name, .. }) if name == "token"),
        "{error}"
    );
    assert!(world.server.requests().is_empty());
}

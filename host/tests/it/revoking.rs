//! Tokens are ended where the record of the grant says, whatever has become of
//! the component.

use crate::support::authorization::{
    CLIENT_SECRET, World, app_grant, code_grant, connect, token_grant,
};
use crate::support::call::request;
use crate::support::connection::{approve, elsewhere, in_database};
use crate::support::scripted::{self, Act};
use connector_host::connections::App;
use connector_host::contract::{
    Authorization, ClientAuthentication, Credential, Exchange, Redirects, Step,
};
use connector_host::{Host, Revocation};

fn host(world: &World) -> Host {
    let reroute = format!("https://api.example=http://{}", world.server.address);
    Host::builder()
        .data_dir(world.directory.path())
        .cache_dir(env!("CARGO_TARGET_TMPDIR"))
        .clock(world.clock.clone())
        .reroutes([reroute.parse().unwrap()])
        .build()
        .unwrap()
}

fn component(authorization: &Authorization) -> Vec<u8> {
    let whose = Exchange {
        request: request("GET", "https://api.example/me"),
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        repeatable: true,
        after_ms: 0,
        warnings: Vec::new(),
        state: vec![1],
    };
    let acts = [Act::Step(Step::Send(whose)), Act::Echo];
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
    let app = App {
        connector: "notes".to_owned(),
        client_id: "the-client".to_owned(),
        client_secret: Some(CLIENT_SECRET.into()),
    };
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

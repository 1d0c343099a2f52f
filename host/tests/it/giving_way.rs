//! Of two grants of one account that become one by an update, the one that gives way
//! is ended where it was from, if that leaves the other alone.

use crate::support::authorization::{CLIENT_SECRET, World, app_grant, code_grant, connect};
use crate::support::call::send;
use crate::support::connection::{approve, elsewhere, invoke};
use crate::support::scripted::{self, Act, MANIFEST};
use crate::support::server::Seen;
use connector_host::connections::App;
use connector_host::contract::Authorization;
use connector_host::{Added, GaveWay, Host, Revocation};
use serde_json::{Value, json};

/// Where the API is, with the server that accounts are connected at in the end.
const API: &str = "https://api.example";
/// `the-client:hush-client`, as RFC 7617 has it.
const BASIC: &str = "Basic dGhlLWNsaWVudDpodXNoLWNsaWVudA==";
/// Where another server was before.
const BEFORE: &str = "https://one.files.example";

/// The endpoints of a server at an origin.
fn server(name: &str, origin: &str, grants_apart: bool) -> Value {
    json!({
        "name": name,
        "authorization_endpoint": format!("{origin}/authorize"),
        "token_endpoint": format!("{origin}/token"),
        "revocation_endpoint": format!("{origin}/revoke"),
        "grants_apart": grants_apart,
    })
}

fn manifest(servers: &[Value]) -> Vec<u8> {
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    manifest["auth_methods"][0]["endpoints"] = servers.into();
    manifest["origins"][1]["marks"] = json!(["sign-in"]);
    manifest.to_string().into_bytes()
}

/// A component that signs in at an origin.
fn component(servers: &[Value], origin: &str) -> Vec<u8> {
    component_by(code_grant(), servers, origin)
}

fn component_by(grant: Authorization, servers: &[Value], origin: &str) -> Vec<u8> {
    let Authorization::AuthorizationCode(mut code) = grant else {
        unreachable!("it is a code grant")
    };
    code.authorization_endpoint = format!("{origin}/authorize");
    code.server.token_endpoint = format!("{origin}/token");
    code.server.revocation_endpoint = Some(format!("{origin}/revoke"));
    let acts = [send("GET", "/me", 1), Act::Echo];
    scripted::connector_of(
        &manifest(servers),
        &Authorization::AuthorizationCode(code),
        &acts,
    )
}

fn host(world: &World) -> Host {
    let reroutes = [API, "https://*.files.example"].map(|origin| {
        let address = world.server.address;
        format!("{origin}=http://{address}").parse().unwrap()
    });
    Host::builder()
        .data_dir(world.directory.path())
        .cache_dir(env!("CARGO_TARGET_TMPDIR"))
        .clock(world.clock.clone())
        .reroutes(reroutes)
        .build()
        .unwrap()
}

async fn sign_in(host: &Host, name: &str) {
    let connect = connect(host).name(name).redirect(elsewhere());
    approve(connect.start().await.unwrap()).await.unwrap();
}

/// Connects one account at both servers, and then adds a version that knows the one
/// alone.
async fn united(world: &World, grants_apart: bool) -> (Host, Added) {
    united_by(&code_grant, world, grants_apart).await
}

async fn united_by(
    grant: &dyn Fn() -> Authorization,
    world: &World,
    grants_apart: bool,
) -> (Host, Added) {
    let component = |servers: &[Value], origin| component_by(grant(), servers, origin);
    let host = host(world);
    let both = [
        server("Example", API, false),
        server("Before", BEFORE, grants_apart),
    ];
    host.add(&component(&both, BEFORE)).await.unwrap();
    // It counts where the component names no client.
    let app = App::new("notes", "the-client").secret("client_secret", CLIENT_SECRET.into());
    host.set_app(app).await.unwrap();
    sign_in(&host, "old").await;
    host.add(&component(&both, API)).await.unwrap();
    sign_in(&host, "work").await;
    world.server.forget();
    let one = [server("Example", API, false)];
    let added = host.add_accepting(&component(&one, API)).await.unwrap();
    let old = host.connection("old").await.unwrap();
    let work = host.connection("work").await.unwrap();
    assert!(old.shares_grant_with(&work));
    (host, added)
}

fn only(added: &Added) -> &GaveWay {
    let [gave_way] = &added.gave_way[..] else {
        panic!("{added:?}")
    };
    assert_eq!(gave_way.connections, ["old"]);
    assert_eq!(gave_way.token_endpoint, format!("{BEFORE}/token"));
    gave_way
}

fn revocations(world: &World) -> Vec<Seen> {
    let mut seen = world.server.seen();
    seen.retain(|seen| seen.request == "POST /revoke");
    seen
}

#[tokio::test]
async fn it_is_ended_at_the_server_that_made_it_where_grants_are_apart() {
    let world = World::new().await;
    let (host, added) = united(&world, true).await;
    let revocation = &only(&added).revocation;
    assert!(
        matches!(revocation, Some(Revocation::Revoked)),
        "{revocation:?}"
    );
    let seen = revocations(&world);
    let tokens: Vec<bool> = ["token=access-1", "token=refresh-1"]
        .map(|token| seen.iter().any(|seen| seen.body.contains(token)))
        .into();
    assert_eq!(tokens, [true, true], "{seen:?}");
    assert!(
        seen.iter().all(|seen| seen.host == "one.files.example"),
        "{seen:?}"
    );
    // Who the client is is proved there as before.
    let proofs: Vec<_> = seen.into_iter().map(|seen| seen.authorization).collect();
    assert_eq!(proofs, [BASIC, BASIC].map(|basic| Some(basic.to_owned())));
    // The one that stays is as good as it was.
    invoke(&host).await.unwrap();
    let called = host.invoke("notes", "list-notes").connection("old");
    called.run().await.unwrap();
}

#[tokio::test]
async fn so_is_one_of_the_operators_app_which_was_set_for_that_server_before() {
    let world = World::new().await;
    let (_host, added) = united_by(&app_grant, &world, true).await;
    let revocation = &only(&added).revocation;
    assert!(
        matches!(revocation, Some(Revocation::Revoked)),
        "{revocation:?}"
    );
    let seen = revocations(&world).into_iter();
    let proofs: Vec<_> = seen.map(|seen| seen.authorization).collect();
    assert_eq!(proofs, [BASIC, BASIC].map(|basic| Some(basic.to_owned())));
}

#[tokio::test]
async fn it_is_left_to_end_by_itself_where_the_other_might_end_with_it() {
    let world = World::new().await;
    let (host, added) = united(&world, false).await;
    let revocation = &only(&added).revocation;
    assert!(revocation.is_none(), "{revocation:?}");
    assert!(revocations(&world).is_empty());
    invoke(&host).await.unwrap();
}

#[tokio::test]
async fn a_version_by_which_no_grant_gives_way_ends_nothing() {
    let world = World::new().await;
    let host = host(&world);
    let before = [server("Example", BEFORE, true)];
    host.add(&component(&before, BEFORE)).await.unwrap();
    sign_in(&host, "work").await;
    world.server.forget();
    let moved = [server("Example", API, true)];
    let added = host.add_accepting(&component(&moved, API)).await.unwrap();
    assert!(added.gave_way.is_empty(), "{added:?}");
    assert!(revocations(&world).is_empty());
    invoke(&host).await.unwrap();
}

//! An API, somebody else's server, and a host between them.

use std::path::Path;

use connector_host::contract::Authorization;
use connector_host::oauth::Redirect;
use connector_host::{Attempt, Connected, Error, Host, HostBuilder};
use serde_json::Value;

use crate::bystander::beside;
use crate::support::authorization::{
    World, approved, code_grant, connect, connected as approves_itself, token_grant,
};
use crate::support::call::send;
use crate::support::scripted::{self, Act, MANIFEST};
use crate::support::server::Seen;

/// Holds an error against what it must be: what is to be done about it, and
/// which error it is. Words may change; by these two callers go.
macro_rules! must_be {
    ($error:expr, $class:ident, $which:pat) => {{
        let error: &connector_host::Error = &$error;
        assert!(matches!(error.ended_by(), $which), "{error}: {error:?}");
        assert_eq!(error.class(), connector_host::Class::$class, "{error}");
    }};
}
pub(crate) use must_be;

/// The origins that lead to the one server there is: those of the API, and one
/// of an attacker's.
const ORIGINS: [&str; 3] = [
    "https://api.example",
    "https://*.files.example",
    "https://evil.test",
];

/// A host that reaches the server, on the world's data directory.
pub fn host_of(world: &World) -> HostBuilder {
    let address = world.server.address;
    let reroutes = ORIGINS.map(|origin| format!("{origin}=http://{address}").parse().unwrap());
    Host::builder()
        .data_dir(world.directory.path())
        .cache_dir(Path::new(env!("CARGO_TARGET_TMPDIR")))
        .clock(world.clock.clone())
        .reroutes(reroutes)
}

/// The manifest of all tests, changed.
pub fn manifest(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    change(&mut manifest);
    manifest.to_string().into_bytes()
}

/// A component with a manifest that authorizes like that, and first of all asks
/// whose account it is.
pub fn component(manifest: &[u8], authorization: &Authorization) -> Vec<u8> {
    scripted::connector_of(manifest, authorization, &identifies())
}

/// What a connector does that asks whose account it is.
pub fn identifies() -> [Act; 2] {
    [send("GET", "/me", 1), Act::Echo]
}

/// Connects an account by a code that somebody has approved.
pub async fn connected(host: &Host, name: &str) -> Connected {
    let elsewhere = Redirect::Elsewhere("https://ipaas.example/cb".parse().unwrap());
    let attempt = connect(host).name(name).redirect(elsewhere).start().await;
    match attempt.unwrap() {
        Attempt::Pending(pending) => {
            let callback = approved(pending.url());
            pending.finish(&callback).await.unwrap()
        }
        other => panic!("{other:?}"),
    }
}

/// The connector of all tests as it was first: harmless.
pub fn harmless() -> Vec<u8> {
    component(MANIFEST.as_bytes(), &code_grant())
}

/// A host on which somebody has connected an account with a harmless version of
/// the connector, and then added one that acts like this.
pub async fn turned(world: &World, host: HostBuilder, acts: &[Act]) -> Host {
    turned_with(world, host, MANIFEST.as_bytes(), acts).await
}

/// The same with another manifest, which somebody has agreed to.
pub async fn turned_with(world: &World, host: HostBuilder, manifest: &[u8], acts: &[Act]) -> Host {
    let host = host.build().unwrap();
    let first = scripted::connector_of(manifest, &token_grant(), &identifies());
    host.add(&first).await.unwrap();
    let _ = approves_itself(connect(&host)).await;
    let then = scripted::connector_of(manifest, &token_grant(), acts);
    host.add(&then).await.unwrap();
    world.server.forget();
    host
}

/// Makes the call, beside another connector's, and says how it was refused.
pub async fn refused(host: &Host) -> Error {
    beside(host.invoke("notes", "list-notes").run())
        .await
        .map(|output| output.value)
        .unwrap_err()
}

/// What arrived at the attacker's.
pub fn stolen(world: &World) -> Vec<Seen> {
    let mut seen = world.server.seen();
    seen.retain(|seen| seen.host == "evil.test");
    seen
}

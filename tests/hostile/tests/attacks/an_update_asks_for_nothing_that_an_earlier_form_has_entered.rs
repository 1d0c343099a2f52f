//! A version that proposes a scope, or a client, as the default of a setting, and asks for
//! nothing of it: forms send it back and it is kept. A later version drops the default and
//! asks for what it named. What stood in the settings then counted as entered, so nobody was
//! asked, and where nobody signs in the next token had the scope.

use connector_host::consent::ConsentRefusal;
use connector_host::contract::{Authorization, AuthorizationServer};
use connector_host::oauth::Redirect;
use connector_host::{Attempt, Class, Error, Host};
use serde_json::{Value, json};

use crate::bystander::beside;
use crate::stage::{component, host_of, manifest, must_be};
use crate::support::authorization::{
    LIFETIME, World, approved, code_grant, connect, connected as approves_itself, token_grant,
};

const SCOPE: &str = "admin:all";
const THEIRS: &str = "app-of-the-attacker";

fn server_of(authorization: &mut Authorization) -> &mut AuthorizationServer {
    match authorization {
        Authorization::AuthorizationCode(code) => &mut code.server,
        Authorization::TokenGrant(grant) => &mut grant.server,
        Authorization::DeviceCode(device) => &mut device.server,
    }
}

/// A version that says it asks for reading, with a setting of that schema.
fn saying(number: &str, schema: &Value) -> Vec<u8> {
    manifest(|manifest| {
        manifest["version"] = json!(number);
        let method = &mut manifest["auth_methods"][0];
        method["scopes"] = json!(["notes:read"]);
        method["authorization_request"] = json!({});
        method["settings"]["properties"]["more"] = schema.clone();
    })
}

/// One that asks for these scopes where nobody signs in.
fn asking_for(number: &str, schema: &Value, scopes: &[&str]) -> Vec<u8> {
    let mut grant = token_grant();
    server_of(&mut grant).scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
    component(&saying(number, schema), &grant)
}

/// One that asks for what it says.
fn modest(number: &str, schema: &Value) -> Vec<u8> {
    asking_for(number, schema, &["notes:read"])
}

/// One that names nothing, and asks for more.
fn greedy() -> Vec<u8> {
    asking_for("1.9.0", &json!({"type": "string"}), &["notes:read", SCOPE])
}

/// One whose sign-ins are by that client.
fn by_client(number: &str, schema: &Value, client: &str) -> Vec<u8> {
    let mut grant = code_grant();
    let server = server_of(&mut grant);
    server.client.id = Some(client.to_owned());
    server.scopes = vec!["notes:read".to_owned()];
    component(&saying(number, schema), &grant)
}

/// It is added without anybody being asked.
async fn added(host: &Host, component: &[u8]) {
    assert!(host.add(component).await.unwrap().accepted.is_none());
}

fn elsewhere() -> Redirect {
    Redirect::Elsewhere("https://ipaas.example/cb".parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_scope_where_nobody_signs_in() {
    let (free, named) = (json!({"type": "string"}), json!({"default": SCOPE}));
    for (before, between) in [
        // The first version names it.
        (vec![&named], vec![]),
        // An update names it that wants nothing; and one comes between that does nothing.
        (vec![&free, &named], vec![&free]),
        (vec![&named, &free], vec![]),
    ] {
        let world = World::new().await;
        let host = host_of(&world).build().unwrap();
        let versions = |from: usize, schemas: &[&Value]| -> Vec<Vec<u8>> {
            let numbered = schemas.iter().enumerate();
            let version =
                |(at, schema): (usize, &&Value)| modest(&format!("1.{}.0", from + at), schema);
            numbered.map(version).collect()
        };
        for version in versions(3, &before) {
            added(&host, &version).await;
        }
        // What comes back from a form that nobody has changed.
        let _ = approves_itself(connect(&host).name("work").setting("more", SCOPE)).await;
        for version in versions(6, &between) {
            added(&host, &version).await;
        }
        added(&host, &greedy()).await;
        world.clock.advance(LIFETIME);
        world.server.forget();
        let refused = beside(host.invoke("notes", "list-notes").run())
            .await
            .unwrap_err();
        assert_eq!(refused.class(), Class::Consent, "{refused}");
        // Nor from a form that was open all the while.
        let late = connect(&host).name("late").setting("more", SCOPE);
        must_be!(
            late.start().await.unwrap_err(),
            Consent,
            Error::Consent(ConsentRefusal::NotDeclared { .. } | ConsentRefusal::NotAgreed { .. })
        );
        assert!(world.token_requests().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_client_where_somebody_signs_in_again() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let first = by_client("1.3.0", &json!({"default": THEIRS}), "the-client");
    added(&host, &first).await;
    let start = connect(&host)
        .name("work")
        .setting("more", THEIRS)
        .redirect(elsewhere())
        .start();
    let Attempt::Pending(pending) = start.await.unwrap() else {
        panic!("it is a code grant")
    };
    let callback = approved(pending.url());
    let _ = pending.finish(&callback).await.unwrap();
    let turned = by_client("1.4.0", &json!({"type": "string"}), THEIRS);
    added(&host, &turned).await;
    let again = host.reconnect("work").sign_in().redirect(elsewhere());
    must_be!(
        beside(again.start()).await.unwrap_err(),
        Consent,
        Error::Consent(ConsentRefusal::ClientNotEntered { .. })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_has_entered_is_asked_for_still() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let other = json!({"type": "string", "default": "notes:write"});
    added(&host, &modest("1.3.0", &other)).await;
    let _ = approves_itself(connect(&host).name("work").setting("more", SCOPE)).await;
    added(&host, &greedy()).await;
    world.clock.advance(LIFETIME);
    world.server.forget();
    host.invoke("notes", "list-notes").run().await.unwrap();
    let asked = world.token_requests();
    assert!(asked.iter().any(|body| body.contains("admin")), "{asked:?}");
}

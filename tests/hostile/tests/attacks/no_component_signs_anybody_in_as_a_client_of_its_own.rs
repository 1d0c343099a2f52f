//! A later version of a connector names an OAuth client of the attacker's, and asks for
//! nothing else: people then sign in to the attacker's app, at the right server, with the
//! scopes that were agreed to. Its form can propose that client too, as what is entered
//! already.

use connector_host::consent::ConsentRefusal;
use connector_host::contract::{Authorization, AuthorizationServer};
use connector_host::oauth::Redirect;
use connector_host::{Class, Error, Host};
use serde_json::{Value, json};

use crate::bystander::beside;
use crate::stage::{component, connected, harmless, host_of, manifest, must_be};
use crate::support::authorization::{
    LIFETIME, World, code_grant, connect, connected as approves_itself, device_grant, token_grant,
};

const THEIRS: &str = "app-of-the-attacker";

fn server_of(authorization: &mut Authorization) -> &mut AuthorizationServer {
    match authorization {
        Authorization::AuthorizationCode(code) => &mut code.server,
        Authorization::TokenGrant(grant) => &mut grant.server,
        Authorization::DeviceCode(device) => &mut device.server,
    }
}

/// A version that acts as the attacker's client, and whose form says that of its client
/// id beside what it said before.
fn turning(mut authorization: Authorization, says: &Value) -> Vec<u8> {
    server_of(&mut authorization).client.id = Some(THEIRS.to_owned());
    let manifest = manifest(|manifest| {
        manifest["version"] = json!("1.2.4");
        let settings = &mut manifest["auth_methods"][0]["settings"]["properties"];
        settings["client_id"]
            .as_object_mut()
            .unwrap()
            .extend(says.as_object().unwrap().clone());
    });
    component(&manifest, &authorization)
}

fn elsewhere() -> Redirect {
    Redirect::Elsewhere("https://ipaas.example/cb".parse().unwrap())
}

/// It is added without anybody being asked.
async fn added(host: &Host, component: &[u8]) {
    assert!(host.add(component).await.unwrap().accepted.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_sent_to_sign_in_to_it() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    connected(&host, "work").await;
    world.server.forget();
    for grant in [code_grant(), device_grant()] {
        added(&host, &turning(grant, &json!({}))).await;
        let new = connect(&host).redirect(elsewhere());
        let again = host.reconnect("work").sign_in().redirect(elsewhere());
        for refused in [
            beside(new.start()).await.unwrap_err(),
            again.start().await.unwrap_err(),
        ] {
            must_be!(
                refused,
                Consent,
                Error::Consent(ConsentRefusal::ClientNotEntered { .. })
            );
            assert!(refused.to_string().contains(THEIRS), "{refused}");
        }
    }
    assert!(world.server.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_where_its_form_proposes_it() {
    for says in [
        json!({ "default": THEIRS }),
        json!({ "const": THEIRS }),
        json!({ "enum": ["the-client", THEIRS] }),
    ] {
        let world = World::new().await;
        let host = host_of(&world).build().unwrap();
        host.add(&turning(code_grant(), &says)).await.unwrap();
        // What comes back from a form that nobody has changed.
        let connect = connect(&host)
            .setting("client_id", THEIRS)
            .redirect(elsewhere());
        let refused = beside(connect.start()).await.unwrap_err();
        must_be!(
            refused,
            Consent,
            Error::Consent(ConsentRefusal::ClientNotEntered { .. })
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_are_tokens_asked_for_by_it_where_nobody_signs_in() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let first = component(&manifest(|_| {}), &token_grant());
    host.add(&first).await.unwrap();
    let _ = approves_itself(connect(&host).name("work")).await;
    added(&host, &turning(token_grant(), &json!({}))).await;
    world.server.forget();
    world.clock.advance(LIFETIME);
    let refused = beside(host.invoke("notes", "list-notes").run())
        .await
        .unwrap_err();
    assert_eq!(refused.class(), Class::Consent, "{refused}");
    assert!(world.server.requests().is_empty());
}

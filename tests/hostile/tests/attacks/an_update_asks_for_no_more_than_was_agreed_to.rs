//! A later version of a connector asks the authorization server for another scope,
//! or for tokens of another audience. Whoever updates it sees none of that: the page
//! to sign in at may show it, and where nobody signs in nothing does.

use connector_host::consent::ConsentRefusal;
use connector_host::contract::{Authorization, Field};
use connector_host::oauth::Redirect;
use connector_host::{Attempt, Class, Error, Host};
use serde_json::{Value, json};

use crate::bystander::beside;
use crate::stage::{component, connected, harmless, host_of, manifest, must_be};
use crate::support::authorization::{LIFETIME, World, code_grant, connect, token_grant};

/// A manifest that says what its sign-ins ask for: these scopes, and tokens of that
/// audience.
fn saying(scopes: &[&str], audience: &str) -> Vec<u8> {
    manifest(|manifest| {
        let method = &mut manifest["auth_methods"][0];
        method["scopes"] = json!(scopes);
        method["authorization_request"] = json!({ "fixed": { "audience": audience } });
        let token_request = &mut method["token_request"];
        token_request["fixed"] = json!({ "audience": audience });
    })
}

const AUDIENCE: &str = "https://api.example";
const OTHER_AUDIENCE: &str = "https://files.example";
const SCOPES: [&str; 2] = ["notes:read", "notes:write"];
const MORE: [&str; 3] = ["notes:admin", "notes:read", "notes:write"];

/// The first version, which asks for what it says.
fn modest() -> Vec<u8> {
    component(&saying(&SCOPES, AUDIENCE), &code_grant())
}

/// One more scope, whatever the manifest says.
fn asking_for_more(manifest: &[u8]) -> Vec<u8> {
    let Authorization::AuthorizationCode(mut code) = code_grant() else {
        unreachable!("it is a code grant")
    };
    code.server.scopes = MORE.map(str::to_owned).to_vec();
    component(manifest, &Authorization::AuthorizationCode(code))
}

fn audience(of: &str) -> Vec<Field> {
    vec![Field {
        name: "audience".to_owned(),
        value: of.to_owned(),
    }]
}

/// Another audience in the authorization request, whatever the manifest says.
fn asking_for_another_audience(manifest: &[u8]) -> Vec<u8> {
    let Authorization::AuthorizationCode(mut code) = code_grant() else {
        unreachable!("it is a code grant")
    };
    code.parameters = audience(OTHER_AUDIENCE);
    component(manifest, &Authorization::AuthorizationCode(code))
}

async fn victim(world: &World, component: &[u8]) -> Host {
    let host = host_of(world).build().unwrap();
    host.add(component).await.unwrap();
    connected(&host, "work").await;
    host
}

fn elsewhere() -> Redirect {
    Redirect::Elsewhere("https://ipaas.example/cb".parse().unwrap())
}

/// What the page to sign in at is asked for, once it is opened for an attempt.
fn asked(attempt: &Attempt, name: &str) -> Option<String> {
    let Attempt::Pending(pending) = attempt else {
        panic!("{attempt:?}")
    };
    let mut pairs = pending.url().query_pairs();
    let found = pairs.find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}

async fn wants(host: &Host, component: &[u8]) -> Vec<String> {
    let Err(Error::WantsMore(more)) = beside(host.add(component)).await else {
        panic!("it was added")
    };
    assert_eq!(more.connections, ["work"]);
    more.difference.iter().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_added_without_somebody_who_accepts_what_it_asks_for() {
    let world = World::new().await;
    let host = victim(&world, &modest()).await;
    let greedy = asking_for_more(&saying(&MORE, AUDIENCE));
    assert_eq!(
        wants(&host, &greedy).await,
        ["ask for the scopes notes:admin by `own-app`"]
    );
    let other = component(&saying(&SCOPES, "https://all.example"), &code_grant());
    assert_eq!(
        wants(&host, &other).await,
        [
            "ask for tokens of `own-app` by the grant type urn:example:account, with audience=https://all.example",
            "ask to sign in by `own-app` with audience=https://all.example",
        ]
    );
    // Nor one that does not say any more what it asks for.
    assert_eq!(
        wants(&host, &harmless()).await,
        [
            "ask for whichever scopes it chooses by `own-app`",
            "ask to sign in by `own-app` with whatever it chooses",
        ]
    );
    let added = host.add_accepting(&greedy).await.unwrap();
    assert_eq!(added.accepted.unwrap().connections, ["work"]);
    let attempt = connect(&host).redirect(elsewhere()).start().await.unwrap();
    assert_eq!(asked(&attempt, "scope").unwrap(), MORE.join(","));
    // What was accepted is not asked for again.
    assert!(host.add(&greedy).await.unwrap().accepted.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_does_one_that_comes_another_way_ask_for_it() {
    let world = World::new().await;
    drop(victim(&world, &modest()).await);
    world.server.forget();
    for component in [
        // It says so, and nobody has agreed.
        asking_for_more(&saying(&MORE, AUDIENCE)),
        asking_for_another_audience(&saying(&SCOPES, OTHER_AUDIENCE)),
        // It says nothing of it.
        asking_for_more(&saying(&SCOPES, AUDIENCE)),
        asking_for_another_audience(&saying(&SCOPES, AUDIENCE)),
    ] {
        let host = host_of(&world).build().unwrap();
        host.load(&component).await.unwrap();
        let refused = beside(connect(&host).redirect(elsewhere()).start())
            .await
            .unwrap_err();
        must_be!(
            refused,
            Consent,
            Error::Consent(ConsentRefusal::NotAgreed { .. } | ConsentRefusal::NotDeclared { .. })
        );
        let again = host.reconnect("work").sign_in().redirect(elsewhere());
        let refused = again.start().await.unwrap_err();
        assert_eq!(refused.class(), Class::Consent, "{refused}");
    }
    assert!(world.server.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_are_tokens_of_another_audience_asked_for_where_nobody_signs_in() {
    let world = World::new().await;
    let asking_for = |of: &str| {
        let Authorization::TokenGrant(mut grant) = token_grant() else {
            unreachable!("it is a token grant")
        };
        grant.server.parameters = audience(of);
        let grant = Authorization::TokenGrant(grant);
        component(&saying(&SCOPES, AUDIENCE), &grant)
    };
    let host = host_of(&world).build().unwrap();
    host.add(&asking_for(AUDIENCE)).await.unwrap();
    let attempt = connect(&host).name("work").start().await.unwrap();
    assert!(matches!(attempt, Attempt::Connected(_)), "{attempt:?}");
    // It says the same, and asks for something else.
    host.add(&asking_for("https://all.example")).await.unwrap();
    world.clock.advance(LIFETIME);
    let refused = beside(host.invoke("notes", "list-notes").run())
        .await
        .unwrap_err();
    assert_eq!(refused.class(), Class::Consent, "{refused}");
    let asked = world.token_requests();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(!asked[0].contains("all.example"), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_version_did_not_say_is_asked_of_nobody_and_counts_from_then_on() {
    let world = World::new().await;
    let host = victim(&world, &harmless()).await;
    // What token requests have was always said: that is the same.
    let saying = |scopes: &[&str]| {
        manifest(|manifest| {
            let method = &mut manifest["auth_methods"][0];
            method["scopes"] = json!(scopes);
            method["authorization_request"] = json!({});
        })
    };
    let modest = component(&saying(&SCOPES), &code_grant());
    let added = host.add(&modest).await.unwrap();
    assert!(added.accepted.is_none());
    // The connection goes on, as it is.
    host.invoke("notes", "list-notes").run().await.unwrap();
    let agreed = host.agreed("notes").await.unwrap().unwrap();
    assert_eq!(agreed.version, "1.2.3");
    assert_eq!(
        Value::from_iter(agreed.consent.scopes["own-app"].iter().cloned()),
        json!(SCOPES)
    );
    let greedy = asking_for_more(&saying(&MORE));
    assert_eq!(
        wants(&host, &greedy).await,
        ["ask for the scopes notes:admin by `own-app`"]
    );
}

//! A manifest with a thousand settings, all secret, beside a thousand names of what is
//! required; a sign-in with tens of thousands of parameters, or of scopes that the schema
//! of a large setting has. Whatever is looked for among so much was compared with each of
//! them, or found out anew for each: hours of work for a component of a few megabytes.

use connector_host::consent::ConsentRefusal;
use connector_host::contract::{Authorization, Field, TokenGrant};
use connector_host::{Attempt, Error};
use serde_json::{Map, Value, json};

use crate::bystander::beside_within;
use crate::stage::{component, host_of, manifest, must_be};
use crate::support::authorization::{World, connect, token_grant};

/// What it may cost, in MiB: the component, compiled, and what it tells.
const CEILING: u64 = 512;

/// The token grant, changed.
fn grant(change: impl FnOnce(&mut TokenGrant)) -> Authorization {
    let Authorization::TokenGrant(mut grant) = token_grant() else {
        unreachable!("it is a token grant")
    };
    change(&mut grant);
    Authorization::TokenGrant(grant)
}

#[tokio::test(flavor = "multi_thread")]
async fn by_its_settings() {
    const METHODS: usize = 8;
    let manifest = manifest(|manifest| {
        let usual = manifest["auth_methods"][0].clone();
        let names = || (0..1000).map(|number| format!("s{number:x}"));
        let method = |number| {
            let mut method = usual.clone();
            method["id"] = json!(format!("m{number}"));
            let secret = |name| (name, json!({ "writeOnly": true }));
            let properties: Map<String, Value> = names().map(secret).collect();
            let secrets: Map<String, Value> = names().map(|name| (name, json!("sign"))).collect();
            let required = vec!["nothing"; 1000];
            method["settings"] =
                json!({ "type": "object", "required": required, "properties": properties });
            method["secrets"] = Value::Object(secrets);
            method
        };
        let more = (0..METHODS).map(method);
        manifest["auth_methods"] = std::iter::once(usual.clone()).chain(more).collect();
    });
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let component = component(&manifest, &token_grant());
    beside_within(CEILING, host.add(&component)).await.unwrap();
    let agreed = host.agreed("notes").await.unwrap().unwrap();
    assert_eq!(agreed.consent.signing["m7"].len(), 1000);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_the_parameters_of_its_token_requests() {
    let names: Vec<String> = (0..60_000).map(|number| format!("p{number:x}")).collect();
    let manifest = manifest(|manifest| {
        let request = &mut manifest["auth_methods"][0]["token_request"];
        request["parameters"] = json!(names);
    });
    let grant = grant(|grant| {
        let field = |name: &String| Field {
            name: name.clone(),
            value: String::new(),
        };
        grant.server.parameters = names.iter().map(field).collect();
    });
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&component(&manifest, &grant)).await.unwrap();
    let attempt = beside_within(CEILING, connect(&host).start())
        .await
        .unwrap();
    assert!(matches!(attempt, Attempt::Connected(_)), "{attempt:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_the_scopes_that_it_asks_for() {
    // A schema of many branches, to be looked through for what it names.
    let manifest = manifest(|manifest| {
        let branch =
            |number: usize| json!({ "enum": [format!("a{number}"), format!("b{number}")] });
        let mut branches: Vec<Value> = (0..400).map(branch).collect();
        branches.push(json!({ "const": "eu" }));
        let method = &mut manifest["auth_methods"][0];
        method["settings"]["properties"]["region"] = json!({ "anyOf": branches });
        method["scopes"] = json!(["notes:read"]);
    });
    let grant = grant(|grant| grant.server.scopes = vec!["eu".to_owned(); 100_000]);
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&component(&manifest, &grant)).await.unwrap();
    let connect = connect(&host).setting("region", "eu");
    let refused = beside_within(CEILING, connect.start()).await.unwrap_err();
    must_be!(
        refused,
        Consent,
        Error::Consent(ConsentRefusal::NotDeclared { .. })
    );
}

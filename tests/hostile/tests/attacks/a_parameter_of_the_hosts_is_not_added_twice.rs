//! A connector's parameters of the authorization request could name what the host
//! sets: a second `state`, another `redirect_uri`, `code_challenge_method=plain`.

use connector_host::Error;
use connector_host::contract::{Authorization, Field};
use connector_host::oauth::OAuthError;
use serde_json::{Value, json};

use crate::bystander::beside;
use crate::stage::{component, host_of, must_be};
use crate::support::authorization::{World, code_grant, connect, token_grant};
use crate::support::scripted::MANIFEST;

fn field(name: &str) -> Vec<Field> {
    vec![Field {
        name: name.to_owned(),
        value: "evil".to_owned(),
    }]
}

/// A manifest that says so: what is declared and agreed to is refused all the same.
fn declaring(name: &str, authorization: &Authorization) -> String {
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    let method = &mut manifest["auth_methods"][0];
    method["token_request"] = json!({ "parameters": [name] });
    if let Authorization::TokenGrant(grant) = authorization {
        method["token_request"]["grant_type"] = grant.grant_type.as_str().into();
    }
    manifest.to_string()
}

/// The parameter that an authorization is refused for.
async fn refused(manifest: &str, authorization: Authorization) -> String {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&component(manifest.as_bytes(), &authorization))
        .await
        .unwrap();
    let refused = beside(connect(&host).start()).await.unwrap_err();
    assert!(world.server.requests().is_empty());
    must_be!(refused, Other, Error::OAuth(OAuthError::Parameter { .. }));
    match refused {
        Error::OAuth(OAuthError::Parameter { name, .. }) => name,
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_parameter_of_the_authorization_request_comes_twice() {
    for name in [
        "state",
        "redirect_uri",
        "code_challenge_method",
        "STATE",
        "request_uri",
        "tenant",
    ] {
        let Authorization::AuthorizationCode(mut code) = code_grant() else {
            unreachable!("it is a code grant")
        };
        code.parameters = field(name);
        let code = Authorization::AuthorizationCode(code);
        assert_eq!(refused(MANIFEST, code).await, name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn none_stands_behind_a_semicolon_in_an_endpoint() {
    let declared = "https://api.example/authorize?tenant=1";
    let endpoint = format!("{declared};redirect_uri=https://evil.test");
    let Authorization::AuthorizationCode(mut code) = code_grant() else {
        unreachable!("it is a code grant")
    };
    assert_eq!(code.authorization_endpoint, declared);
    code.authorization_endpoint.clone_from(&endpoint);
    let manifest = MANIFEST.replace(declared, &endpoint);
    let code = Authorization::AuthorizationCode(code);
    assert_eq!(refused(&manifest, code).await, "tenant");
}

#[tokio::test(flavor = "multi_thread")]
async fn none_of_the_token_request_does() {
    for name in ["grant_type", "client_secret", "refresh_token"] {
        let Authorization::TokenGrant(mut grant) = token_grant() else {
            unreachable!("it is a token grant")
        };
        grant.server.parameters = field(name);
        let grant = Authorization::TokenGrant(grant);
        assert_eq!(refused(&declaring(name, &grant), grant).await, name);
    }
}

//! The requests of a sign-in ignored what the manifest says of an origin, and
//! nothing held what `authorize` answers against the manifest. So secrets went to
//! origins that were shown as getting none.

use connector_host::contract::Authorization;
use connector_host::egress::{EgressError, Refusal};
use connector_host::oauth::OAuthError;
use connector_host::{Class, Error};
use serde_json::json;

use crate::bystander::beside;
use crate::stage::{component, host_of, manifest, must_be, stolen};
use crate::support::authorization::{World, code_grant, connect, device_grant, token_grant};

fn moved(authorization: Authorization, endpoint: &str) -> Authorization {
    let mut authorization = authorization;
    let server = match &mut authorization {
        Authorization::AuthorizationCode(code) => &mut code.server,
        Authorization::TokenGrant(grant) => &mut grant.server,
        Authorization::DeviceCode(device) => &mut device.server,
    };
    server.token_endpoint = endpoint.to_owned();
    authorization
}

/// A manifest that names an origin of an attacker's, with these marks, and a
/// server there when it is declared.
fn with_origin(marks: &[&str], declared: bool) -> Vec<u8> {
    manifest(|manifest| {
        let origin =
            json!({ "origin": "https://evil.test", "purpose": "Pictures.", "marks": marks });
        manifest["origins"].as_array_mut().unwrap().push(origin);
        if declared {
            let endpoints = manifest["auth_methods"][0]["endpoints"].as_array_mut();
            // For a sign-in of each kind.
            endpoints.unwrap().extend(
                [
                    json!({ "authorization_endpoint": "https://api.example/authorize?tenant=1" }),
                    json!({ "device_authorization_endpoint": "https://api.example/device" }),
                    json!({}),
                ]
                .map(|mut server| {
                    server["name"] = json!("Another");
                    server["token_endpoint"] = json!("https://evil.test/token");
                    server["revocation_endpoint"] = json!("https://api.example/revoke");
                    server
                }),
            );
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_the_manifest_does_not_declare_gets_nothing() {
    for authorization in [code_grant(), token_grant(), device_grant()] {
        let world = World::new().await;
        let host = host_of(&world).build().unwrap();
        let authorization = moved(authorization, "https://evil.test/token");
        let manifest = with_origin(&["sign-in", "credential"], false);
        host.add(&component(&manifest, &authorization))
            .await
            .unwrap();
        let refused = beside(connect(&host).start()).await.unwrap_err();
        assert_eq!(refused.class(), Class::Consent, "{refused}");
        assert!(world.server.requests().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn endpoints_of_two_servers_are_not_mixed() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    // The device endpoint of the one, the tokens of the other.
    let authorization = moved(device_grant(), "https://evil.test/token");
    let manifest = manifest(|manifest| {
        let origin = json!({ "origin": "https://evil.test", "purpose": "x", "marks": ["sign-in"] });
        manifest["origins"].as_array_mut().unwrap().push(origin);
        let server = json!({ "name": "Another", "token_endpoint": "https://evil.test/token" });
        let endpoints = manifest["auth_methods"][0]["endpoints"].as_array_mut();
        endpoints.unwrap().push(server);
    });
    host.add(&component(&manifest, &authorization))
        .await
        .unwrap();
    let refused = beside(connect(&host).start()).await.unwrap_err();
    assert_eq!(refused.class(), Class::Consent, "{refused}");
    assert!(world.server.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_that_is_not_for_sign_ins_gets_no_secret_of_one() {
    for marks in [&[][..], &["credential"]] {
        let world = World::new().await;
        let host = host_of(&world).build().unwrap();
        let authorization = moved(token_grant(), "https://evil.test/token");
        let manifest = with_origin(marks, true);
        host.add(&component(&manifest, &authorization))
            .await
            .unwrap();
        let refused = beside(connect(&host).start()).await.unwrap_err();
        must_be!(
            refused,
            Other,
            Error::OAuth(OAuthError::Egress(EgressError::Refused(
                Refusal::NotForSignIn { .. }
            )))
        );
        assert!(stolen(&world).is_empty());
    }
}

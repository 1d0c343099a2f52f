//! The address at which a device sign-in is approved comes from the server, and
//! whoever shows it may open it as well: `file:///etc/passwd` was opened.

use connector_host::Error;
use connector_host::oauth::OAuthError;
use serde_json::json;

use crate::bystander::beside;
use crate::stage::{component, host_of, must_be};
use crate::support::authorization::{World, connect, device_grant};
use crate::support::scripted::MANIFEST;

const PAGE: &str = "https://api.example/device";

/// What comes of a sign-in that is to be approved at these addresses.
async fn refused(address: &str, complete: &str) -> Error {
    let world = World::new().await;
    let device = json!({
        "device_code": "the-device", "user_code": "X", "expires_in": 900,
        "verification_uri": address, "verification_uri_complete": complete,
    });
    world.issuer().device = Some(device.to_string());
    let host = host_of(&world).build().unwrap();
    host.add(&component(MANIFEST.as_bytes(), &device_grant()))
        .await
        .unwrap();
    connect(&host).start().await.map(drop).unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_page_of_the_web_is_told() {
    let attack = async {
        for address in [
            "file:///etc/passwd",
            "http://api.example/device",
            "javascript:alert(1)",
            "vscode://api.example/device",
        ] {
            for (address, complete) in [(address, PAGE), (PAGE, address)] {
                must_be!(
                    refused(address, complete).await,
                    Other,
                    Error::OAuth(OAuthError::BadUrl { .. })
                );
            }
        }
    };
    beside(attack).await;
}

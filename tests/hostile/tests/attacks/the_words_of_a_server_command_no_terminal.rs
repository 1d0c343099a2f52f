//! A server says why it refuses, and its words set the window's title, turned the
//! line around, and hid what came after.

use connector_host::oauth::OAuthError;
use connector_host::{Error, is_printable};

use crate::bystander::beside;
use crate::stage::{component, host_of, must_be};
use crate::support::authorization::{World, connect, token_grant};
use crate::support::scripted::MANIFEST;

#[tokio::test(flavor = "multi_thread")]
async fn what_commands_turns_or_hides_is_not_in_an_error() {
    for answer in [
        r#"{"error":"x","error_description":"\u001b]0;owned\u0007 all is well"}"#,
        r#"{"error":"x","error_description":"\u009b2J all is well"}"#,
        r#"{"error":"x","error_description":"all\r\nis well"}"#,
        r#"{"error":"x","error_description":"\u202ellew si lla\u2069"}"#,
        r#"{"error":"x","error_description":"all\u200b is \u2028well\udb40\udc41"}"#,
        r#"{"error":"x\u001b[31m\u202e"}"#,
        r#"{"error":"x","code":"1\u001b[31m\u202e"}"#,
    ] {
        let world = World::new().await;
        world.issuer().trouble = Some((400, answer));
        let host = host_of(&world).build().unwrap();
        host.add(&component(MANIFEST.as_bytes(), &token_grant()))
            .await
            .unwrap();
        let refused = beside(connect(&host).start()).await.unwrap_err();
        must_be!(
            refused,
            Connection,
            Error::OAuth(OAuthError::Refused { .. })
        );
        let told = refused.to_string();
        assert!(told.chars().all(is_printable), "{told:?}");
    }
}

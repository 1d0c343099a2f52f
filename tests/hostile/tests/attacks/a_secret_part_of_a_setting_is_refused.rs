//! `writeOnly` inside a setting that is an object looked like a secret to whoever
//! typed it, and was kept in the clear and handed to the component.

use connector_host::Error;
use connector_host::component::LoadError;
use connector_host::manifest::ManifestError;
use serde_json::json;

use crate::bystander::beside;
use crate::stage::{component, host_of, manifest, must_be};
use crate::support::authorization::{World, token_grant};

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_that_calls_a_part_of_a_setting_secret_is_none() {
    let secret = json!({"type": "string", "writeOnly": true});
    for (name, schema) in [
        (
            "proxy",
            json!({"type": "object", "properties": {"password": secret}}),
        ),
        ("token", json!({"$ref": "#/$defs/secret"})),
        ("list", json!({"type": "array", "items": secret})),
        ("either", json!({"anyOf": [secret, {"type": "null"}]})),
    ] {
        let manifest = manifest(|manifest| {
            let settings = &mut manifest["auth_methods"][0]["settings"];
            settings["properties"][name] = schema.clone();
            if name == "token" {
                settings["$defs"] = json!({"secret": secret});
            }
        });
        let world = World::new().await;
        let host = host_of(&world).build().unwrap();
        let component = component(&manifest, &token_grant());
        let refused = beside(host.add(&component)).await.unwrap_err();
        must_be!(
            refused,
            Usage,
            Error::Load(LoadError::Manifest(ManifestError::PartOfASecret { .. }))
        );
    }
}

//! `https://*.com` was an origin like any other, and later `https://%2a.com` was, which
//! nothing could read back.

use connector_host::Error;
use connector_host::component::LoadError;
use serde_json::json;

use crate::bystander::beside;
use crate::stage::{component, host_of, manifest, must_be};
use crate::support::authorization::{World, token_grant};

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_that_names_an_origin_of_everybody_is_refused() {
    for origin in ["https://*.com", "https://*.co.uk", "https://*.github.io"] {
        let refused = refused(origin).await;
        must_be!(refused, Usage, Error::Load(LoadError::Origin(_)));
        assert!(refused.to_string().contains("everybody"), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_is_there_one_by_another_spelling() {
    for origin in [
        "https://%2a.com",
        "https://%2A.files.example",
        "https://\u{ff0a}.com",
    ] {
        let refused = refused(origin).await;
        must_be!(refused, Usage, Error::Load(LoadError::Origin(_)));
    }
}

/// Why a connector is not added whose manifest names that origin.
async fn refused(origin: &str) -> Error {
    let manifest = manifest(|manifest| {
        let origin = json!({ "origin": origin, "purpose": "x", "marks": [] });
        manifest["origins"].as_array_mut().unwrap().push(origin);
    });
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let component = component(&manifest, &token_grant());
    beside(host.add(&component)).await.unwrap_err()
}

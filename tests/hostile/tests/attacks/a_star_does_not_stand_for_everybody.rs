//! `https://*.com` was an origin like any other.

use connector_host::Error;
use connector_host::component::LoadError;
use serde_json::json;

use crate::bystander::beside;
use crate::stage::{component, host_of, manifest, must_be};
use crate::support::authorization::{World, token_grant};

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_that_names_an_origin_of_everybody_is_refused() {
    for origin in ["https://*.com", "https://*.co.uk", "https://*.github.io"] {
        let manifest = manifest(|manifest| {
            let origin = json!({ "origin": origin, "purpose": "x", "marks": [] });
            manifest["origins"].as_array_mut().unwrap().push(origin);
        });
        let world = World::new().await;
        let host = host_of(&world).build().unwrap();
        let component = component(&manifest, &token_grant());
        let refused = beside(host.add(&component)).await.unwrap_err();
        must_be!(refused, Usage, Error::Load(LoadError::Origin(_)));
        assert!(refused.to_string().contains("everybody"), "{refused}");
    }
}

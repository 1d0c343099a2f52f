//! A grant was known by token endpoint, client and subject, and the subject is
//! what the component says. A connector that asked for little claimed to be
//! somebody of whom another connector had a grant for much, and got that one's
//! tokens.

use serde_json::json;

use crate::bystander::beside;
use crate::stage::{component, host_of, manifest};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::{done, send};
use crate::support::scripted::{self, MANIFEST};

#[tokio::test(flavor = "multi_thread")]
async fn a_connector_that_claims_to_be_somebody_of_another_connector_gets_a_grant_of_its_own() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    host.add(&component(MANIFEST.as_bytes(), &token_grant()))
        .await
        .unwrap();
    let wide = connected(connect(&host).name("wide")).await;

    let narrow_manifest = manifest(|manifest| manifest["key"] = json!("tasks"));
    let claim = json!({
        "subject": {"account": "kitchen", "user": "ada"},
        "reach": "user", "label": "ada@example.com", "facts": {}, "uncovered": [], "warnings": [],
    });
    let acts = [done(&claim.to_string()), send("GET", "/me", 0)];
    let narrow = scripted::connector_of(&narrow_manifest, &token_grant(), &acts);
    host.add(&narrow).await.unwrap();
    let attempt = host
        .connect("tasks", "own-app")
        .name("narrow")
        .setting("client_id", "the-client")
        .secret("client_secret", "hush".into());
    let narrow = beside(connected(attempt)).await;

    assert!(!narrow.connection.shares_grant_with(&wide.connection));
    let wide = host.connection("wide").await.unwrap();
    assert_eq!(wide.grant.generation, 1, "its tokens are not the other's");
}

//! An output of 30 MB of `[0,0,…]` took 610 MB once it was read.

use connector_host::Error;
use connector_host::driver::DriveError;

use serde_json::json;

use crate::bystander::beside;
use crate::stage::{host_of, identifies, manifest, must_be};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::done;
use crate::support::scripted::{self, MANIFEST};

#[tokio::test(flavor = "multi_thread")]
async fn what_would_take_more_memory_than_a_call_may_is_not_read() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let harmless = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &identifies());
    host.add(&harmless).await.unwrap();
    let _ = connected(connect(&host)).await;
    let output = format!("[{}0]", "0,".repeat(5 << 20));
    let swelling = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &[done(&output)]);
    host.add(&swelling).await.unwrap();
    let refused = beside(host.invoke("notes", "list-notes").run())
        .await
        .unwrap_err();
    must_be!(
        refused,
        Other,
        Error::Drive {
            source: DriveError::OutputTooLarge(_),
            ..
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_is_what_is_made_before_anybody_has_connected() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let manifest = manifest(|manifest| manifest["actions"][0]["role"] = json!("app-manifest"));
    let output = format!("[{}0]", "{\"\":0},".repeat(1 << 20));
    let swelling = scripted::connector_of(&manifest, &token_grant(), &[done(&output)]);
    host.add(&swelling).await.unwrap();
    let refused = beside(host.app_manifest("notes", json!({})))
        .await
        .unwrap_err();
    must_be!(
        refused,
        Other,
        Error::Drive {
            source: DriveError::OutputTooLarge(_),
            ..
        }
    );
}

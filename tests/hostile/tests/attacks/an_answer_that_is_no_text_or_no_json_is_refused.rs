//! Bytes that are not UTF-8, texts that are not there, and outputs that are not
//! JSON.

use connector_host::Error;
use connector_host::component::{CallError, LoadError};
use connector_host::driver::DriveError;
use connector_host::manifest::ManifestError;

use crate::bystander::beside;
use crate::stage::{host_of, identifies, must_be, refused, turned};
use crate::support::authorization::World;
use crate::support::call::done;
use crate::support::scripted::{self, Act};

/// How a call is refused in which the connector does that.
async fn called(act: Act) -> Error {
    let world = World::new().await;
    let host = turned(&world, host_of(&world), &[act]).await;
    refused(&host).await
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_text_are_not_read() {
    for act in [Act::Garble, Act::Overreach] {
        must_be!(
            called(act).await,
            Other,
            Error::Drive {
                source: DriveError::Component(CallError::Answer { .. }),
                ..
            }
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_is_a_text_that_is_no_json_or_nests_without_end() {
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    for text in ["{\"a\":", "", "\"\\ud800\"", "NaN", &deep] {
        must_be!(
            called(done(text)).await,
            Other,
            Error::Drive {
                source: DriveError::Contract("the output is no JSON"),
                ..
            }
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_is_such_a_manifest() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let deep = "[".repeat(200_000);
    for manifest in [
        &b"{"[..],
        b"\xff\xfe",
        b"[]",
        b"{\"key\": \"\\ud800\"}",
        deep.as_bytes(),
    ] {
        let component = scripted::connector_with_manifest(manifest, &identifies());
        let refused = beside(host.add(&component)).await.unwrap_err();
        must_be!(
            refused,
            Usage,
            Error::Load(
                LoadError::Manifest(ManifestError::Shape(_))
                    | LoadError::Describe(CallError::Answer { .. })
            )
        );
    }
}

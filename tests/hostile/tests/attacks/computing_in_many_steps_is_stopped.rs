//! A call into a component ends after two seconds, and a connector may ask for ten
//! thousand steps: it could compute for five hours.

use std::time::Duration;

use connector_host::Error;
use connector_host::driver::{DriveError, Limits};

use crate::bystander::beside;
use crate::stage::{host_of, identifies, must_be};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::send;
use crate::support::scripted::{self, MANIFEST};

#[tokio::test(flavor = "multi_thread")]
async fn the_time_of_all_steps_together_counts() {
    let world = World::new().await;
    let mut limits = Limits::default();
    limits.computing = Duration::from_millis(50);
    let host = host_of(&world).driver_limits(limits).build().unwrap();
    let harmless = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &identifies());
    host.add(&harmless).await.unwrap();
    let _ = connected(connect(&host)).await;
    let busy = scripted::connector_of(
        MANIFEST.as_bytes(),
        &token_grant(),
        &[send("GET", "/me", 0)],
    );
    host.add(&busy).await.unwrap();
    let refused = beside(host.invoke("notes", "list-notes").run())
        .await
        .unwrap_err();
    must_be!(
        refused,
        Other,
        Error::Drive {
            source: DriveError::TooMuchComputing(_),
            ..
        }
    );
}

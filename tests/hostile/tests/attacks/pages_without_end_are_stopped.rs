//! Pages without end took 2.9 GB in 28 s, since all of them were kept.

use connector_host::Error;
use connector_host::contract::{Page, Step};
use connector_host::driver::DriveError;

use crate::bystander::beside_within;
use crate::stage::{host_of, identifies, must_be};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::exchange;
use crate::support::scripted::{self, Act, MANIFEST};

/// What the pages of a call may take together, in MiB, and one more of them.
const CEILING: u64 = 256 + 32;

#[tokio::test(flavor = "multi_thread")]
async fn all_pages_together_take_no_more_memory_than_a_call_may() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let harmless = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &identifies());
    host.add(&harmless).await.unwrap();
    let _ = connected(connect(&host)).await;
    let page = Act::Step(Step::Page(Page {
        items: format!("[{}0]", "0,".repeat(500_000)),
        then: exchange("GET", "/me", 0),
    }));
    let endless = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &[page]);
    host.add(&endless).await.unwrap();
    let refused = beside_within(CEILING, host.invoke("notes", "list-notes").run())
        .await
        .unwrap_err();
    let Error::Incomplete { source, .. } = refused else {
        panic!("{refused}")
    };
    must_be!(
        *source,
        Other,
        Error::Drive {
            source: DriveError::OutputTooLarge(_),
            ..
        }
    );
    assert!(world.count("GET /me") < 20);
}

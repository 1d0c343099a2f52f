//! Pages without end took 2.9 GB in 28 s, since all of them were kept.

use connector_host::contract::{Page, Step};

use crate::bystander::beside;
use crate::stage::{host_of, identifies};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::exchange;
use crate::support::scripted::{self, Act, MANIFEST};

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
    let refused = beside(host.invoke("notes", "list-notes").run())
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("bytes of memory"), "{refused}");
    assert!(world.count("GET /me") < 20);
}

//! A component before it is added: what adding it would agree to, and that looking changes
//! nothing; and who is told while it is compiled.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use connector_host::{Error, Host};
use serde_json::{Value, json};

use crate::support::authorization::{World, connect, connected, token_grant, who};
use crate::support::scripted::{self, Act, MANIFEST};
use connector_host::contract::Step;

/// A version whose manifest was changed.
fn version(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    change(&mut manifest);
    let acts = [Act::Step(Step::Send(who())), Act::Echo];
    scripted::connector_of(manifest.to_string().as_bytes(), &token_grant(), &acts)
}

/// One that sends requests to one more origin.
fn wider() -> Vec<u8> {
    version(|manifest| {
        manifest["version"] = json!("1.3.0");
        let more = json!({ "origin": "https://more.example", "purpose": "More.", "marks": [] });
        manifest["origins"].as_array_mut().unwrap().push(more);
    })
}

#[tokio::test]
async fn adding_the_first_version_agrees_to_all_and_a_later_one_to_what_it_wants_more() {
    let world = World::new().await;
    let host = world.builder().build().unwrap();
    let first = host.candidate(&version(|_| {})).await.unwrap();
    assert!(first.is_first && first.wants_more.is_none(), "{first:?}");
    let unknown = host.connector("notes").await.unwrap_err();
    assert!(
        matches!(unknown, Error::UnknownConnector { .. }),
        "{unknown}"
    );
    assert!(host.agreed("notes").await.unwrap().is_none());

    host.add(&version(|_| {})).await.unwrap();
    connected(connect(&host).name("work")).await;
    let same = host.candidate(&version(|_| {})).await.unwrap();
    assert!(!same.is_first && same.wants_more.is_none(), "{same:?}");
    let wider = host.candidate(&wider()).await.unwrap();
    assert!(!wider.is_first, "{wider:?}");
    let more = wider.wants_more.unwrap();
    assert_eq!(more.digest, wider.connector.digest());
    assert_eq!(more.connections, ["work"]);
    let there = host.connector("notes").await.unwrap();
    assert_eq!(there.manifest().version, "1.2.3");

    // What was looked at is not the version that another takes the place of.
    let added = host.add_accepting(&self::wider()).await.unwrap();
    assert_eq!(added.replaced.as_deref(), Some("1.2.3"));
}

#[tokio::test]
async fn with_an_account_or_an_app_and_no_connector_nothing_counts_as_the_first() {
    let world = World::new().await;
    let host = world.builder().build().unwrap();
    host.add(&version(|_| {})).await.unwrap();
    connected(connect(&host).name("work")).await;
    crate::support::connection::in_database(
        world.directory.path(),
        "DELETE FROM components; DELETE FROM consents",
    );
    std::fs::remove_file(world.directory.path().join("connectors/notes.wasm")).unwrap();
    let host = world.builder().build().unwrap();
    let candidate = host.candidate(&wider()).await.unwrap();
    assert!(!candidate.is_first, "{candidate:?}");
    assert!(candidate.wants_more.is_some(), "{candidate:?}");
}

/// What is going on is counted, and what is over.
#[derive(Debug, Default)]
struct Counts {
    begun: AtomicUsize,
    over: AtomicUsize,
}

impl Counts {
    fn are(&self, begun: usize, over: usize) -> bool {
        (
            self.begun.load(Ordering::SeqCst),
            self.over.load(Ordering::SeqCst),
        ) == (begun, over)
    }
}

struct GoingOn(Arc<Counts>);

impl Drop for GoingOn {
    fn drop(&mut self) {
        self.0.over.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn whoever_shows_that_a_component_is_compiled_is_told_when_there_is_something_to_compile() {
    let directory = tempfile::tempdir().unwrap();
    let counts = Arc::new(Counts::default());
    let host = || -> Host {
        let counted = Arc::clone(&counts);
        let host = Host::builder().data_dir(directory.path());
        let host = host.cache_dir(directory.path().join("compiled"));
        let host = host.while_compiling(move || {
            counted.begun.fetch_add(1, Ordering::SeqCst);
            GoingOn(Arc::clone(&counted))
        });
        host.build().unwrap()
    };
    // What is no component is told before anything is compiled.
    assert!(host().load(b"no component").await.is_err());
    assert!(counts.are(0, 0), "{counts:?}");
    host().load(&version(|_| {})).await.unwrap();
    assert!(counts.are(1, 1), "{counts:?}");
    host().load(&version(|_| {})).await.unwrap();
    assert!(counts.are(1, 1), "{counts:?}");
    // What is refused on the way is over, too.
    let empty = version(|manifest| manifest["key"] = json!(""));
    assert!(host().load(&empty).await.is_err());
    assert!(counts.are(2, 2), "{counts:?}");
}

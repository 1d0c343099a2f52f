//! Connectors that change under way: what one host adds or removes, another sees,
//! and what was begun goes on with what it was begun by.

use std::sync::Arc;
use std::time::Duration;

use connector_host::clock::Clock as _;
use connector_host::contract::Step;
use connector_host::driver::Collected;
use connector_host::manifest::Effect;
use connector_host::{Error, Host};
use serde_json::{Value, json};

use crate::support::authorization::{World, component, connect, connected, token_grant, who};
use crate::support::call::done;
use crate::support::connection::in_database;
use crate::support::scripted::{self, Act, MANIFEST};
use crate::support::source::StillClock;

fn host(world: &World) -> Host {
    world.builder().build().unwrap()
}

/// A version that asks the API.
fn asking() -> Vec<u8> {
    component(&token_grant())
}

/// A version that answers by itself.
fn answering() -> Vec<u8> {
    scripted::connector_with_authorization(&token_grant(), &[done("{}")])
}

/// A host with the version that asks, and a connection.
async fn stage(world: &World) -> Host {
    let host = host(world);
    host.add(&asking()).await.unwrap();
    connected(connect(&host).name("work")).await;
    host
}

async fn digest(host: &Host) -> String {
    let connector = host.connector("notes").await.unwrap();
    connector.digest().to_owned()
}

/// A version that asks the API, with a manifest that was changed.
fn asking_as(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    change(&mut manifest);
    let acts = [Act::Step(Step::Send(who())), Act::Echo];
    scripted::connector_of(manifest.to_string().as_bytes(), &token_grant(), &acts)
}

/// One whose first action changes something.
fn writing() -> Vec<u8> {
    asking_as(|manifest| manifest["actions"][0]["effect"] = json!("write"))
}

fn code<T>(outcome: Result<T, Error>) -> &'static str {
    outcome.map_or_else(|error| error.code(), |_| "done")
}

fn file(world: &World) -> std::path::PathBuf {
    world.directory.path().join("connectors/notes.wasm")
}

#[tokio::test]
async fn a_host_that_runs_on_sees_within_a_second_what_another_has_added_and_removed() {
    let world = World::new().await;
    let running = stage(&world).await;
    let (before, other) = (digest(&running).await, host(&world));
    let added = other.add(&answering()).await.unwrap();
    assert_eq!(added.replaced.as_deref(), Some("1.2.3"));
    assert_eq!(digest(&running).await, before);
    world.clock.advance(1);
    assert_eq!(digest(&running).await, added.connector.digest());
    let requests = world.server.requests().len();
    running.invoke("notes", "list-notes").run().await.unwrap();
    assert_eq!(world.server.requests().len(), requests);

    other.remove("work").await.unwrap();
    other.remove_connector("notes").await.unwrap();
    assert_eq!(code(other.connector("notes").await), "unknown-connector");
    world.clock.advance(1);
    assert_eq!(code(running.connector("notes").await), "unknown-connector");
    assert!(running.connectors().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_run_goes_on_with_the_version_that_began_it_until_that_is_withdrawn() {
    let world = World::new().await;
    let first = stage(&world).await;
    let begin = async || {
        let running = first.invoke("notes", "list-notes").begin().await.unwrap();
        running.put_away().await.unwrap()
    };
    let (kept, withdrawn) = (begin().await, begin().await);
    let second = host(&world);
    second.add(&answering()).await.unwrap();
    let asked = world.count("GET /me");
    let third = host(&world);
    let running = third.take_up(&kept).await.unwrap().not_kept();
    let output = running.run(&mut Collected::default()).await.unwrap();
    assert_eq!(output.value["label"], "ada@example.com");
    assert_eq!(world.count("GET /me"), asked + 1);
    assert_eq!(digest(&third).await, digest(&second).await);

    second.remove("work").await.unwrap();
    second.remove_connector("notes").await.unwrap();
    world.clock.advance(1);
    let refused = third.take_up(&withdrawn).await;
    assert_eq!(code(refused), "run-component-gone");
}

#[tokio::test]
async fn a_file_is_a_copy_that_is_made_anew_when_it_is_gone_or_another() {
    let world = World::new().await;
    let added = digest(&stage(&world).await).await;
    std::fs::write(file(&world), answering()).unwrap();
    assert_eq!(digest(&host(&world)).await, added);
    assert_eq!(std::fs::read(file(&world)).unwrap(), asking());
    std::fs::remove_file(file(&world)).unwrap();
    assert_eq!(digest(&host(&world)).await, added);
    assert_eq!(std::fs::read(file(&world)).unwrap(), asking());
    assert_eq!(host(&world).connectors().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_an_earlier_version_has_kept_in_a_file_alone_is_taken_into_the_store() {
    let world = World::new().await;
    let added = digest(&stage(&world).await).await;
    in_database(world.directory.path(), "DELETE FROM components");
    assert_eq!(host(&world).connectors().await.unwrap().len(), 1);
    assert_eq!(digest(&host(&world)).await, added);
    std::fs::remove_file(file(&world)).unwrap();
    assert_eq!(digest(&host(&world)).await, added);
}

#[tokio::test]
async fn what_somebody_has_altered_in_the_store_is_not_run() {
    let world = World::new().await;
    drop(stage(&world).await);
    std::fs::remove_file(file(&world)).unwrap();
    in_database(
        world.directory.path(),
        "UPDATE components SET bytes = x'00'",
    );
    let error = host(&world).connector("notes").await.unwrap_err();
    assert_eq!(error.code(), "component-altered");
    host(&world).add(&asking()).await.unwrap();
    host(&world).connector("notes").await.unwrap();
}

#[tokio::test]
async fn a_run_of_an_action_that_is_gone_does_what_was_agreed_to_for_it() {
    let world = World::new().await;
    let first = host(&world);
    first.add(&writing()).await.unwrap();
    connected(connect(&first).name("work")).await;
    let running = first.invoke("notes", "list-notes").begin().await.unwrap();
    let kept = running.put_away().await.unwrap();
    let next = asking_as(|manifest| {
        manifest["version"] = json!("1.3.0");
        let _ = manifest["actions"].as_array_mut().unwrap().remove(0);
        let more = json!({ "origin": "https://more.example", "purpose": "More.", "marks": [] });
        manifest["origins"].as_array_mut().unwrap().push(more);
    });
    let added = host(&world).add_accepting(&next).await.unwrap();
    assert!(added.accepted.is_some());
    let third = host(&world);
    let agreed = third.agreed("notes").await.unwrap().unwrap();
    assert_eq!(
        json!(agreed.consent.effects),
        json!({ "list-notes": "write" })
    );
    let running = third.take_up(&kept).await.unwrap().not_kept();
    let output = running.run(&mut Collected::default()).await.unwrap();
    assert_eq!(output.value["label"], "ada@example.com");
}

#[tokio::test]
async fn a_component_that_says_more_of_an_action_than_was_agreed_to_is_not_run_however_it_came() {
    let world = World::new().await;
    let first = stage(&world).await;
    let running = first.invoke("notes", "list-notes").begin().await.unwrap();
    let kept = running.put_away().await.unwrap();
    let loaded = host(&world);
    loaded.load(&writing()).await.unwrap();
    in_database(world.directory.path(), "DELETE FROM components");
    std::fs::write(file(&world), writing()).unwrap();
    let in_place = host(&world);
    let before = world.server.requests();
    for host in [&loaded, &in_place] {
        let connector = host.connector("notes").await.unwrap();
        let action = connector.manifest().action("list-notes").unwrap();
        assert_eq!(action.effect, Effect::Write);
        let invocation = || host.invoke("notes", "list-notes");
        assert_eq!(code(invocation().dry_run().await), "not-agreed");
        assert_eq!(code(invocation().run().await), "not-agreed");
        assert_eq!(code(invocation().begin().await), "not-agreed");
        // Nor is it taken for the one that has begun a run.
        assert_eq!(code(host.take_up(&kept).await), "run-component-gone");
    }
    assert_eq!(world.server.requests(), before);
}

/// The digests of the components that are there still, in the order in which they were
/// added.
fn there(world: &World) -> Vec<String> {
    let database = rusqlite::Connection::open(world.directory.path().join("connections.db"));
    let database = database.unwrap();
    let mut rows = database
        .prepare("SELECT digest FROM components ORDER BY replaced_at IS NULL, replaced_at")
        .unwrap();
    let digests = rows.query_map([], |row| row.get(0)).unwrap();
    digests.map(Result::unwrap).collect()
}

const HOUR: i64 = 60 * 60;
const WEEK: i64 = 7 * 24 * HOUR;

/// A host that goes on running looks for its connector, and does what it does then.
async fn looked(host: &Host) {
    host.connector("notes").await.unwrap();
    host.finish_renewals().await;
}

#[tokio::test]
async fn a_version_that_nobody_needs_goes_while_hosts_run_on_and_so_does_its_code() {
    let world = World::new().await;
    let cache = tempfile::tempdir().unwrap();
    let caching = || {
        let builder = world.builder().cache_dir(cache.path());
        builder.build().unwrap()
    };
    let running = caching();
    let before = running.add(&asking()).await.unwrap().connector;
    let has_code = |digest: &str| {
        let mut of_engines = std::fs::read_dir(cache.path()).unwrap();
        of_engines.any(|engine| {
            let code = engine.unwrap().path().join(digest);
            code.with_extension("cwasm").exists()
        })
    };
    // It was in use for long, and nobody has put a run of it away.
    world.clock.advance(2 * WEEK);
    let now = caching().add(&answering()).await.unwrap().connector;
    world.clock.advance(HOUR - 1);
    looked(&running).await;
    assert_eq!(there(&world), [before.digest(), now.digest()]);
    assert!(has_code(before.digest()));
    world.clock.advance(HOUR);
    looked(&running).await;
    assert_eq!(there(&world), [now.digest()]);
    assert!(!has_code(before.digest()) && has_code(now.digest()));
}

#[tokio::test]
async fn a_version_whose_run_was_put_away_stays_for_a_week() {
    let world = World::new().await;
    let running = stage(&world).await;
    world.clock.advance(2 * WEEK);
    let begun = running.invoke("notes", "list-notes").begin().await.unwrap();
    let kept = begun.put_away().await.unwrap();
    host(&world).add(&answering()).await.unwrap();
    world.clock.advance(WEEK);
    looked(&running).await;
    assert_eq!(there(&world).len(), 2);
    let taken = host(&world).take_up(&kept).await.unwrap().not_kept();
    let output = taken.run(&mut Collected::default()).await.unwrap();
    assert_eq!(output.value["label"], "ada@example.com");
    world.clock.advance(2 * HOUR);
    looked(&running).await;
    assert_eq!(there(&world).len(), 1);
    let refused = host(&world).take_up(&kept).await;
    assert_eq!(code(refused), "run-component-gone");
}

#[tokio::test]
async fn where_calls_come_all_the_time_the_store_is_asked_in_the_background() {
    let world = World::new().await;
    let clock = Arc::<StillClock>::default();
    let builder = world.builder().clock(clock.clone());
    let running = builder.build().unwrap();
    let before = running.add(&asking()).await.unwrap().connector;
    let now = host(&world).add(&answering()).await.unwrap().connector;
    clock.sleep(Duration::from_millis(499)).await;
    looked(&running).await;
    assert_eq!(digest(&running).await, before.digest());
    clock.sleep(Duration::from_millis(1)).await;
    assert_eq!(
        digest(&running).await,
        before.digest(),
        "it waits for nothing"
    );
    running.finish_renewals().await;
    assert_eq!(digest(&running).await, now.digest());
}

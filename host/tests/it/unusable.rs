//! Connectors that were added and that this host takes no more: beside others, with their
//! connections, and until another version is added.

use crate::support::authorization::{World, component, connect, connected, token_grant};
use crate::support::call::done;
use crate::support::connection::in_database;
use crate::support::scripted::{self, MANIFEST};
use connector_host::{Class, Error, Host};
use serde_json::{Value, json};

fn host(world: &World) -> Host {
    world.builder().build().unwrap()
}

/// A component of which no host knows how it was added: a field of it lists its choices by
/// an action that changes something.
fn refused() -> Vec<u8> {
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    manifest["actions"][0]["effect"] = json!("write");
    manifest["actions"][1]["lookups"] = json!([
        { "field": "/note", "action": "list-notes", "value": "/id", "label": [] },
    ]);
    scripted::connector_of(
        manifest.to_string().as_bytes(),
        &token_grant(),
        &[done("{}")],
    )
}

/// Another connector, which is as it was.
fn tasks() -> Vec<u8> {
    let manifest = MANIFEST.replace(r#""key": "notes""#, r#""key": "tasks""#);
    scripted::connector_of(manifest.as_bytes(), &token_grant(), &[done("{}")])
}

/// A world with two connectors and a connection of the first, in whose place there is one
/// that was added when there were fewer rules.
async fn stage() -> World {
    let world = World::new().await;
    let host = host(&world);
    host.add(&component(&token_grant())).await.unwrap();
    host.add(&tasks()).await.unwrap();
    connected(connect(&host).name("work")).await;
    let directory = world.directory.path();
    in_database(
        directory,
        "DELETE FROM components WHERE connector = 'notes'",
    );
    std::fs::write(directory.join("connectors/notes.wasm"), refused()).unwrap();
    world
}

fn code<T>(outcome: Result<T, Error>) -> &'static str {
    outcome.map_or_else(|error| error.code(), |_| "done")
}

/// The keys of those that can be used.
async fn usable(host: &Host) -> Vec<String> {
    let connectors = host.connectors().await.unwrap();
    let usable = connectors.usable.iter();
    usable
        .map(|connector| connector.manifest().key.clone())
        .collect()
}

#[tokio::test]
async fn one_that_later_rules_refuse_is_listed_with_the_reason_and_hides_no_other() {
    let world = stage().await;
    let host = host(&world);
    assert_eq!(usable(&host).await, ["tasks"]);
    let connectors = host.connectors().await.unwrap();
    assert_eq!(connectors.len(), 2);
    assert_eq!(connectors.unusable.len(), 1);
    let unusable = &connectors.unusable[0];
    assert_eq!(unusable.key, "notes");
    assert_eq!(unusable.reason.code(), "manifest-lookup");
    insta::assert_snapshot!(unusable.remedy(), @"add a version of `notes` that this host takes, or remove the connector");
    // Nor is it listed twice, or in place of one that this process was given.
    host.load(&component(&token_grant())).await.unwrap();
    assert_eq!(usable(&host).await, ["notes", "tasks"]);
    assert!(host.connectors().await.unwrap().unusable.is_empty());
}

#[tokio::test]
async fn its_connections_say_why_they_are_of_no_use_and_come_back_with_the_next_version() {
    let world = stage().await;
    let host = host(&world);
    let before = world.server.requests();
    let error = host.connector("notes").await.unwrap_err();
    assert_eq!(error.class(), Class::Usage);
    insta::assert_snapshot!(error, @"`notes` was added, and this host can't use it any more: the manifest has `list-notes` list the choices for `/note` of `download-note`, and it is said to change something: only an action whose effect is `read` lists choices. Add a version of it that this host takes; its connections stay as they are until then");
    let invocation = || host.invoke("notes", "list-notes").connection("work");
    for code in [
        code(Err::<(), _>(error)),
        code(invocation().run().await),
        code(invocation().dry_run().await),
        code(host.poll("notes", "note-created").run().await),
        code(host.test("work").await),
        code(connect(&host).name("more").start().await),
    ] {
        assert_eq!(code, "connector-unusable");
    }
    assert_eq!(world.server.requests(), before);
    assert_eq!(host.connection("work").await.unwrap().connector, "notes");
    assert_eq!(code(host.connector("other").await), "unknown-connector");

    host.add(&component(&token_grant())).await.unwrap();
    invocation().run().await.unwrap();
    assert_eq!(usable(&host).await, ["notes", "tasks"]);
}

#[tokio::test]
async fn it_is_removed_with_its_connections_like_any_other() {
    let world = stage().await;
    let host = host(&world);
    host.remove("work").await.unwrap();
    assert!(world.count("POST /revoke") > 0, "its tokens are ended");
    host.remove_connector("notes").await.unwrap();
    assert_eq!(code(host.connector("notes").await), "unknown-connector");
    assert_eq!(host.connectors().await.unwrap().len(), 1);
}

#[tokio::test]
async fn one_that_was_altered_in_the_store_is_listed_and_added_again_whatever_its_record_knows() {
    let world = World::new().await;
    let first = host(&world);
    first.add(&component(&token_grant())).await.unwrap();
    first.add(&tasks()).await.unwrap();
    drop(first);
    let directory = world.directory.path();
    std::fs::remove_file(directory.join("connectors/notes.wasm")).unwrap();
    in_database(
        directory,
        "UPDATE components SET bytes = x'00' WHERE connector = 'notes';
         UPDATE consents SET consent = json_remove(consent, '$.effects');",
    );
    let host = host(&world);
    assert_eq!(usable(&host).await, ["tasks"]);
    let connectors = host.connectors().await.unwrap();
    let unusable = &connectors.unusable[0];
    assert_eq!(unusable.reason.code(), "component-altered");
    insta::assert_snapshot!(unusable.remedy(), @"add `notes` again");
    assert_eq!(code(host.connector("notes").await), "component-altered");
    // What its record does not know the component that is there would say, and can't.
    host.add(&component(&token_grant())).await.unwrap();
    assert_eq!(usable(&host).await, ["notes", "tasks"]);
}

#[cfg(unix)]
#[tokio::test]
async fn one_whose_file_can_not_be_read_is_listed_too() {
    let world = World::new().await;
    let first = host(&world);
    first.add(&component(&token_grant())).await.unwrap();
    first.add(&tasks()).await.unwrap();
    drop(first);
    // Whoever may do anything may read a file of any mode; nobody reads a directory.
    let file = world.directory.path().join("connectors/notes.wasm");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let host = host(&world);
    assert_eq!(usable(&host).await, ["tasks"]);
    let connectors = host.connectors().await.unwrap();
    assert_eq!(connectors.unusable[0].reason.code(), "file");
    insta::assert_snapshot!(connectors.unusable[0].remedy(), @"see to this machine, and look again");
}

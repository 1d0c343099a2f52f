//! Runs that one host puts down and another takes up, on the same store.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use connector_host::contract::{Credential, Redirects, Step, Transfer};
use connector_host::download::Destination;
use connector_host::driver::Collected;
use connector_host::{Error, Host, Run, RunError, Running};
use support::authorization::{World, code_grant};
use support::call::{done, exchange, request};
use support::connection::signed_in;
use support::scripted::{self, Act};

/// A world with the connection `work`, and the connector on it that acts like this.
async fn stage(world: &World, acts: &[Act]) -> Host {
    let host = signed_in(world).await;
    load(&host, acts).await;
    host
}

/// Another process on the same store.
async fn elsewhere(world: &World, acts: &[Act]) -> Host {
    let host = world.host(&code_grant()).await;
    load(&host, acts).await;
    host
}

async fn load(host: &Host, acts: &[Act]) {
    let component = scripted::connector_with_authorization(&code_grant(), acts);
    host.load(&component).await.unwrap();
}

async fn begin(host: &Host, action: &str) -> Running {
    let invocation = host.invoke("notes", action).connection("work");
    invocation.begin().await.unwrap()
}

async fn advance(running: &mut Running) {
    let mut pages = Collected::default();
    let advanced = running.advance(&mut pages).await.unwrap();
    assert!(advanced.is_none());
}

fn get(path: &str, next: u8) -> Act {
    Act::Step(Step::Send(exchange("GET", path, next)))
}

fn code_of(error: &Error) -> &'static str {
    error.code()
}

#[tokio::test]
async fn a_run_is_gone_on_with_by_another_host() {
    let world = World::new().await;
    let acts = [get("/me", 1), Act::Echo];
    let host = stage(&world, &acts).await;
    let mut running = begin(&host, "list-notes").await;
    advance(&mut running).await;
    let run = running.put_down();
    assert_eq!((run.action(), run.steps()), ("list-notes", 1));
    assert!(run.is_done() && !run.is_marked());
    assert!(!format!("{run:?}").contains("ada@example.com"));
    let kept = String::from_utf8(run.to_bytes()).unwrap();
    for secret in ["access-1", "refresh-1", "client-secret"] {
        assert!(!kept.contains(secret), "{kept}");
    }
    let before = world.count("GET /me");
    let host = elsewhere(&world, &acts).await;
    let run = Run::from_bytes(kept.as_bytes()).unwrap();
    let running = host.take_up(run).await.unwrap();
    let output = running.run(&mut Collected::default()).await.unwrap();
    assert_eq!(output.value["label"], "ada@example.com");
    assert_eq!(world.count("GET /me"), before);
}

#[tokio::test]
async fn no_other_component_goes_on_with_a_run() {
    let world = World::new().await;
    let acts = [get("/me", 1), Act::Echo];
    let host = stage(&world, &acts).await;
    let kept = begin(&host, "list-notes").await.put_down().to_bytes();
    let run = || Run::from_bytes(&kept).unwrap();
    let other = elsewhere(&world, &[get("/me", 1), done("{}")]).await;
    let error = other.take_up(run()).await.unwrap_err();
    assert_eq!(code_of(&error), "run-component-gone");
    insta::assert_snapshot!(error, @"the run of `list-notes` was begun by version 1.2.3 of `notes`, which is not here (version 1.2.3 is): nothing else can go on with it. Look what it has done before you begin anew");
    let without = Host::builder()
        .data_dir(world.directory.path())
        .build()
        .unwrap();
    let error = without.take_up(run()).await.unwrap_err();
    assert!(
        matches!(
            &error,
            Error::Run(RunError::ComponentGone { present: None, .. })
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_run_ends_with_its_connection() {
    let world = World::new().await;
    let host = stage(&world, &[get("/me", 1), Act::Echo]).await;
    let kept = begin(&host, "list-notes").await.put_down().to_bytes();
    let run = || Run::from_bytes(&kept).unwrap();
    host.disable("work").await.unwrap();
    let error = host.take_up(run()).await.unwrap_err();
    assert_eq!(code_of(&error), "connection-disabled");
    host.remove("work").await.unwrap();
    let error = host.take_up(run()).await.unwrap_err();
    assert_eq!(code_of(&error), "no-connection");
}

#[tokio::test]
async fn a_run_that_has_downloaded_begins_anew_where_its_files_are_not() {
    let world = World::new().await;
    let transfer = Act::Step(Step::Download(Transfer {
        request: request("GET", "https://api.example/file"),
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        after_ms: 0,
        file_name: "note.txt".to_owned(),
        size: Some(5),
        media_types: vec!["text/plain".to_owned()],
        state: vec![1],
    }));
    let acts = [transfer, get("/me", 2), Act::Echo];
    let host = stage(&world, &acts).await;
    let directory = tempfile::tempdir().unwrap();
    let destination = || Destination {
        directory: directory.path().to_owned(),
        file_name: None,
        overwrite: false,
        progress: None,
    };
    let mut running = begin(&host, "download-note")
        .await
        .download_to(destination());
    advance(&mut running).await;
    let kept = running.put_down().to_bytes();
    let run = || Run::from_bytes(&kept).unwrap();
    assert_eq!(world.count("GET /file"), 1);

    let here = host.take_up(run()).await.unwrap();
    assert_eq!(here.value().steps(), 1);
    let output = here.run(&mut Collected::default()).await.unwrap();
    let file = directory.path().join("note.txt");
    assert_eq!(output.files, std::slice::from_ref(&file));
    assert_eq!(world.count("GET /file"), 1);

    // As on another machine.
    std::fs::remove_file(&file).unwrap();
    let there = host.take_up(run()).await.unwrap();
    assert_eq!(there.value().steps(), 0);
    let there = there.download_to(destination());
    let output = there.run(&mut Collected::default()).await.unwrap();
    assert_eq!(output.files, [file]);
    assert_eq!(world.count("GET /file"), 2);
}

#[test]
fn what_is_no_run_or_of_another_version_is_refused() {
    for none in ["", "{}", r#"{"version":1}"#, r#"{"version":"1"}"#] {
        let error = Run::from_bytes(none.as_bytes()).unwrap_err();
        assert!(matches!(error, RunError::Damaged), "{error:?}");
    }
    let error = Run::from_bytes(br#"{"version":2,"more":[]}"#).unwrap_err();
    assert!(
        matches!(error, RunError::Version { version: 2 }),
        "{error:?}"
    );
}

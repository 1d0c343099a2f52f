//! Runs that one host puts down and another takes up, on the same store.

use std::io;
use std::sync::{Arc, Mutex};

use crate::support::authorization::{World, code_grant};
use crate::support::call::{done, exchange, request};
use crate::support::connection::{signed_in, tenant};
use crate::support::scripted::{self, Act, MANIFEST};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use connector_host::contract::{Credential, Redirects, Step, Transfer};
use connector_host::download::Destination;
use connector_host::driver::Collected;
use connector_host::{Error, Host, Journal, JournalEntry, RunError, Running};
use futures_util::future::{BoxFuture, ready};
use serde_json::Value;

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
    let run = running.value();
    assert_eq!((run.action(), run.steps()), ("list-notes", 1));
    assert!(run.is_done() && !run.is_marked());
    assert!(!format!("{run:?}").contains("ada@example.com"));
    let id = run.id().to_owned();
    let kept = running.put_away().await.unwrap();
    let before = world.count("GET /me");
    let host = elsewhere(&world, &acts).await;
    let running = host.take_up(&kept).await.unwrap();
    assert_eq!(running.value().id(), id);
    let output = running.run(&mut Collected::default()).await.unwrap();
    assert_eq!(output.value["label"], "ada@example.com");
    assert_eq!(world.count("GET /me"), before);
}

#[tokio::test]
async fn no_other_component_goes_on_with_a_run() {
    let world = World::new().await;
    let acts = [get("/me", 1), Act::Echo];
    let host = stage(&world, &acts).await;
    let kept = begin(&host, "list-notes").await.put_away().await.unwrap();
    let other = elsewhere(&world, &[get("/me", 1), done("{}")]).await;
    let error = other.take_up(&kept).await.unwrap_err();
    assert_eq!(code_of(&error), "run-component-gone");
    insta::assert_snapshot!(error, @"the run of `list-notes` was begun by version 1.2.3 of `notes`, which is not here (version 1.2.3 is): nothing else can go on with it. Look what it has done before you begin anew");
    let without = Host::builder()
        .data_dir(world.directory.path())
        .build()
        .unwrap();
    let error = without.take_up(&kept).await.unwrap_err();
    assert!(
        matches!(
            error.ended_by(),
            Error::Run(RunError::ComponentGone { present: None, .. })
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_run_ends_with_its_connection() {
    let world = World::new().await;
    let host = stage(&world, &[get("/me", 1), Act::Echo]).await;
    let kept = begin(&host, "list-notes").await.put_away().await.unwrap();
    host.disable("work").await.unwrap();
    let error = host.take_up(&kept).await.unwrap_err();
    assert_eq!(code_of(&error), "connection-disabled");
    host.remove("work").await.unwrap();
    let error = host.take_up(&kept).await.unwrap_err();
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
    let destination = || Destination::new(directory.path());
    let mut running = begin(&host, "download-note")
        .await
        .download_to(destination());
    advance(&mut running).await;
    let kept = running.put_away().await.unwrap();
    assert_eq!(world.count("GET /file"), 1);

    let here = host.take_up(&kept).await.unwrap();
    assert_eq!(here.value().steps(), 1);
    let output = here.run(&mut Collected::default()).await.unwrap();
    let file = directory.path().join("note.txt");
    assert_eq!(output.files, std::slice::from_ref(&file));
    assert_eq!(world.count("GET /file"), 1);

    // As on another machine.
    std::fs::remove_file(&file).unwrap();
    let there = host.take_up(&kept).await.unwrap();
    assert_eq!(there.value().steps(), 0);
    let there = there.download_to(destination());
    let output = there.run(&mut Collected::default()).await.unwrap();
    assert_eq!(output.files, [file]);
    assert_eq!(world.count("GET /file"), 2);
}

#[tokio::test]
async fn what_is_no_run_or_of_another_version_is_refused() {
    let world = World::new().await;
    let host = stage(&world, &[done("{}")]).await;
    for none in ["", "{}", r#"{"version":2}"#, r#"{"version":"2"}"#] {
        let error = host.take_up(none.as_bytes()).await.unwrap_err();
        assert_eq!(code_of(&error), "run-damaged");
    }
    let error = host.take_up(br#"{"version":1,"more":[]}"#).await;
    assert_eq!(code_of(&error.unwrap_err()), "run-version");
}

#[tokio::test]
async fn whoever_keeps_a_run_can_neither_read_nor_change_it() {
    let world = World::new().await;
    let host = stage(&world, &[get("/me", 1), Act::Echo]).await;
    let kept = begin(&host, "list-notes").await.put_away().await.unwrap();
    let other = begin(&host, "list-notes").await.put_away().await.unwrap();
    let form = |kept: &[u8]| serde_json::from_slice::<Value>(kept).unwrap();
    let (run, other) = (form(&kept), form(&other));
    assert_eq!(run.as_object().unwrap().len(), 3, "{run}");
    let sealed = BASE64_STANDARD
        .decode(run["sealed"].as_str().unwrap())
        .unwrap();
    for part in ["list-notes", "https://", "progress"] {
        let mut parts = sealed.windows(part.len());
        assert!(parts.all(|window| window != part.as_bytes()), "{part}");
    }
    // A byte anywhere, and what is behind the seal of another run.
    for at in [0, 1, 9, 33, sealed.len() / 2, sealed.len() - 1] {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        let mut run = run.clone();
        run["sealed"] = BASE64_STANDARD.encode(changed).into();
        let error = host.take_up(run.to_string().as_bytes()).await.unwrap_err();
        // Where the changed byte names the key, it is another's.
        let code = if (1..9).contains(&at) {
            "run-other-key"
        } else {
            "run-damaged"
        };
        assert_eq!(code_of(&error), code, "{at}");
    }
    let mut mixed = run.clone();
    mixed["run"] = other["run"].clone();
    let error = host.take_up(mixed.to_string().as_bytes()).await;
    assert_eq!(code_of(&error.unwrap_err()), "run-damaged");
}

#[tokio::test]
async fn a_run_opens_for_its_tenant_alone_and_with_its_key_alone() {
    let world = World::new().await;
    let host = stage(&world, &[get("/me", 1), Act::Echo]).await;
    let kept = begin(&host, "list-notes").await.put_away().await.unwrap();
    let acme = tenant(&host, "acme").await;
    let error = acme.take_up(&kept).await.unwrap_err();
    assert_eq!(code_of(&error), "run-other-key");
    let _ = host.take_up(&kept).await.unwrap();
    host.rotate_data_key().await.unwrap();
    let error = host.take_up(&kept).await.unwrap_err();
    assert_eq!(code_of(&error), "run-other-key");
}

/// Keeps one run, as a row of a database that is compared and set.
#[derive(Clone, Default)]
struct Row(Arc<Mutex<Option<JournalEntry>>>);

impl Row {
    fn kept(&self) -> Vec<u8> {
        self.0.lock().unwrap().as_ref().unwrap().run.clone()
    }
}

impl Journal for Row {
    fn keep(&mut self, entry: JournalEntry) -> BoxFuture<'_, io::Result<bool>> {
        let mut row = self.0.lock().unwrap();
        let is_the_next = row.as_ref().is_none_or(|kept| kept.epoch == entry.after);
        if is_the_next {
            *row = Some(entry);
        }
        drop(row);
        Box::pin(ready(Ok(is_the_next)))
    }
}

/// A host whose action writes twice, and looks when an answer is lost.
async fn writing(world: &World) -> Host {
    let host = signed_in(world).await;
    let lost = |then: Act| Act::WhenLost(Box::new(done(r#"{"lost":true}"#)), Box::new(then));
    let acts = [
        post("/revoke", 1),
        lost(post("/revoke?again", 2)),
        lost(done(r#"{"lost":false}"#)),
    ];
    let manifest = MANIFEST.replace(r#""effect": "read""#, r#""effect": "write""#);
    let component = scripted::connector_of(manifest.as_bytes(), &code_grant(), &acts);
    // The account was connected with a version that only read.
    host.add_accepting(&component).await.unwrap();
    host
}

fn post(path: &str, next: u8) -> Act {
    Act::Step(Step::Send(exchange("POST", path, next)))
}

#[tokio::test]
async fn of_two_who_take_a_run_up_at_once_one_goes_on() {
    let world = World::new().await;
    let host = writing(&world).await;
    let kept = begin(&host, "list-notes").await.put_away().await.unwrap();
    let row = Row::default();
    let mut one = host.take_up(&kept).await.unwrap().keep_in(row.clone());
    let mut other = host.take_up(&kept).await.unwrap().keep_in(row.clone());
    advance(&mut one).await;
    let error = other.advance(&mut Collected::default()).await.unwrap_err();
    assert_eq!(code_of(&error), "run-taken-up");
    assert_eq!(world.count("POST /revoke"), 1);
    // Whoever takes up what is kept by now takes it from the first.
    let mut third = host
        .take_up(&row.kept())
        .await
        .unwrap()
        .keep_in(row.clone());
    assert!(third.value().is_marked() && third.may_have_written().is_set());
    advance(&mut third).await;
    let error = one.advance(&mut Collected::default()).await.unwrap_err();
    assert_eq!(code_of(&error), "run-taken-up");
    let output = third.run(&mut Collected::default()).await.unwrap();
    assert_eq!(output.value["lost"], true);
    assert_eq!(world.count("POST /revoke"), 1);
    assert_eq!(world.count("POST /revoke?again"), 0);
}

#[tokio::test]
async fn what_was_put_away_before_a_write_that_a_journal_knows_of_does_not_write_again() {
    let world = World::new().await;
    let host = writing(&world).await;
    let row = Row::default();
    let before = begin(&host, "list-notes").await.put_away().await.unwrap();
    let mut running = host.take_up(&before).await.unwrap().keep_in(row.clone());
    running.keep().await.unwrap();
    let before = row.kept();
    advance(&mut running).await;
    let mut late = host.take_up(&before).await.unwrap().keep_in(row);
    let error = late.advance(&mut Collected::default()).await.unwrap_err();
    assert_eq!(code_of(&error), "run-taken-up");
    assert_eq!(world.count("POST /revoke"), 1);
}

#[tokio::test]
async fn what_writes_needs_a_journal_or_the_word_that_it_has_none() {
    let world = World::new().await;
    let host = writing(&world).await;
    let mut running = begin(&host, "list-notes").await;
    let error = running.advance(&mut Collected::default()).await;
    let error = error.unwrap_err();
    assert_eq!(code_of(&error), "run-without-journal");
    insta::assert_snapshot!(error, @"the run of `list-notes` changes something and has no journal: give it one (`keep_in`), or say that it is kept nowhere (`not_kept`)");
    assert_eq!(world.count("POST /revoke"), 0);
    let mut running = running.not_kept();
    advance(&mut running).await;
    assert_eq!(world.count("POST /revoke"), 1);
}

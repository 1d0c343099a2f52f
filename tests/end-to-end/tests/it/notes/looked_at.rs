//! What a person is shown before anything happens.

use end_to_end::Kitchen;
use insta::assert_snapshot;
use serde_json::json;

/// A note that is longer than what Notes keeps.
fn long() -> String {
    json!({ "text": "bread ".repeat(30) }).to_string()
}

const WARNING: &str = "The note has 180 characters, and Notes keeps the first 140.";

#[tokio::test]
async fn a_dry_run_shows_the_warnings_of_the_exchange_beside_the_request_and_sends_nothing() {
    let kitchen = Kitchen::connected().await;
    let long = long();
    let arguments = [
        "invoke",
        "notes",
        "create-note",
        "--input",
        &long,
        "--dry-run",
    ];
    let shown = kitchen.run(&arguments).await.done();
    assert!(
        shown
            .stdout
            .starts_with("POST https://api.notes.example/notes HTTP/1.1\n"),
        "{}",
        shown.stdout
    );
    assert!(!shown.stdout.contains(WARNING), "{}", shown.stdout);
    assert!(shown.stderr.contains(WARNING), "{}", shown.stderr);
    assert_eq!(kitchen.server.requests_to("POST", "/notes").len(), 0);
}

#[tokio::test]
async fn the_output_has_the_warnings_that_the_dry_run_showed() {
    let kitchen = Kitchen::connected().await;
    let arguments = ["invoke", "notes", "create-note", "--input", &long()];
    let written = kitchen.run(&arguments).await.done().json();
    assert_eq!(written["warnings"], json!([WARNING]));
    assert_eq!(written["text"].as_str().map(str::len), Some(140));
}

#[tokio::test]
async fn a_dry_run_says_when_a_request_goes_without_a_credential() {
    let kitchen = Kitchen::open().await;
    let shown = kitchen
        .run(&["invoke", "notes", "get-status", "--dry-run"])
        .await
        .done();
    assert_eq!(
        shown.stdout,
        "GET https://api.notes.example/status HTTP/1.1\n\n"
    );
    assert!(
        shown.stderr.contains("without a credential"),
        "{}",
        shown.stderr
    );
}

#[tokio::test]
async fn a_connector_is_inspected_with_all_that_it_may_do() {
    let kitchen = Kitchen::open().await;
    let component = end_to_end::built_component("notes").display().to_string();
    let shown = kitchen.run(&["inspect", &component]).await.done();
    // The digest and the size change with every build.
    let same: Vec<&str> = shown
        .stdout
        .lines()
        .filter(|line| !["SHA-256", "Size"].iter().any(|fact| line.contains(fact)))
        .collect();
    assert_snapshot!(same.join("\n"));
}

#[tokio::test]
async fn what_a_connector_tells_of_is_shown_in_short_with_how_it_comes_and_what_it_is_filtered_by()
{
    let kitchen = Kitchen::open().await;
    let actions = kitchen.run(&["actions", "notes"]).await.done();
    assert_snapshot!(actions.stdout);
    let triggers = kitchen.run(&["triggers", "notes"]).await.done();
    let table = triggers.stdout.trim_end();
    assert!(actions.stdout.contains(table), "{table}");
    let list = kitchen
        .run(&["triggers", "notes", "--output", "json"])
        .await;
    let list = list.done().json();
    let component = end_to_end::built_component("notes").display().to_string();
    let inspected = kitchen
        .run(&["inspect", &component, "--output", "json"])
        .await;
    let inspected = inspected.done().json();
    for (number, trigger) in list.as_array().expect("a list").iter().enumerate() {
        for member in ["id", "title", "summary", "webhook", "poll", "filters"] {
            assert_eq!(inspected["triggers"][number][member], trigger[member]);
        }
    }
}

#[tokio::test]
async fn a_trigger_is_shown_with_what_it_takes_and_tells() {
    let kitchen = Kitchen::open().await;
    let list = kitchen
        .run(&["triggers", "notes", "--output", "json"])
        .await;
    let list = list.done().json();
    let mut pages = Vec::new();
    for trigger in list.as_array().expect("a list") {
        let id = trigger["id"].as_str().expect("an id");
        pages.push(kitchen.run(&["triggers", "notes", id]).await.done().stdout);
    }
    assert_snapshot!(pages.join("\n"));
    let refused = kitchen.run(&["triggers", "notes", "note-creatd"]).await;
    assert_snapshot!(refused.ended_with(2).stderr);
}

#[tokio::test]
async fn a_method_says_what_each_secret_is_for_and_where_to_sign_in() {
    let kitchen = Kitchen::open().await;
    let shown = kitchen
        .run(&["methods", "notes", "client-credentials"])
        .await
        .done();
    assert_snapshot!(shown.stdout);
}

#[tokio::test]
async fn an_action_says_where_its_redirects_lead_and_which_scopes_would_do() {
    let kitchen = Kitchen::open().await;
    let shown = kitchen
        .run(&["actions", "notes", "download-attachment"])
        .await
        .done();
    assert_snapshot!(shown.stdout);
}

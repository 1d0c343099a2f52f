//! A redirect leads to the origins of the manifest; to any public host only where the manifest
//! says so, and then without the credential.

use end_to_end::{Kitchen, files_below};
use serde_json::{Value, json};

const ATTACHED: &str = "Attached to n1: rye, not too dark.\n";

/// A connected kitchen with a note, and an input that names it.
async fn with_note() -> (Kitchen, Value) {
    let kitchen = Kitchen::connected().await;
    let note = kitchen.create("Buy bread").await;
    (kitchen, json!({ "note_id": note["id"] }))
}

/// The credentials that went to the API and to the storage host.
fn credentials(kitchen: &Kitchen) -> [Vec<(String, Option<String>)>; 2] {
    ["/notes/n1/attachment", "/attachments/n1"].map(|path| {
        let seen = kitchen.server.requests_to("GET", path);
        seen.into_iter()
            .map(|seen| (seen.host, seen.authorization))
            .collect()
    })
}

fn assert_the_credential_stayed(kitchen: &Kitchen) {
    let bearer = Some("Bearer notes-token".to_owned());
    let [api, storage] = credentials(kitchen);
    assert_eq!(api, [("api.notes.example".to_owned(), bearer)]);
    assert_eq!(storage, [("eu-7.storage.example".to_owned(), None)]);
}

#[tokio::test]
async fn a_files_bytes_are_read_from_a_host_that_no_manifest_lists() {
    let (kitchen, input) = with_note().await;
    let read = kitchen.invoke("read-attachment", &input).await.done();
    assert_eq!(read.json(), json!({ "note_id": "n1", "text": ATTACHED }));
    assert_the_credential_stayed(&kitchen);
}

#[tokio::test]
async fn a_file_is_downloaded_from_a_host_that_no_manifest_lists() {
    let (kitchen, input) = with_note().await;
    let directory = kitchen.file("downloads");
    std::fs::create_dir(&directory).expect("the directory can be made");
    let to = directory.display().to_string();
    let input = input.to_string();
    let arguments = ["invoke", "notes", "download-attachment", "--input", &input];
    let arguments = [&arguments[..], &["--download-to", &to]].concat();
    let receipt = kitchen.run(&arguments).await.done().json();
    assert_eq!(receipt["file_name"], "n1.txt");
    assert_eq!(receipt["size"], ATTACHED.len());
    let kept = std::fs::read_to_string(directory.join("n1.txt")).expect("the file is there");
    assert_eq!(kept, ATTACHED);
    assert_eq!(files_below(&directory).len(), 1);
    assert_the_credential_stayed(&kitchen);
}

#[tokio::test]
async fn where_the_exchange_does_not_ask_for_it_a_redirect_to_another_host_is_not_followed() {
    let (kitchen, mut input) = with_note().await;
    input["redirects"] = "origins".into();
    let refused = kitchen.invoke("wander", &input).await;
    assert_ne!(refused.code, 0, "{refused:?}");
    assert!(
        refused.stderr.contains("eu-7.storage.example"),
        "{}",
        refused.stderr
    );
    let [api, storage] = credentials(&kitchen);
    assert_eq!((api.len(), storage.len()), (1, 0));
}

#[tokio::test]
async fn where_the_manifest_does_not_allow_it_a_connector_that_asks_for_it_sends_nothing() {
    let (kitchen, mut input) = with_note().await;
    input["redirects"] = "public".into();
    let refused = kitchen.invoke("wander", &input).await;
    assert_ne!(refused.code, 0, "{refused:?}");
    assert!(
        refused.stderr.contains("any public host"),
        "{}",
        refused.stderr
    );
    let [api, storage] = credentials(&kitchen);
    assert_eq!((api.len(), storage.len()), (0, 0));
}

#[tokio::test]
async fn public_means_neither_this_machine_nor_its_network_nor_an_address_nor_plain_text() {
    let (kitchen, input) = with_note().await;
    let mut refusals = Vec::new();
    for origin in [
        "https://localhost",
        "https://127.0.0.1",
        "https://[::1]",
        "https://10.0.0.7",
        "https://169.254.169.254",
        "https://8.8.8.8",
        "http://eu-7.storage.example",
        "https://somebody:else@eu-7.storage.example",
    ] {
        kitchen.server.move_attachments_to(origin);
        let refused = kitchen.invoke("read-attachment", &input).await;
        assert_eq!(refused.stdout, "", "{origin}");
        refusals.push(format!("[{}] {}", refused.code, refused.stderr));
    }
    insta::assert_snapshot!(refusals.join(""));
    let [_, storage] = credentials(&kitchen);
    assert_eq!(storage, []);
}

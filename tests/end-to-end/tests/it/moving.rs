//! Connections move to another machine, and keys change, without anybody connecting again.

use end_to_end::{App, Outcome, Stage, files_below};
use serde_json::json;

const PASSPHRASE: &str = "correct horse battery staple";

async fn with_passphrase(stage: &Stage, arguments: &[&str]) -> Outcome {
    let mut command = stage.command(arguments);
    let output = command.env("PASSPHRASE", PASSPHRASE).output().await;
    Outcome::of(output.expect("the program starts"))
}

#[tokio::test]
async fn a_moved_connection_works_on_the_new_machine_and_is_left_alone_on_the_old_one() {
    let stage = Stage::connected(App::UserGranular).await;
    let archive = stage.file("connections.age").display().to_string();
    let elsewhere = stage.file("elsewhere").display().to_string();
    let component = end_to_end::built_component("zoom").display().to_string();
    let there = ["--data-dir", elsewhere.as_str()];
    let _ = stage
        .run(&[&there[..], &["add", &component]].concat())
        .await
        .done();

    let secret = ["--passphrase-env", "PASSPHRASE"];
    let export = [
        &["connections", "export", archive.as_str(), "--all"][..],
        &secret,
    ]
    .concat();
    let exported = with_passphrase(&stage, &export).await.done();
    assert!(exported.stderr.contains("import"), "{}", exported.stderr);
    let refused = with_passphrase(&stage, &export).await.ended_with(2);
    assert!(refused.stderr.contains("already"), "{}", refused.stderr);
    let import = [&["connections", "import", archive.as_str()][..], &secret].concat();
    let _ = with_passphrase(&stage, &[&there[..], &import].concat())
        .await
        .done();

    // The token is renewed there, and the refresh token rotates.
    let clock = stage.sandbox.clock();
    clock.advance(jiff::SignedDuration::from_hours(2));
    let list = ["invoke", "zoom", "list-meetings"];
    let _ = stage.run(&[&there[..], &list].concat()).await.done();

    let refused = stage.run(&list).await.ended_with(3);
    assert!(
        refused.stderr.contains("moved to another machine"),
        "{}",
        refused.stderr
    );
    let removed = stage
        .run(&["connections", "remove", "zoom", "--yes"])
        .await
        .done();
    assert!(removed.stderr.contains("moved"), "{}", removed.stderr);
    let _ = stage.run(&[&there[..], &list].concat()).await.done();
}

#[tokio::test]
async fn a_rotated_key_leaves_connections_and_no_trace_of_the_old_one() {
    let stage = Stage::connected(App::UserGranular).await;
    let key_file = stage.home().join("data/host.key");
    let old_key = std::fs::read(&key_file).expect("a key file");
    let _ = stage.run(&["key", "rotate"]).await.done();
    for file in files_below(stage.home()) {
        let bytes = std::fs::read(&file).expect("a file of the test can be read");
        assert!(
            !bytes.windows(40).any(|bytes| bytes == &old_key[..40]),
            "{}",
            file.display()
        );
    }
    let _ = stage.invoke("list-meetings", &json!({})).await.done();
}

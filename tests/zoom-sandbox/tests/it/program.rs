//! The program itself.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    process::Command,
};
use zoom_sandbox::{Fault, Trouble};

use crate::client::Client;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zoom-sandbox"));
    command.kill_on_drop(true);
    command
}

#[tokio::test]
async fn with_json_one_line_says_everything_and_sigterm_ends_it() {
    let mut child = program()
        .args(["--port", "0", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).await.unwrap();
    let mut started: Value = serde_json::from_str(&line).unwrap();
    let url = started["url"].take();
    assert!(
        url.as_str().unwrap().starts_with("http://127.0.0.1:"),
        "{url}"
    );
    let url = url.as_str().unwrap();
    let reroutes = started["reroutes"].take();
    assert_eq!(
        reroutes,
        json!([
            format!("https://zoom.us={url}"),
            format!("https://*.zoom.us={url}")
        ])
    );
    for app in started["apps"].as_array_mut().unwrap() {
        // As many as there are operations, near enough.
        let scopes = app["scopes"].take();
        assert!(scopes.as_array().is_some_and(|scopes| scopes.len() > 5));
    }
    insta::assert_json_snapshot!(started);

    let id = child.id().unwrap().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .await
            .unwrap()
            .success()
    );
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "");
    assert!(child.wait().await.unwrap().success());
}

#[tokio::test]
async fn without_json_the_lines_to_paste_are_printed() {
    let mut child = program()
        .args(["--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut text = String::new();
    while !text.ends_with("Ctrl-C stops it.\n") {
        text.push_str(&lines.next_line().await.unwrap().unwrap());
        text.push('\n');
    }
    child.kill().await.unwrap();
    let url = text
        .split_whitespace()
        .find(|word| word.starts_with("http://"));
    let (zoom, hosts) = (
        format!("https://zoom.us={}", url.unwrap()),
        format!("https://*.zoom.us={}", url.unwrap()),
    );
    for line in [
        format!("--reroute '{zoom}' --reroute '{hosts}'"),
        format!("export CONNECTOR_HOST_REROUTE='{zoom},{hosts}'"),
    ] {
        assert!(text.contains(&line), "{text}");
    }
    // A public client has no secret to tell of.
    assert!(
        text.contains("sandbox-public\n  redirect URI   http://127.0.0.1/oauth/callback/zoom\n"),
        "{text}"
    );
}

#[tokio::test]
async fn an_app_of_ones_own_is_added_and_told_of() {
    let app = json!({
        "client_id": "mine",
        "client_secret": "not-a-secret",
        "kind": "admin-managed",
        "scope_type": "granular",
        "redirect_uris": ["https://app.example/callback"],
        "scopes": ["user:read:user:admin"],
    });
    let mut added = added(&app).await;
    added.as_object_mut().unwrap().remove("account_id");
    let mut wanted = app;
    wanted["name"] = json!("mine");
    assert_eq!(added, wanted);
}

/// What a sandbox that is started with this app tells of it.
async fn added(app: &Value) -> Value {
    let mut child = program()
        .args(["--port", "0", "--json", "--app", &app.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).await.unwrap();
    child.kill().await.unwrap();
    let started: Value = serde_json::from_str(&line).unwrap();
    let apps = started["apps"].as_array().unwrap();
    apps.last().unwrap().clone()
}

#[tokio::test]
async fn a_public_client_of_ones_own_is_added_without_a_secret() {
    let app = json!({
        "client_id": "mine",
        "kind": "public",
        "scope_type": "granular",
        "redirect_uris": ["http://127.0.0.1/callback"],
        "scopes": ["user:read:user"],
    });
    let mut added = added(&app).await;
    added.as_object_mut().unwrap().remove("account_id");
    let mut wanted = app;
    wanted["name"] = json!("mine");
    assert_eq!(added, wanted);
}

#[tokio::test]
async fn an_app_that_cant_be_is_refused_with_a_reason() {
    for (wrong, says) in [
        (json!({"client_id": ""}), "app: client_id: it is empty"),
        (
            json!({"client_id": "sandbox-user-classic"}),
            "app: client_id: sandbox-user-classic is an app already",
        ),
        (
            json!({"redirect_uris": ["/callback"]}),
            "app: redirect_uris: /callback is no address",
        ),
        (json!({"kind": "chatbot"}), "unknown variant `chatbot`"),
        (
            json!({"kind": "public"}),
            "app: client_secret: a public client has none",
        ),
        (
            json!({"client_secret": ""}),
            "app: client_secret: it is missing",
        ),
        (json!({"scope": []}), "unknown field `scope`"),
    ] {
        let mut app = json!({
            "client_id": "mine", "client_secret": "s",
            "kind": "user-managed", "scope_type": "classic",
        });
        let changes = wrong.as_object().unwrap().clone();
        app.as_object_mut().unwrap().extend(changes);
        let output = program()
            .args(["--port", "0", "--app", &app.to_string()])
            .output()
            .await
            .unwrap();
        assert!(!output.status.success(), "{app}");
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains(says), "{text}");
    }
}

#[tokio::test]
async fn an_address_that_others_can_reach_is_refused_with_a_reason() {
    let output = program()
        .args(["--host", "0.0.0.0"])
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        text,
        "zoom-sandbox: 0.0.0.0 is not a loopback address; the sandbox guards nothing, so give one such as 127.0.0.1\n"
    );
}

#[tokio::test]
async fn what_a_journal_holds_is_checked_and_a_wrong_answer_found() {
    let journal = std::env::temp_dir().join(format!("zoom-sandbox-{}.jsonl", std::process::id()));
    let sandbox = crate::client::builder().journal(&journal).start().await;
    let client = Client::signed_in(sandbox.unwrap(), "sandbox-user-granular").await;
    client.get("/users/me").await;
    client.get("/nothing").await;
    client.sandbox.faults().add(Fault::new(
        "GET",
        "/v2/users/me/settings",
        Trouble::UnknownValues,
    ));
    client.get("/users/me/settings").await;
    let journal = journal.to_str().unwrap();
    let check = || program().args(["check", journal]).output();
    let found = check().await.unwrap();
    let counted = String::from_utf8(found.stdout).unwrap();
    assert!(found.status.success(), "{counted}");
    assert!(counted.contains("not checked: 1\n"), "{counted}");
    assert!(
        counted.contains("2 exchanges, 1 of them refusals, with 1 of "),
        "{counted}"
    );

    let honest = std::fs::read_to_string(journal).unwrap();
    let wrong = honest.replace(r#"\"type\":2"#, r#"\"type\":\"2\""#);
    assert_ne!(honest, wrong);
    std::fs::write(journal, wrong).unwrap();
    let found = check().await.unwrap();
    let counted = String::from_utf8(found.stdout).unwrap();
    assert!(!found.status.success(), "{counted}");
    assert!(
        counted.starts_with("GET /v2/users/me (user): /type: \"2\" is not"),
        "{counted}"
    );
    assert!(counted.ends_with("; violations: 2\n"), "{counted}");
    std::fs::remove_file(journal).unwrap();
}

#[tokio::test]
async fn a_line_that_no_sandbox_wrote_is_named() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = program().args(["check", file]).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.starts_with(&format!("zoom-sandbox: {file}: line 1 is not one of")),
        "{text}"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_stdout_ends_it_with_a_reason() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let child = program()
        .args(["--port", "0", "--json"])
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn();
    let output = child.unwrap().wait_with_output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.starts_with("zoom-sandbox: can't write to stdout: "),
        "{text}"
    );
}

#[tokio::test]
async fn approve_presses_the_button_and_prints_where_it_ended() {
    let sandbox = crate::client::builder()
        .any_loopback_redirect()
        .start()
        .await
        .unwrap();
    // The state endpoint stands in for an app's callback: any page will do.
    let callback = format!("{}/_sandbox/clock", sandbox.url());
    let url = format!(
        "{}/oauth/authorize?response_type=code&client_id=sandbox-user-classic&redirect_uri={callback}",
        sandbox.url()
    );
    let output = program().args(["approve", &url]).output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with(&format!("200 {callback}?code=")), "{text}");
    assert_eq!(json!(output.status.code()), json!(0));
}

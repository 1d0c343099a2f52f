//! What Zoom delivers: judged by the secret token, and told line by line.

use std::process::Stdio;

use end_to_end::{App, Stage};
use jiff::SignedDuration;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::receiving::{PATIENCE, Receiving, SECRET, now, receiving, signed, told};
use super::recorded_meeting;

#[tokio::test]
async fn what_zoom_delivers_is_told_line_by_line() {
    let stage = Stage::connected(App::UserGranular).await;
    let mut receiving = receiving(&stage, &["--method", "byo-app"]).await;
    // The address is validated first.
    stage
        .sandbox
        .subscribe(receiving.subscription())
        .await
        .expect("it knows the secret token");
    let created = stage
        .invoke("create-meeting", &recorded_meeting())
        .await
        .done()
        .json();
    let first = receiving.next().await;
    assert_eq!(first["trigger"], "meeting-created");
    assert_eq!(
        first["id"],
        format!("meeting-created {}", created["id"].as_str().expect("an id"))
    );
    assert_eq!(first["data"]["object"]["topic"], "Recorded");
    assert_eq!(first["subject"]["user"], created["host_id"]);
    stage.sandbox.clock().advance(SignedDuration::from_mins(60));
    let mut triggers = vec![first["trigger"].clone()];
    while triggers.last() != Some(&json!("transcript-completed")) {
        let event = receiving.next().await;
        if event["trigger"] == "recording-completed" {
            assert!(event["data"]["download_token"].is_string(), "{event}");
        }
        triggers.push(event["trigger"].clone());
    }
    for trigger in [
        "meeting-started",
        "meeting-participant-joined",
        "meeting-participant-left",
        "meeting-ended",
        "recording-completed",
        "recording-file-completed",
        "other-event",
    ] {
        assert!(
            triggers.contains(&json!(trigger)),
            "{trigger} is not among {triggers:?}"
        );
    }
    for delivery in stage.sandbox.webhooks().deliveries() {
        assert!(
            delivery
                .attempts
                .iter()
                .all(|attempt| attempt.status == Some(200)),
            "{delivery:?}"
        );
    }
}

#[tokio::test]
async fn the_secret_token_that_a_connection_was_given_judges_the_deliveries_of_its_app() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let apps = stage.sandbox.apps();
    let app = apps
        .iter()
        .find(|app| app.client_id == "sandbox-server-to-server")
        .expect("it is there");
    let mut connect = stage.command(&["connect", "zoom", "--method", "server-to-server"]);
    connect
        .args(["--name", "work"])
        .args([
            "--set",
            &format!("client_id={}", app.client_id),
            "--set",
            &format!("account_id={}", app.account_id),
        ])
        .args([
            "--set-env",
            "client_secret=CLIENT_SECRET",
            "--set-env",
            "webhook_secret_token=SECRET_TOKEN",
        ])
        .env("CLIENT_SECRET", &app.client_secret)
        .env("SECRET_TOKEN", SECRET);
    let connected = connect.output().await.expect("the program starts");
    assert!(connected.status.success(), "{connected:?}");
    let mut receive = stage.command(&["receive", "zoom", "--listen", "127.0.0.1:0"]);
    let mut receiving = Receiving::of(&mut receive).await;
    assert_eq!(receiving.send(&signed(&told(7), now())).await, "200");
    assert_eq!(receiving.next().await["id"], "meeting-created 7");
    let change = async |change| {
        let changed = stage.run(&["connections", change, "work"]).await;
        drop(changed.done());
    };
    // What a connection is used for is withdrawn with it.
    change("disable").await;
    assert_eq!(receiving.send(&signed(&told(8), now())).await, "500");
    let refused = stage.run(&[
        "receive",
        "zoom",
        "--connection",
        "work",
        "--listen",
        "127.0.0.1:0",
    ]);
    let refused = refused.await.ended_with(3);
    assert!(
        refused.stderr.contains("is disabled since"),
        "{}",
        refused.stderr
    );
    change("enable").await;
    assert_eq!(receiving.send(&signed(&told(9), now())).await, "200");
    assert_eq!(receiving.next().await["id"], "meeting-created 9");
}

#[tokio::test]
async fn hostile_deliveries_are_refused_and_tell_of_nothing() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let mut receiving = receiving(&stage, &["--method", "byo-app"]).await;
    let right = signed(&told(1), now());
    let text = String::from_utf8(right.clone()).expect("text");
    for (request, status) in [
        (text.replace("v0=", "v0=0").into_bytes(), "401"),
        (text.replace("\"id\":1", "\"id\":2").into_bytes(), "401"),
        (
            text.replace("x-zm-signature", "x-signature").into_bytes(),
            "401",
        ),
        (text.replace("POST", "PUT").into_bytes(), "401"),
        (signed(&told(1), now() - 6_000), "401"),
        (signed(&told(1), now() + 6_000), "401"),
        (signed(b"\xff\xfe", now()), "500"),
        (signed(b"{}", now()), "500"),
        (signed(&vec![b' '; 2 << 20], now()), "413"),
    ] {
        assert_eq!(
            receiving.send(&request).await,
            status,
            "{}",
            String::from_utf8_lossy(&request[..request.len().min(400)])
        );
    }
    // Cut off before its end.
    let mut stream = TcpStream::connect(&receiving.address)
        .await
        .expect("it listens");
    stream
        .write_all(&right[..right.len() - 5])
        .await
        .expect("it is sent");
    drop(stream);
    // The media type changes nothing of what is signed, and a repetition is told once.
    let other = text.replace("application/json", "text/plain").into_bytes();
    for request in [
        &other,
        &right,
        &signed(&told(1), now() - 300),
        &signed(&told(3), now()),
    ] {
        assert_eq!(receiving.send(request).await, "200");
    }
    assert_eq!(receiving.next().await["id"], "meeting-created 1");
    assert_eq!(receiving.next().await["id"], "meeting-created 3");
}

#[tokio::test]
async fn a_secret_that_nobody_has_given_is_named_before_a_delivery_comes() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let mut child = stage
        .command(&["receive", "zoom", "--method", "byo-app"])
        .args(["--listen", "127.0.0.1:0", "--set", "client_id=the-client"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut screen = BufReader::new(child.stderr.take().expect("stderr is a pipe")).lines();
    let mut told = String::new();
    while !told.contains("Listening on") {
        let line = timeout(PATIENCE, screen.next_line()).await;
        let line = line.expect("it says something").expect("it writes text");
        told.push_str(&line.expect("it listens"));
        told.push('\n');
    }
    let expected = "none of the secrets is known here that this kind of app signs with, of \
                    which deliveries take one: sdk_secret, webhook_secret_token; end it and add --set-env NAME=VARIABLE";
    assert!(told.contains(expected), "{told}");
    child.kill().await.expect("it ends");
}

#[tokio::test]
async fn nothing_listens_for_other_machines_unless_that_is_meant() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let refused = stage
        .run(&[
            "receive",
            "zoom",
            "--method",
            "byo-app",
            "--listen",
            "0.0.0.0:0",
        ])
        .await
        .ended_with(2);
    assert!(
        refused
            .stderr
            .contains("can be reached from other machines"),
        "{}",
        refused.stderr
    );
    let elsewhere = stage
        .run(&[
            "receive",
            "zoom",
            "--method",
            "byo-app",
            "--forward",
            "https://example.com",
        ])
        .await;
    assert_eq!(elsewhere.code, 2, "{}", elsewhere.stderr);
}

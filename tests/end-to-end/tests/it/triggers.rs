//! Triggers of the built connector: the local Zoom delivers, the built program takes and polls.

use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use end_to_end::{App, Stage};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, ChildStdout};
use tokio::time::timeout;
use zoom_sandbox::{Fault, Sandbox, Subscription};

const SECRET: &str = "the-secret-token";
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, while it takes deliveries.
struct Receiving {
    _child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    address: String,
}

async fn receiving(stage: &Stage, more: &[&str]) -> Receiving {
    let mut child = stage
        .command(&["receive", "zoom", "--listen", "127.0.0.1:0"])
        .args(["--set-env", "webhook_secret_token=SECRET_TOKEN"])
        .args(more)
        .env("SECRET_TOKEN", SECRET)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut screen = BufReader::new(child.stderr.take().expect("stderr is a pipe")).lines();
    let address = loop {
        let line = timeout(PATIENCE, screen.next_line())
            .await
            .expect("it says where it listens");
        let line = line
            .expect("it writes text")
            .expect("it says where it listens");
        if let Some(rest) = line.strip_prefix("Listening on http://") {
            break rest.split(';').next().expect("an address").to_owned();
        }
    };
    // What it says must not block it.
    tokio::spawn(async move { while let Ok(Some(_)) = screen.next_line().await {} });
    let stdout = child.stdout.take().expect("stdout is a pipe");
    Receiving {
        lines: BufReader::new(stdout).lines(),
        _child: child,
        address,
    }
}

impl Receiving {
    /// The next line that it tells.
    async fn next(&mut self) -> Value {
        let line = timeout(PATIENCE, self.lines.next_line())
            .await
            .expect("something is told");
        let line = line.expect("it writes text").expect("it still runs");
        serde_json::from_str(&line).expect("a line of JSON")
    }

    fn subscription(&self) -> Subscription {
        Subscription {
            url: format!("http://{}/zoom", self.address)
                .parse()
                .expect("a URL"),
            secret_token: SECRET.to_owned(),
            events: Vec::new(),
            rerouted: true,
        }
    }

    /// Sends bytes, and says with which status they are answered.
    async fn send(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).await.expect("it listens");
        // What is too large is not read to its end.
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut answer))
            .await
            .expect("it answers");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        answer.split(' ').nth(1).unwrap_or_default().to_owned()
    }
}

/// A request with this body, signed at that moment.
fn signed(body: &[u8], timestamp: i64) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key does");
    mac.update(format!("v0:{timestamp}:").as_bytes());
    mac.update(body);
    let signature: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let head = format!(
        "POST /zoom HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
         x-zm-request-timestamp: {timestamp}\r\nx-zm-signature: v0={signature}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn told(id: u64) -> Vec<u8> {
    let object = json!({ "id": id, "host_id": "h", "topic": "Weekly review" });
    let told = json!({ "event": "meeting.created", "event_ts": 1, "payload": { "account_id": "A", "object": object } });
    told.to_string().into_bytes()
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

/// A meeting that begins in ten minutes and is recorded.
fn recorded_meeting() -> Value {
    let start = Timestamp::now() + SignedDuration::from_mins(10);
    json!({
        "topic": "Recorded", "start_time": start.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "duration": 10, "settings": { "auto_recording": "cloud" },
    })
}

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
    let mut child = stage
        .command(&["receive", "zoom", "--listen", "127.0.0.1:0"])
        .spawn()
        .expect("the program starts");
    let mut screen = BufReader::new(child.stderr.take().expect("stderr is a pipe")).lines();
    let address = loop {
        let line = timeout(PATIENCE, screen.next_line())
            .await
            .expect("it says where")
            .expect("text")
            .expect("a line");
        if let Some(rest) = line.strip_prefix("Listening on http://") {
            break rest.split(';').next().expect("an address").to_owned();
        }
    };
    let stdout = child.stdout.take().expect("stdout is a pipe");
    let mut receiving = Receiving {
        lines: BufReader::new(stdout).lines(),
        _child: child,
        address,
    };
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

/// What was passed on: header fields and body.
type Passed = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A program that deliveries are passed on to. It fails at first.
async fn program() -> (String, Passed) {
    let passed = Passed::default();
    let kept = passed.clone();
    let take = move |request: Request| {
        let kept = kept.clone();
        async move {
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, usize::MAX).await.expect("a body");
            let mut kept = kept.lock().expect("nothing panics here");
            kept.push((parts.headers, body));
            if kept.len() == 1 {
                StatusCode::SERVICE_UNAVAILABLE
            } else {
                StatusCode::NO_CONTENT
            }
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(take)).await });
    (format!("http://{address}/hooks"), passed)
}

#[tokio::test]
async fn what_is_passed_on_is_what_came_and_comes_again_when_it_was_not_taken() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let (target, passed) = program().await;
    let mut receiving = receiving(&stage, &["--method", "byo-app", "--forward", &target]).await;
    let request = signed(&told(1), now());
    assert_eq!(receiving.send(&request).await, "502");
    assert_eq!(receiving.send(&request).await, "200");
    assert_eq!(receiving.next().await["id"], "meeting-created 1");
    // What nobody has signed is passed on to nobody.
    let forged = String::from_utf8(request.clone())
        .expect("text")
        .replace("\"id\":1", "\"id\":2");
    assert_eq!(receiving.send(forged.as_bytes()).await, "401");
    let passed = passed.lock().expect("nothing panics here");
    assert_eq!(passed.len(), 2);
    for (headers, body) in passed.iter() {
        assert_eq!(body, &told(1));
        assert!(
            request
                .windows(64)
                .any(|part| headers["x-zm-signature"].as_bytes().ends_with(part))
        );
        assert_eq!(headers["content-type"], "application/json");
    }
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

/// The ids that a poll tells of.
async fn polled(stage: &Stage, trigger: &str, more: &[&str]) -> Vec<String> {
    let mut arguments = vec!["poll", "zoom", trigger, "--once"];
    arguments.extend(more);
    let outcome = stage.run(&arguments).await.done();
    let lines = outcome.stdout.lines();
    let event = |line| serde_json::from_str::<Value>(line).expect("a line of JSON");
    lines
        .map(|line| event(line)["id"].as_str().expect("an id").to_owned())
        .collect()
}

#[tokio::test]
async fn polls_tell_of_each_meeting_once_across_pages_and_processes() {
    let stage = Stage::with(Sandbox::builder().max_page_size(2)).await;
    stage.add_zoom().await;
    let _ = stage.connect(App::UserGranular, &[]).await.done();
    let none: [String; 0] = [];
    assert_eq!(
        polled(&stage, "meeting-created", &[]).await,
        none,
        "it sets the mark"
    );
    let mut made = Vec::new();
    for _ in 0..5 {
        let created = stage
            .invoke("create-meeting", &recorded_meeting())
            .await
            .done()
            .json();
        made.push(format!(
            "meeting-created {}",
            created["id"].as_str().expect("an id")
        ));
    }
    let mut told = polled(&stage, "meeting-created", &[]).await;
    told.sort();
    made.sort();
    assert_eq!(told, made);
    assert_eq!(polled(&stage, "meeting-created", &[]).await, none);
    // Whoever chooses otherwise is somebody else, and begins by setting a mark.
    assert_eq!(
        polled(&stage, "meeting-created", &["--set", "meeting_id=1"]).await,
        none
    );
    let created = stage
        .invoke("create-meeting", &recorded_meeting())
        .await
        .done()
        .json();
    let last = format!("meeting-created {}", created["id"].as_str().expect("an id"));
    assert_eq!(polled(&stage, "meeting-created", &[]).await, [last]);
    assert_eq!(
        polled(&stage, "meeting-created", &["--set", "meeting_id=1"]).await,
        none
    );
}

#[tokio::test]
async fn polls_tell_of_recordings_and_transcripts_file_by_file() {
    let stage = Stage::connected(App::UserGranular).await;
    for trigger in ["recording-file-completed", "transcript-completed"] {
        assert_eq!(polled(&stage, trigger, &[]).await.len(), 0);
    }
    let _ = stage
        .invoke("create-meeting", &recorded_meeting())
        .await
        .done();
    stage.sandbox.clock().advance(SignedDuration::from_mins(60));
    let files = polled(&stage, "recording-file-completed", &[]).await;
    assert!(files.len() >= 2, "{files:?}");
    let transcripts = polled(&stage, "transcript-completed", &[]).await;
    assert_eq!(transcripts.len(), 1);
    let id = transcripts[0].trim_start_matches("transcript-completed ");
    assert!(
        files.contains(&format!("recording-file-completed {id}")),
        "{files:?}"
    );
    for trigger in ["recording-file-completed", "transcript-completed"] {
        assert_eq!(polled(&stage, trigger, &[]).await.len(), 0);
    }
}

#[tokio::test]
async fn a_poll_that_fails_loses_nothing() {
    let stage = Stage::connected(App::UserGranular).await;
    assert_eq!(polled(&stage, "meeting-created", &[]).await.len(), 0);
    let created = stage
        .invoke("create-meeting", &recorded_meeting())
        .await
        .done()
        .json();
    let failing = StatusCode::INTERNAL_SERVER_ERROR;
    let fault = Fault::answer("GET", "/v2/users/*/meetings", failing).times(100);
    stage.sandbox.faults().add(fault);
    let failed = stage
        .run(&["poll", "zoom", "meeting-created", "--once"])
        .await;
    assert_eq!(
        (failed.code, failed.stdout.as_str()),
        (5, ""),
        "{}",
        failed.stderr
    );
    stage.sandbox.faults().clear();
    let id = format!("meeting-created {}", created["id"].as_str().expect("an id"));
    assert_eq!(polled(&stage, "meeting-created", &[]).await, [id]);
}

#[tokio::test]
async fn what_can_not_be_polled_and_what_would_be_too_often_is_refused() {
    let stage = Stage::connected(App::UserGranular).await;
    let refused = stage
        .run(&["poll", "zoom", "meeting-updated"])
        .await
        .ended_with(2);
    assert!(
        refused.stderr.contains("can't be polled"),
        "{}",
        refused.stderr
    );
    let often = stage
        .run(&["poll", "zoom", "meeting-created", "--interval", "10"])
        .await
        .ended_with(2);
    assert!(
        often.stderr.contains("every 300 seconds"),
        "{}",
        often.stderr
    );
}

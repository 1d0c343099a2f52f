//! The program while it takes deliveries, and what is sent to it.

use std::process::Stdio;
use std::time::Duration;

use end_to_end::Stage;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use zoom_sandbox::Subscription;

pub(super) const SECRET: &str = "the-secret-token";
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// The program, while it takes deliveries.
pub(super) struct Receiving {
    _child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    pub(super) address: String,
}

pub(super) async fn receiving(stage: &Stage, more: &[&str]) -> Receiving {
    let mut command = stage.command(&["receive", "zoom", "--listen", "127.0.0.1:0"]);
    let secret = ["--set-env", "webhook_secret_token=SECRET_TOKEN"];
    Receiving::of(command.args(secret).args(more).env("SECRET_TOKEN", SECRET)).await
}

impl Receiving {
    /// What that command starts, once it listens.
    pub(super) async fn of(command: &mut Command) -> Self {
        let command = command.stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
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
        Self {
            lines: BufReader::new(stdout).lines(),
            _child: child,
            address,
        }
    }

    /// The next line that it tells.
    pub(super) async fn next(&mut self) -> Value {
        let line = timeout(PATIENCE, self.lines.next_line())
            .await
            .expect("something is told");
        let line = line.expect("it writes text").expect("it still runs");
        serde_json::from_str(&line).expect("a line of JSON")
    }

    pub(super) fn subscription(&self) -> Subscription {
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
    pub(super) async fn send(&self, bytes: &[u8]) -> String {
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
pub(super) fn signed(body: &[u8], timestamp: i64) -> Vec<u8> {
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

pub(super) fn told(id: u64) -> Vec<u8> {
    let object = json!({ "id": id, "host_id": "h", "topic": "Weekly review" });
    let told = json!({ "event": "meeting.created", "event_ts": 1, "payload": { "account_id": "A", "object": object } });
    told.to_string().into_bytes()
}

pub(super) fn now() -> i64 {
    Timestamp::now().as_second()
}

//! `connector-host serve` as a process of its own, and whoever asks it.

use std::io;
use std::net::SocketAddr;
use std::process::Stdio;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStderr, Command};
use tokio::task::JoinHandle;

/// A service that runs.
#[derive(Debug)]
pub struct Serving {
    /// Whoever asks it.
    pub client: Client,
    process: Child,
    /// What it says on stderr until its end.
    said: JoinHandle<String>,
}

/// Whoever asks a service, whether or not that still runs.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    address: SocketAddr,
}

/// What a service has answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

const JSON: (&str, &str) = ("content-type", "application/json");

impl Serving {
    /// Starts one with a command, and waits until it listens.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(mut command: Command) -> Self {
        let mut process = command
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let screen = process.stderr.take().expect("stderr is a pipe");
        let mut screen = BufReader::new(screen).lines();
        let mut said = String::new();
        let address = loop {
            let line = next(&mut screen).await;
            let line = line.unwrap_or_else(|| panic!("it has ended:\n{said}"));
            said += &line;
            said.push('\n');
            if let Some((_, rest)) = line.split_once("Listening on http://") {
                let address = rest.split(';').next().unwrap_or_default();
                break address.parse().expect("it says where it listens");
            }
        };
        let said = tokio::spawn(async move {
            while let Some(line) = next(&mut screen).await {
                said += &line;
                said.push('\n');
            }
            said
        });
        Self {
            client: Client { address },
            process,
            said,
        }
    }

    /// Tells it to end, as systems do, and goes on.
    pub async fn tell_to_end(&self) {
        self.signal("-TERM").await;
    }

    /// Whether it runs.
    ///
    /// # Panics
    /// When that can't be told.
    pub fn runs(&mut self) -> bool {
        let status = self.process.try_wait().expect("the system tells");
        status.is_none()
    }

    /// Waits for its end, and tells how it exits and what it has said.
    ///
    /// # Panics
    /// When that can't be told.
    pub async fn ended(mut self) -> (Option<i32>, String) {
        let status = self.process.wait().await.expect("it ends");
        let said = self.said.await.expect("it was read");
        (status.code(), said)
    }

    /// Kills it in the middle of everything, and waits until it is gone.
    ///
    /// # Panics
    /// When it can't be killed.
    pub async fn kill(mut self) {
        self.process.kill().await.expect("it can be killed");
    }

    async fn signal(&self, signal: &str) {
        let id = self.process.id().expect("it runs").to_string();
        let sent = Command::new("kill").args([signal, &id]).status().await;
        assert!(sent.is_ok_and(|status| status.success()), "kill works");
    }
}

async fn next(screen: &mut Lines<BufReader<ChildStderr>>) -> Option<String> {
    screen.next_line().await.expect("it writes text")
}

impl Client {
    /// Where the service listens, such as `127.0.0.1:8787`.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The whole answer to a request.
    ///
    /// # Errors
    /// When nobody listens, and when the connection ends before the answer does.
    pub async fn try_ask(
        &self,
        method: &str,
        path: &str,
        fields: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> io::Result<Reply> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(io::Error::other)?;
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.address.to_string());
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).map_err(io::Error::other)?;
        let answer = sender
            .send_request(request)
            .await
            .map_err(io::Error::other)?;
        let (head, body) = answer.into_parts();
        let body = to_bytes(Body::new(body), usize::MAX)
            .await
            .map_err(io::Error::other)?;
        Ok(Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
        })
    }

    /// The same, where there is one.
    ///
    /// # Panics
    /// When there is none.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        fields: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let reply = self.try_ask(method, path, fields, body).await;
        reply.unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// What there is at a path.
    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], "").await
    }

    /// What comes of JSON that is sent, with more fields.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)], body: &Value) -> Reply {
        let fields = [fields, &[JSON]].concat();
        self.ask("POST", path, &fields, body.to_string()).await
    }
}

impl Reply {
    /// The body as text.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("it is text")
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// The JSON of a success.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn done(&self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.json()
    }

    /// Status and code of a problem.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn problem(&self) -> (u16, String) {
        let problem = self.json();
        let code = problem["code"].as_str();
        (self.status, code.expect("it has a code").to_owned())
    }
}

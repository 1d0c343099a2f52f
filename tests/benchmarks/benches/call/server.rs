//! The server that both sides talk to: as little as can be, in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anstream::println;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::Error;

/// What is told of every meeting.
pub(crate) const ANSWER: &str = include_str!("../created.json");
pub(crate) const TOKEN: &str = "an-access-token-that-is-about-as-long-as-those-of-real-servers-are";
pub(crate) const ACCOUNT: &str = "the-account";
/// The meeting that is told once all are released.
pub(crate) const HELD: &str = "91111111111";

const USER: &str = r#"{"id":"the-user","email":"ada@example.com","account_id":"the-account"}"#;
const SCOPES: &str = "meeting:read:meeting:admin user:read:user:admin meeting:read:admin";

/// This program once more, with what it told first: a line.
pub(crate) struct Child {
    process: std::process::Child,
    pub(crate) told: String,
}

impl Child {
    pub(crate) fn start(arguments: &[&str]) -> Result<Self, Error> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut process = command.args(arguments).stdout(Stdio::piped()).spawn()?;
        let stdout = process.stdout.take().ok_or("it has no output")?;
        let mut told = String::new();
        BufReader::new(stdout).read_line(&mut told)?;
        let told = told.trim().to_owned();
        let child = Self { process, told };
        if child.told.is_empty() {
            return Err(format!("`{}` has told nothing", arguments.join(" ")).into());
        }
        Ok(child)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// How many requests are held.
pub(crate) async fn held(server: &str) -> Result<usize, Error> {
    Ok(ask(server, "/held").await?.parse()?)
}

/// Answers those that are held.
pub(crate) async fn release(server: &str) -> Result<(), Error> {
    ask(server, "/release").await.map(drop)
}

/// One request on a connection of its own.
async fn ask(server: &str, path: &str) -> Result<String, Error> {
    let address = server.strip_prefix("http://").unwrap_or(server);
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: server\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let body = answer.split("\r\n\r\n").nth(1);
    Ok(body.ok_or("the server has not answered")?.to_owned())
}

#[derive(Default)]
struct State {
    held: AtomicUsize,
    released: Notify,
}

/// Serves until it is ended, and tells its address.
pub(crate) fn serve() -> Result<(), Error> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, most.min(20_000), most)?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        let state = Arc::new(State::default());
        loop {
            let (stream, _) = listener.accept().await?;
            let state = Arc::clone(&state);
            // Whoever asks may go away at any time.
            tokio::spawn(async move { answer_all(stream, &state).await.ok() });
        }
    })
}

async fn answer_all(mut stream: TcpStream, state: &State) -> Result<(), Error> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(1024);
    loop {
        let end = loop {
            let found = buffer.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(found) = found {
                break found + 4;
            }
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        };
        let head = std::str::from_utf8(&buffer[..end])?.to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.map_or(Ok(0), |length| length.trim().parse())?;
        while buffer.len() < end + length {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        }
        buffer.drain(..end + length);
        let path = head.split(' ').nth(1).unwrap_or_default();
        let body = body(path, state).await;
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json;charset=UTF-8\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(answer.as_bytes()).await?;
        if head.contains("connection: close") {
            return Ok(());
        }
    }
}

async fn body(path: &str, state: &State) -> String {
    match path.split('?').next().unwrap_or_default() {
        "/held" => state.held.load(Ordering::SeqCst).to_string(),
        "/release" => {
            state.held.store(0, Ordering::SeqCst);
            state.released.notify_waiters();
            "{}".to_owned()
        }
        "/oauth/token" => serde_json::json!({
            "access_token": TOKEN,
            "token_type": "bearer",
            "expires_in": 3600,
            "scope": SCOPES,
            "api_url": "https://api.zoom.us",
        })
        .to_string(),
        "/v2/users/me" => USER.to_owned(),
        path if path.ends_with(HELD) => {
            let mut released = std::pin::pin!(state.released.notified());
            released.as_mut().enable();
            state.held.fetch_add(1, Ordering::SeqCst);
            released.await;
            ANSWER.to_owned()
        }
        _ => ANSWER.to_owned(),
    }
}

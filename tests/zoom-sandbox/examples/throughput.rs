//! How many requests for a meeting the sandbox answers in a second on one core:
//! `cargo run --release -p zoom-sandbox --example throughput`.
//!
//! The sandbox runs on a thread of its own, so on one core at most; the client
//! runs on another and is as simple as can be. On a machine that is busy with
//! other things the rate for the time that the sandbox's thread really ran (on
//! Linux) says more than the rate by the clock on the wall.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::{
    error::Error,
    fs,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    runtime,
    task::JoinSet,
};
use zoom_sandbox::Sandbox;

const CONNECTIONS: usize = 16;
const LENGTH: Duration = Duration::from_secs(5);

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let (started, url) = mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = thread::spawn(move || -> Outcome<Option<Duration>> {
        one_thread()?.block_on(async {
            let sandbox = Sandbox::builder().start().await?;
            let app = sandbox.apps().pop().ok_or("there is no app")?;
            started.send((sandbox.url(), app))?;
            stopped.await?;
            Ok(running_time())
        })
    });
    let (url, app) = url.recv()?;
    let (requests, elapsed) = one_thread()?.block_on(async {
        let (token, path) = meeting(&url, &app).await?;
        let address = url.trim_start_matches("http://").to_owned();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: application/json\r\n\
             authorization: Bearer {token}\r\n\r\n"
        );
        let begun = Instant::now();
        let mut clients = JoinSet::new();
        for _ in 0..CONNECTIONS {
            clients.spawn(ask(address.clone(), request.clone(), begun + LENGTH));
        }
        let mut requests = 0;
        while let Some(answered) = clients.join_next().await {
            requests += answered??;
        }
        Outcome::Ok((requests, begun.elapsed()))
    })?;
    stop.send(()).map_err(|()| "the sandbox has stopped")?;
    let ran = server.join().map_err(|_| "the sandbox has failed")??;
    println!(
        "{requests} answers in {:.1} s: {:.0} a second",
        elapsed.as_secs_f64(),
        f64::from(requests) / elapsed.as_secs_f64()
    );
    if let Some(ran) = ran {
        println!(
            "The sandbox's thread ran for {:.1} s of them: {:.0} a second of one core",
            ran.as_secs_f64(),
            f64::from(requests) / ran.as_secs_f64()
        );
    }
    Ok(())
}

fn one_thread() -> std::io::Result<runtime::Runtime> {
    runtime::Builder::new_current_thread().enable_all().build()
}

/// A token, and the path of a meeting to get.
async fn meeting(url: &str, app: &zoom_sandbox::App) -> Outcome<(String, String)> {
    let _already_there = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let tokens: Value = client
        .post(format!("{url}/oauth/token"))
        .basic_auth(&app.client_id, Some(&app.client_secret))
        .form(&[
            ("grant_type", "account_credentials"),
            ("account_id", &app.account_id),
        ])
        .send()
        .await?
        .json()
        .await?;
    let token = tokens["access_token"].as_str().ok_or("there is no token")?;
    let list: Value = client
        .get(format!("{url}/v2/users/me/meetings"))
        .bearer_auth(token)
        .send()
        .await?
        .json()
        .await?;
    Ok((
        token.to_owned(),
        format!("/v2/meetings/{}", list["meetings"][0]["id"]),
    ))
}

/// Asks on one connection, one request after another, and counts the answers.
async fn ask(address: String, request: String, until: Instant) -> Outcome<u32> {
    let mut connection = TcpStream::connect(address).await?;
    connection.set_nodelay(true)?;
    let mut answer = Vec::new();
    let mut answers = 0;
    while Instant::now() < until {
        connection.write_all(request.as_bytes()).await?;
        answer.clear();
        while !is_whole(&answer)? {
            if connection.read_buf(&mut answer).await? == 0 {
                return Err("the sandbox hung up".into());
            }
        }
        answers += 1;
    }
    Ok(answers)
}

fn is_whole(answer: &[u8]) -> Outcome<bool> {
    let Some(head) = answer.windows(4).position(|end| end == b"\r\n\r\n") else {
        return Ok(false);
    };
    let fields = str::from_utf8(&answer[..head])?;
    if !fields.starts_with("HTTP/1.1 200") {
        return Err(fields.into());
    }
    let length: usize = fields
        .lines()
        .find_map(|field| field.strip_prefix("content-length: "))
        .ok_or("the answer does not say how long it is")?
        .parse()?;
    Ok(answer.len() >= head + 4 + length)
}

/// How long this thread has been running on a core, where the system says so.
fn running_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

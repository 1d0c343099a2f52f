//! How many requests for a meeting the sandbox answers in a second on one core:
//! `cargo run --release -p zoom-sandbox --example throughput`.
//!
//! The sandbox runs on a thread of its own that is bound to the first core; the
//! client is bound to the last one and is as simple as can be. On a machine that
//! is busy with other things the rate for the time that the sandbox's thread
//! really ran (on Linux) says more than the rate by the clock on the wall.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::{
    error::Error,
    fs,
    path::PathBuf,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use core_affinity::CoreId;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    runtime,
    sync::oneshot,
    task::JoinSet,
};
use zoom_sandbox::{App, Sandbox};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 5;
const LENGTH: Duration = Duration::from_secs(4);

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let cores = core_affinity::get_core_ids().ok_or("the system does not name its cores")?;
    let (Some(first), Some(last)) = (cores.first().copied(), cores.last().copied()) else {
        return Err("the system names no core".into());
    };
    if first == last {
        println!("There is one core for the sandbox and the client: the rates are too low.");
    }
    let (started, server) = mpsc::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let thread = thread::spawn(move || serve(first, &started, stopped));
    let server = server.recv()?;
    bind(last)?;
    println!(
        "The sandbox on core {}, {CONNECTIONS} connections from core {}",
        first.id, last.id
    );
    one_thread()?.block_on(async {
        let request = request(&server).await?;
        for _ in 0..ROUNDS {
            measure(&server, &request).await?;
        }
        Outcome::Ok(())
    })?;
    stop.send(()).map_err(|()| "the sandbox has stopped")?;
    thread.join().map_err(|_| "the sandbox has failed")?
}

/// A sandbox that serves on a thread of its own.
struct Server {
    address: String,
    app: App,
    /// Where the system tells about the thread.
    thread: PathBuf,
}

fn serve(
    core: CoreId,
    started: &mpsc::Sender<Server>,
    stopped: oneshot::Receiver<()>,
) -> Outcome<()> {
    bind(core)?;
    one_thread()?.block_on(async {
        let sandbox = Sandbox::builder().start().await?;
        started.send(Server {
            address: sandbox.url().trim_start_matches("http://").to_owned(),
            app: sandbox.apps().pop().ok_or("there is no app")?,
            thread: fs::canonicalize("/proc/thread-self").unwrap_or_default(),
        })?;
        Ok(stopped.await?)
    })
}

fn bind(core: CoreId) -> Outcome<()> {
    if core_affinity::set_for_current(core) {
        Ok(())
    } else {
        Err(format!("a thread can't be bound to core {}", core.id).into())
    }
}

/// Asks on all connections for a while, and prints how often it was answered.
async fn measure(server: &Server, request: &str) -> Outcome<()> {
    let ran_before = running_time(server);
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (address, request) = (server.address.clone(), request.to_owned());
        clients.spawn(ask(address, request, begun + LENGTH));
    }
    let mut answers = 0;
    while let Some(answered) = clients.join_next().await {
        answers += answered??;
    }
    let elapsed = begun.elapsed();
    let rate = |time: Duration| f64::from(answers) / time.as_secs_f64();
    print!(
        "{answers} answers in {:.1} s: {:.0} a second",
        elapsed.as_secs_f64(),
        rate(elapsed)
    );
    match (ran_before, running_time(server)) {
        (Some(before), Some(after)) => {
            let ran = after - before;
            println!(
                "; the thread ran for {:.1} s of them: {:.0} a second of one core",
                ran.as_secs_f64(),
                rate(ran)
            );
        }
        _ => println!(),
    }
    Ok(())
}

fn one_thread() -> std::io::Result<runtime::Runtime> {
    runtime::Builder::new_current_thread().enable_all().build()
}

/// The request for a meeting, with a token for it.
async fn request(server: &Server) -> Outcome<String> {
    let _already_there = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let Server { address, app, .. } = server;
    let tokens: Value = client
        .post(format!("http://{address}/oauth/token"))
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
        .get(format!("http://{address}/v2/users/me/meetings"))
        .bearer_auth(token)
        .send()
        .await?
        .json()
        .await?;
    let id = &list["meetings"][0]["id"];
    Ok(format!(
        "GET /v2/meetings/{id} HTTP/1.1\r\nhost: {address}\r\naccept: application/json\r\n\
         authorization: Bearer {token}\r\n\r\n"
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

/// How long the sandbox's thread has been running, where the system says so.
fn running_time(server: &Server) -> Option<Duration> {
    let text = fs::read_to_string(server.thread.join("schedstat")).ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

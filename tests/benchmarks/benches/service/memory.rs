//! What the service has of memory: while it is idle, while invocations wait, and with many
//! connections in its store. Each in a fresh process.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::Error;
use crate::child::{Child, open_files};
use crate::client::{Client, Request};
use crate::server::{self, HELD, held, release};
use crate::service::Told;
use crate::zoom::Zoom;

/// How many are to wait, and how many connections there are.
pub(crate) const MANY: usize = 10_000;
/// How many are begun before the server has to have them all.
const AT_ONCE: usize = 200;
/// Calls that are answered before, so that what all of them share is there.
const WARMING: usize = 500;
/// How long it may take until all wait.
const PATIENCE: Duration = Duration::from_secs(180);
/// Any meeting that is told at once.
const MEETING: &str = "93453425901";

/// In bytes, each with how many there were.
pub(crate) struct Memory {
    pub(crate) idle: f64,
    /// Fewer than were to wait where a process may not open as many files.
    pub(crate) waiting: (usize, f64),
    /// How many files the service could have open, connections among them.
    pub(crate) files: u64,
    /// With so many connections in the store, of which one was used.
    pub(crate) connections: (usize, f64),
    /// With the same once each was used.
    pub(crate) used: (usize, f64),
}

pub(crate) fn measure(component: &str) -> Result<Memory, Error> {
    open_files(MANY as u64 + 1_000)?;
    let server = server::Child::start(&["serve"])?;
    let zoom = Zoom::holding(&server.told).written()?;
    let runtime = Runtime::new()?;

    let directory = tempfile::tempdir()?;
    let directory = directory.path().display().to_string();
    let mut service = Child::start(&["service", &zoom, component, &directory])?;
    let told: Told = serde_json::from_str(&service.told)?;
    runtime.block_on(warm(&told))?;
    let idle = service.ask_number("memory")?;
    // Each takes a connection of the service's, and one to the server.
    let many = MANY.min(usize::try_from(told.files)?.saturating_sub(500) / 2);
    let clients = runtime.block_on(wait(&told, &server.told, many))?;
    let waiting = (many, service.ask_number("memory")?);
    let files = told.files;
    runtime.block_on(end(clients, &server.told))?;
    drop(service);

    let filled = tempfile::tempdir()?;
    let directory = filled.path().display().to_string();
    drop(Child::start(&[
        "fill",
        &zoom,
        component,
        &directory,
        &MANY.to_string(),
    ])?);
    let mut service = Child::start(&["service", &zoom, component, &directory])?;
    let told: Told = serde_json::from_str(&service.told)?;
    runtime.block_on(warm(&told))?;
    let connections = (MANY, service.ask_number("memory")?);
    runtime.block_on(use_all(&told))?;
    let used = (MANY, service.ask_number("memory")?);
    Ok(Memory {
        idle,
        waiting,
        files,
        connections,
        used,
    })
}

async fn warm(service: &Told) -> Result<(), Error> {
    let mut client = Client::connect(service).await?;
    let request = Request::for_meeting(service, 0, MEETING);
    for _ in 0..WARMING {
        client.call(&request).await?;
    }
    Ok(())
}

/// So many invocations that wait for the server.
async fn wait(service: &Told, server: &str, many: usize) -> Result<Vec<Client>, Error> {
    let request = Request::for_meeting(service, 0, HELD);
    let mut clients = Vec::with_capacity(many);
    let begun = Instant::now();
    while clients.len() < many {
        for _ in 0..AT_ONCE.min(many - clients.len()) {
            let mut client = Client::connect(service).await?;
            client.send(&request).await?;
            clients.push(client);
        }
        while held(server).await? < clients.len() {
            if begun.elapsed() > PATIENCE {
                return Err("invocations have not come to the server that were to wait".into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    Ok(clients)
}

/// Has all that wait answered.
async fn end(clients: Vec<Client>, server: &str) -> Result<(), Error> {
    release(server).await?;
    for mut client in clients {
        client.answer().await?;
    }
    Ok(())
}

/// Invokes an action for each connection.
async fn use_all(service: &Told) -> Result<(), Error> {
    let mut tasks = JoinSet::new();
    for first in 0..16 {
        let service = service.clone();
        tasks.spawn(async move {
            let mut client = Client::connect(&service).await?;
            for number in (first..MANY).step_by(16) {
                let request = Request::for_meeting(&service, number, MEETING);
                client.call(&request).await?;
            }
            Ok::<_, Error>(())
        });
    }
    for outcome in tasks.join_all().await {
        outcome?;
    }
    Ok(())
}

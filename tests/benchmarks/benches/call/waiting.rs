//! What a call holds of memory while it waits: ten thousand of them at once, each side in a fresh
//! process.

use std::path::Path;
use std::time::Duration;

use anstream::println;
use benchmarks::resident_memory;
use tokio::task::JoinSet;

use crate::Error;
use crate::bare::Bare;
use crate::library::Library;
use crate::server::{Child, HELD, held, release};

/// How many wait.
pub(crate) const CALLS: usize = 10_000;
/// How many are begun before the server has to have them all.
const AT_ONCE: usize = 200;
/// Calls that are answered before, so that what all of them share is there.
const WARMING: usize = 500;
/// Any meeting that is told at once.
const MEETING: &str = "93453425901";

/// What each holds, in kilobytes: by the bare client, and through the library.
pub(crate) fn compare(server: &str, component: &str) -> Result<(f64, f64), Error> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().display().to_string();
    let bare = Child::start(&["wait", "bare", server])?;
    let bare = bare.told.parse()?;
    let library = Child::start(&["wait", "library", server, component, &path])?;
    Ok((bare, library.told.parse()?))
}

pub(crate) fn measure_bare(server: &str) -> Result<(), Error> {
    let bare = Bare::new(server)?;
    measured(
        server,
        async || Ok(bare),
        |bare, meeting| async move { bare.call(meeting).await },
    )
}

pub(crate) fn measure_library(server: &str, component: &str, path: &str) -> Result<(), Error> {
    let connect = async || Library::connected(server, component, Path::new(path), None).await;
    measured(server, connect, |library, meeting| async move {
        library.call(meeting).await
    })
}

/// Tells how many kilobytes each call holds.
fn measured<C, F>(
    server: &str,
    caller: impl AsyncFnOnce() -> Result<C, Error>,
    call: impl Fn(C, &'static str) -> F + Copy + Send + 'static,
) -> Result<(), Error>
where
    C: Clone + Send + 'static,
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    let enough = CALLS as u64 + 1_000;
    let (_, most) = nix::sys::resource::getrlimit(nix::sys::resource::Resource::RLIMIT_NOFILE)?;
    nix::sys::resource::setrlimit(
        nix::sys::resource::Resource::RLIMIT_NOFILE,
        enough.min(most),
        most,
    )?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let caller = caller().await?;
        for _ in 0..WARMING {
            call(caller.clone(), MEETING).await?;
        }
        let before = resident_memory()?;
        let mut tasks = JoinSet::new();
        while tasks.len() < CALLS {
            for _ in 0..AT_ONCE {
                tasks.spawn(call(caller.clone(), HELD));
            }
            while held(server).await? < tasks.len() {
                if let Some(ended) = tasks.try_join_next() {
                    ended??;
                    return Err("a call ended that was to wait".into());
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        let after = resident_memory()?;
        println!("{}", (after - before) / 1000.0 / CALLS as f64);
        release(server).await?;
        for outcome in tasks.join_all().await {
            outcome?;
        }
        Ok(())
    })
}

//! Calls in turns: through the library, and by the bare client.

use benchmarks::{Rounds, process_time};
use tokio::task::JoinSet;

use crate::Error;
use crate::bare::Bare;
use crate::library::Library;

/// Rounds of each comparison, and calls of each side in a round.
const ROUNDS: usize = 40;
const CALLS: usize = 320;
/// Calls before it is measured, in which everything gets warm.
const WARMING: usize = 640;

/// Any meeting that is told at once.
const MEETING: &str = "93453425901";

/// Who calls.
#[derive(Clone)]
enum Caller {
    Bare(Bare),
    Library(Library),
}

impl Caller {
    async fn call(&self) -> Result<(), Error> {
        match self {
            Self::Bare(bare) => bare.call(MEETING).await,
            Self::Library(library) => library.call(MEETING).await,
        }
    }
}

/// One at a time and sixteen at once, in microseconds a call.
pub(crate) fn compare(
    server: &str,
    component: &str,
    postgres: Option<&str>,
) -> Result<Vec<(usize, Rounds)>, Error> {
    let directory = tempfile::tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let library = Library::connected(server, component, directory.path(), postgres).await?;
        let ours = Caller::Library(library.clone());
        let theirs = Caller::Bare(Bare::new(server)?);
        let mut compared = Vec::new();
        for at_once in [1, 16] {
            microseconds(&ours, at_once, WARMING).await?;
            microseconds(&theirs, at_once, WARMING).await?;
            library.settled().await;
            let mut rounds = Rounds::default();
            for _ in 0..ROUNDS {
                rounds.add(
                    microseconds(&ours, at_once, CALLS).await?,
                    microseconds(&theirs, at_once, CALLS).await?,
                );
            }
            compared.push((at_once, rounds));
        }
        Ok(compared)
    })
}

/// What a call takes of this process's processor time, in the kernel too.
async fn microseconds(caller: &Caller, at_once: usize, calls: usize) -> Result<f64, Error> {
    let begun = process_time();
    let mut tasks = JoinSet::new();
    for _ in 0..at_once {
        let caller = caller.clone();
        tasks.spawn(async move {
            for _ in 0..calls / at_once {
                caller.call().await?;
            }
            Ok::<_, Error>(())
        });
    }
    for outcome in tasks.join_all().await {
        outcome?;
    }
    Ok((process_time() - begun).as_secs_f64() * 1e6 / calls as f64)
}

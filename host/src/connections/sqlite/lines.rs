//! Who is next at a database: its calls block, so that whoever waited for one in a call would hold a
//! thread until then, and have its work done though nobody waits for that any more. Here they wait
//! in turn and on no thread, and whoever gives up has gone.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The lines for the connections to a database. Clones are the same lines.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    to_read: Arc<Semaphore>,
    to_change: Arc<Semaphore>,
}

/// A turn, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn(
    #[allow(dead_code, reason = "it ends when it is dropped")] OwnedSemaphorePermit,
);

impl Default for Lines {
    /// There is one connection for each.
    fn default() -> Self {
        Self {
            to_read: Arc::new(Semaphore::new(1)),
            to_change: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Lines {
    /// A turn to read, once there is one.
    pub(super) async fn to_read(&self) -> Turn {
        turn(&self.to_read).await
    }

    /// A turn to change something, once there is one.
    pub(super) async fn to_change(&self) -> Turn {
        turn(&self.to_change).await
    }
}

async fn turn(line: &Arc<Semaphore>) -> Turn {
    match Arc::clone(line).acquire_owned().await {
        Ok(turn) => Turn(turn),
        Err(_) => unreachable!("no line is ever closed"),
    }
}

//! What the coordinator and its workers say to each other: JSON, a line each.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a worker works with; the first line that it reads.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Setup {
    /// The data directory that all share.
    pub(crate) data_dir: PathBuf,
    /// Where compiled components are kept.
    pub(crate) cache_dir: PathBuf,
    /// Where the local Zoom listens.
    pub(crate) sandbox: String,
    /// The time now.
    pub(crate) now: Timestamp,
    /// The input of the call that is made over and over.
    pub(crate) input: Value,
    /// Which of the processes it is.
    pub(crate) process: usize,
    /// What makes it one of several replicas; none where all share the data directory.
    pub(crate) replica: Option<Replica>,
}

/// What a host works with that shares a database with others, and no disk.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Replica {
    /// Where the database is.
    pub(crate) store: String,
    /// The key of the store, in base64.
    pub(crate) key: String,
    /// How long the right to renew a grant lasts that is not prolonged; none for the default.
    pub(crate) renewal_lease: Option<Duration>,
    /// The connections that are called.
    pub(crate) connections: Vec<Target>,
}

/// A connection of a tenant.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Target {
    pub(crate) tenant: String,
    pub(crate) connection: String,
}

/// What a worker is to do; every further line that it reads. It ends when there are no more.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Order {
    /// It is this time now.
    Time(Timestamp),
    /// Call without pause in this many tasks.
    Call { tasks: usize },
    /// Renew the grant without pause.
    Renew,
    /// Renew the grant once.
    RenewOnce,
    /// Report from now on how long each renewal's window is open.
    MeasureWindow,
    /// Write no file beyond this many bytes from now on.
    LimitFiles(Option<u64>),
    /// Finish the calls that are under way, and begin no other.
    Finish,
}

/// What a worker has done; every line that it writes.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Report {
    /// It has made one call and is ready to make many.
    Ready,
    /// It knows by now that it is this time.
    Time(Timestamp),
    /// A renewal was committed, and a call made with the new token.
    Renewed,
    /// The answer to a token request is on the disk.
    WindowClosed {
        /// How long after it began to arrive.
        after: Duration,
    },
    /// A call brought an error.
    Failed {
        /// The error in words.
        reason: String,
        /// Whether it says that the account has to be connected again.
        needs_reconnecting: bool,
        /// Whether it says that something is away for now.
        is_unavailable: bool,
        /// Which of the connections it was, as they are numbered.
        connection: usize,
        /// Which of the processes says so.
        process: usize,
    },
    /// The calls are finished.
    Finished,
}

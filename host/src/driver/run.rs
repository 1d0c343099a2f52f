//! The loop itself.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::{CredentialSource, DriveError, PageSink};
use crate::clock::{Clock, SystemClock};
use crate::component::Connector;
use crate::contract::{Connection, HttpRequest, Step};
use crate::download::Destination;
use crate::egress::{Client, Policy};

/// What to begin.
#[derive(Clone, Debug)]
pub enum Call {
    /// Verify a connection and say whose account it is.
    Connect(Connection),
    /// An action with its input, a JSON object as text.
    Invoke {
        /// The connection to work for.
        connection: Connection,
        /// The action's id.
        action: String,
        /// The input.
        input: String,
    },
    /// Judge a webhook delivery.
    Receive {
        /// The connection it is for.
        connection: Connection,
        /// The delivery.
        request: HttpRequest,
    },
}

/// How far a call may go.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The number of steps. A list of everything takes one per page.
    pub steps: usize,
    /// From begin to end, waits and downloads included.
    pub total: Duration,
    /// The longest wait that a connector may ask for before an exchange.
    pub wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 10_000,
            total: Duration::from_secs(3600),
            wait: Duration::from_secs(60),
        }
    }
}

/// What a call came to.
#[derive(Clone, Debug)]
pub struct Output {
    /// The output, without the items of pages that went to the sink.
    pub value: Value,
    /// The files that were downloaded, in order.
    pub files: Vec<std::path::PathBuf>,
}

/// Performs steps. Clones share the client and the clock.
#[derive(Clone, Debug)]
pub struct Driver {
    client: Client,
    clock: Arc<dyn Clock>,
    limits: Limits,
}

impl Driver {
    /// A driver that sends through `client`.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            clock: Arc::new(SystemClock),
            limits: Limits::default(),
        }
    }

    /// Counts waits on another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Sets other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Runs a call to its end. Pages go to `pages` as they come, a download to
    /// `destination`.
    ///
    /// # Errors
    ///
    /// A [`DriveError`].
    pub async fn run(
        &self,
        connector: &Connector,
        policy: &Policy,
        credentials: &dyn CredentialSource,
        call: Call,
        pages: &mut dyn PageSink,
        destination: Option<&Destination>,
    ) -> Result<Output, DriveError> {
        todo!()
    }

    /// The first step of a call, with nothing performed.
    ///
    /// # Errors
    ///
    /// A [`DriveError`].
    pub fn first_step(connector: &Connector, call: Call) -> Result<Step, DriveError> {
        todo!()
    }
}

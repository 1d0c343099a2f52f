//! The loop, and the ways into it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use super::allowance::Allowance;
use super::promise::Promise;
use super::traffic::Traffic;
use super::{
    Call, CredentialSource, DriveError, Limits, MayHaveWritten, NotKept, Output, PageSink,
    Progress, check_state, parse,
};
use crate::clock::{Clock, SystemClock};
use crate::component::Connector;
use crate::consent::Leave;
use crate::contract::Step;
use crate::download::{Destination, Downloads};
use crate::egress::{Client, Watch};

/// Performs steps. Clones share the client and the clock.
#[derive(Clone, Debug)]
pub struct Driver {
    pub(super) client: Client,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) limits: Limits,
    pub(super) may_have_written: Option<MayHaveWritten>,
}

/// What a call is worked at with, which stays with whoever works at it. Who works at one
/// gives all of it, so that a further part is not left out unseen.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    /// The connector.
    pub connector: &'a Connector,
    /// What the call may do.
    pub leave: &'a Leave,
    /// The connection's credential.
    pub credentials: &'a dyn CredentialSource,
    /// Where a download goes.
    pub destination: Option<&'a Destination>,
}

impl fmt::Debug for Means<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Means")
            .field("connector", &self.connector)
            .field("destination", &self.destination)
            .finish_non_exhaustive()
    }
}

impl Driver {
    /// A driver that sends through `client`.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            clock: Arc::new(SystemClock),
            limits: Limits::default(),
            may_have_written: None,
        }
    }

    /// Counts waits on another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Has somebody told of what it sends.
    pub(crate) fn watched_by(mut self, watch: Arc<dyn Watch>) -> Self {
        self.client = self.client.watched_by(watch);
        self
    }

    /// Sets other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Notes there whether a call may have written. It is for one call.
    #[must_use]
    pub fn noting(mut self, may_have_written: MayHaveWritten) -> Self {
        self.may_have_written = Some(may_have_written);
        self
    }

    /// Runs a call to its end: begins it, and [advances](Self::advance) until there
    /// is an output. Pages go to `pages` as they come, a download to `destination`.
    ///
    /// # Errors
    ///
    /// A [`DriveError`]. What went to `pages` before stays there.
    pub async fn run(
        &self,
        connector: &Connector,
        leave: &Leave,
        credentials: &dyn CredentialSource,
        call: Call,
        pages: &mut dyn PageSink,
        destination: Option<&Destination>,
    ) -> Result<Output, DriveError> {
        let means = Means {
            connector,
            leave,
            credentials,
            destination,
        };
        let mut progress = self.begin(connector, call).await?;
        let mut marking = NotKept;
        loop {
            let advanced = self.advance(means, &mut progress, pages, &mut marking);
            if let Some(output) = advanced.await? {
                return Ok(output);
            }
        }
    }

    /// Has the connector begin a call. Nothing is performed.
    ///
    /// # Errors
    ///
    /// A [`DriveError`].
    pub async fn begin(&self, connector: &Connector, call: Call) -> Result<Progress, DriveError> {
        let name = call.name().to_owned();
        let action = call.action().map(str::to_owned);
        let only_signs = matches!(call, Call::Receive { .. });
        let mut allowance = Allowance::new(self.limits);
        let begun = async {
            let promise = Promise::of(connector, action.as_deref()).await;
            let step = begin(connector, call, &mut allowance).await?;
            Ok::<_, DriveError>((promise, step))
        };
        let (promise, step) = timeout(self.limits.total, begun)
            .await
            .map_err(|_| DriveError::TooLong(self.limits.total))??;
        Ok(Progress {
            name,
            action,
            only_signs,
            step: Arc::new(step),
            steps: 0,
            is_marked: false,
            has_written: false,
            spent: Duration::ZERO,
            allowance,
            promise,
            downloads: Downloads::within(self.limits.downloads),
            traffic: Traffic::default(),
        })
    }

    /// The first step of a call, with nothing performed.
    ///
    /// # Errors
    ///
    /// A [`DriveError`].
    pub async fn first_step(&self, connector: &Connector, call: Call) -> Result<Step, DriveError> {
        let mut allowance = Allowance::new(self.limits);
        begin(connector, call, &mut allowance).await
    }

    /// The output of a call that asks nobody, as those for the manifest of an app
    /// have to be.
    ///
    /// # Errors
    ///
    /// A [`DriveError`].
    pub async fn made_alone(&self, connector: &Connector, call: Call) -> Result<Value, DriveError> {
        let mut progress = self.begin(connector, call).await?;
        if !progress.is_done() {
            return Err(DriveError::Contract(
                "what makes the manifest of an app has to ask nobody",
            ));
        }
        Ok(progress.output().await?.value)
    }

    /// The clock, as connectors are told it.
    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.clock.now().as_second()).unwrap_or(0)
    }
}

impl Progress {
    /// The output, when the connector is done.
    pub(super) async fn output(&mut self) -> Result<Output, DriveError> {
        let Step::Done(output) = &*self.step else {
            return Err(DriveError::Contract("it is not done"));
        };
        self.allowance.output(output, true)?;
        let value = parse(output, "the output is no JSON")?;
        let (value, warnings) = self.promise.output(value).await?;
        let (files, found) = self.downloads.paths();
        Ok(Output {
            value,
            files,
            found,
            warnings,
        })
    }
}

/// Has the connector begin a call.
async fn begin(
    connector: &Connector,
    call: Call,
    allowance: &mut Allowance,
) -> Result<Step, DriveError> {
    let size = call.content().len();
    let first = move |connector: &Connector| call.first_step(connector);
    let step = allowance.compute(connector, size, first).await?;
    let step = step.map_err(|failure| DriveError::Failure(Box::new(failure)))?;
    check_state(&step)?;
    Ok(step)
}

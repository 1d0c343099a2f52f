//! The loop itself.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::timeout;
use tracing::Instrument;

use super::allowance::Allowance;
use super::exchange::Exchanges;
use super::promise::Promise;
use super::sign::sign;
use super::{CredentialSource, DriveError, PageSink, Unanswered};
use crate::clock::{Clock, SystemClock};
use crate::component::{Answer, Connector};
use crate::consent::Leave;
use crate::contract::{
    App, Connection, Delivery, Exchange, Failure, FailureKind, Reply, STATE_LIMIT, Step,
};
use crate::download::{self, Destination, Downloads};
use crate::egress::Client;

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
    /// Look for events of a trigger.
    Poll {
        /// The connection to work for.
        connection: Connection,
        /// The trigger's id.
        trigger: String,
        /// What the subscriber chose, a JSON object as text.
        input: String,
        /// What the last poll ended with, as JSON text.
        cursor: Option<String>,
    },
    /// Judge a webhook delivery.
    Receive {
        /// The app that it has arrived for.
        app: App,
        /// The delivery.
        delivery: Delivery,
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
    /// How much it may download.
    pub downloads: download::Limits,
    /// How long the connector may compute, in all steps together. A step takes
    /// microseconds.
    pub computing: Duration,
    /// The length of the output, its pages included, in bytes.
    pub output: usize,
    /// The memory that the output takes, in bytes: all of it where the pages are
    /// collected, and else that of a page.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 10_000,
            total: Duration::from_secs(3600),
            wait: Duration::from_secs(60),
            downloads: download::Limits::default(),
            computing: Duration::from_secs(10),
            output: 1 << 30,
            memory: 256 << 20,
        }
    }
}

/// What a call came to.
#[derive(Clone, Debug)]
pub struct Output {
    /// The output, without the items of pages that went to the sink.
    pub value: Value,
    /// The files that were downloaded, in order.
    pub files: Vec<PathBuf>,
    /// The files that were there already, whole, and were not fetched again.
    pub found: Vec<PathBuf>,
    /// What there is to know of the output, in plain sentences: where it is not
    /// what the manifest promises though the call has done something.
    pub warnings: Vec<String>,
}

/// Performs steps. Clones share the client and the clock.
#[derive(Clone, Debug)]
pub struct Driver {
    client: Client,
    clock: Arc<dyn Clock>,
    limits: Limits,
    unanswered: Option<Unanswered>,
}

impl Driver {
    /// A driver that sends through `client`.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            clock: Arc::new(SystemClock),
            limits: Limits::default(),
            unanswered: None,
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

    /// Notes there what a call has on its way. It is for one call.
    #[must_use]
    pub fn noting(mut self, unanswered: Unanswered) -> Self {
        self.unanswered = Some(unanswered);
        self
    }

    /// Runs a call to its end. Pages go to `pages` as they come, a download to
    /// `destination`.
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
        let span = tracing::debug_span!(
            "call",
            connector = connector.manifest().key,
            what = call.name()
        );
        let unanswered = self.unanswered.clone().unwrap_or_default();
        let exchanges = Exchanges {
            unanswered: unanswered.clone(),
            client: &self.client,
            clock: &*self.clock,
            leave,
            credentials,
            no_other_token: OnceLock::new(),
            has_renewed: AtomicBool::new(false),
            not_renewed: Mutex::new(None),
            sent: Mutex::default(),
            lost: Mutex::default(),
        };
        let work = self.steps(connector, &exchanges, call, pages, destination);
        timeout(self.limits.total, work.instrument(span))
            .await
            .unwrap_or_else(|_| {
                Err(DriveError::TooLong {
                    limit: self.limits.total,
                    unanswered: unanswered.is_set(),
                })
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
        let promise = Promise::of(connector, call.action()).await;
        let mut allowance = Allowance::new(self.limits);
        let step = begin(connector, call, &mut allowance).await?;
        let Step::Done(output) = step else {
            return Err(DriveError::Contract(
                "what makes the manifest of an app has to ask nobody",
            ));
        };
        allowance.output(&output, true)?;
        let value = parse(&output, "the output is no JSON")?;
        let (value, _) = promise.output(value).await?;
        Ok(value)
    }

    async fn steps(
        &self,
        connector: &Connector,
        exchanges: &Exchanges<'_>,
        call: Call,
        pages: &mut dyn PageSink,
        destination: Option<&Destination>,
    ) -> Result<Output, DriveError> {
        let action = call.action();
        let action = action.and_then(|action| connector.manifest().action(action));
        let resumes = action.is_some_and(|action| action.resumes);
        let mut downloads = Downloads::within(self.limits.downloads).resuming(resumes);
        let only_signs = matches!(call, Call::Receive { .. });
        let mut promise = Promise::of(connector, call.action()).await;
        let mut allowance = Allowance::new(self.limits);
        let mut step = begin(connector, call, &mut allowance).await?;
        for _ in 0..self.limits.steps {
            if only_signs && !matches!(step, Step::Sign(_) | Step::Done(_)) {
                return Err(DriveError::Contract(
                    "to judge a delivery it may ask for signatures and for nothing else",
                ));
            }
            promise.note(&step);
            let outcome = match step {
                Step::Send(exchange) => {
                    self.send(connector, exchanges, exchange, &mut allowance)
                        .await?
                }
                Step::Page(page) => {
                    allowance.output(&page.items, pages.keeps())?;
                    let items: Vec<Value> =
                        parse(&page.items, "the items of a page are no JSON array")?;
                    let items = promise.page(items).await?;
                    pages.page(items).await.map_err(DriveError::Sink)?;
                    self.send(connector, exchanges, page.then, &mut allowance)
                        .await?
                }
                Step::Download(transfer) => {
                    self.wait(transfer.after_ms).await?;
                    let reply = exchanges
                        .download(&transfer, destination, &mut downloads)
                        .await?;
                    self.resume(connector, transfer.state, reply, &mut allowance)
                        .await?
                }
                Step::Sign(signing) => {
                    exchanges.leave.check_signing(&signing.secret)?;
                    let secret = exchanges
                        .credentials
                        .secret_setting(&signing.secret)
                        .await?;
                    let signature = sign(&secret, &signing.message);
                    let reply = Reply::Signature(signature);
                    self.resume(connector, signing.state, reply, &mut allowance)
                        .await?
                }
                Step::Done(output) => {
                    allowance.output(&output, true)?;
                    let value = parse(&output, "the output is no JSON")?;
                    let (value, warnings) = promise.output(value).await?;
                    let (files, found) = downloads.into_files();
                    return Ok(Output {
                        value,
                        files,
                        found,
                        warnings,
                    });
                }
            };
            step = exchanges.judged(outcome)?;
            check_state(&step)?;
        }
        Err(DriveError::TooManySteps(self.limits.steps))
    }

    /// Makes an exchange and has the connector go on with its answer. When that
    /// reads in it that the API rejects the token, the exchange is made once
    /// more with another: whatever the status, it has not been carried out.
    async fn send(
        &self,
        connector: &Connector,
        exchanges: &Exchanges<'_>,
        exchange: Exchange,
        allowance: &mut Allowance,
    ) -> Result<Result<Step, Failure>, DriveError> {
        self.wait(exchange.after_ms).await?;
        let reply = exchanges.send(&exchange).await?;
        let is_lost = reply == Reply::Lost;
        let state = exchange.state.clone();
        let outcome = self.resume(connector, state, reply, allowance).await?;
        let is_rejected = matches!(
            &outcome,
            Err(failure) if failure.kind() == FailureKind::Unauthenticated
        ) && !is_lost;
        if is_rejected && exchanges.renew_the_last_token().await? {
            let reply = exchanges.send(&exchange).await?;
            return self
                .resume(connector, exchange.state, reply, allowance)
                .await;
        }
        Ok(outcome)
    }

    /// Has the connector go on.
    async fn resume(
        &self,
        connector: &Connector,
        state: Vec<u8>,
        reply: Reply,
        allowance: &mut Allowance,
    ) -> Result<Result<Step, Failure>, DriveError> {
        let (now, size) = (self.now(), state.len() + content(&reply).len());
        let resume = move |connector: &Connector| connector.resume(&state, &reply, now);
        allowance.compute(connector, size, resume).await
    }

    /// Waits as the connector asks.
    async fn wait(&self, after_ms: u64) -> Result<(), DriveError> {
        let wait = Duration::from_millis(after_ms);
        // Asking sooner than the API wants would only be refused again.
        if wait > self.limits.wait {
            return Err(DriveError::LongWait(wait));
        }
        if !wait.is_zero() {
            tracing::debug!(?wait, "waiting as the connector asks");
            self.clock.sleep(wait).await;
        }
        Ok(())
    }

    /// The clock, as connectors are told it.
    fn now(&self) -> u64 {
        u64::try_from(self.clock.now().as_second()).unwrap_or(0)
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

impl Call {
    /// What the connector does first.
    fn first_step(&self, connector: &Connector) -> Answer<Step> {
        match self {
            Self::Connect(connection) => connector.connect(connection),
            Self::Invoke {
                connection,
                action,
                input,
            } => connector.invoke(connection, action, input),
            Self::Poll {
                connection,
                trigger,
                input,
                cursor,
            } => connector.poll(connection, trigger, input, cursor.as_deref()),
            Self::Receive { app, delivery } => connector.receive(app, delivery),
        }
    }

    /// What there is to read.
    fn content(&self) -> &[u8] {
        match self {
            Self::Connect(_) => &[],
            Self::Invoke { input, .. } | Self::Poll { input, .. } => input.as_bytes(),
            Self::Receive { delivery, .. } => &delivery.body,
        }
    }

    /// What is begun, for logs.
    fn name(&self) -> &str {
        match self {
            Self::Connect(_) => "connect",
            Self::Invoke { action, .. } => action,
            Self::Poll { trigger, .. } => trigger,
            Self::Receive { .. } => "receive",
        }
    }

    /// The id of the action, when it invokes one.
    fn action(&self) -> Option<&str> {
        match self {
            Self::Invoke { action, .. } => Some(action),
            _ => None,
        }
    }
}

/// What there is to read in a reply.
fn content(reply: &Reply) -> &[u8] {
    match reply {
        Reply::Response(response) => &response.body,
        Reply::Downloaded(_) | Reply::Signature(_) | Reply::Lost => &[],
    }
}

fn check_state(step: &Step) -> Result<(), DriveError> {
    match step.state() {
        Some(state) if state.len() > STATE_LIMIT => {
            Err(DriveError::StateTooLarge { size: state.len() })
        }
        _ => Ok(()),
    }
}

fn parse<T: DeserializeOwned>(json: &str, otherwise: &'static str) -> Result<T, DriveError> {
    serde_json::from_str(json).map_err(|_| DriveError::Contract(otherwise))
}

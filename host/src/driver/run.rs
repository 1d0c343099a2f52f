//! The loop itself.

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
use crate::component::Connector;
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
    pub files: Vec<std::path::PathBuf>,
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
            not_renewed: Mutex::new(None),
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
    pub fn first_step(connector: &Connector, call: Call) -> Result<Step, DriveError> {
        let step = match call {
            Call::Connect(connection) => connector.connect(&connection),
            Call::Invoke {
                connection,
                action,
                input,
            } => connector.invoke(&connection, &action, &input),
            Call::Poll {
                connection,
                trigger,
                input,
                cursor,
            } => connector.poll(&connection, &trigger, &input, cursor.as_deref()),
            Call::Receive { app, delivery } => connector.receive(&app, &delivery),
        };
        let step = step?.map_err(|failure| DriveError::Failure(Box::new(failure)))?;
        check_state(&step)?;
        Ok(step)
    }

    /// The output of a call that asks nobody, as those for the manifest of an app
    /// have to be.
    ///
    /// # Errors
    ///
    /// A [`DriveError`].
    pub async fn made_alone(connector: &Connector, call: Call) -> Result<Value, DriveError> {
        let promise = Promise::of(connector, call.action()).await;
        let Step::Done(output) = Self::first_step(connector, call)? else {
            return Err(DriveError::Contract(
                "what makes the manifest of an app has to ask nobody",
            ));
        };
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
        let mut downloads = Downloads::within(self.limits.downloads);
        let only_signs = matches!(call, Call::Receive { .. });
        let mut promise = Promise::of(connector, call.action()).await;
        let mut allowance = Allowance::new(self.limits);
        let mut step = allowance.compute(|| Self::first_step(connector, call))?;
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
                    allowance.compute(|| connector.resume(&transfer.state, &reply, self.now()))?
                }
                Step::Sign(signing) => {
                    exchanges.leave.check_signing(&signing.secret)?;
                    let secret = exchanges
                        .credentials
                        .secret_setting(&signing.secret)
                        .await?;
                    let signature = sign(&secret, &signing.message);
                    let reply = Reply::Signature(signature);
                    allowance.compute(|| connector.resume(&signing.state, &reply, self.now()))?
                }
                Step::Done(output) => {
                    allowance.output(&output, true)?;
                    let value = parse(&output, "the output is no JSON")?;
                    let (value, warnings) = promise.output(value).await?;
                    return Ok(Output {
                        value,
                        files: downloads.into_files(),
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
        let outcome =
            allowance.compute(|| connector.resume(&exchange.state, &reply, self.now()))?;
        let is_rejected = matches!(
            &outcome,
            Err(failure) if failure.kind() == FailureKind::Unauthenticated
        ) && reply != Reply::Lost;
        if is_rejected && exchanges.renew_the_last_token().await? {
            let reply = exchanges.send(&exchange).await?;
            return allowance.compute(|| connector.resume(&exchange.state, &reply, self.now()));
        }
        Ok(outcome)
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

impl Call {
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

//! One step of a call.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, timeout};
use tracing::Instrument;

use super::allowance::Allowance;
use super::exchange::Exchanges;
use super::sign::sign;
use super::written::Writes;
use super::{
    DriveError, Driver, Limits, Marking, Means, Output, PageSink, Progress, check_message,
    check_state, parse,
};
use crate::component::Connector;
use crate::contract::{Exchange, Failure, FailureKind, Reply, Step};
use crate::told::repeated;

/// What the connector makes of a reply.
type Outcome = Result<Result<Step, Failure>, DriveError>;

impl Driver {
    /// Performs the next step of a call, or gives the output when the connector is
    /// done. A page goes to `pages`, a download to where `means` says. A call that
    /// sends what must not be sent twice is kept in `marking` before.
    ///
    /// Whatever becomes of a step, `progress` is right afterwards, also when this
    /// is dropped before it is done: the step is performed again, unless what it
    /// sent must not be sent twice. Then the connector is told that the answer is
    /// lost.
    ///
    /// # Errors
    ///
    /// A [`DriveError`], with which the call ends as far as the connector is
    /// concerned. Where there was no credential or no way to the API, it may be
    /// advanced again. Once the call may have written, any error says so.
    pub async fn advance(
        &self,
        means: Means<'_>,
        progress: &mut Progress,
        pages: &mut dyn PageSink,
        marking: &mut dyn Marking,
    ) -> Result<Option<Output>, DriveError> {
        let may_have_written = self.may_have_written.clone().unwrap_or_default();
        let writes = Writes::after(progress.may_have_written(), &may_have_written);
        let advanced = self
            .within_limits(means, progress, pages, marking, &writes)
            .await;
        advanced.map_err(|error| {
            let has_written = progress.has_written || writes.counts();
            error.at_the_end_of(has_written, may_have_written.is_set())
        })
    }

    /// What is marked is resolved whatever the call has taken of its limits: it takes
    /// no exchange, and somebody has to be told.
    async fn within_limits(
        &self,
        means: Means<'_>,
        progress: &mut Progress,
        pages: &mut dyn PageSink,
        marking: &mut dyn Marking,
        writes: &Writes<'_>,
    ) -> Result<Option<Output>, DriveError> {
        let Limits { steps, total, .. } = self.limits;
        if progress.steps >= steps && !progress.is_marked {
            return Err(DriveError::TooManySteps(steps));
        }
        let left = if progress.is_marked {
            total
        } else {
            total.saturating_sub(progress.spent)
        };
        let span = tracing::debug_span!(
            "call",
            connector = means.connector.manifest().key,
            what = progress.name
        );
        let began = Instant::now();
        // In a place of its own: else whoever waits for it would have room for it twice.
        let step = Box::pin(self.step(means, progress, pages, marking, writes));
        let outcome = timeout(left, step.instrument(span)).await;
        progress.spent = progress.spent.saturating_add(began.elapsed());
        outcome.unwrap_or(Err(DriveError::TooLong(total)))
    }

    async fn step(
        &self,
        means: Means<'_>,
        progress: &mut Progress,
        pages: &mut dyn PageSink,
        marking: &mut dyn Marking,
        writes: &Writes<'_>,
    ) -> Result<Option<Output>, DriveError> {
        self.prepare(means.connector, progress).await;
        if progress.is_done() {
            return progress.output().await.map(Some);
        }
        if progress.only_signs && !matches!(*progress.step, Step::Sign(_)) {
            return Err(DriveError::Contract(
                "to judge a delivery it may ask for signatures and for nothing else",
            ));
        }
        progress.promise.note(&progress.step);
        hand_on(progress, pages).await?;
        let was_marked = progress.is_marked;
        if !was_marked {
            self.wait(after_ms(&progress.step)).await?;
            mark(progress, marking).await?;
        }
        let step = Arc::clone(&progress.step);
        let exchanges = Exchanges {
            client: &self.client,
            clock: &*self.clock,
            leave: means.leave,
            credentials: means.credentials,
            traffic: &progress.traffic,
            writes,
        };
        let at = At {
            driver: self,
            connector: means.connector,
            step: &step,
        };
        let allowance = &mut progress.allowance;
        let outcome = match &*step {
            Step::Send(exchange) if was_marked => {
                let lost = exchanges.abandoned(&exchange.request);
                at.resume(lost, allowance).await?
            }
            Step::Send(exchange) => {
                let sent = at.send(&exchanges, exchange, allowance).await;
                // What was not carried out may be sent another time.
                progress.is_marked &= !matches!(sent, Err(Sent::No(_)));
                sent.map_err(Sent::into_error)?
            }
            Step::Download(transfer) => {
                let downloads = &mut progress.downloads;
                // Calls that wait for something else have no room for it.
                let reply = Box::pin(exchanges.download(transfer, means.destination, downloads));
                at.resume(reply.await?, allowance).await?
            }
            Step::Sign(signing) => {
                check_message(&signing.message)?;
                let name = repeated(&signing.secret);
                exchanges.leave.check_signing(&name)?;
                let secret = means.credentials.secret_setting(&name).await?;
                let message = signing.message.clone();
                let (size, sign) = (message.len(), move || sign(&secret, &message));
                let signature = allowance.compute_here(means.connector, size, sign);
                let reply = Reply::Signature(signature.await?);
                at.resume(reply, allowance).await?
            }
            // Pages were handed on, and what is done has its output.
            Step::Page(_) | Step::Done(_) => return Ok(None),
        };
        let next = exchanges.judged(outcome)?;
        check_state(&next)?;
        progress.step = Arc::new(next);
        progress.has_written |= writes.counts();
        progress.is_marked = false;
        progress.steps += 1;
        Ok(None)
    }

    /// Sees to it that the call goes by the limits and the manifest that are here,
    /// wherever it was before.
    async fn prepare(&self, connector: &Connector, progress: &mut Progress) {
        let action = progress.action.as_deref();
        let described = action.and_then(|action| connector.manifest().action(action));
        let resumes = described.is_some_and(|action| action.resumes);
        progress.downloads.limit(self.limits.downloads, resumes);
        progress.allowance.limit(self.limits);
        progress.promise.look_up(connector, action).await;
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
}

/// Hands a page on. What is left of the step is the exchange that follows.
async fn hand_on(progress: &mut Progress, pages: &mut dyn PageSink) -> Result<(), DriveError> {
    let Step::Page(page) = &*progress.step else {
        return Ok(());
    };
    progress.allowance.output(&page.items, pages.keeps())?;
    let items: Vec<Value> = parse(&page.items, "the items of a page are no JSON array")?;
    let items = progress.promise.page(items).await?;
    pages.page(items).await.map_err(DriveError::Sink)?;
    let then = Step::Send(page.then.clone());
    progress.step = Arc::new(then);
    Ok(())
}

/// Marks a step that must not be performed twice, and has it kept.
async fn mark(progress: &mut Progress, marking: &mut dyn Marking) -> Result<(), DriveError> {
    if !matches!(&*progress.step, Step::Send(exchange) if !exchange.repeatable) {
        return Ok(());
    }
    progress.is_marked = true;
    let kept = marking.mark(progress).await;
    progress.is_marked = kept.is_ok();
    kept.map_err(DriveError::Mark)
}

fn after_ms(step: &Step) -> u64 {
    match step {
        Step::Send(exchange) => exchange.after_ms,
        Step::Download(transfer) => transfer.after_ms,
        Step::Page(_) | Step::Sign(_) | Step::Done(_) => 0,
    }
}

/// Why an exchange came to nothing.
enum Sent {
    /// It was not carried out.
    No(DriveError),
    /// It was answered, and the connector failed.
    Yes(DriveError),
}

impl Sent {
    fn into_error(self) -> DriveError {
        match self {
            Self::No(error) | Self::Yes(error) => error,
        }
    }
}

/// A step at which the connector goes on.
#[derive(Clone, Copy)]
struct At<'a> {
    driver: &'a Driver,
    connector: &'a Connector,
    step: &'a Arc<Step>,
}

impl At<'_> {
    /// Makes an exchange and has the connector go on with its answer. When that
    /// reads in it that the API rejects the token, the exchange is made once
    /// more with another: whatever the status, it has not been carried out.
    async fn send(
        self,
        exchanges: &Exchanges<'_>,
        exchange: &Exchange,
        allowance: &mut Allowance,
    ) -> Result<Result<Step, Failure>, Sent> {
        let reply = exchanges.send(exchange).await.map_err(Sent::No)?;
        let is_lost = reply == Reply::Lost;
        let outcome = self.resume(reply, allowance).await.map_err(Sent::Yes)?;
        let is_rejected = matches!(
            &outcome,
            Err(failure) if failure.kind() == FailureKind::Unauthenticated
        ) && !is_lost;
        if !is_rejected {
            return Ok(outcome);
        }
        exchanges.writes.was_rejected();
        let renewed = exchanges.renew_the_last_token().await;
        if renewed.map_err(|error| Sent::No(error.into()))? {
            let reply = exchanges.send(exchange).await.map_err(Sent::No)?;
            return self.resume(reply, allowance).await.map_err(Sent::Yes);
        }
        Ok(outcome)
    }

    /// Has the connector go on.
    async fn resume(self, reply: Reply, allowance: &mut Allowance) -> Outcome {
        let (step, now) = (Arc::clone(self.step), self.driver.now());
        let size = state(&step).len() + content(&reply).len();
        let resume = move |connector: &Connector| connector.resume(state(&step), &reply, now);
        allowance.compute(self.connector, size, resume).await
    }
}

fn state(step: &Step) -> &[u8] {
    step.state().unwrap_or_default()
}

/// What there is to read in a reply.
fn content(reply: &Reply) -> &[u8] {
    match reply {
        Reply::Response(response) => &response.body,
        Reply::Downloaded(_) | Reply::Signature(_) | Reply::Lost => &[],
    }
}

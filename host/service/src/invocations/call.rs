//! An invocation that was asked for, and how it ends when the caller or the service
//! goes away.

use std::future::pending;
use std::sync::Arc;

use connector_host::component::Connector;
use connector_host::download::Destination;
use connector_host::driver::{Output, PageSink};
use connector_host::manifest::{Action, Effect};
use connector_host::{Claimed, Error, Host};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tracing::Instrument as _;

use super::Invocation;
use crate::disk::Share;
use crate::problem::{Code, Problem};
use crate::room::Work;
use crate::service::Shared;

/// An invocation that was asked for.
pub(super) struct Call {
    shared: Arc<Shared>,
    work: Arc<Work>,
    host: Host,
    connector: Connector,
    action: String,
    connection: Option<String>,
    input: Value,
}

impl Call {
    /// Of an action that there is.
    pub(super) async fn new(
        (shared, work): (Arc<Shared>, Arc<Work>),
        host: Host,
        key: String,
        action: String,
        invocation: Invocation,
    ) -> Result<Self, Problem> {
        let connector = host.connector(&key).await?;
        if connector.manifest().action(&action).is_none() {
            let known = connector.manifest().actions.iter();
            return Err(Error::UnknownAction {
                connector: key,
                action,
                known: known.map(|known| known.id.clone()).collect(),
            }
            .into());
        }
        let call = Self {
            shared,
            work,
            host,
            connector,
            action,
            connection: invocation.connection,
            input: Value::Object(invocation.input),
        };
        if call.only_reads() {
            call.work.only_reads();
        }
        Ok(call)
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The room that it takes.
    pub(super) fn work(&self) -> &Arc<Work> {
        &self.work
    }

    fn action(&self) -> Option<&Action> {
        self.connector.manifest().action(&self.action)
    }

    /// Whether the action fetches files.
    pub(super) fn downloads(&self) -> bool {
        self.action().is_some_and(|action| action.downloads)
    }

    /// Whether the action changes nothing.
    pub(super) fn only_reads(&self) -> bool {
        self.action()
            .is_some_and(|action| action.effect == Effect::Read)
    }

    fn begin(self, destination: Option<Destination>) -> Begun {
        Begun {
            call: self,
            destination,
        }
    }

    /// What it is told by when it is asked for again, and what it is asked for with.
    pub(super) fn told_by(&self, key: &str) -> (String, String) {
        let connector = &self.connector.manifest().key;
        let connection = self.connection.as_deref().unwrap_or_default();
        let input = self.input.to_string();
        let id = fingerprint([self.work.key(), connector, &self.action, key]);
        (id, fingerprint([connection, &input]))
    }

    pub(super) fn host(&self) -> &Host {
        &self.host
    }

    /// Runs it once, to its end or to the service's, which gives none.
    pub(super) async fn run_once(mut self, claimed: &mut Claimed) -> Option<Result<Output, Error>> {
        let input = std::mem::take(&mut self.input);
        let begun = self.begin(None);
        tokio::select! {
            outcome = claimed.run(begun.invocation(input)) => Some(outcome),
            () = begun.call.shared.ending.calls_cut() => None,
        }
    }

    /// Runs it to its end; what only reads, as long as the caller is there.
    pub(super) async fn run(self) -> Result<Output, Problem> {
        self.run_until(None, pending()).await
    }

    /// The same with files that go there, as long as there is room for them.
    pub(super) async fn fetch(
        self,
        destination: Destination,
        share: &Share,
    ) -> Result<Output, Problem> {
        let only_reads = self.only_reads();
        let output = self.run_until(Some(destination), share.exceeded()).await?;
        match share.has_exceeded() {
            Some(problem) if only_reads => Err(problem),
            // What was changed is told: nobody could ask for it again.
            _ => Ok(output),
        }
    }

    async fn run_until(
        self,
        destination: Option<Destination>,
        stopped: impl Future<Output = Problem>,
    ) -> Result<Output, Problem> {
        let left = self.only_reads().then(|| self.work.left().clone());
        let call = self.begin(destination).run(stopped);
        unless(call, async move {
            match left {
                Some(left) => left.cancelled().await,
                None => pending().await,
            }
        })
        .await
    }

    /// Runs it to its end and hands on its pages, in a task of its own; what only
    /// reads, until the reader has left.
    pub(super) fn stream<S, F>(
        self,
        mut pages: S,
        left: impl Future<Output = ()> + Send + 'static,
        then: impl FnOnce(S, Result<Output, Problem>) -> F + Send + 'static,
    ) where
        S: PageSink + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let only_reads = self.only_reads();
        let tasks = self.shared.tasks.clone();
        let mut begun = self.begin(None);
        let call = async move {
            let outcome = match only_reads {
                true => unless(begun.stream(&mut pages), left).await,
                false => begun.stream(&mut pages).await,
            };
            then(pages, outcome).await;
        };
        tasks.spawn(call.in_current_span());
    }
}

/// What a call comes to, unless its caller leaves before.
async fn unless(
    call: impl Future<Output = Result<Output, Problem>>,
    left: impl Future<Output = ()>,
) -> Result<Output, Problem> {
    tokio::select! {
        outcome = call => outcome,
        // Nobody is there to be told.
        () = left => Err(Problem::new(Code::Internal, "the caller has gone away")),
    }
}

/// An invocation on its way.
struct Begun {
    call: Call,
    destination: Option<Destination>,
}

impl Begun {
    async fn run(mut self, stopped: impl Future<Output = Problem>) -> Result<Output, Problem> {
        let input = std::mem::take(&mut self.call.input);
        let invocation = self.invocation(input);
        let may_have_written = invocation.may_have_written();
        tokio::select! {
            outcome = invocation.run() => Ok(outcome?),
            problem = stopped => Err(match may_have_written.is_set() {
                true => problem.after_a_write(),
                false => problem,
            }),
            () = self.call.shared.ending.calls_cut() => Err(cut(may_have_written.is_set())),
        }
    }

    async fn stream(&mut self, pages: &mut dyn PageSink) -> Result<Output, Problem> {
        let input = std::mem::take(&mut self.call.input);
        let invocation = self.invocation(input);
        let may_have_written = invocation.may_have_written();
        tokio::select! {
            outcome = invocation.stream(pages) => Ok(outcome?),
            () = self.call.shared.ending.calls_cut() => Err(cut(may_have_written.is_set())),
        }
    }

    fn invocation(&self, input: Value) -> connector_host::Invocation<'_> {
        let Call {
            host,
            connector,
            action,
            connection,
            ..
        } = &self.call;
        let key = &connector.manifest().key;
        let mut invocation = host.invoke(key, action).input(input);
        if let Some(connection) = connection {
            invocation = invocation.connection(connection);
        }
        if let Some(destination) = &self.destination {
            invocation = invocation.download_to(destination.clone());
        }
        invocation
    }
}

/// The SHA-256 of some texts, each behind its length.
fn fingerprint<const N: usize>(texts: [&str; N]) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    let digits = digest.finalize();
    digits.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is said of a call that the end of the service has cut off.
pub(super) fn cut(in_doubt: bool) -> Problem {
    if in_doubt {
        Problem::new(
            Code::CutOff,
            "the service has ended before the call did, and the call may have changed something by then: look before you make it again",
        )
    } else {
        Problem::new(
            Code::Ending,
            "the service has ended before the call did; ask again",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_have_been_carried_out_is_not_called_repeatable() {
        assert_eq!(cut(true).code_of_service(), Some(Code::CutOff));
        assert_eq!(cut(false).code_of_service(), Some(Code::Ending));
    }
}

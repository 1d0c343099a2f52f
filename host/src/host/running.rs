//! Working at a run.

use std::fmt;
use std::io;

use futures_util::future::{BoxFuture, ready};

use super::Host;
use super::credential::GrantCredential;
use super::run::{Head, Run, RunError, bytes};
use crate::Error;
use crate::component::Connector;
use crate::connections::Connection;
use crate::consent::Leave;
use crate::contract;
use crate::download::{Destination, are_there};
use crate::driver::{Call, Driver, Marking, MayHaveWritten, Means, Output, PageSink, Progress};

/// Keeps a run at the moment when it has to be known of: a request that must not be
/// sent twice is about to leave.
pub trait Journal: Send {
    /// Keeps the bytes of a run, as [`Run::to_bytes`] gives them, in place of those
    /// that were kept of it before. The request leaves once that is done.
    ///
    /// # Errors
    ///
    /// An error ends the step, and nothing is sent.
    fn keep(&mut self, run: Vec<u8>) -> BoxFuture<'_, io::Result<()>>;
}

/// A [run](Run) that is worked at: by [`advance`](Self::advance) step by step, or
/// by [`run`](Self::run) to its end.
#[must_use = "nothing happens until it is advanced"]
pub struct Running {
    run: Run,
    means: RunMeans,
    driver: Driver,
    may_have_written: MayHaveWritten,
    destination: Option<Destination>,
    journal: Option<Box<dyn Journal>>,
}

/// What a run is worked at with.
struct RunMeans {
    connector: Connector,
    leave: Leave,
    credential: GrantCredential,
    /// What the connector may know of the connection.
    view: contract::Connection,
    /// The name of the connection.
    name: String,
}

impl Host {
    /// Goes on with a run, wherever it was put down. It is for one host at a time:
    /// whoever keeps runs sees to that.
    ///
    /// Where what the run has downloaded is not here, it is begun anew, unless it has
    /// sent what must not be sent twice.
    ///
    /// # Errors
    /// When the component that began it or the connection is not there any more, or
    /// may not be used, and as [`Running::advance`].
    pub async fn take_up(&self, run: Run) -> Result<Running, Error> {
        let head = &run.head;
        let connector = self.component_of(head).await?;
        let action = connector.manifest().action(&head.action);
        let action = action.ok_or(RunError::Damaged)?;
        self.permission(&connector)?.check_action(action)?;
        let connection = self.connection(&head.connection).await?;
        if connection.connector != head.connector {
            return Err(RunError::Damaged.into());
        }
        let means = self
            .run_means(connector, connection, &head.action, head.began)
            .await?;
        let mut running = self.running(run, means, MayHaveWritten::default());
        running.may_have_written.note(&running.run.progress);
        running.find_files().await?;
        Ok(running)
    }

    /// Begins a run.
    pub(super) async fn begin_run(
        &self,
        connector: Connector,
        connection: Connection,
        (action, input): (String, String),
        may_have_written: MayHaveWritten,
    ) -> Result<Running, Error> {
        let head = Head {
            connector: connector.manifest().key.clone(),
            connector_version: connector.manifest().version.clone(),
            component: connector.digest().to_owned(),
            connection: connection.id.to_string(),
            began: self.now_in_seconds(),
            action,
            input,
        };
        let means = self
            .run_means(connector, connection, &head.action, head.began)
            .await?;
        let progress = means.begin(&self.inner.driver, &head).await?;
        Ok(self.running(Run { head, progress }, means, may_have_written))
    }

    fn running(&self, run: Run, means: RunMeans, may_have_written: MayHaveWritten) -> Running {
        Running {
            run,
            means,
            driver: self.inner.driver.clone().noting(may_have_written.clone()),
            may_have_written,
            destination: None,
            journal: None,
        }
    }

    async fn run_means(
        &self,
        connector: Connector,
        connection: Connection,
        action: &str,
        began: u64,
    ) -> Result<RunMeans, Error> {
        let bounds = self.bounds_of_use(&connector, &connection)?;
        let leave = bounds.leave(&connection.method, Some(action));
        let view = contract::Connection {
            now: began,
            ..self.view(&connection, leave.policy())
        };
        let name = connection.name.clone();
        let credential = GrantCredential::new(self, &connector, connection).await?;
        credential.note_use();
        Ok(RunMeans {
            connector,
            leave,
            credential,
            view,
            name,
        })
    }

    /// The component that began a run.
    async fn component_of(&self, head: &Head) -> Result<Connector, Error> {
        let present = match self.connector(&head.connector).await {
            Ok(connector) if connector.digest() == head.component => return Ok(connector),
            Ok(connector) => Some(connector.manifest().version.as_str().into()),
            Err(Error::UnknownConnector { .. }) => None,
            Err(error) => return Err(error),
        };
        // Another one is in its place; it is kept for what it has begun.
        if present.is_some()
            && let Some(replaced) = self.fetch(&head.connector, &head.component).await?
        {
            return Ok(replaced);
        }
        let gone = RunError::ComponentGone {
            connector: head.connector.clone(),
            action: head.action.clone(),
            version: head.connector_version.as_str().into(),
            digest: head.component.as_str().into(),
            present,
        };
        Err(gone.into())
    }
}

impl RunMeans {
    async fn begin(&self, driver: &Driver, head: &Head) -> Result<Progress, Error> {
        let call = Call::Invoke {
            connection: self.view.clone(),
            action: head.action.clone(),
            input: head.input.clone(),
        };
        let begun = driver.begin(&self.connector, call).await;
        begun.map_err(|error| Error::from(error).about(&self.name))
    }
}

impl Running {
    /// The run as far as it is, to be kept.
    #[must_use]
    pub fn value(&self) -> &Run {
        &self.run
    }

    /// The run, put down.
    #[must_use]
    pub fn put_down(self) -> Run {
        self.run
    }

    /// Where a file goes that the action downloads.
    pub fn download_to(mut self, destination: Destination) -> Self {
        self.destination = Some(destination);
        self
    }

    /// Keeps the run there before a request leaves that must not be sent twice.
    /// Without it, whoever takes up what was kept between two steps sends such a
    /// request again.
    pub fn keep_in(mut self, journal: impl Journal + 'static) -> Self {
        self.journal = Some(Box::new(journal));
        self
    }

    /// Whether it may have written by now: for whoever ends it before its time, by
    /// dropping it.
    #[must_use]
    pub fn may_have_written(&self) -> MayHaveWritten {
        self.may_have_written.clone()
    }

    /// The member of the output that the items of pages belong to.
    #[must_use]
    pub fn items_member(&self) -> Option<&str> {
        let action = self.means.connector.manifest().action(self.run.action())?;
        let pagination = action.pagination.as_ref()?;
        Some(pagination.items.as_str())
    }

    /// Performs one step. The output comes when there is nothing left to do; it is
    /// without the items that went to `pages`.
    ///
    /// A step that was not finished is performed again by whoever takes the run up.
    /// The page of such a step comes again: its number is [`Run::steps`]. What must
    /// not be sent twice is not: the connector is told that the answer is lost.
    ///
    /// # Errors
    /// Whatever ended it early.
    pub async fn advance(&mut self, pages: &mut dyn PageSink) -> Result<Option<Output>, Error> {
        let Run { head, progress } = &mut self.run;
        let means = Means {
            connector: &self.means.connector,
            leave: &self.means.leave,
            credentials: &self.means.credential,
            destination: self.destination.as_ref(),
        };
        let mut marking = InJournal {
            head,
            journal: self.journal.as_deref_mut(),
        };
        let advanced = self.driver.advance(means, progress, pages, &mut marking);
        advanced
            .await
            .map_err(|error| Error::from(error).about(&self.means.name))
    }

    /// Performs all steps that are left.
    ///
    /// # Errors
    /// Whatever ended it early.
    pub async fn run(mut self, pages: &mut dyn PageSink) -> Result<Output, Error> {
        loop {
            if let Some(output) = self.advance(pages).await? {
                return Ok(output);
            }
        }
    }

    /// Begins anew where what was downloaded is not here.
    async fn find_files(&mut self) -> Result<(), Error> {
        let Run { head, progress } = &mut self.run;
        if are_there(progress.downloaded()).await {
            return Ok(());
        }
        if !progress.may_begin_anew() {
            let action = head.action.clone();
            return Err(RunError::FilesElsewhere { action }.into());
        }
        tracing::debug!(
            action = head.action,
            "what it has downloaded is not here; it is begun anew"
        );
        let anew = self.means.begin(&self.driver, head).await?;
        progress.begin_anew_as(anew);
        Ok(())
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("run", &self.run)
            .field("connection", &self.means.name)
            .finish_non_exhaustive()
    }
}

/// The journal of a run, as the driver knows it.
struct InJournal<'a> {
    head: &'a Head,
    journal: Option<&'a mut (dyn Journal + 'static)>,
}

impl Marking for InJournal<'_> {
    fn mark<'a>(&'a mut self, progress: &'a Progress) -> BoxFuture<'a, io::Result<()>> {
        match &mut self.journal {
            Some(journal) => journal.keep(bytes(self.head, progress)),
            None => Box::pin(ready(Ok(()))),
        }
    }
}

//! Working at a run.

use std::fmt;
use std::sync::Arc;

use tracing::{Instrument as _, Span};

use super::Host;
use super::audit::CallWatch;
use super::credential::GrantCredential;
use super::journal::{InJournal, Journal, Keeping};
use super::run::{Head, Run, RunError, sealed};
use super::spans;
use crate::Error;
use crate::component::Connector;
use crate::connections::{AtHand, AuditKind, Terms, new_id};
use crate::consent::Leave;
use crate::download::{Destination, are_there};
use crate::driver::{
    Call, Collected, DriveError, Driver, MayHaveWritten, Means, Output, PageSink, Progress,
};
use crate::manifest::Effect;

/// A [run](Run) that is worked at: by [`advance`](Self::advance) step by step, or
/// by [`run`](Self::run) to its end.
#[must_use = "nothing happens until it is advanced"]
pub struct Running {
    // In a place of its own: it is handed on, and whoever waits for it would have room for
    // it each time.
    at: Box<At>,
}

/// How far the work at a run is, and what it is worked at with.
struct At {
    run: Run,
    means: RunMeans,
    driver: Driver,
    may_have_written: MayHaveWritten,
    destination: Option<Destination>,
    keeping: Keeping,
    /// Whether it was taken up, and may be somebody else's as well.
    is_unclaimed: bool,
    /// What is done of it here.
    span: Span,
}

/// What a run is worked at with.
struct RunMeans {
    connector: Connector,
    terms: Arc<Terms>,
    leave: Leave,
    credential: GrantCredential,
}

impl Host {
    /// Goes on with a run that was [put away](Running::put_away), wherever that was, by a
    /// host of the same tenant. With its first step it is taken from whoever worked at it
    /// before: see [`Journal::keep`].
    ///
    /// Where what the run has downloaded is not here, it is begun anew, unless it has
    /// sent what must not be sent twice.
    ///
    /// # Errors
    /// When it is not as this tenant's host has sealed it, when the component that began
    /// it or the connection is not there any more, or may not be used, and as
    /// [`Running::advance`].
    pub async fn take_up(&self, run: &[u8]) -> Result<Running, Error> {
        let store = self.store().await?;
        let run = Run::opened(&store, run).await?;
        let head = &run.head;
        let connection = store.connection_with_id(&head.connection).await;
        let name = match &connection {
            Ok(connection) => connection.name.clone(),
            Err(_) => head.connection.clone(),
        };
        let means = async {
            // A component that was removed took its connections along, and says more.
            let connector = self.component_of(head).await?;
            let action = connector.manifest().action(&head.action);
            let action = action.ok_or(RunError::Damaged)?;
            self.permission(&connector)?.check_action(action)?;
            let connection: Arc<AtHand> = connection?.into();
            if connection.connector != head.connector {
                return Err(RunError::Damaged.into());
            }
            self.run_means(connector, connection, &head.action).await
        };
        let means = means.await.map_err(|error: Error| error.about(&name))?;
        let span = spans::invocation(&self.tenant, &run.head);
        let mut running = self.running(run, means, span, MayHaveWritten::default());
        running.at.may_have_written.note(&running.at.run.progress);
        running.at.is_unclaimed = true;
        running.find_files().await?;
        Ok(running)
    }

    /// Begins a run.
    pub(super) async fn begin_run(
        &self,
        connector: Connector,
        connection: Arc<AtHand>,
        (action, input): (String, String),
        may_have_written: MayHaveWritten,
    ) -> Result<Running, Error> {
        let head = Head {
            id: new_id()?,
            epoch: 0,
            connector: connector.manifest().key.clone(),
            connector_version: connector.manifest().version.clone(),
            component: connector.digest().to_owned(),
            connection: connection.id.to_string(),
            began: self.now_in_seconds(),
            action,
            input,
        };
        let name = connection.name.clone();
        let means = self.run_means(connector, connection, &head.action).await;
        let means = means.map_err(|error| error.about(&name))?;
        let span = spans::invocation(&self.tenant, &head);
        let begun = means.begin(&self.inner.driver, &head);
        let begun = begun.instrument(span.clone()).await;
        let progress = begun.inspect_err(|error| spans::failed(&span, error.code()))?;
        let run = Run { head, progress };
        Ok(self.running(run, means, span, may_have_written))
    }

    fn running(
        &self,
        run: Run,
        means: RunMeans,
        span: Span,
        may_have_written: MayHaveWritten,
    ) -> Running {
        let driver = self.driver_for(CallWatch {
            kind: AuditKind::Invoke,
            connector: &means.connector,
            connection: Some(means.credential.connection.connection()),
            action: Some(&run.head.action),
            run: Some(&run.head.id),
        });
        let at = At {
            run,
            means,
            driver: driver.noting(may_have_written.clone()),
            may_have_written,
            destination: None,
            keeping: Keeping::NotSaid,
            is_unclaimed: false,
            span,
        };
        Running { at: Box::new(at) }
    }

    async fn run_means(
        &self,
        connector: Connector,
        connection: Arc<AtHand>,
        action: &str,
    ) -> Result<RunMeans, Error> {
        let terms = self.terms_at_hand(&connector, &connection)?;
        terms.bounds.check_effect(action)?;
        let leave = terms.bounds.clone().leave(&connection.method, Some(action));
        let credential = GrantCredential::new(self, &connector, connection).await?;
        credential.note_use();
        Ok(RunMeans {
            connector,
            terms,
            leave,
            credential,
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
            connection: self.terms.view_at(head.began),
            action: head.action.clone(),
            input: head.input.clone(),
        };
        let begun = driver.begin(&self.connector, call).await;
        begun.map_err(|error| self.told(error))
    }

    /// An error about the connection.
    fn told(&self, error: impl Into<Error>) -> Error {
        error.into().about(self.name())
    }

    /// The name of the connection.
    fn name(&self) -> &str {
        &self.credential.connection.name
    }
}

impl Running {
    /// The run as far as it is.
    #[must_use]
    pub fn value(&self) -> &Run {
        &self.at.run
    }

    /// The run as far as it is, sealed with the data key of its tenant, to be
    /// [taken up](Host::take_up) some time. It is of use until that key is replaced
    /// ([`Host::rotate_data_key`]); and where another version of the connector takes the
    /// place of the one that began it, for a week at least.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn put_away(mut self) -> Result<Vec<u8>, Error> {
        self.tell_where_it_is_kept().await?;
        let Run { head, progress } = &self.at.run;
        let text = head.text(progress);
        let sealed = sealed(&self.at.means.credential.store, &head.id, text).await;
        sealed.map_err(|error| self.at.means.told(error))
    }

    /// Keeps the run as far as it is in its journal. Between two steps it need not be,
    /// but what was not kept is done again by whoever takes up what was.
    ///
    /// # Errors
    /// When it can't be kept, or somebody else has taken the run up.
    pub async fn keep(&mut self) -> Result<(), Error> {
        if matches!(self.at.keeping, Keeping::In(_)) {
            self.tell_where_it_is_kept().await?;
        }
        let Run { head, progress } = &mut self.at.run;
        let text = head.next_text(progress);
        let mut is_elsewhere = false;
        let mut journal = InJournal {
            head,
            store: &self.at.means.credential.store,
            keeping: &mut self.at.keeping,
            is_elsewhere: &mut is_elsewhere,
        };
        let kept = journal.keep(text).await;
        if is_elsewhere {
            return Err(self.taken_up());
        }
        self.at.is_unclaimed &= kept.is_err();
        kept.map_err(|error| self.at.means.told(DriveError::Mark(error)))
    }

    /// Where a file goes that the action downloads.
    pub fn download_to(mut self, destination: Destination) -> Self {
        self.at.destination = Some(destination);
        self
    }

    /// Keeps the run there before a request leaves that must not be sent twice, and, of
    /// one that was taken up, before its first step.
    pub fn keep_in(mut self, journal: impl Journal + 'static) -> Self {
        self.at.keeping = Keeping::In(Box::new(journal));
        self
    }

    /// The same where the journal is in the store of the connections.
    pub(super) fn keep_in_store(mut self, journal: impl Journal + 'static) -> Self {
        self.at.keeping = Keeping::InStore(Box::new(journal));
        self
    }

    /// Says that the run is kept nowhere while it is worked at. Nobody may take it up
    /// then once a step was begun: what must not be sent twice might be.
    pub fn not_kept(mut self) -> Self {
        self.at.keeping = Keeping::Nowhere;
        self
    }

    /// Whether it may have written by now: for whoever ends it before its time, by
    /// dropping it.
    #[must_use]
    pub fn may_have_written(&self) -> MayHaveWritten {
        self.at.may_have_written.clone()
    }

    /// The member of the output that the items of pages belong to.
    #[must_use]
    pub fn items_member(&self) -> Option<&str> {
        let action = self
            .at
            .means
            .connector
            .manifest()
            .action(self.at.run.action())?;
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
    /// Whatever ended it early; and, before anything is done, that neither a
    /// [journal](Self::keep_in) was given for what changes something nor the word that
    /// it is [kept nowhere](Self::not_kept).
    pub async fn advance(&mut self, pages: &mut dyn PageSink) -> Result<Option<Output>, Error> {
        let span = self.at.span.clone();
        let advanced = self.advance_here(pages).instrument(span.clone()).await;
        advanced.inspect_err(|error| spans::failed(&span, error.code()))
    }

    async fn advance_here(&mut self, pages: &mut dyn PageSink) -> Result<Option<Output>, Error> {
        self.claim().await?;
        let mut is_elsewhere = false;
        let Run { head, progress } = &mut self.at.run;
        let means = Means {
            connector: &self.at.means.connector,
            leave: &self.at.means.leave,
            credentials: &self.at.means.credential,
            destination: self.at.destination.as_ref(),
        };
        let mut marking = InJournal {
            head,
            store: &self.at.means.credential.store,
            keeping: &mut self.at.keeping,
            is_elsewhere: &mut is_elsewhere,
        };
        let advanced = self
            .at
            .driver
            .advance(means, progress, pages, &mut marking)
            .await;
        if is_elsewhere {
            return Err(self.taken_up());
        }
        advanced.map_err(|error| self.at.means.told(error))
    }

    /// Sees to it that the run is nobody else's.
    async fn claim(&mut self) -> Result<(), Error> {
        match &self.at.keeping {
            Keeping::NotSaid if self.changes_something() => {
                let action = self.at.run.head.action.clone();
                Err(self.at.means.told(RunError::NoJournal { action }))
            }
            // Whoever had it before has it no more.
            Keeping::In(_) | Keeping::InStore(_) if self.at.is_unclaimed => self.keep().await,
            Keeping::In(_) => self.tell_where_it_is_kept().await,
            _ => Ok(()),
        }
    }

    /// Tells that the component of the run is needed by what the store does not see.
    async fn tell_where_it_is_kept(&mut self) -> Result<(), Error> {
        let (head, host) = (&self.at.run.head, &self.at.means.credential.host);
        let told = host.tell_of_run_elsewhere(&head.connector, &head.component);
        told.await.map_err(|error| self.at.means.told(error))
    }

    fn changes_something(&self) -> bool {
        let action = self
            .at
            .means
            .connector
            .manifest()
            .action(self.at.run.action());
        action.is_none_or(|action| action.effect != Effect::Read)
    }

    fn taken_up(&self) -> Error {
        let action = self.at.run.head.action.clone();
        self.at.means.told(RunError::TakenUp { action })
    }

    /// Performs all steps that are left.
    ///
    /// # Errors
    /// Whatever ended it early.
    pub async fn run(mut self, pages: &mut dyn PageSink) -> Result<Output, Error> {
        self.all_steps(pages).await
    }

    async fn all_steps(&mut self, pages: &mut dyn PageSink) -> Result<Output, Error> {
        loop {
            if let Some(output) = self.advance(pages).await? {
                return Ok(output);
            }
        }
    }

    /// Performs all steps that are left. The items of all pages are in the output, in
    /// the member that the manifest names.
    ///
    /// # Errors
    /// Whatever ended it early; [`Error::Incomplete`] has the items of the pages that
    /// came before.
    pub async fn collect(mut self) -> Result<Output, Error> {
        let items_member = self.items_member().map(str::to_owned);
        let mut pages = Collected::default();
        match self.all_steps(&mut pages).await {
            Ok(mut output) => {
                if let Some(member) = items_member {
                    output.value = pages.merge_into(output.value, &member);
                }
                Ok(output)
            }
            Err(error) if pages.items().is_empty() => Err(error),
            Err(error) => Err(Error::Incomplete {
                items: pages.into_items(),
                source: Box::new(error),
            }),
        }
    }

    /// Begins anew where what was downloaded is not here.
    async fn find_files(&mut self) -> Result<(), Error> {
        let Run { head, progress } = &mut self.at.run;
        if are_there(progress.downloaded()).await {
            return Ok(());
        }
        if !progress.may_begin_anew() {
            let action = head.action.clone();
            return Err(self.at.means.told(RunError::FilesElsewhere { action }));
        }
        tracing::debug!(
            action = head.action,
            "what it has downloaded is not here; it is begun anew"
        );
        let anew = self.at.means.begin(&self.at.driver, head).await?;
        progress.begin_anew_as(anew);
        Ok(())
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("run", &self.at.run)
            .field("connection", &self.at.means.name())
            .finish_non_exhaustive()
    }
}

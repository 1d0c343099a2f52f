//! Being told what others change: a connection that listens.
//!
//! The tables tell of each change that calls could notice (see the schema), and what
//! is remembered of it is forgotten. That what is remembered is true is known for as
//! long as the server answers: it tells of a change before it answers a question that
//! was asked after that. So it is asked again and again while calls want to know, and
//! what was asked more than a second ago counts for nothing. Where the connection is
//! lost, nothing is remembered until there is another that listens. It is asked as well
//! whether it may be written: one that may not any more, since another has taken its
//! place, is told of no change. And it is asked for its time: what is remembered counts
//! for nothing either while the clock of this machine is not the database's.

use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_postgres::{AsyncMessage, Client, Config, SimpleQueryMessage};

use super::clocks::{Clocks, TIME};
use super::error::Failed;
use super::tls;
use crate::connections::backend::Known;
use crate::connections::memory::{Forget, Memory};
use crate::connections::tenant::Tenant;

/// For how long an answer of the server counts, from when it was asked.
const AGE: Duration = Duration::from_secs(1);
/// How often it is asked.
const INTERVAL: Duration = Duration::from_millis(250);
/// Up to so many times nobody listens for who wants to know: a program that makes a call
/// and ends needs no connection for that.
const FEW: u64 = 16;
/// For how long it is asked after somebody has wanted to know.
const WANTED: Duration = Duration::from_secs(10);
/// What it is asked: whether it is the one still that changes are made at. Its time comes
/// beside it.
const MAY_IT_BE_WRITTEN: &str = "current_setting('transaction_read_only')";
/// How long to wait for a connection, and for an answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait before another attempt.
const PAUSE: Duration = Duration::from_secs(1);

/// Listens in the background, once somebody has wanted to know some times.
#[derive(Debug)]
pub(super) struct Listener {
    shared: Arc<Shared>,
    listening: Mutex<Option<JoinHandle<()>>>,
    /// How often somebody wanted to know while it was not known.
    unanswered: AtomicU64,
}

#[derive(Debug)]
struct Shared {
    config: Config,
    memory: Arc<Memory>,
    clocks: Arc<Clocks>,
    begun: Instant,
    /// Counts the connections that have listened.
    session: AtomicU64,
    /// When the question was asked that the server has answered last, in milliseconds;
    /// 0 while nobody listens.
    asked_at: AtomicU64,
    /// The same by the clock.
    asked_by_clock: AtomicU64,
    /// When somebody wanted to know last, in milliseconds.
    wanted_at: AtomicU64,
    wanted: Notify,
}

impl Listener {
    pub(super) fn new(mut config: Config, memory: Arc<Memory>, clocks: Arc<Clocks>) -> Self {
        let name = config.get_application_name().unwrap_or_default();
        config.application_name(format!("{name} (listening)"));
        Self {
            shared: Arc::new(Shared {
                config,
                memory,
                clocks,
                begun: Instant::now(),
                session: AtomicU64::new(0),
                asked_at: AtomicU64::new(0),
                asked_by_clock: AtomicU64::new(0),
                wanted_at: AtomicU64::new(0),
                wanted: Notify::new(),
            }),
            listening: Mutex::default(),
            unanswered: AtomicU64::new(0),
        }
    }

    /// What is known now.
    pub(super) fn known(&self) -> Known {
        let shared = &*self.shared;
        let now = shared.moment();
        shared.wanted_at.store(now.by_machine, Ordering::SeqCst);
        let asked = Moment {
            by_machine: shared.asked_at.load(Ordering::SeqCst),
            by_clock: shared.asked_by_clock.load(Ordering::SeqCst),
        };
        // A later session than the one of that answer has everything forgotten.
        let session = shared.session.load(Ordering::SeqCst);
        if asked.by_machine > 0 && asked.counts(now) {
            return Known::Version(session);
        }
        if self.unanswered.fetch_add(1, Ordering::Relaxed) >= FEW {
            self.listen();
            shared.wanted.notify_one();
        }
        Known::Nothing
    }

    /// Begins to listen, unless somebody does. Whoever did so may have ended with the
    /// runtime that it was in.
    fn listen(&self) {
        let mut listening = self
            .listening
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let is_alive = listening.as_ref().is_some_and(|task| !task.is_finished());
        if !is_alive && let Ok(runtime) = Handle::try_current() {
            let shared = Arc::clone(&self.shared);
            *listening = Some(runtime.spawn(async move { shared.listen_again_and_again().await }));
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let listening = self.listening.get_mut();
        let listening = listening.unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = listening.take() {
            task.abort();
        }
    }
}

/// When something was, in milliseconds, by two clocks: one may stand still while the
/// machine sleeps, and the other may be set.
#[derive(Clone, Copy)]
struct Moment {
    by_machine: u64,
    by_clock: u64,
}

impl Moment {
    /// Whether the answer to a question counts that was asked then.
    fn counts(self, now: Self) -> bool {
        let age = milliseconds(AGE);
        now.by_machine.saturating_sub(self.by_machine) <= age
            && now.by_clock.abs_diff(self.by_clock) <= age
    }
}

/// While this is there, the server's answers count; when it goes, for whatever
/// reason, nothing does.
struct Session<'a>(&'a Shared);

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.0.asked_at.store(0, Ordering::SeqCst);
        self.0.memory.forget(&Forget::Everything);
    }
}

impl Shared {
    async fn listen_again_and_again(&self) {
        loop {
            let session = Session(self);
            if let Err(error) = self.listen().await {
                tracing::warn!(%error, "changes of the store are not told now: each call reads it");
            }
            drop(session);
            sleep(PAUSE).await;
            self.wanted.notified().await;
        }
    }

    /// Listens until the connection is lost.
    async fn listen(&self) -> Result<(), Failed> {
        let connecting = self.config.connect(tls::connector()?);
        let connected = timeout(PATIENCE, connecting).await;
        let (client, mut connection) = connected.map_err(|_| slow())??;
        let told = async {
            loop {
                match poll_fn(|context| connection.poll_message(context)).await {
                    Some(Ok(AsyncMessage::Notification(told))) => {
                        self.memory.forget(&changed(told.payload()));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(error.into()),
                    None => return Err(Failed::unavailable("the server has ended it".to_owned())),
                }
            }
        };
        tokio::select! {
            ended = told => ended,
            ended = self.ask(&client) => ended,
        }
    }

    /// Asks whether all that was changed is told, while somebody wants to know.
    async fn ask(&self, client: &Client) -> Result<(), Failed> {
        within(client.batch_execute("LISTEN connector_host")).await?;
        self.session.fetch_add(1, Ordering::SeqCst);
        let question = format!("SELECT {MAY_IT_BE_WRITTEN}, {TIME}");
        loop {
            let (asked, by_clock) = (self.moment(), self.clocks.now());
            let answer = within(client.simple_query(&question)).await?;
            if is_read_only(&answer) {
                return Err(Failed::unavailable("it may not be written".to_owned()));
            }
            self.clocks.judge(by_clock, &answer, 1)?;
            self.asked_by_clock.store(asked.by_clock, Ordering::SeqCst);
            self.asked_at.store(asked.by_machine, Ordering::SeqCst);
            let wanted_at = self.wanted_at.load(Ordering::SeqCst);
            if self.now().saturating_sub(wanted_at) > milliseconds(WANTED) {
                self.wanted.notified().await;
            } else {
                sleep(INTERVAL).await;
            }
        }
    }

    /// It is never 0.
    fn now(&self) -> u64 {
        1 + milliseconds(self.begun.elapsed())
    }

    fn moment(&self) -> Moment {
        let by_clock = SystemTime::now().duration_since(UNIX_EPOCH);
        Moment {
            by_machine: self.now(),
            by_clock: milliseconds(by_clock.unwrap_or_default()),
        }
    }
}

async fn within<T>(
    answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, Failed> {
    let answer = timeout(PATIENCE, answer).await;
    Ok(answer.map_err(|_| slow())??)
}

fn is_read_only(answer: &[SimpleQueryMessage]) -> bool {
    answer.iter().any(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0) == Some("on"),
        _ => false,
    })
}

fn slow() -> Failed {
    Failed::unavailable("it did not answer in time".to_owned())
}

/// What is to be forgotten when that is told.
fn changed(told: &str) -> Forget {
    let mut words = told.split(' ').map(str::to_owned);
    let word = words.next().unwrap_or_default();
    let rest = (words.next(), words.next(), words.next());
    match (word.as_str(), rest) {
        ("connection", (Some(tenant), Some(id), connector)) => {
            Forget::Connection(Tenant::kept(tenant), id, connector)
        }
        ("grant", (Some(tenant), Some(id), None)) => Forget::Grant(Tenant::kept(tenant), id),
        ("consent", (Some(connector), None, None)) => Forget::Connector(connector),
        ("api-key", (Some(id), None, None)) => Forget::ApiKey(id),
        ("tenant", (Some(tenant), None, None)) => Forget::Tenant(Tenant::kept(tenant)),
        // Such as a newer version may tell.
        _ => Forget::Everything,
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_counts_for_a_second_by_whichever_clock_says_more() {
        let asked = Moment {
            by_machine: 5_000,
            by_clock: 1_700_000_000_000,
        };
        let later = |machine: u64, clock: i64| Moment {
            by_machine: asked.by_machine + machine,
            by_clock: asked.by_clock.saturating_add_signed(clock),
        };
        assert!(asked.counts(later(1_000, 1_000)));
        assert!(!asked.counts(later(1_001, 1_000)));
        // The machine has slept, or somebody has set its clock.
        assert!(!asked.counts(later(3, 60_000)));
        assert!(!asked.counts(later(3, -60_000)));
    }

    #[test]
    fn what_is_told_is_forgotten_and_what_is_not_understood_is_everything() {
        let tenant = || Tenant::kept("acme".to_owned());
        let id = || "7f".to_owned();
        for (told, forgotten) in [
            (
                "connection acme 7f notes",
                Forget::Connection(tenant(), id(), Some("notes".to_owned())),
            ),
            ("grant acme 7f", Forget::Grant(tenant(), id())),
            ("consent notes", Forget::Connector("notes".to_owned())),
            ("api-key 7f", Forget::ApiKey(id())),
            ("tenant acme", Forget::Tenant(tenant())),
            ("grant acme", Forget::Everything),
            ("grant acme 7f more", Forget::Everything),
            ("key", Forget::Everything),
            ("", Forget::Everything),
        ] {
            assert_eq!(changed(told), forgotten, "{told}");
        }
    }
}

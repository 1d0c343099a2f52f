//! Being told what others change: a connection that listens.
//!
//! The tables tell of each change that calls could notice (see the schema), and what
//! is remembered of it is forgotten. That what is remembered is true is known for as
//! long as the server answers: it tells of a change before it answers a question that
//! was asked after that. So it is asked again and again while calls want to know, and
//! what was asked more than a second ago counts for nothing. Where the connection is
//! lost, nothing is remembered until there is another that listens.

use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_postgres::{AsyncMessage, Client, Config};

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
    begun: Instant,
    /// Counts the connections that have listened.
    session: AtomicU64,
    /// When the question was asked that the server has answered last, in milliseconds;
    /// 0 while nobody listens.
    asked_at: AtomicU64,
    /// When somebody wanted to know last, in milliseconds.
    wanted_at: AtomicU64,
    wanted: Notify,
}

impl Listener {
    pub(super) fn new(mut config: Config, memory: Arc<Memory>) -> Self {
        let name = config.get_application_name().unwrap_or_default();
        config.application_name(format!("{name} (listening)"));
        Self {
            shared: Arc::new(Shared {
                config,
                memory,
                begun: Instant::now(),
                session: AtomicU64::new(0),
                asked_at: AtomicU64::new(0),
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
        let now = shared.now();
        shared.wanted_at.store(now, Ordering::SeqCst);
        let asked_at = shared.asked_at.load(Ordering::SeqCst);
        // A later session than the one of that answer has everything forgotten.
        let session = shared.session.load(Ordering::SeqCst);
        if asked_at > 0 && now.saturating_sub(asked_at) <= milliseconds(AGE) {
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
        answered(client, "LISTEN connector_host").await?;
        self.session.fetch_add(1, Ordering::SeqCst);
        loop {
            let asked_at = self.now();
            answered(client, "").await?;
            self.asked_at.store(asked_at, Ordering::SeqCst);
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
}

async fn answered(client: &Client, question: &str) -> Result<(), Failed> {
    let answer = timeout(PATIENCE, client.batch_execute(question)).await;
    Ok(answer.map_err(|_| slow())??)
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

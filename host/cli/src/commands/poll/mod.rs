//! `poll`: looks for what has happened, once or again and again.

use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueHint};
use connector_host::{
    Class, Error,
    connections::Connection,
    input::Assignment,
    manifest::{Poll as Cadence, Trigger},
    schema::Schema,
    triggers::{self, Polled},
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use tokio::time::sleep;

use crate::{
    errors::Explain as _,
    exit::CommandError,
    input::{self, Source},
    lookup, output,
    screen::{running, terminal, text},
    session::Session,
};

mod kept;

use kept::{Kept, Subscription};

/// Look for what has happened, and show it as lines of JSON
#[derive(Args, Debug)]
#[command(
    after_help = "The first poll sets the mark and tells of nothing old. From then on each poll tells what is new \
since the last one with the same tenant, connector, trigger, connection and input: where that was, \
and what it told, is kept in a file in the data directory, or in that of --state. The file is \
written after the lines are: a poll that is broken off is made again, and tells all of it.

Without --once it polls until it is ended, and goes on after failures that pass.

Examples:
  connector-host poll example note-created
  connector-host poll example note-created --set book=work --interval 600
  connector-host poll example note-created --once --state ./notes.json"
)]
pub(crate) struct Poll {
    /// The connector
    key: String,
    /// The trigger; connector-host triggers KEY lists them
    trigger: String,
    /// The connection to use; may be left out when one is the default, as the only one is
    #[arg(short, long, value_name = "NAME")]
    connection: Option<String>,
    /// What to choose by: a JSON object, @FILE to read it from a file, - from stdin
    #[arg(short, long, value_name = "JSON|@FILE|-")]
    input: Option<Source>,
    /// One field to choose by; repeat it for more
    #[arg(short, long, value_name = "FIELD=VALUE")]
    set: Vec<Assignment>,
    /// Poll once, and end
    #[arg(long)]
    once: bool,
    /// How many seconds to wait between two polls; as few as the trigger allows when left out
    #[arg(long, value_name = "SECONDS", conflicts_with = "once")]
    interval: Option<u64>,
    /// The file that keeps where the last poll was
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    state: Option<PathBuf>,
}

/// What is polled.
struct Polling<'a> {
    session: &'a Session,
    trigger: &'a Trigger,
    cadence: Cadence,
    subscription: Subscription,
    /// Whether this poll is the only one of the process.
    is_once: bool,
}

impl Poll {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.connector(&self.key)?;
        let trigger = lookup::trigger(connector.manifest(), &self.trigger)?;
        let Some(cadence) = trigger.poll else {
            let (connector, trigger) = (self.key, self.trigger);
            return Err(session.told(Error::NotPolled { connector, trigger }));
        };
        let interval = self.interval(&cadence)?;
        let schema = trigger.input.value();
        let input = input::assemble(Schema::new(&schema), self.input.as_ref(), &self.set)?;
        let connection = self.connection(session)?;
        let polling = Polling {
            session,
            trigger,
            cadence,
            is_once: self.once,
            subscription: self.subscription(&connection, session, input),
        };
        let mut kept = match &self.state {
            Some(path) => Kept::open(path.clone(), &polling.subscription)?,
            None => Kept::open_default(session.host().data_dir(), &polling.subscription)?,
        };
        loop {
            let poll =
                session.run(async { Ok::<_, CommandError>(polling.poll(&mut kept).await) })?;
            match poll {
                Ok(()) => {}
                Err(Problem::Api(error)) if !self.once && passes(&error) => {
                    terminal::warn(text!("{}; the next poll looks for the same", error));
                }
                Err(Problem::Api(error)) => {
                    let is_over_later = passes(&error);
                    let told = error.explained(&session.around(Some(&connection)));
                    return Err(match is_over_later {
                        true => {
                            told.with_next("run it again later: the next poll looks for the same")
                        }
                        false => told,
                    });
                }
                Err(Problem::Here(error)) => return Err(error),
            }
            if self.once {
                return Ok(());
            }
            session.run(async {
                sleep(interval).await;
                Ok::<_, CommandError>(())
            })?;
        }
    }

    fn interval(&self, cadence: &Cadence) -> Result<Duration, CommandError> {
        let least = cadence.interval_seconds;
        match self.interval {
            Some(seconds) if seconds < least => Err(CommandError::usage(text!(
                "--interval: {} is to be polled every {} seconds at the most",
                self.trigger,
                least
            ))
            .with_next(text!("leave it out, or give {} or more", least))),
            seconds => Ok(Duration::from_secs(seconds.unwrap_or(least))),
        }
    }

    /// The connection to poll by.
    fn connection(&self, session: &Session) -> Result<Connection, CommandError> {
        let name = self.connection.as_deref();
        let connection = session.run(session.host().connection_for(&self.key, name))?;
        connection.ok_or_else(|| {
            session.told(Error::NotConnected {
                connector: self.key.clone(),
            })
        })
    }

    fn subscription(
        &self,
        connection: &Connection,
        session: &Session,
        input: Map<String, Value>,
    ) -> Subscription {
        Subscription {
            tenant: session.host().tenant_name().to_string(),
            connector: self.key.clone(),
            trigger: self.trigger.clone(),
            connection: connection.id.to_string(),
            input: input.into(),
        }
    }
}

/// Why a poll told of nothing.
enum Problem {
    /// The API, or the way to it.
    Api(Error),
    /// This machine.
    Here(CommandError),
}

impl Polling<'_> {
    /// Polls once, tells what is new, and keeps that it has.
    async fn poll(&self, kept: &mut Kept) -> Result<(), Problem> {
        let now = Timestamp::now();
        let Subscription {
            connector,
            trigger,
            connection,
            input,
            ..
        } = &self.subscription;
        let mut poll = self
            .session
            .host()
            .poll(connector, trigger)
            .connection(connection)
            .input(input.clone());
        let cursor = kept.cursor();
        let is_first = cursor.is_none();
        if let Some(cursor) = cursor {
            poll = poll.since(cursor.clone());
        }
        let Polled {
            mut events,
            cursor,
            warnings,
            ..
        } = poll.run().await.map_err(Problem::Api)?;
        for warning in &warnings {
            terminal::warn(running(warning));
        }
        events.sort_by_key(|event| event.occurred_at);
        let mut news = kept.news(events, self.cadence.window_seconds, now);
        news.retain(|event| triggers::passes(&self.trigger.filters, input, &event.data));
        let lines: Vec<Value> = news
            .iter()
            .map(|event| serde_json::to_value(event).unwrap_or_default())
            .collect();
        output::lines(&lines).map_err(|error| Problem::Here(error.into()))?;
        kept.keep(cursor, now).map_err(Problem::Here)?;
        if is_first {
            terminal::tell("The mark is set: from now on, polls tell what is new.");
            if self.is_once {
                terminal::tell("Next: the same command again, now and then, such as by cron.");
            }
        } else if self.is_once && lines.is_empty() && terminal::is_watched() {
            terminal::tell("Nothing is new.");
        }
        Ok(())
    }
}

/// Whether a failure passes by itself.
fn passes(error: &Error) -> bool {
    let limited = error
        .failure()
        .is_some_and(|failure| matches!(failure.kind.as_str(), "rate-limited" | "quota-exceeded"));
    limited || error.class() == Class::Unavailable
}

//! What a command works with: the host, and what `--component` brings.

use std::{future::Future, path::Path, pin::pin, time::Duration};

use connector_host::{Host, component::Connector, egress::Reroute, policy::OperatorPolicy};
use tokio::{
    runtime::{self, Runtime},
    signal,
    time::timeout,
};
use url::Url;

use super::{
    Global, errors,
    exit::{CommandError, Exit},
    terminal,
};

/// A wait that needs no words.
const UNNOTICED: Duration = Duration::from_millis(200);
/// How long a renewal may take when the process is about to end.
const RENEWAL_PATIENCE: Duration = Duration::from_secs(30);

/// The host for one command.
#[derive(Debug)]
pub(super) struct Session {
    runtime: Runtime,
    host: Host,
    reroutes: Vec<Reroute>,
    /// The connector of `--component`.
    component: Option<Connector>,
}

impl Session {
    pub(super) fn open(global: &Global) -> Result<Self, CommandError> {
        // One thread: a command does one thing, and more would cost start-up.
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| {
                CommandError::new(
                    Exit::Other,
                    format_args!("the event loop did not start: {error}"),
                )
            })?;
        let mut host = Host::builder().reroutes(global.reroute.clone());
        if let Some(directory) = &global.data_dir {
            host = host.data_dir(directory);
        }
        if let Some(place) = global.key_source {
            host = host.key(place.source()?);
        }
        if let Some(file) = &global.policy {
            let policy = OperatorPolicy::read(file).map_err(CommandError::usage)?;
            host = host.policy(policy);
        }
        // A reroute that somebody forgot gives secrets to whoever has the port.
        for reroute in &global.reroute {
            terminal::tell(format_args!("Rerouted to this machine: {reroute}"));
        }
        if let Some(seconds) = global.renewal_margin {
            host = host.renewal_margin(Duration::from_secs(seconds));
        }
        let mut session = Self {
            runtime,
            host: host.build()?,
            reroutes: global.reroute.clone(),
            component: None,
        };
        if let Some(file) = &global.component {
            session.component = Some(session.load(file)?);
        }
        Ok(session)
    }

    pub(super) fn host(&self) -> &Host {
        &self.host
    }

    /// Runs to the end, or until the process is told to end. What is under way
    /// is dropped then, and takes its temporary files along; but a renewal of
    /// tokens is finished.
    pub(super) fn run<T, E>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, CommandError>
    where
        CommandError: From<E>,
    {
        self.runtime.block_on(async {
            let outcome = tokio::select! {
                outcome = work => outcome.map_err(CommandError::from),
                end = told_to_end() => Err(end),
            };
            self.finish_renewals().await;
            outcome
        })
    }

    async fn finish_renewals(&self) {
        let mut finished = pin!(self.host.finish_renewals());
        if timeout(UNNOTICED, &mut finished).await.is_ok() {
            return;
        }
        terminal::tell("Finishing a renewal of tokens first, so that its answer is not lost");
        tokio::select! {
            outcome = timeout(RENEWAL_PATIENCE, finished) => if outcome.is_err() {
                terminal::warn("the renewal did not finish; the account may have to be connected again");
            },
            _ = told_to_end() => {}
        }
    }

    /// The connector of that key: the one of `--component`, or an added one.
    pub(super) fn connector(&self, key: &str) -> Result<Connector, CommandError> {
        match &self.component {
            Some(connector) if connector.manifest().key == key => Ok(connector.clone()),
            Some(connector) => {
                let its = &connector.manifest().key;
                Err(CommandError::usage(format_args!(
                    "the connector of --component has the key {its}, not {key}"
                ))
                .with_next(format_args!(
                    "write {its} for KEY, or leave --component out"
                )))
            }
            None => self.run(self.host.connector(key)),
        }
    }

    /// The connector in a file.
    pub(super) fn load(&self, file: &Path) -> Result<Connector, CommandError> {
        let component = read(file)?;
        self.run(self.host.load(&component))
            .map_err(|error| error.about(file.display()))
    }

    /// Where an address leads under the reroutes.
    pub(super) fn rerouted(&self, url: &Url) -> Url {
        self.reroutes
            .iter()
            .find_map(|reroute| reroute.apply(url))
            .unwrap_or_else(|| url.clone())
    }
}

/// Waits for Ctrl-C or SIGTERM.
async fn told_to_end() -> CommandError {
    #[cfg(unix)]
    if let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
        return tokio::select! {
            _ = signal::ctrl_c() => CommandError::Interrupted,
            _ = terminate.recv() => CommandError::Terminated,
        };
    }
    let _ = signal::ctrl_c().await;
    CommandError::Interrupted
}

/// The bytes of a component file.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, CommandError> {
    std::fs::read(file).map_err(|error| {
        CommandError::usage(format_args!("{} cannot be read: {error}", file.display()))
            .with_next(errors::COMPONENT)
    })
}

//! What a command works with: the host, and what `--component` brings.

use std::{
    cell::OnceCell,
    fs::File,
    future::Future,
    io::{self, Read as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    pin::pin,
    time::Duration,
};

use connector_host::{
    Class, Error, Host,
    component::{Connector, LARGEST},
    connections::{Connection, GaveUpKey, PostgresAddress},
    driver,
    egress::Reroute,
    policy::OperatorPolicy,
};
use tokio::{
    runtime::{self, Runtime},
    time::timeout,
};
use url::Url;

use super::{
    errors::{self, Circumstances, Explain},
    exit::{CommandError, Exit},
    global::Global,
    program,
    screen::{Text, progress::Later, style, terminal, text, words},
    signals::told_to_end,
};

/// What is said of a database that was empty, and is sealed with a key of this machine.
fn begun_with(file: &Path) -> Text {
    text!(
        "the database was empty, and what is in it is sealed with the key in {} from now on, which is on this machine alone. Other machines need that key before they can use the database: start connector-host there with the line in that file as CONNECTOR_HOST_KEY. Keep a copy of it apart from the database: nothing opens without it",
        file.display()
    )
}

/// What to know of a key that only the file has in which it waits.
fn waits_in(file: &Path) -> Text {
    text!(
        "the key is in {} alone, since the key file beside it could not be replaced and has an old key: save that file, and have the key file in a directory that can be written, where it is not mounted by itself",
        file.display()
    )
}

/// Where the address of a database may be that has a password.
const STORE: &str = "CONNECTOR_HOST_STORE";
/// The variable that says for how many days records of what was sent are kept.
const AUDIT_DAYS: &str = "CONNECTOR_HOST_AUDIT_DAYS";
/// What helps where the policy can't be read: to go on without it would allow everything.
const POLICY: &str = "mend the file, or name another one with --policy or CONNECTOR_HOST_POLICY";
/// What is said while a component is compiled.
const COMPILING: &str = "Compiling the connector, as is done once for each version";
/// A wait that needs no words.
const UNNOTICED: Duration = Duration::from_millis(200);
/// How long a renewal may take when the process is about to end.
const RENEWAL_PATIENCE: Duration = Duration::from_secs(30);
/// How long the end waits for what is being written.
const FAREWELL: Duration = Duration::from_secs(2);

/// What the work runs on. Whoever ends the program does not wait until a component
/// that is being compiled is done.
#[derive(Debug)]
struct EventLoop(Option<Runtime>);

impl EventLoop {
    fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        let runtime = self.0.as_ref().expect("it is there until it is dropped");
        runtime.block_on(work)
    }
}

impl Drop for EventLoop {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_timeout(FAREWELL);
        }
    }
}

/// The host for one command.
#[derive(Debug)]
pub(super) struct Session {
    runtime: EventLoop,
    host: Host,
    reroutes: Vec<Reroute>,
    /// The connector of `--component`.
    component: Option<Connector>,
    is_for_a_tenant: bool,
    told_of_key: OnceCell<()>,
}

/// How many threads the work has.
#[derive(Clone, Copy, Debug)]
pub(super) enum Threads {
    /// A command does one thing, and more would cost start-up.
    One,
    /// As many as the machine has processors: for many requests at once.
    Many,
}

impl Session {
    /// With a host for the command, whose calls take so long at most.
    pub(super) fn open(
        global: &Global,
        threads: Threads,
        call_time: Option<Duration>,
    ) -> Result<Self, CommandError> {
        let mut runtime = match threads {
            Threads::One => runtime::Builder::new_current_thread(),
            Threads::Many => runtime::Builder::new_multi_thread(),
        };
        let runtime = runtime.enable_all().build().map_err(|error| {
            CommandError::new(
                Exit::Other,
                text!("the event loop did not start: {}", error),
            )
        })?;
        let reroutes = global.reroute.clone();
        if let Some(ways) = rerouted(&reroutes) {
            terminal::tell_under(&style::warning("Rerouted to this machine:"), &ways);
        }
        let told = |error: Error| error.explained(&around(None));
        let mut host = Host::builder().reroutes(reroutes.clone());
        // Whoever serves does many things at once, and says what by its log.
        if let Threads::One = threads {
            host = host.while_compiling(|| Later::new(COMPILING));
        }
        if let Some(directory) = &global.data_dir {
            host = host.data_dir(directory);
        }
        if let Some(address) = store(global)? {
            host = host.postgres(address);
        }
        if let Some(place) = global.key_source {
            host = host.key(place.source().map_err(told)?);
        }
        if let Some(file) = &global.policy {
            let policy = OperatorPolicy::read(file)
                .map_err(|error| CommandError::usage(error).with_next(POLICY))?;
            host = host.policy(policy);
        }
        if let Some(seconds) = global.renewal_margin {
            host = host.renewal_margin(Duration::from_secs(seconds));
        }
        if let Some(time) = audit_kept_for()? {
            host = host.audit_kept_for(time);
        }
        if let Some(total) = call_time {
            let mut limits = driver::Limits::default();
            limits.total = total;
            host = host.driver_limits(limits);
        }
        let mut session = Self {
            runtime: EventLoop(Some(runtime)),
            host: host.build().map_err(told)?,
            reroutes,
            component: None,
            is_for_a_tenant: global.tenant.is_some(),
            told_of_key: OnceCell::new(),
        };
        if let Some(name) = &global.tenant {
            session.host = session.run(session.host.tenant(name))?;
            program::works_for(session.host.tenant_name());
        }
        if let Some(file) = &global.component {
            session.component = Some(session.load(file)?);
        }
        Ok(session)
    }

    pub(super) fn host(&self) -> &Host {
        &self.host
    }

    /// Whether somebody has said which tenant it is for, be it `default`.
    pub(super) fn is_for_a_tenant(&self) -> bool {
        self.is_for_a_tenant
    }

    /// Runs to the end, whatever the process is told: the work listens by itself.
    pub(super) fn run_listening<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Runs to the end, or until the process is told to end. What is under way
    /// is dropped then, and takes its temporary files along; but a renewal of
    /// tokens is finished.
    pub(super) fn run<T, E: Explain>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, CommandError> {
        self.runtime.block_on(async {
            let outcome = tokio::select! {
                outcome = work => outcome.map_err(|error| error.explained(&self.around(None))),
                end = told_to_end() => Err(end),
            };
            self.finish_renewals().await;
            self.tell_of_key();
            outcome
        })
    }

    /// The same for what is done with a component's file, which is named where the error is
    /// of the component, and not of the store or of this machine.
    pub(super) fn run_with<T>(
        &self,
        file: &Path,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, CommandError> {
        let outcome = self.run(async { Ok::<_, Error>(work.await) })?;
        outcome.map_err(|error| {
            let is_of_the_file = is_of_the_component(&error);
            let told = self.told(error);
            match is_of_the_file {
                true => told.about(file.display()),
                false => told,
            }
        })
    }

    /// Says once that the store has taken another key, or one of this machine that other
    /// machines need as well, or that its key is not in the key file.
    pub(super) fn tell_of_key(&self) {
        if let Some(file) = self.host.began_with_key_file() {
            self.told_of_key
                .get_or_init(|| terminal::warn(begun_with(file)));
        }
        if let Some(GaveUpKey { before, now, .. }) = self.host.gave_up_key() {
            self.told_of_key.get_or_init(|| {
                terminal::warn(text!(
                    "nothing was sealed with the key {} so far, so the key {} takes its place from now on",
                    before,
                    now
                ));
            });
        }
        if let Some(file) = self.host.key_waits_in() {
            self.told_of_key
                .get_or_init(|| terminal::warn(waits_in(&file)));
        }
    }

    /// What there is to know around an error of a call for `connection`.
    pub(super) fn around<'a>(&'a self, connection: Option<&'a Connection>) -> Circumstances<'a> {
        Circumstances {
            connection,
            ..around(self.host.database())
        }
    }

    /// An error outside a call, as a person is told.
    pub(super) fn told(&self, error: Error) -> CommandError {
        error.explained(&self.around(None))
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
                Err(CommandError::usage(text!(
                    "the connector of --component has the key {}, not {}",
                    its,
                    key
                ))
                .with_next(text!("write {} for KEY, or leave --component out", its)))
            }
            None => self.run(self.host.connector(key)),
        }
    }

    /// The connector in a file.
    pub(super) fn load(&self, file: &Path) -> Result<Connector, CommandError> {
        let component = read(file)?;
        self.run_with(file, self.host.load(&component))
    }

    /// Where an address leads under the reroutes.
    pub(super) fn rerouted(&self, url: &Url) -> Url {
        self.reroutes
            .iter()
            .find_map(|reroute| reroute.apply(url))
            .unwrap_or_else(|| url.clone())
    }
}

/// Whether another component in its place would do, and nothing else.
fn is_of_the_component(error: &Error) -> bool {
    match error {
        Error::Load(_) => error.class() == Class::Usage,
        Error::WantsMore(_) | Error::Consent(_) => true,
        _ => false,
    }
}

/// The database of `--store`, or else of the environment. What is no address is
/// not repeated: there may be a password in it.
fn store(global: &Global) -> Result<Option<PostgresAddress>, CommandError> {
    let read = |name: &str, address: &str| {
        let parsed = address.parse::<PostgresAddress>();
        parsed.map_err(|error| CommandError::usage(text!("{}: {}", name, error)))
    };
    if let Some(address) = &global.store {
        let address = read("--store", address)?;
        if address.has_password() {
            let words = "others on this machine can read a password on a command line";
            return Err(CommandError::usage(words).with_next(text!(
                "give the address as the environment variable {}",
                STORE
            )));
        }
        return Ok(Some(address));
    }
    match std::env::var(STORE) {
        Ok(address) if !address.is_empty() => read(STORE, &address).map(Some),
        _ => Ok(None),
    }
}

/// For how long records of what was sent are kept, where the environment says it.
fn audit_kept_for() -> Result<Option<Duration>, CommandError> {
    let Some(days) = std::env::var(AUDIT_DAYS)
        .ok()
        .filter(|days| !days.is_empty())
    else {
        return Ok(None);
    };
    let days: u32 = days.trim().parse().map_err(|_| {
        CommandError::usage(text!("{} is a number of days, not {}", AUDIT_DAYS, days))
    })?;
    Ok(Some(Duration::from_secs(u64::from(days) * 24 * 60 * 60)))
}

/// The bytes of a component file. What is larger than any component is not read whole,
/// and what is no file, such as a pipe, not at all: it may have no end.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, CommandError> {
    let refused = |reason: Text| {
        CommandError::usage(text!("{} cannot be read: {}", file.display(), reason))
            .with_next(errors::COMPONENT)
    };
    let failed = |error: io::Error| refused(text!("{}", error));
    let no_file = || refused(text!("it is no regular file"));
    let too_large = || refused(text!("a component has {} at most", words::bytes(LARGEST)));
    // To open a pipe waits for whoever writes into it.
    if !std::fs::metadata(file).map_err(failed)?.is_file() {
        return Err(no_file());
    }
    let opened = File::open(file).map_err(failed)?;
    let metadata = opened.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(no_file());
    }
    if metadata.len() > LARGEST {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let read = opened.take(LARGEST + 1).read_to_end(&mut bytes);
    let length = read.map_err(failed)?;
    if length as u64 > LARGEST {
        return Err(too_large());
    }
    Ok(bytes)
}

fn around(database: Option<PathBuf>) -> Circumstances<'static> {
    Circumstances {
        connection: None,
        database,
    }
}

/// What every run says that has reroutes: one that was forgotten sends secrets
/// to whoever has the port.
fn rerouted(reroutes: &[Reroute]) -> Option<Text> {
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for reroute in reroutes {
        if !addresses.contains(&reroute.to()) {
            addresses.push(reroute.to());
        }
    }
    let ways = addresses.iter().map(|address| {
        let from = reroutes.iter().filter(|reroute| reroute.to() == *address);
        let from = words::list(from.map(|reroute| reroute.from().to_string()));
        text!("{} to http://{}", from, address)
    });
    (!reroutes.is_empty()).then(|| {
        text!(
            "{} (--reroute or CONNECTOR_HOST_REROUTE)",
            Text::joined(ways, "; ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reroutes_are_said_in_one_line_by_where_they_lead() {
        let reroute = |text: &str| -> Reroute { text.parse().expect("a reroute") };
        let reroutes = [
            reroute("https://example.com=http://127.0.0.1:80"),
            reroute("https://other.example=http://127.0.0.1:81"),
            reroute("https://*.example.com=http://127.0.0.1:80"),
        ];
        let said = rerouted(&reroutes).expect("there are some").plain();
        assert_eq!(
            said,
            "https://example.com, https://*.example.com to http://127.0.0.1:80; \
             https://other.example to http://127.0.0.1:81 (--reroute or CONNECTOR_HOST_REROUTE)"
        );
        assert_eq!(rerouted(&[]), None);
    }
}

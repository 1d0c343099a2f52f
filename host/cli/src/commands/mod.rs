//! The commands, a file for each. They decide nothing about connectors,
//! tokens or HTTP: that is the library's. Here are words, streams, exit codes
//! and keys to press. No command uses another.

mod actions;
mod add;
mod api_key;
mod app;
mod app_manifest;
mod compile_component;
mod completions;
mod connect;
mod connections;
mod connectors;
mod inspect;
mod invoke;
mod key;
mod log;
mod methods;
mod poll;
mod receive;
mod remove;
mod serve;
mod tenants;
mod triggers;

use std::time::Duration;

use clap::Subcommand;

use super::{
    exit::CommandError,
    session::{Session, Threads},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Add(add::Add),
    Connectors(connectors::Connectors),
    Remove(remove::Remove),
    Inspect(inspect::Inspect),
    Methods(methods::Methods),
    Connect(connect::Connect),
    Connections(connections::Connections),
    App(app::App),
    Tenants(tenants::Tenants),
    ApiKey(api_key::ApiKeys),
    Key(key::Key),
    Actions(actions::Actions),
    Triggers(triggers::Triggers),
    Receive(receive::Receive),
    Poll(poll::Poll),
    Invoke(invoke::Invoke),
    Log(log::Log),
    Serve(serve::Serve),
    Completions(completions::Completions),
    #[command(hide = true)]
    CompileComponent(compile_component::CompileComponent),
}

impl Command {
    /// How many threads its work has.
    pub(super) fn threads(&self) -> Threads {
        match self {
            Self::Serve(_) => Threads::Many,
            _ => Threads::One,
        }
    }

    /// How long a call may take; none for as long as is usual.
    pub(super) fn call_time(&self) -> Option<Duration> {
        match self {
            Self::Serve(command) => Some(command.call_time()),
            _ => None,
        }
    }

    /// Whether its spans are sent to a collector, if there is one.
    pub(super) fn is_traced(&self) -> bool {
        matches!(self, Self::Serve(_))
    }

    /// Runs it with what it needs: a session, or the whole command line as
    /// clap knows it.
    pub(super) fn run(
        self,
        session: impl FnOnce() -> Result<Session, CommandError>,
        command_line: impl FnOnce() -> clap::Command,
    ) -> Result<(), CommandError> {
        match self {
            Self::Add(command) => command.run(&session()?),
            Self::Connectors(command) => command.run(&session()?),
            Self::Remove(command) => command.run(&session()?),
            Self::Inspect(command) => command.run(&session()?),
            Self::Methods(command) => command.run(&session()?),
            Self::Connect(command) => command.run(&session()?),
            Self::Connections(command) => command.run(&session()?),
            Self::App(command) => command.run(&session()?),
            Self::Tenants(command) => command.run(&session()?),
            Self::ApiKey(command) => command.run(&session()?),
            Self::Key(command) => command.run(&session()?),
            Self::Actions(command) => command.run(&session()?),
            Self::Triggers(command) => command.run(&session()?),
            Self::Receive(command) => command.run(&session()?),
            Self::Poll(command) => command.run(&session()?),
            Self::Invoke(command) => command.run(&session()?),
            Self::Log(command) => command.run(&session()?),
            Self::Serve(command) => command.run(&session()?),
            Self::CompileComponent(command) => command.run(),
            Self::Completions(command) => command.run(&command_line()),
        }
    }
}

//! The command line: one file for each command, and what they share.
//!
//! It decides nothing about connectors, tokens or HTTP: that is the library's.
//! Here are words, streams, exit codes and keys to press.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{
    ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand,
    builder::Resettable,
};
use connector_host::egress::Reroute;

mod actions;
mod add;
mod app;
mod completions;
mod connect;
mod connections;
mod connectors;
mod consent;
mod errors;
mod exit;
mod input;
mod inspect;
mod invoke;
mod items;
mod key;
mod layout;
mod logging;
mod memory;
mod methods;
mod output;
mod page_errors;
mod progress;
mod schema;
mod secret;
mod session;
mod settings;
mod sign_in;
mod terminal;

use exit::{CommandError, Exit};
use key::KeyPlace;
use session::Session;
use terminal::{Color, style};

/// Runs connectors: components that know an API, with accounts that this host
/// keeps for them.
#[derive(Debug, Parser)]
#[command(
    name = "connector-host",
    version,
    styles = style::HELP,
    max_term_width = 100,
    after_help = AFTER_HELP,
)]
struct CommandLine {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args, Debug)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// Use the connector in FILE without adding it; KEY then has to be its key
    #[arg(long, global = true, value_name = "FILE")]
    component: Option<PathBuf>,

    /// Send what goes to an origin to this machine instead, such as
    /// https://api.example.com=http://127.0.0.1:8080
    #[arg(
        long,
        global = true,
        value_name = "FROM=TO",
        env = "CONNECTOR_HOST_REROUTE",
        value_delimiter = ',',
        hide_env_values = true
    )]
    reroute: Vec<Reroute>,

    /// Allow connectors only what the policy in FILE allows
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "CONNECTOR_HOST_POLICY",
        hide_env_values = true
    )]
    policy: Option<PathBuf>,

    /// Where connectors and connections are kept
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "CONNECTOR_HOST_HOME",
        hide_env_values = true
    )]
    data_dir: Option<PathBuf>,

    /// Where the key is kept that seals secrets: file, keyring or environment
    #[arg(
        long,
        global = true,
        value_name = "SOURCE",
        env = "CONNECTOR_HOST_KEY_SOURCE",
        hide_env_values = true,
        hide_possible_values = true
    )]
    key_source: Option<KeyPlace>,

    /// Renew an access token when it has no more than this left
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        env = "CONNECTOR_HOST_RENEWAL_MARGIN",
        hide_env_values = true
    )]
    renewal_margin: Option<u64>,

    /// When to use colour: auto, always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    color: Color,

    /// Say on stderr what is being done; twice for more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(add::Add),
    Connectors(connectors::Connectors),
    Inspect(inspect::Inspect),
    Methods(methods::Methods),
    Connect(connect::Connect),
    Connections(connections::Connections),
    App(app::App),
    Key(key::Key),
    Actions(actions::Actions),
    Invoke(invoke::Invoke),
    Completions(completions::Completions),
}

/// What stands below the list of commands and options.
const AFTER_HELP: &str = "Examples:
  connector-host add ./example.wasm
  connector-host methods example
  connector-host connect example --method oauth2
  connector-host actions example
  connector-host invoke example create-note --set title=Hello

Exit codes:
    0  done
    1  anything else that went wrong
    2  wrong usage or input
    3  the account needs connecting, or more scopes
    4  the API refused
    5  the network or the API is down
    6  nobody has agreed to it, or the policy does not allow it
  130  interrupted (Ctrl-C)
  143  terminated (SIGTERM)

Environment:
  CONNECTOR_HOST_HOME            the same as --data-dir
  CONNECTOR_HOST_CACHE           where compiled components are cached
  CONNECTOR_HOST_KEY             the key that seals secrets (32 bytes in base64), in place of a
                                 key file
  CONNECTOR_HOST_KEY_SOURCE      the same as --key-source
  CONNECTOR_HOST_RENEWAL_MARGIN  the same as --renewal-margin; 300 by default
  CONNECTOR_HOST_POLICY          the same as --policy
  CONNECTOR_HOST_REROUTE         the same as --reroute, with commas between several
  CONNECTOR_HOST_LOG             what to log to stderr, such as debug or connector_host=trace
  NO_COLOR                       no colour, whatever the terminal can do";

/// The whole command line as clap knows it.
fn command() -> clap::Command {
    with_titles(CommandLine::command().mut_args(|argument| {
        let is_empty = |name| std::env::var_os(name).is_some_and(|value| value.is_empty());
        // A variable that is set to nothing counts as unset.
        if argument.get_env().is_some_and(is_empty) {
            argument.env(Resettable::Reset)
        } else {
            argument
        }
    }))
}

/// Gives the titles in the text below the options the style of clap's own.
fn with_titles(command: clap::Command) -> clap::Command {
    let title = style::HEADING;
    let text = command.get_after_help().map(ToString::to_string);
    let lines = text.iter().flat_map(|text| text.lines());
    let lines: Vec<String> = lines
        .map(|line| match line.strip_suffix(':') {
            Some(_) => format!("{title}{line}{title:#}"),
            None => line.to_owned(),
        })
        .collect();
    command
        .after_help(lines.join("\n"))
        .mut_subcommands(with_titles)
}

/// Runs one command from its arguments, the program's name first, and says
/// how it ended.
pub(crate) fn run(arguments: Vec<OsString>) -> ExitCode {
    Color::of_arguments(arguments.iter().cloned()).apply();
    let parsed = command()
        .try_get_matches_from(arguments)
        .and_then(|matches| CommandLine::from_arg_matches(&matches));
    let CommandLine { global, command } = match parsed {
        Ok(command_line) => command_line,
        Err(answer) => {
            // Help and version come this way too. A closed stdout is fine.
            let _ = answer.print();
            let is_error = answer.use_stderr();
            return if is_error { Exit::Usage } else { Exit::Done }.into();
        }
    };
    logging::start(global.verbose);
    memory::guard();
    match dispatch(&global, command) {
        Ok(()) => Exit::Done,
        Err(error) => error.report(),
    }
    .into()
}

fn dispatch(global: &Global, command: Command) -> Result<(), CommandError> {
    let session = || Session::open(global);
    match command {
        Command::Add(command) => command.run(&session()?),
        Command::Connectors(command) => command.run(&session()?),
        Command::Inspect(command) => command.run(&session()?),
        Command::Methods(command) => command.run(&session()?),
        Command::Connect(command) => command.run(&session()?),
        Command::Connections(command) => command.run(&session()?),
        Command::App(command) => command.run(&session()?),
        Command::Key(command) => command.run(&session()?),
        Command::Actions(command) => command.run(&session()?),
        Command::Invoke(command) => command.run(&session()?),
        Command::Completions(command) => command.run(),
    }
}

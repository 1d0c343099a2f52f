//! Runs connectors from the command line. `connector-host --help` says how.
//!
//! A thin layer over the library: [`commands`], and what they share.
//!
//! From the ground up: [`screen`] writes to people and [`output`] to programs;
//! [`exit`] and [`errors`] say how a command ends; [`session`] is what it works
//! with; the rest is what several commands have in common.

use std::{ffi::OsString, process::ExitCode};

use clap::{
    CommandFactory as _, FromArgMatches as _, Parser,
    builder::Resettable,
    error::{ContextKind, ContextValue, ErrorKind},
};

mod account;
mod asking;
mod browser;
mod commands;
mod component;
mod consent;
mod errors;
mod exit;
mod fields;
mod global;
mod input;
mod logging;
mod lookup;
mod memory;
mod output;
mod page_errors;
mod program;
mod revocation;
mod screen;
mod secret;
mod session;
mod settings;
mod sign_in;
mod signals;
mod traces;
mod triggers;
mod uncovered;

use commands::Command;
use exit::Exit;
use global::Global;
use screen::{style, terminal::Color};
use session::Session;

/// Runs connectors: components that know an API, with accounts that this host
/// keeps for them.
#[derive(Debug, Parser)]
#[command(
    name = "connector-host",
    version,
    styles = style::HELP,
    max_term_width = 80,
    after_help = after_help(),
)]
struct CommandLine {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What stands below the list of commands and options.
fn after_help() -> String {
    format!(
        "{EXAMPLES}\nExit codes:\n{}\n{ENVIRONMENT}",
        Exit::explained()
    )
}

const EXAMPLES: &str = "Examples:
  connector-host add ./example.wasm
  connector-host methods example
  connector-host connect example --method oauth2
  connector-host actions example
  connector-host invoke example create-note --set title=Hello
";

const ENVIRONMENT: &str = "Environment:
  CONNECTOR_HOST_HOME            the same as --data-dir
  CONNECTOR_HOST_CACHE           where compiled components are cached
  CONNECTOR_HOST_KEY             the key that seals secrets (32 bytes in
                                 base64), in place of a key file
  CONNECTOR_HOST_KEY_SOURCE      the same as --key-source
  CONNECTOR_HOST_RENEWAL_MARGIN  the same as --renewal-margin; 300 by default
  CONNECTOR_HOST_AUDIT_DAYS      for how many days records of what was sent are
                                 kept: 30 by default, and 0 for none
  CONNECTOR_HOST_POLICY          the same as --policy
  CONNECTOR_HOST_PUBLIC_URL      the same as --public-url of serve
  CONNECTOR_HOST_STORE           the same as --store, and may have a password
  CONNECTOR_HOST_TENANT          the same as --tenant
  CONNECTOR_HOST_REROUTE         the same as --reroute, a comma between two
  CONNECTOR_HOST_LOG             what to log to stderr, such as debug or
                                 connector_host=trace
  OTEL_EXPORTER_OTLP_ENDPOINT    where serve sends its traces (OTLP over HTTP),
                                 with the other variables of OpenTelemetry
  COLUMNS                        how wide pages are, in place of the terminal
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

/// The command line of these arguments, or what to answer.
///
/// What is wrong is told with the usage of the command, in which clap names whatever option
/// has a value. Those that come from the environment nobody has typed, and a reroute is for
/// whoever develops: they would hide what is wanted. The help has them.
fn parse(arguments: Vec<OsString>) -> Result<CommandLine, clap::Error> {
    let for_usage = command().mut_args(|argument| {
        let is_set = |name| std::env::var_os(name).is_some();
        let is_untyped = argument.get_env().is_some_and(is_set);
        let is_hidden = is_untyped || argument.get_id() == global::REROUTE;
        argument.hide(is_hidden)
    });
    let answered = for_usage.try_get_matches_from(arguments.clone());
    let matches = match answered {
        Err(answer) if is_help(&answer) => command().try_get_matches_from(arguments),
        answered => answered,
    };
    CommandLine::from_arg_matches(&matches.map_err(without_hidden)?)
}

/// An error that names the commands there are, without what is none for people.
fn without_hidden(mut error: clap::Error) -> clap::Error {
    let named = ContextKind::ValidSubcommand;
    if let Some(ContextValue::Strings(names)) = error.get(named) {
        let all = command();
        let is_hidden = |name: &str| {
            let found = all.find_subcommand(name);
            found.is_some_and(clap::Command::is_hide_set)
        };
        let names = names.iter().filter(|name| !is_hidden(name)).cloned();
        let names = ContextValue::Strings(names.collect());
        error.insert(named, names);
    }
    error
}

fn is_help(answer: &clap::Error) -> bool {
    matches!(
        answer.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// Gives the titles in the text below the options the style of clap's own.
fn with_titles(command: clap::Command) -> clap::Command {
    let text = command.get_after_help().map(ToString::to_string);
    let lines = text.iter().flat_map(|text| text.lines());
    let lines: Vec<String> = lines
        .map(|line| match line.strip_suffix(':') {
            Some(_) => style::heading(line).as_str().to_owned(),
            None => line.to_owned(),
        })
        .collect();
    command
        .after_help(lines.join("\n"))
        .mut_subcommands(with_titles)
}

fn main() -> ExitCode {
    run(std::env::args_os().collect())
}

/// Runs one command from its arguments, the program's name first, and says
/// how it ended.
fn run(arguments: Vec<OsString>) -> ExitCode {
    Color::of_arguments(arguments.iter().cloned()).apply();
    let CommandLine { global, command } = match parse(arguments) {
        Ok(command_line) => command_line,
        Err(answer) => {
            // Help and version come this way too. A closed stdout is fine.
            let _ = answer.print();
            let is_error = answer.use_stderr();
            return if is_error { Exit::Usage } else { Exit::Done }.into();
        }
    };
    let traces = logging::start(global.verbose, command.is_traced());
    memory::guard();
    let (threads, call_time) = (command.threads(), command.call_time());
    let open = || Session::open(&global, threads, call_time);
    let exit = match command.run(open, self::command) {
        Ok(()) => Exit::Done,
        Err(error) => error.report(),
    };
    if let Some(traces) = traces {
        traces.end();
    }
    exit.into()
}

//! What the library's errors mean at a command line: the exit code, the
//! particulars worth showing, and the command to type next.

use std::io;

use connector_host::{
    Class, Error,
    component::{LoadError, RuntimeError},
    connections::{Connection, KeyError, StoreError},
    contract::{Failure, FailureKind},
    download::DownloadError,
    driver::{CredentialError, DriveError},
    egress::EgressError,
    oauth::OAuthError,
};
use jiff::Timestamp;

use super::{
    connect, consent,
    exit::{CommandError, Exit},
    layout,
};

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        of_call(&error, None)
    }
}

/// The error of a call for `connection`, which it may take to connect again.
pub(super) fn of_call(error: &Error, connection: Option<&Connection>) -> CommandError {
    let exit = match error.class() {
        Class::Usage => Exit::Usage,
        Class::Connection => Exit::Connection,
        Class::Refused => Exit::Refused,
        Class::Unavailable => Exit::Unavailable,
        Class::Consent => Exit::Consent,
        Class::Other => Exit::Other,
    };
    if let Error::WantsMore(more) = error {
        return consent::refusal(more);
    }
    if let Error::Drive(DriveError::Sink(cause)) = error
        && cause.kind() == io::ErrorKind::BrokenPipe
    {
        return CommandError::NobodyReads;
    }
    let told = CommandError::new(exit, error)
        .with_details(failure(error).map(particulars).unwrap_or_default());
    match next(error, connection) {
        Some(next) => told.with_next(next),
        None => told,
    }
}

/// The connector's own failure, when that is what ended the call.
pub(super) fn failure(error: &Error) -> Option<&Failure> {
    match error {
        Error::Drive(
            DriveError::Failure(failure)
            | DriveError::Rejected { failure, .. }
            | DriveError::OutcomeUnknown { failure, .. },
        ) => Some(failure),
        Error::Incomplete { source, .. } => failure(source),
        _ => None,
    }
}

/// Whether other input is what it takes.
pub(super) fn is_invalid_input(error: &Error) -> bool {
    failure(error).is_some_and(|failure| failure.kind() == FailureKind::InvalidInput)
}

/// What a failure tells beyond its message.
fn particulars(failure: &Failure) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for problem in &failure.problems {
        let field = match problem.field.as_str() {
            "" => "the input",
            field => field,
        };
        // A message that has the problem's words in it needs no repetition.
        if !failure.message.contains(&problem.message) {
            lines.push(format!("{field} {}", problem.message));
        }
    }
    if !failure.missing_scopes.is_empty() {
        lines.push(format!(
            "any one of these scopes would do: {}",
            layout::scope_sets(&failure.missing_scopes)
        ));
    }
    if let Some(time) = failure
        .retry_at
        .and_then(|seconds| Timestamp::from_second(seconds.try_into().ok()?).ok())
    {
        lines.push(format!("it can succeed from {time} on"));
    }
    let origin: Vec<String> = [
        failure.status.map(|status| format!("HTTP status {status}")),
        failure.code.as_ref().map(|code| format!("code {code}")),
        failure
            .tracking_id
            .as_ref()
            .map(|id| format!("tracking id {id}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !origin.is_empty() {
        lines.push(format!("({})", origin.join(", ")));
    }
    lines
}

/// What to do next, a command where there is one, unless the error says so
/// itself.
pub(super) fn next(error: &Error, connection: Option<&Connection>) -> Option<String> {
    let words = match error {
        Error::UnknownConnector { .. } => "connector-host add COMPONENT adds a connector",
        Error::NoApp { connector } => {
            return Some(format!("connector-host app set {connector} --client-id ID"));
        }
        Error::NotConnected { connector } => {
            return Some(format!(
                "connector-host methods {connector} shows the ways; then connector-host connect {connector} --method METHOD"
            ));
        }
        Error::AmbiguousConnection { .. } => {
            "add --connection NAME, or choose the one to use without it: connector-host connections default NAME"
        }
        Error::Disabled { name, .. } => {
            return Some(format!("connector-host connections enable {name}"));
        }
        Error::ConnectionOfOther { .. } | Error::Store(StoreError::NoConnection { .. }) => {
            "connector-host connections lists them"
        }
        Error::Incomplete { source, .. } => {
            return next(source, connection)
                .or_else(|| Some("add --output jsonl to have each page as it comes".to_owned()));
        }
        Error::Load(
            LoadError::NotWebAssembly
            | LoadError::Text
            | LoadError::CoreModule
            | LoadError::Invalid(_),
        ) => COMPONENT,
        Error::Load(_) => "ask the connector's makers for a component that fits this host",
        Error::Runtime(RuntimeError::Cache { .. })
        | Error::File { .. }
        | Error::Store(
            StoreError::Directory { .. }
            | StoreError::File { .. }
            | StoreError::Lock { .. }
            | StoreError::Database(_)
            | StoreError::Key(KeyError::Io { .. }),
        ) => {
            "make room and see to its permissions, or choose another directory with --data-dir DIR"
        }
        Error::Store(StoreError::Key(
            KeyError::Missing { .. }
            | KeyError::NotInEnvironment { .. }
            | KeyError::NotInKeyring { .. }
            | KeyError::Keyring { .. }
            | KeyError::NoKeyring,
        )) => "say where the key is with --key-source: file, keyring or environment",
        Error::Store(StoreError::Seal(_) | StoreError::Corrupt { .. }) => {
            "put a good copy of the data directory back, or connect again in another one with --data-dir DIR"
        }
        Error::OAuth(OAuthError::Egress(error)) | Error::Drive(DriveError::Egress(error)) => {
            return next_of_egress(error).map(str::to_owned);
        }
        Error::Drive(error) => return next_of_call(error, connection),
        _ => return None,
    };
    Some(words.to_owned())
}

/// Which file a connector is.
pub(super) const COMPONENT: &str =
    "give the file of a connector: a WebAssembly component, as a rule named *.wasm";

fn next_of_call(error: &DriveError, connection: Option<&Connection>) -> Option<String> {
    let again = || {
        connection.map_or_else(
            || "see to the app's settings and scopes, and connect again".to_owned(),
            connect::again,
        )
    };
    Some(match error {
        DriveError::Credential(CredentialError::NeedsReconnecting(_))
        | DriveError::Rejected { .. } => again(),
        DriveError::Credential(CredentialError::ClientRefused(_)) => {
            format!("see to the app's id and secret; then {}", again())
        }
        DriveError::Credential(CredentialError::NotKept(_)) => format!(
            "make room for the data directory and see to its permissions; then {}",
            again()
        ),
        DriveError::Credential(CredentialError::Unavailable(_)) => {
            "try again in a moment".to_owned()
        }
        DriveError::Failure(failure) => match failure.kind() {
            FailureKind::Unauthenticated => again(),
            FailureKind::MissingScope => match connection {
                Some(_) => format!("add the scope to the app; then {} --sign-in", again()),
                None => format!("add the scope to the app; then {}", again()),
            },
            _ => return None,
        },
        DriveError::Download(DownloadError::Exists(_)) => {
            "add --overwrite, or choose another place with --download-to PATH".to_owned()
        }
        DriveError::Download(DownloadError::Write { .. }) => {
            "make room and see to its permissions, or choose another place with --download-to PATH"
                .to_owned()
        }
        _ => return None,
    })
}

fn next_of_egress(error: &EgressError) -> Option<&'static str> {
    match error {
        EgressError::Broken { .. } | EgressError::Slow { .. } => Some("try again in a moment"),
        EgressError::TooLarge { .. } => {
            Some("ask for less at a time, or report it to the connector's makers")
        }
        EgressError::Refused(_) | EgressError::TooManyRedirects { .. } => {
            Some("report it to the connector's makers")
        }
        EgressError::Redirected(error) => next_of_egress(error),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use connector_host::contract::FieldProblem;

    use super::*;

    fn told(failure: Failure) -> CommandError {
        Error::from(failure).into()
    }

    #[test]
    fn wrong_input_is_told_field_by_field() {
        let mut failure = Failure::new(FailureKind::InvalidInput, "The input does not fit.");
        for (field, message) in [("days[0]", "must be at most 7"), ("", "must not be empty")] {
            failure.problems.push(FieldProblem {
                field: field.to_owned(),
                message: message.to_owned(),
            });
        }
        insta::assert_snapshot!(told(failure).text(), @r"
        The input does not fit.
        days[0] must be at most 7
        the input must not be empty
        ");
    }

    #[test]
    fn a_refusal_is_told_with_what_the_api_said_of_it() {
        let mut failure = Failure::new(FailureKind::RateLimited, "Too many requests.");
        failure.status = Some(429);
        failure.code = Some("7".to_owned());
        failure.tracking_id = Some("abc".to_owned());
        failure.missing_scopes = vec![
            vec!["notes:read".to_owned()],
            vec!["notes:write".to_owned()],
        ];
        failure.retry_at = Some(1_800_000_000);
        insta::assert_snapshot!(told(failure).text(), @r"
        Too many requests.
        any one of these scopes would do: notes:read, notes:write
        it can succeed from 2027-01-15T08:00:00Z on
        (HTTP status 429, code 7, tracking id abc)
        ");
    }

    #[test]
    fn a_missing_scope_and_a_broken_connection_lead_on() {
        let failure = Failure::new(FailureKind::MissingScope, "A scope is missing.");
        insta::assert_snapshot!(told(failure).text(), @r"
        A scope is missing.
        next: add the scope to the app; then see to the app's settings and scopes, and connect again
        ");
        let broken = DriveError::from(EgressError::Broken {
            origin: "https://api.example.com".to_owned(),
            reason: "reset".to_owned(),
        });
        insta::assert_snapshot!(CommandError::from(Error::from(broken)).text(), @r"
        the connection to https://api.example.com broke: reset
        next: try again in a moment
        ");
    }

    #[test]
    fn a_reader_of_pages_that_goes_away_ends_the_command_quietly() {
        let error = Error::Drive(DriveError::Sink(io::ErrorKind::BrokenPipe.into()));
        assert!(matches!(
            CommandError::from(error),
            CommandError::NobodyReads
        ));
    }
}

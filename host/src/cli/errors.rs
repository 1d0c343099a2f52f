//! What the library's errors mean at a command line: the exit code, the
//! particulars worth showing, and the command to type next.

use std::io;

use connector_host::{
    Class, Error,
    connections::StoreError,
    contract::{Failure, FailureKind},
    download::DownloadError,
    driver::{CredentialError, DriveError},
};
use jiff::Timestamp;

use super::{
    exit::{CommandError, Exit},
    layout,
};

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        let exit = match error.class() {
            Class::Usage => Exit::Usage,
            Class::Connection => Exit::Connection,
            Class::Refused => Exit::Refused,
            Class::Unavailable => Exit::Unavailable,
            Class::Other => Exit::Other,
        };
        if let Error::Drive(DriveError::Sink(cause)) = &error
            && cause.kind() == io::ErrorKind::BrokenPipe
        {
            return Self::NobodyReads;
        }
        let told = Self::new(exit, &error)
            .with_details(failure(&error).map(particulars).unwrap_or_default());
        match next(&error) {
            Some(next) => told.with_next(next),
            None => told,
        }
    }
}

/// The connector's own failure, when that is what ended the call.
fn failure(error: &Error) -> Option<&Failure> {
    match error {
        Error::Drive(DriveError::Failure(failure)) => Some(failure),
        Error::Incomplete { source, .. } => failure(source),
        _ => None,
    }
}

/// Whether other input is what it takes.
pub(super) fn is_invalid_input(error: &Error) -> bool {
    failure(error).is_some_and(|failure| failure.kind == FailureKind::InvalidInput)
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
            layout::list(&failure.missing_scopes)
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

/// The command to type next, where the error alone tells it.
fn next(error: &Error) -> Option<String> {
    Some(match error {
        Error::UnknownConnector { .. } => "connector-host add COMPONENT adds a connector".to_owned(),
        Error::NoApp { connector } => format!("connector-host app set {connector} --client-id ID"),
        Error::NotConnected { connector } => format!("connector-host connect {connector}"),
        Error::AmbiguousConnection { .. } => "add --connection NAME".to_owned(),
        Error::Incomplete { .. } => "add --output jsonl to have each page as it comes".to_owned(),
        Error::Drive(DriveError::Credential(CredentialError::NeedsReconnecting(_))) => {
            "connector-host connections shows which connection; connector-host connect KEY --name NAME renews it".to_owned()
        }
        Error::Store(StoreError::NoConnection { .. }) => "connector-host connections lists them".to_owned(),
        Error::Drive(DriveError::Download(DownloadError::Exists(_))) => {
            "add --overwrite, or choose another place with --download-to PATH".to_owned()
        }
        Error::Drive(DriveError::Download(DownloadError::Write { .. })) => {
            "make room and see to its permissions, or choose another place with --download-to PATH".to_owned()
        }
        _ => return None,
    })
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
        failure.missing_scopes = vec!["notes:read".to_owned(), "notes:write".to_owned()];
        failure.retry_at = Some(1_800_000_000);
        insta::assert_snapshot!(told(failure).text(), @r"
        Too many requests.
        any one of these scopes would do: notes:read, notes:write
        it can succeed from 2027-01-15T08:00:00Z on
        (HTTP status 429, code 7, tracking id abc)
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

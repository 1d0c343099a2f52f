//! What the library's errors mean at a command line: the exit code, the
//! particulars worth showing, and, in [`next`], the command to type next.

use std::{io, path::PathBuf};

use connector_host::{
    Class, Error,
    connections::Connection,
    contract::{Failure, FailureKind},
    driver::{CredentialError, DriveError},
};
use jiff::Timestamp;

use super::{
    consent,
    exit::{CommandError, Exit},
    screen::{Text, text, words},
};

mod next;

pub(super) use next::{COMPONENT, next, reconnect};

/// What there is to know around an error: what it takes to name the remedy.
#[derive(Clone, Debug)]
pub(super) struct Circumstances<'a> {
    /// The connection that was used.
    pub(super) connection: Option<&'a Connection>,
    /// The file that connections are kept in, when it is one.
    pub(super) database: Option<PathBuf>,
}

/// What a command's work may fail with.
pub(super) trait Explain {
    /// The error, as a person is told.
    fn explained(self, around: &Circumstances<'_>) -> CommandError;
}

impl Explain for Error {
    fn explained(self, around: &Circumstances<'_>) -> CommandError {
        told(&self, around)
    }
}

impl Explain for CommandError {
    fn explained(self, _: &Circumstances<'_>) -> CommandError {
        self
    }
}

/// The error, as a person is told.
pub(super) fn told(error: &Error, around: &Circumstances<'_>) -> CommandError {
    if let Error::WantsMore(more) = error {
        return consent::refusal(more);
    }
    if let Error::Drive {
        source: DriveError::Sink(cause),
        ..
    } = error.ended_by()
        && cause.kind() == io::ErrorKind::BrokenPipe
    {
        return CommandError::NobodyReads;
    }
    let mut details = error.failure().map(particulars).unwrap_or_default();
    details.extend(no_renewal(error));
    let told = CommandError::new(exit(error), error).with_details(details);
    match next(error, around) {
        Some(next) => told.with_next(next),
        None => told,
    }
}

fn exit(error: &Error) -> Exit {
    match error.class() {
        Class::Usage => Exit::Usage,
        Class::Connection => Exit::Connection,
        Class::Refused => Exit::Refused,
        Class::Unavailable => Exit::Unavailable,
        Class::Unknown => Exit::Unknown,
        Class::Consent => Exit::Consent,
        Class::Other => Exit::Other,
    }
}

/// Whether other input is what it takes.
pub(super) fn is_invalid_input(error: &Error) -> bool {
    error
        .failure()
        .is_some_and(|failure| failure.kind() == FailureKind::InvalidInput)
}

/// Why there is no other token for one that the API rejects, unless the
/// connector has said so.
fn no_renewal(error: &Error) -> Option<Text> {
    let Error::Drive { source, .. } = error.ended_by() else {
        return None;
    };
    let DriveError::Rejected { failure, renewal } = source.ended_by() else {
        return None;
    };
    let reason = match renewal {
        CredentialError::NeedsReconnecting(reason) | CredentialError::ClientRefused(reason) => {
            reason.clone()
        }
        other => other.to_string(),
    };
    let is_said = |sentence: &str| {
        let meaning = sentence.rsplit("refused: ").next().unwrap_or(sentence);
        failure.message.contains(meaning.trim_end_matches('.'))
    };
    let mut sentences = reason.split_inclusive(". ").map(str::trim);
    let first = sentences.next().filter(|first| !is_said(first))?;
    let others = sentences.filter(|sentence| !is_said(sentence));
    let left: Vec<&str> = std::iter::once(first).chain(others).collect();
    Some(text!("its tokens are not renewed: {}", left.join(" ")))
}

/// What a failure tells beyond its message.
fn particulars(failure: &Failure) -> Vec<Text> {
    let mut lines: Vec<Text> = Vec::new();
    for problem in &failure.problems {
        let field = match problem.field.as_str() {
            "" => "the input",
            field => field,
        };
        // A message that has the problem's words in it needs no repetition.
        if !failure.message.contains(&problem.message) {
            lines.push(text!("{} {}", field, problem.message));
        }
    }
    if !failure.missing_scopes.is_empty() {
        lines.push(text!(
            "any one of these scopes would do: {}",
            words::scope_sets(&failure.missing_scopes)
        ));
    }
    if let Some(time) = failure
        .retry_at
        .and_then(|seconds| Timestamp::from_second(seconds.try_into().ok()?).ok())
    {
        lines.push(text!("it can succeed from {} on", words::time(time)));
    }
    let origin: Vec<Text> = [
        failure.status.map(|status| text!("HTTP status {}", status)),
        failure.code.as_ref().map(|code| text!("code {}", code)),
        failure
            .tracking_id
            .as_ref()
            .map(|id| text!("tracking id {}", id)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !origin.is_empty() {
        lines.push(text!("({})", Text::joined(origin, ", ")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use connector_host::{
        connections::{DatabaseError, DatabaseTrouble, StoreError},
        contract::FieldProblem,
        egress::EgressError,
    };

    use super::*;

    fn around() -> Circumstances<'static> {
        Circumstances {
            connection: None,
            database: Some("/data/connections.db".into()),
        }
    }

    fn text_of(error: impl Into<Error>) -> String {
        error.into().explained(&around()).text()
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
        insta::assert_snapshot!(text_of(failure), @r"
        The input does not fit.
        days[0] must be at most 7
        the input must not be empty
        ");
    }

    #[test]
    fn a_rejected_credential_is_explained_once() {
        let told = |reason: &str| {
            let message = "The app was removed. Connect again.";
            let failure = Failure::new(FailureKind::Unauthenticated, message);
            text_of(DriveError::Rejected {
                failure: Box::new(failure),
                renewal: CredentialError::NeedsReconnecting(reason.to_owned()),
            })
        };
        let same = told("https://a.example/token refused: The app was removed. Add it. (no)");
        let other = told("https://a.example/token refused: It lay unused. Connect again. (no)");
        insta::assert_snapshot!([same, other].join("\n\n"), @r"
        The app was removed. Connect again.
        next: see to the app's settings and scopes, and connect again

        The app was removed. Connect again.
        its tokens are not renewed: https://a.example/token refused: It lay unused. (no)
        next: see to the app's settings and scopes, and connect again
        ");
    }

    #[test]
    fn a_refusal_is_told_with_what_the_api_said_of_it() {
        let mut failure = Failure::new(FailureKind::RateLimited, "Too many requests.");
        failure.status = Some(429);
        failure.code = Some("7".to_owned());
        failure.tracking_id = Some("abc".to_owned());
        failure.missing_scopes = vec![
            vec!["notes:read".to_owned(), "files:read".to_owned()],
            vec!["notes:all".to_owned()],
        ];
        failure.retry_at = Some(1_800_000_000);
        insta::assert_snapshot!(text_of(failure), @r"
        Too many requests.
        any one of these scopes would do: notes:read and files:read; or notes:all
        it can succeed from 2027-01-15 08:00:00 UTC on
        (HTTP status 429, code 7, tracking id abc)
        ");
    }

    fn broken() -> DriveError {
        EgressError::Broken {
            origin: "https://api.example.com".to_owned(),
            reason: "reset".to_owned(),
        }
        .into()
    }

    #[test]
    fn a_missing_scope_and_a_broken_connection_lead_on() {
        let failure = Failure::new(FailureKind::MissingScope, "A scope is missing.");
        insta::assert_snapshot!(text_of(failure), @r"
        A scope is missing.
        next: add the scope to the app, and connect again
        ");
        insta::assert_snapshot!(text_of(broken()), @r"
        the connection to https://api.example.com broke: reset
        next: try again in a moment
        ");
    }

    #[test]
    fn under_a_reroute_the_server_that_was_really_asked_is_named() {
        let error = Error::from(DriveError::Egress(EgressError::Connect {
            origin: "https://api.example.com".to_owned(),
            rerouted_to: Some(([127, 0, 0, 1], 9).into()),
            reason: "refused".to_owned(),
        }));
        insta::assert_snapshot!(error.explained(&around()).text(), @r"
        could not connect to https://api.example.com, which a reroute sends to http://127.0.0.1:9: refused. Start the server there, or leave the reroute out
        ");
    }

    #[test]
    fn trouble_of_the_database_names_its_file_and_what_helps() {
        let told = |trouble, text: &str| {
            text_of(Error::Store(StoreError::Database(DatabaseError::new(
                trouble, text,
            ))))
        };
        let told = [
            told(DatabaseTrouble::Damaged, "file is not a database"),
            told(DatabaseTrouble::NotWritable, "it is only to be read"),
            told(DatabaseTrouble::Full, "database or disk is full"),
            told(DatabaseTrouble::Busy, "database is locked"),
        ];
        insta::assert_snapshot!(told.join("\n\n"), @r"
        the database of connections: file is not a database
        next: put a good copy of /data/connections.db back, or connect again in another directory: --data-dir DIR

        the database of connections: it is only to be read
        next: let yourself write to /data/connections.db and to its directory, or choose another directory with --data-dir DIR

        the database of connections: database or disk is full
        next: make room for /data/connections.db, or choose another directory with --data-dir DIR

        the database of connections: database is locked
        next: another process is writing to /data/connections.db: try again in a moment
        ");
    }

    #[test]
    fn trouble_of_a_database_that_is_no_file_names_none() {
        let error = DatabaseError::new(DatabaseTrouble::Unavailable, "connection refused");
        let error = Error::Store(StoreError::Database(error));
        let around = Circumstances {
            database: None,
            ..around()
        };
        insta::assert_snapshot!(error.explained(&around).text(), @r"
        the database of connections: connection refused
        next: see that the database runs and can be reached, and try again
        ");
    }

    #[test]
    fn a_database_that_there_is_none_of_is_to_be_created() {
        let text = "database \"store\" does not exist (3D000)";
        let error = DatabaseError::new(DatabaseTrouble::Missing, text);
        let error = Error::Store(StoreError::Database(error));
        let around = Circumstances {
            database: None,
            ..around()
        };
        insta::assert_snapshot!(error.explained(&around).text(), @r#"
        the database of connections: database "store" does not exist (3D000)
        next: create it, or name another one in the address
        "#);
    }

    #[test]
    fn what_may_have_been_carried_out_has_an_exit_code_of_its_own() {
        let DriveError::Egress(cause) = broken() else {
            panic!("it broke");
        };
        let failure = Box::new(Failure::new(FailureKind::UnknownOutcome, "Nobody knows."));
        let error = Error::from(DriveError::OutcomeUnknown { failure, cause });
        assert_eq!(exit(&error), Exit::Unknown);
        let too_long = || DriveError::TooLong(std::time::Duration::ZERO);
        assert_eq!(exit(&too_long().into()), Exit::Other);
        let in_doubt = DriveError::InDoubt(Box::new(too_long()));
        assert_eq!(exit(&in_doubt.into()), Exit::Unknown);
        let items = vec![serde_json::json!(1)];
        let source = Box::new(error);
        assert_eq!(exit(&Error::Incomplete { items, source }), Exit::Unknown);
    }

    #[test]
    fn who_is_to_look_first_is_not_told_to_try_again() {
        insta::assert_snapshot!(text_of(DriveError::InDoubt(Box::new(broken()))), @r"
        a request may have been carried out that must not be made twice: look before you make the call again. What ended the call: the connection to https://api.example.com broke: reset
        ");
        let failure = Failure::new(FailureKind::MissingScope, "A scope is missing.");
        let after = DriveError::AfterWrite(Box::new(DriveError::Failure(Box::new(failure))));
        insta::assert_snapshot!(text_of(after), @r"
        A scope is missing. (The call may have changed something by then: look before you make it again.)
        next: add the scope to the app, and connect again
        ");
    }

    #[test]
    fn a_failure_after_a_write_exits_by_what_is_to_be_done() {
        let exit_of = |kind| {
            let failure = DriveError::Failure(Box::new(Failure::new(kind, "No.")));
            exit(&DriveError::AfterWrite(Box::new(failure)).into())
        };
        for later in [
            FailureKind::Unavailable,
            FailureKind::UnexpectedResponse,
            FailureKind::RateLimited,
            FailureKind::QuotaExceeded,
        ] {
            assert_eq!(exit_of(later), Exit::Unknown);
        }
        assert_eq!(exit_of(FailureKind::Conflict), Exit::Refused);
    }

    #[test]
    fn a_reader_of_pages_that_goes_away_ends_the_command_quietly() {
        let error = Error::from(DriveError::Sink(io::ErrorKind::BrokenPipe.into()));
        assert!(matches!(
            error.explained(&around()),
            CommandError::NobodyReads
        ));
    }
}

//! Errors of the library as problems.

use connector_host::Error;
use connector_host::driver::DriveError;

use super::parts::{FailureTold, FieldTold, Wants};
use super::{Problem, status};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let (status, title) = status::of(&error);
        let code = error.code();
        let detail = if status::is_the_operators(&error) {
            tracing::error!(code, %error, "the host failed");
            "the host failed at something of its own machine; its log says at what".to_owned()
        } else {
            detail(&error)
        };
        let mut problem = Self::told(status, code, title, &detail);
        let told = &mut *problem.0;
        told.connection = error.connection().map(str::to_owned);
        told.failure = error.failure().map(FailureTold::from);
        told.may_have_written = error.may_have_written();
        // What was done before would be done again.
        if !told.may_have_written
            && let Some(failure) = &told.failure
        {
            told.retry_at = failure.retry_at();
        }
        match error {
            Error::WantsMore(more) => told.wants = Some(Wants::from(&*more)),
            Error::Incomplete { items, .. } => told.items = Some(items),
            Error::Settings { problems, .. } => {
                let whole = problems.into_iter().map(|message| FieldTold {
                    field: String::new(),
                    message,
                });
                told.problems = whole.collect();
            }
            _ => {}
        }
        problem
    }
}

/// What happened; of a credential that the API rejects, why there is no other too.
fn detail(error: &Error) -> String {
    let inner = match error {
        Error::Incomplete { source, .. } => source,
        error => error,
    };
    match inner {
        Error::Drive { source, .. } => match source.ended_by() {
            DriveError::Rejected { renewal, .. } => {
                format!("{error} Its tokens are not renewed: {renewal}")
            }
            _ => error.to_string(),
        },
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use axum::response::IntoResponse as _;
    use connector_host::contract::{Failure, FailureKind, FieldProblem};
    use connector_host::driver::CredentialError;
    use serde_json::{Value, json};

    use super::super::Code;
    use super::*;

    fn told(error: impl Into<Error>) -> Value {
        serde_json::to_value(Problem::from(error.into())).unwrap()
    }

    #[test]
    fn a_failure_of_the_contract_is_told_whole() {
        let mut failure = Failure::new(FailureKind::RateLimited, "Too many requests.");
        failure.code = Some("429001".to_owned());
        failure.status = Some(429);
        failure.problems = vec![FieldProblem {
            field: "days[0]".to_owned(),
            message: "must be at most 7".to_owned(),
        }];
        failure.missing_scopes = vec![vec!["a".to_owned()], vec!["b".to_owned(), "c".to_owned()]];
        failure.retry_at = Some(1_800_000_000);
        failure.tracking_id = Some("abc".to_owned());
        insta::assert_json_snapshot!(told(failure), @r#"
        {
          "code": "rate-limited",
          "detail": "Too many requests.",
          "failure": {
            "code": "429001",
            "kind": "rate-limited",
            "message": "Too many requests.",
            "missing_scopes": [
              [
                "a"
              ],
              [
                "b",
                "c"
              ]
            ],
            "problems": [
              {
                "field": "days[0]",
                "message": "must be at most 7"
              }
            ],
            "retry_at": "2027-01-15T08:00:00Z",
            "status": 429,
            "tracking_id": "abc"
          },
          "retry_at": "2027-01-15T08:00:00Z",
          "status": 429,
          "title": "The API refused",
          "type": "urn:connector-host:problem:rate-limited"
        }
        "#);
    }

    #[test]
    fn a_kind_that_this_host_does_not_know_is_told_as_it_is_and_taken_for_a_refusal() {
        let mut failure = Failure::new(FailureKind::Refused, "No.");
        failure.kind = "payment-required".to_owned();
        let told = told(failure);
        assert_eq!(told["failure"]["kind"], "payment-required");
        assert_eq!(
            (&told["code"], &told["status"]),
            (&json!("refused"), &json!(422))
        );
    }

    #[test]
    fn a_list_that_broke_off_gives_what_came_before() {
        let failure = Failure::new(FailureKind::Unavailable, "Down.");
        let told = told(Error::Incomplete {
            items: vec![json!({"id": 1})],
            source: Box::new(failure.into()),
        });
        assert_eq!(told["items"], json!([{"id": 1}]));
        assert_eq!(
            (&told["code"], &told["status"]),
            (&json!("unavailable"), &json!(503))
        );
    }

    #[test]
    fn a_rejected_credential_says_why_there_is_no_other() {
        let failure = Failure::new(FailureKind::Unauthenticated, "The app was removed.");
        let told = told(DriveError::Rejected {
            failure: Box::new(failure),
            renewal: CredentialError::NeedsReconnecting("it was revoked".to_owned()),
        });
        assert_eq!(told["status"], 409);
        let detail = told["detail"].as_str().unwrap();
        assert!(
            detail.starts_with("The app was removed. Its tokens are not renewed: "),
            "{detail}"
        );
        assert!(detail.contains("it was revoked"), "{detail}");
    }

    #[test]
    fn what_fails_on_the_operators_machine_is_told_to_nobody_else() {
        let told = told(Error::File {
            operation: "read",
            path: "/home/ada/connectors".into(),
            source: std::io::ErrorKind::PermissionDenied.into(),
        });
        assert_eq!(
            (&told["code"], &told["status"]),
            (&json!("file"), &json!(500))
        );
        assert!(!told.to_string().contains("ada"), "{told}");
    }

    #[test]
    fn what_may_have_been_carried_out_has_a_status_that_nothing_repeats() {
        let failure = Failure::new(FailureKind::UnknownOutcome, "Nobody knows.");
        assert_eq!(told(failure)["status"], 500);
        let too_long = || DriveError::TooLong(std::time::Duration::ZERO);
        assert_eq!(told(too_long())["status"], 504);
        let in_doubt = told(DriveError::InDoubt(Box::new(too_long())));
        assert_eq!(in_doubt["status"], 500);
        assert_eq!(in_doubt["code"], "outcome-unknown");
        assert_eq!(in_doubt["may_have_written"], true);
    }

    #[test]
    fn a_failure_after_a_write_is_told_whole_and_asks_nobody_to_repeat_it() {
        let mut failure = Failure::new(FailureKind::RateLimited, "Too many requests.");
        failure.retry_at = Some(1);
        let error = DriveError::Failure(Box::new(failure));
        let problem = Problem::from(Error::from(DriveError::AfterWrite(Box::new(error))));
        let told = serde_json::to_value(&problem).unwrap();
        assert_eq!(told["code"], "rate-limited");
        assert_eq!(told["failure"]["retry_at"], "1970-01-01T00:00:01Z");
        assert_eq!(told["retry_at"], Value::Null);
        assert_eq!(told["may_have_written"], true);
        let response = problem.into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!response.headers().contains_key("retry-after"));
    }

    #[test]
    fn when_to_try_again_is_in_the_head_too() {
        let mut failure = Failure::new(FailureKind::RateLimited, "Later.");
        failure.retry_at = Some(1);
        let response = Problem::from(Error::from(failure)).into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()["retry-after"], "1");
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        let response = Problem::new(Code::NoKey, "show one").into_response();
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
    }

    #[test]
    fn the_services_own_codes_are_no_kinds_of_failures() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.extend(FailureKind::ALL.map(FailureKind::name));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}

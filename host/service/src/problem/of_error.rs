//! Errors of the library as problems.

use connector_host::Error;
use connector_host::driver::DriveError;

use super::hidden::Hidden;
use super::parts::{FailureTold, FieldTold, Wants};
use super::{Problem, status, title};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let code = error.code();
        let hidden = Hidden::of(&error);
        let mut problem = match hidden {
            None => Self::told(status::of(&error), code, title::of(code), &detail(&error)),
            Some(hidden) => {
                let mut words = hidden.words(code, &error);
                if error.may_have_written() {
                    words.push_str("; what was asked for may have been done all the same");
                }
                match hidden.code() {
                    Some(own) if !error.may_have_written() => Self::new(own, words),
                    _ => Self::told(status::of_hidden(&error), code, title::of(code), &words),
                }
            }
        };
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
        match error.ended_by() {
            Error::WantsMore(more) => told.wants = Some(Wants::from(&**more)),
            Error::Settings { problems, .. } => {
                let places = problems.iter().map(|problem| {
                    let among = if problem.is_secret {
                        "secrets"
                    } else {
                        "settings"
                    };
                    FieldTold {
                        field: format!("{among}.{}", problem.name),
                        message: problem.message.clone(),
                    }
                });
                told.problems = places.collect();
            }
            _ => {}
        }
        if let Error::Incomplete { items, .. } = error {
            told.items = Some(items);
        }
        problem
    }
}

/// What happened; of a credential that the API rejects, why there is no other too, and
/// of what nobody has agreed to, how somebody does here.
fn detail(error: &Error) -> String {
    if let Error::WantsMore(more) = error {
        let digest = &more.digest;
        return format!("{error}. To accept it, send the same component with `?accept={digest}`");
    }
    match error.ended_by() {
        Error::Drive { source, .. } => match source.ended_by() {
            DriveError::Rejected { renewal, .. } => {
                let renewal = match Hidden::of_credential(renewal) {
                    Some(hidden) => hidden.words(renewal.code(), renewal),
                    None => renewal.to_string(),
                };
                format!("{error} Its tokens are not renewed: {renewal}")
            }
            _ => error.to_string(),
        },
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::PathBuf;
    use std::time::Duration;

    use axum::http::StatusCode;
    use axum::response::IntoResponse as _;
    use connector_host::FileOperation;
    use connector_host::component::LoadError;
    use connector_host::connections::{DatabaseError, DatabaseTrouble, KeyError, StoreError};
    use connector_host::consent::ConsentRefusal;
    use connector_host::contract::{Failure, FailureKind, FieldProblem};
    use connector_host::download::DownloadError;
    use connector_host::driver::CredentialError;
    use connector_host::policy::PolicyRefusal;
    use jiff::SignedDuration;
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
          "title": "Too many requests to the API",
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
            operation: FileOperation::Read,
            path: "/home/ada/connectors".into(),
            source: io::ErrorKind::PermissionDenied.into(),
        });
        assert_eq!(
            (&told["code"], &told["status"]),
            (&json!("file"), &json!(500))
        );
        assert!(!told.to_string().contains("ada"), "{told}");
    }

    /// Errors of the store and of its key, with something in them that is nobody
    /// else's business.
    fn of_the_store() -> Vec<StoreError> {
        let path = || PathBuf::from("/home/ada/host.key");
        let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
        let origin = || "/home/ada".to_owned();
        let database =
            |trouble| StoreError::Database(DatabaseError::new(trouble, "ada@db.internal"));
        vec![
            database(DatabaseTrouble::Damaged),
            database(DatabaseTrouble::Busy),
            database(DatabaseTrouble::NotWritable),
            database(DatabaseTrouble::Full),
            database(DatabaseTrouble::Unavailable),
            database(DatabaseTrouble::Other),
            StoreError::Directory {
                path: path(),
                source: denied(),
            },
            StoreError::File {
                path: path(),
                source: denied(),
            },
            StoreError::Exposed {
                path: path(),
                mode: 0o644,
                source: denied(),
            },
            StoreError::Lock {
                path: path(),
                source: denied(),
            },
            StoreError::Busy {
                path: path(),
                patience: Duration::ZERO,
            },
            StoreError::LeaseBusy {
                patience: Duration::ZERO,
            },
            StoreError::ClockOff {
                ahead: SignedDuration::from_hours(48),
            },
            KeyError::Malformed { origin: origin() }.into(),
            KeyError::Missing { path: path() }.into(),
            KeyError::Exposed {
                path: path(),
                mode: 0o644,
            }
            .into(),
            KeyError::Io {
                operation: "read",
                path: path(),
                source: denied(),
            }
            .into(),
            KeyError::NotReplaceable {
                path: path(),
                source: denied(),
            }
            .into(),
            KeyError::NotInEnvironment { variable: "ADA" }.into(),
            KeyError::Provider {
                provider: origin(),
                reason: origin(),
            }
            .into(),
            KeyError::NoKeyring.into(),
        ]
    }

    #[test]
    fn what_the_store_and_its_key_say_of_themselves_is_told_to_nobody() {
        for error in of_the_store() {
            let (code, words) = (error.code(), error.to_string());
            let told = told(error);
            let detail = told["detail"].as_str().unwrap().to_lowercase();
            assert!(!told.to_string().to_lowercase().contains("ada"), "{told}");
            assert!(!detail.contains(&words.to_lowercase()), "{told}");
            let status = match told["code"].as_str().unwrap() {
                "store-unavailable" => 503,
                "storage-full" => 507,
                of_error if of_error == code => 500,
                other => panic!("{other}"),
            };
            assert_eq!(told["status"], status, "{told}");
        }
        let count = |code: &str| {
            let is_it = |error: StoreError| told(error)["code"] == code;
            let told = of_the_store().into_iter().map(is_it);
            told.filter(|is_it| *is_it).count()
        };
        assert_eq!(count("store-unavailable"), 5);
        assert_eq!(count("storage-full"), 1);
    }

    #[test]
    fn what_the_caller_has_asked_the_store_for_is_told() {
        let name = || "work".to_owned();
        for (error, status) in [
            (StoreError::NoConnection { name: name() }, 404),
            (StoreError::NameInUse { name: name() }, 409),
            (StoreError::BadName { name: name() }, 422),
            (StoreError::NoTenant { name: name() }, 404),
        ] {
            let told = told(error);
            assert_eq!(told["status"], status, "{told}");
            assert!(
                told["detail"].as_str().unwrap().contains("`work`"),
                "{told}"
            );
        }
    }

    #[test]
    fn a_connector_that_can_not_be_used_is_told_with_what_to_do_about_it() {
        let key = || "notes".to_owned();
        let altered = StoreError::ComponentAltered {
            connector: key(),
            digest: "00".to_owned(),
        };
        let refused = Error::UnusableConnector {
            key: key(),
            source: Box::new(LoadError::CoreModule),
        };
        for (told, status, words) in [
            (told(altered), 500, "add the connector again"),
            (
                told(refused),
                409,
                "Add a version of it that this host takes",
            ),
        ] {
            assert_eq!(told["status"], status, "{told}");
            let detail = told["detail"].as_str().unwrap();
            assert!(
                detail.contains("`notes`") && detail.contains(words),
                "{detail}"
            );
        }
    }

    #[test]
    fn a_sign_in_that_is_over_is_told_and_is_no_failure_of_the_host() {
        let overtaken = StoreError::SignInOvertaken {
            gone: "the connection",
            grant_renewed: false,
        };
        for (error, words) in [
            (StoreError::NoSignIn, "no such sign-in under way"),
            (overtaken, "connection was removed"),
        ] {
            let told = told(error);
            assert_eq!(told["status"], 409, "{told}");
            assert!(told["detail"].as_str().unwrap().contains(words), "{told}");
        }
    }

    #[test]
    fn a_credential_that_the_store_does_not_give_is_told_without_its_words() {
        let words = || "ada@db.internal".to_owned();
        for (error, status, code) in [
            (CredentialError::Store(words()), 500, "credential-not-read"),
            (
                CredentialError::NotKept(words()),
                500,
                "credential-not-kept",
            ),
            (
                CredentialError::StoreUnavailable(words()),
                503,
                "store-unavailable",
            ),
            (CredentialError::StoreFull(words()), 507, "storage-full"),
        ] {
            let failure = Failure::new(FailureKind::Unauthenticated, "No.");
            let rejected = told(DriveError::Rejected {
                failure: Box::new(failure),
                renewal: match &error {
                    CredentialError::Store(_) => CredentialError::Store(words()),
                    CredentialError::NotKept(_) => CredentialError::NotKept(words()),
                    _ => CredentialError::StoreUnavailable(words()),
                },
            });
            assert!(!rejected.to_string().contains("db.internal"), "{rejected}");
            let told = told(DriveError::Credential(error));
            assert_eq!(
                (&told["status"], &told["code"]),
                (&json!(status), &json!(code))
            );
            assert!(!told.to_string().contains("db.internal"), "{told}");
        }
    }

    #[test]
    fn that_there_is_no_room_has_a_code_and_a_status_of_its_own_unless_something_was_written() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let path = || PathBuf::from("/home/ada/notes.txt");
        let of_files = || DownloadError::Write {
            path: path(),
            source: full(),
        };
        let database = DatabaseError::new(DatabaseTrouble::Full, "ada@db.internal");
        let of_mark = DriveError::Mark(io::Error::other(StoreError::Database(database)));
        for error in [
            Error::File {
                operation: FileOperation::Write,
                path: path(),
                source: full(),
            },
            StoreError::Lock {
                path: path(),
                source: full(),
            }
            .into(),
            DriveError::from(of_files()).into(),
            of_mark.into(),
        ] {
            let told = told(error);
            assert_eq!(
                (&told["status"], &told["code"]),
                (&json!(507), &json!("storage-full"))
            );
            assert!(!told.to_string().contains("ada"), "{told}");
        }
        let written = told(DriveError::InDoubt(Box::new(of_files().into())));
        assert_eq!(written["status"], 500);
        assert_eq!(written["may_have_written"], true);
    }

    #[test]
    fn the_operators_policy_is_not_read_to_others() {
        let refusal = PolicyRefusal {
            connector: "notes".to_owned(),
            what: "send".to_owned(),
            file: "/etc/ada/policy.toml".to_owned(),
            line: 7,
        };
        let told = told(ConsentRefusal::Policy(refusal));
        assert_eq!(told["status"], 403);
        assert!(!told.to_string().contains("ada"), "{told}");
    }

    #[test]
    fn what_may_have_been_carried_out_has_a_status_that_nothing_repeats() {
        let failure = Failure::new(FailureKind::UnknownOutcome, "Nobody knows.");
        assert_eq!(told(failure)["status"], 500);
        let too_long = || DriveError::TooLong(Duration::ZERO);
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

//! What holds for errors of any sort.

use super::*;
use crate::contract::FailureKind;
use crate::download::DownloadError;

#[test]
fn an_error_of_any_sort_names_the_connection_and_is_what_it_was_in_all_else() {
    let since = Timestamp::UNIX_EPOCH;
    let errors: [fn() -> Error; 8] = [
        || DriveError::NoDestination.into(),
        || RunError::Damaged.into(),
        || StoreError::GrantGone.into(),
        || OAuthError::OtherState.into(),
        || {
            ConsentRefusal::NotAdded {
                connector: "notes".into(),
            }
            .into()
        },
        || Failure::new(FailureKind::UnknownOutcome, "Nobody knows.").into(),
        || Error::NoHome,
        || Error::Incomplete {
            items: vec![Value::Null],
            source: Box::new(StoreError::NoSignIn.into()),
        },
    ];
    for error in errors {
        let (about, before) = (error().about("work"), error());
        assert_eq!(about.connection(), Some("work"), "{about}");
        assert_eq!(
            about.to_string(),
            before.to_string(),
            "no name is told twice"
        );
        assert_eq!(about.code(), before.code());
        assert_eq!(about.class(), before.class());
        assert_eq!(about.failure(), before.failure());
        assert_eq!(about.may_have_written(), before.may_have_written());
        let (inner, itself) = (about.ended_by(), before.ended_by());
        assert_eq!(inner.to_string(), itself.to_string());
        assert!(!matches!(
            inner,
            Error::About { .. } | Error::Incomplete { .. }
        ));
    }
    let name = "other".to_owned();
    let named = Error::Disabled { name, since }.about("work");
    assert_eq!(named.connection(), Some("other"), "it says so itself");
    assert!(matches!(named, Error::Disabled { .. }));
}

#[test]
fn an_error_repeats_a_name_and_lists_names_no_longer_than_anybody_reads() {
    let long = || "n".repeat(1 << 20);
    let known = || -> Vec<String> {
        let numbers = 1..=40;
        numbers.map(|number| format!("notes-{number}")).collect()
    };
    let errors: [Error; 5] = [
        StoreError::BadName { name: long() }.into(),
        StoreError::NoConnection { name: long() }.into(),
        Error::UnknownConnector {
            key: long(),
            known: known(),
        },
        Error::UnknownMethod {
            connector: "notes".to_owned(),
            method: long(),
            known: known(),
        },
        Error::UnknownLookup {
            action: "list-notes".to_owned(),
            field: long(),
            known: known(),
        },
    ];
    for error in errors {
        let told = error.to_string();
        assert!(told.contains("nnn…`"), "{told}");
        assert!(told.len() < 1200, "{told}");
    }
    let about = Error::NoHome.about(&long());
    assert_eq!(about.connection().map(str::len), Some(63 + "…".len()));
    let ambiguous = Error::AmbiguousConnection {
        connector: "notes".to_owned(),
        names: (1..=2000).map(|number| format!("c{number}")).collect(),
    };
    insta::assert_snapshot!(ambiguous, @"`notes` has 2000 connections and none of them is the default; name one of c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19, c20 and 1980 more");
}

#[test]
fn a_download_is_classed_by_what_is_to_be_done_about_it() {
    let class = |error: DownloadError| Error::from(DriveError::from(error)).class();
    let path = PathBuf::from("notes.txt");
    assert_eq!(class(DownloadError::Exists(path.clone())), Class::Usage);
    let (expected, received) = (5, 3);
    let cut_short = DownloadError::Size { expected, received };
    assert_eq!(class(cut_short), Class::Unavailable);
    let source = io::ErrorKind::StorageFull.into();
    assert_eq!(class(DownloadError::Write { path, source }), Class::Other);
    assert_eq!(Error::from(DriveError::NoDestination).class(), Class::Usage);
}

//! One suite for whatever keeps the store: the tests of this crate's store run on
//! files one by one, and all of them on PostgreSQL in one test.

use std::cell::{Cell, RefCell};
use std::panic;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::Suite;
use super::server::Server;
use crate::connections::{PostgresAddress, archive, rotation};

/// How many tests run at once.
const AT_ONCE: usize = 4;

thread_local! {
    static SERVER: RefCell<Option<Arc<Server>>> = const { RefCell::new(None) };
    /// How many databases this thread has begun.
    static BEGUN: Cell<usize> = const { Cell::new(0) };
}

/// The tests, with the text of the files that they stand in.
const SUITES: &[(Suite, &str)] = &[
    (super::api_keys::SUITE, include_str!("api_keys.rs")),
    (super::apps::SUITE, include_str!("apps.rs")),
    (super::audit::SUITE, include_str!("audit.rs")),
    (super::brought::SUITE, include_str!("brought.rs")),
    (super::changes::SUITE, include_str!("changes.rs")),
    (
        super::connect_sessions::SUITE,
        include_str!("connect_sessions.rs"),
    ),
    (super::components::SUITE, include_str!("components.rs")),
    (super::consents::SUITE, include_str!("consents.rs")),
    (super::data_keys::SUITE, include_str!("data_keys.rs")),
    (super::grants::SUITE, include_str!("grants.rs")),
    (super::in_session::SUITE, include_str!("in_session.rs")),
    (super::outcomes::SUITE, include_str!("outcomes.rs")),
    (super::renewals::SUITE, include_str!("renewals.rs")),
    (super::sealing::SUITE, include_str!("sealing.rs")),
    (super::sign_ins::SUITE, include_str!("sign_ins.rs")),
    (super::tenants::SUITE, include_str!("tenants.rs")),
    (
        super::tenants::names::SUITE,
        include_str!("tenants/names.rs"),
    ),
    (
        super::tenants::shared_grants::SUITE,
        include_str!("tenants/shared_grants.rs"),
    ),
    (
        super::tenants::strangers::SUITE,
        include_str!("tenants/strangers.rs"),
    ),
    (archive::tests::SUITE, include_str!("../archive/tests.rs")),
    (
        archive::tests::apps::SUITE,
        include_str!("../archive/tests/apps.rs"),
    ),
    (
        archive::tests::refused::SUITE,
        include_str!("../archive/tests/refused.rs"),
    ),
    (rotation::tests::SUITE, include_str!("../rotation.rs")),
];

/// What is of files alone: their bytes, their locks, and what somebody does to
/// them.
const OF_FILES: &[&str] = &[
    "the_right_to_renew_belongs_to_one_store_at_a_time",
    "no_secret_is_in_the_database_in_the_clear",
    "no_secret_of_a_sign_in_is_in_the_database_in_the_clear",
    "the_database_of_a_newer_host_is_left_alone",
    "records_of_a_kind_that_a_newer_host_has_kept_end_no_list",
    "a_task_has_its_turn_while_another_process_renews",
    "what_was_sealed_for_one_tenant_does_not_open_for_another",
    "a_grant_that_no_connection_uses_goes_with_its_tenant",
    "an_app_that_was_brought_goes_with_the_last_connection_that_uses_it",
    "a_secret_of_an_app_opens_in_its_own_place_alone",
    "all_secrets_open_with_the_new_key_and_nothing_with_the_old_one",
    "a_data_key_that_does_not_open_leaves_the_old_key_in_use",
    "another_key_of_the_store_touches_no_secret",
    "another_data_key_seals_the_secrets_of_its_tenant_and_no_others",
    "what_a_removed_tenant_was_sealed_with_is_in_no_file_any_more",
];

/// A new database for a test that the suite runs; none for one that runs by
/// itself.
pub(super) fn new_database() -> Option<PostgresAddress> {
    SERVER.with_borrow(|server| {
        let server = server.as_ref()?;
        BEGUN.set(BEGUN.get() + 1);
        Some(server.new_database())
    })
}

#[test]
fn what_holds_for_a_store_in_files_holds_in_postgresql() {
    let server = Arc::new(Server::start());
    let tests = SUITES.iter().flat_map(|(suite, _)| *suite);
    let tests = Mutex::new(tests);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                SERVER.set(Some(Arc::clone(&server)));
                loop {
                    let Some((name, test)) = tests.lock().unwrap().next() else {
                        // What a thread has of its own may go after this program, and the
                        // server would stay.
                        SERVER.set(None);
                        return;
                    };
                    let before = BEGUN.get();
                    // The same test has its snapshots on files, in the same program.
                    let twice = || insta::allow_duplicates!(test());
                    let passed = panic::catch_unwind(twice).is_ok();
                    // Else it ran on files.
                    if !passed || BEGUN.get() == before {
                        failed.lock().unwrap().push(*name);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Files and folders with tests that are not of the suite: of one backend each, or of the suite.
const OF_ONE: &[&str] = &[
    "gathering.rs",
    "tests/postgres",
    "listening.rs",
    "memory.rs",
    "old.rs",
    "pauses.rs",
    "store.rs",
    "store_place.rs",
    "suite.rs",
    "uses.rs",
];

#[test]
fn no_file_with_tests_of_the_store_is_left_out_of_the_suite() {
    let mut directories = vec![PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/connections"
    ))];
    let mut found = 0;
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if OF_ONE.iter().any(|of_one| path.ends_with(of_one)) {
                continue;
            }
            if path.is_dir() {
                directories.push(path);
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            if text.contains("#[tokio::test") {
                let is_there = SUITES.iter().any(|(_, of_suite)| *of_suite == text);
                assert!(is_there, "{}", path.display());
                found += 1;
            }
        }
    }
    assert_eq!(found, SUITES.len());
}

#[test]
fn no_test_of_the_store_is_left_out_of_the_suite() {
    for (suite, text) in SUITES {
        for part in text.split("#[tokio::test").skip(1) {
            let name = part.split("async fn ").nth(1).unwrap();
            let name = name.split('(').next().unwrap();
            let is_listed = suite.iter().any(|(listed, _)| *listed == name);
            let is_of_files = OF_FILES.contains(&name);
            assert!(is_listed != is_of_files, "{name}");
        }
    }
}

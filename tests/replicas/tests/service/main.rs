//! The tests of the service over real HTTP once more: with two replicas that have nothing in
//! common but a PostgreSQL database and its key, behind a proxy by which each next request meets
//! the other.
//!
//! What a test says of the service is so however many serve. One about what each process has by
//! itself asks one of the replicas, past the proxy; one in which no service takes part is left out.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]
#![cfg(unix)]

mod away;
mod one_ends;
mod site;
mod two_attempts;

#[path = "../../../../host/tests/support/mod.rs"]
mod support;

#[path = "../../../../host/service/tests/service/access.rs"]
mod access;
#[path = "../../../../host/service/tests/service/apps.rs"]
mod apps;
#[path = "../../../../host/service/tests/service/audit.rs"]
mod audit;
#[path = "../../../../host/service/tests/service/bad_requests.rs"]
mod bad_requests;
#[path = "../../../../host/service/tests/service/bounds.rs"]
mod bounds;
#[path = "../../../../host/service/tests/service/browser.rs"]
mod browser;
#[path = "../../../../host/service/tests/service/connect_sessions.rs"]
mod connect_sessions;
#[path = "../../../../host/service/tests/service/connecting/mod.rs"]
mod connecting;
#[path = "../../../../host/service/tests/service/connections.rs"]
mod connections;
#[path = "../../../../host/service/tests/service/connectors.rs"]
mod connectors;
#[path = "../../../../host/service/tests/service/document.rs"]
mod document;
#[path = "../../../../host/service/tests/service/ending.rs"]
mod ending;
#[path = "../../../../host/service/tests/service/ending_files.rs"]
mod ending_files;
#[path = "../../../../host/service/tests/service/failing.rs"]
mod failing;
#[path = "../../../../host/service/tests/service/files.rs"]
mod files;
#[path = "../../../../host/service/tests/service/invocations.rs"]
mod invocations;
#[path = "../../../../host/service/tests/service/lookups.rs"]
mod lookups;
#[path = "../../../../host/service/tests/service/once.rs"]
mod once;
#[path = "../../../../host/service/tests/service/renewing.rs"]
mod renewing;
#[path = "../../../../host/service/tests/service/slow_readers.rs"]
mod slow_readers;
#[path = "../../../../host/service/tests/service/stage.rs"]
mod stage;

/// The modules that a file of tests has.
fn modules(file: &str) -> Vec<&str> {
    let lines = file.lines().filter_map(|line| line.strip_prefix("mod "));
    let mut modules: Vec<&str> = lines.filter_map(|line| line.strip_suffix(';')).collect();
    modules.sort_unstable();
    modules
}

#[test]
fn all_tests_of_the_service_are_here() {
    let there = include_str!("../../../../host/service/tests/service/main.rs");
    let here = include_str!("main.rs");
    let (here, there) = (modules(here), modules(there));
    assert!(there.len() > 10, "{there:?}");
    let missing: Vec<_> = there.iter().filter(|name| !here.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

//! The service over real HTTP, with a scripted connector and the API that it calls.
//!
//! These tests run in two ways: with one service on SQLite, and, in `tests/replicas`, with two on
//! PostgreSQL behind a proxy. `site` is what differs. A test about what each process has by itself,
//! such as its measures, asks one of them past the proxy: `Stage::of_one_process`. One in which no
//! service takes part is left out of the second way: `#[cfg_attr(replicas, ignore = "…")]`.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

#[path = "../../../tests/support/mod.rs"]
mod support;

mod access;
mod apps;
mod audit;
mod bad_requests;
mod bounds;
mod browser;
mod connect_sessions;
mod connecting;
mod connections;
mod connectors;
mod document;
mod ending;
mod ending_files;
mod failing;
mod files;
mod invocations;
mod lookups;
mod once;
mod renewing;
mod site;
mod slow_readers;
mod stage;

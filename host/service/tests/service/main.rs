//! The service over real HTTP, with a scripted connector and the API that it calls.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

#[path = "../../../tests/support/mod.rs"]
mod support;

mod access;
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
mod failing;
mod files;
mod invocations;
mod lookups;
mod once;
mod stage;

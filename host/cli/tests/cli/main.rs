//! The command line as people and scripts meet it, by running the program.

#![allow(unreachable_pub, missing_docs, clippy::unwrap_used, reason = "tests")]

#[path = "../../../tests/support/mod.rs"]
mod support;

#[cfg(unix)]
mod apps;
mod asked;
mod calls;
mod compiling;
mod completions;
mod connected;
mod connections;
mod consent;
mod foreign_text;
mod help;
mod keys;
mod log;
mod manifest_members;
mod program;
mod removing;
mod schemas;
#[cfg(unix)]
mod screens;
mod serving;
mod store;
mod tenants;
#[cfg(unix)]
mod terminal;
mod trouble;
mod unusable;

//! What the tests of the host share.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    reason = "each test program uses a part of it"
)]

pub mod authorization;
pub mod call;
pub mod connection;
pub mod image;
pub mod scripted;
pub mod server;
pub mod source;

//! Runs connector components: OAuth, tokens, HTTP, limits.

pub mod clock;
pub mod component;
pub mod contract;
pub mod download;
pub mod driver;
pub mod egress;
pub mod manifest;

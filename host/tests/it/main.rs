//! The library as whoever builds on it sees it: one program, since each that has the
//! whole host in it takes its time to build. What looks at its own process (its threads, its log) is
//! beside it.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod apps;
mod archives;
mod audit;
mod candidates;
mod component;
mod contract;
mod deliveries;
mod device;
mod diagnosis;
mod downloads;
mod egress;
mod giving_way;
#[cfg(unix)]
mod mixed_sign_ins;
mod naming;
mod outputs;
mod policy;
mod reconnect;
mod removed;
mod renewal;
#[cfg(unix)]
mod replicas;
mod revoking;
mod rotation;
mod runs;
mod sign_in;
mod sign_ins;
mod take_up;
mod tenants;
mod triggers;
mod trouble;
mod unusable;
mod versions;
mod warm;
mod withdrawn;
mod written;

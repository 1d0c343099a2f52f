//! The sandbox as a client meets it: over HTTP.

mod client;
mod control;
mod meetings;
mod oauth;
mod recordings;

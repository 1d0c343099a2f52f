//! The connector as a function of its arguments, without a host.

mod actions;
mod creation;
mod deliveries;
mod manifest;
mod polls;
mod support;

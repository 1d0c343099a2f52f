//! The connector as a function of its arguments, without a host.

mod actions;
mod creation;
mod deliveries;
mod documentation;
mod manifest;
mod polls;
mod support;

//! Triggers, by webhook and by poll.

mod catalogue;
mod deliveries;
mod hostile;
mod polls;
mod support;

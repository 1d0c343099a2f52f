//! Apps at Zoom: what is pasted to make one.

pub(crate) mod build_manifest;
pub(crate) mod events;
mod group;
mod minimal;
mod parts;
pub(crate) mod pre_approve;
pub(crate) mod validate_manifest;
pub(crate) mod webhook_logs;

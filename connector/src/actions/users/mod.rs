//! Users, and what they may do.

pub(crate) mod fields;
pub(crate) mod get;
pub(crate) mod get_current;
pub(crate) mod get_token;
mod group;
mod licences;
pub(crate) mod list;
pub(crate) mod list_schedulers;
mod plans;
mod profile;
pub(crate) mod scopes;
pub(crate) mod settings;
pub(crate) mod update;
mod user;

pub(crate) use profile::CUSTOM_ATTRIBUTE;

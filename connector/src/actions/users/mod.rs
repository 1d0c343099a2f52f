//! Users, and what they may do.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod fields;
pub(crate) mod get;
pub(crate) mod get_current;
pub(crate) mod get_token;
mod group;
mod groups;
mod licences;
pub(crate) mod list;
pub(crate) mod list_group_members;
pub(crate) mod list_groups;
pub(crate) mod list_schedulers;
pub(crate) mod list_summary_templates;
pub(crate) mod list_tracking_fields;
pub(crate) mod plan_usage;
mod plans;
mod profile;
pub(crate) mod recycle;
pub(crate) mod scopes;
pub(crate) mod settings;
pub(crate) mod summary;
pub(crate) mod update;
pub(crate) mod update_status;
mod user;

pub(crate) use profile::CUSTOM_ATTRIBUTE;
pub(crate) use user::USER;

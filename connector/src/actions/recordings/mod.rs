//! Cloud recordings.

mod choice;
pub(crate) mod delete_all;
pub(crate) mod delete_file;
pub(crate) mod download;
pub(crate) mod download_all;
pub(crate) mod fields;
pub(crate) mod get;
pub(crate) mod get_link;
pub(crate) mod get_settings;
mod group;
pub(crate) mod list;
pub(crate) mod list_registrants;
pub(crate) mod recover;
pub(crate) mod recover_file;
mod settings;
pub(crate) mod update_settings;

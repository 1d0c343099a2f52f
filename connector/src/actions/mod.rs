//! The actions, one file each, by group.

mod connection;
mod generic;
mod lookups;
mod meetings;
mod past_meetings;
mod recordings;
mod registrants;
mod reports;
pub(crate) mod users;

use crate::action::Action;
use crate::contract::{Failure, FailureKind};
use crate::names;

/// All actions, in the order of the manifest.
pub(crate) static ALL: &[&Action] = &[
    &meetings::create::ACTION,
    &meetings::get::ACTION,
    &meetings::update::ACTION,
    &meetings::delete::ACTION,
    &meetings::list::ACTION,
    &meetings::get_invitation::ACTION,
    &meetings::create_invite_links::ACTION,
    &registrants::list::ACTION,
    &past_meetings::list_instances::ACTION,
    &recordings::list::ACTION,
    &recordings::get::ACTION,
    &recordings::get_link::ACTION,
    &recordings::download::ACTION,
    &recordings::delete_all::ACTION,
    &recordings::get_settings::ACTION,
    &reports::meeting_participants::ACTION,
    &reports::user_meetings::ACTION,
    &reports::active_hosts::ACTION,
    &users::get_current::ACTION,
    &users::get::ACTION,
    &users::list::ACTION,
    &users::update::ACTION,
    &users::list_schedulers::ACTION,
    &users::get_token::ACTION,
    &users::settings::get::ACTION,
    &connection::test::ACTION,
    &generic::http_request::ACTION,
];

/// The action of that id.
pub(crate) fn find(id: &str) -> Result<&'static Action, Failure> {
    ALL.iter()
        .find(|action| action.id == id)
        .copied()
        .ok_or_else(|| {
            let nearest = names::nearest(id, ALL.iter().map(|action| action.id));
            let hint = nearest.map(|nearest| format!(" Did you mean `{nearest}`?"));
            Failure::new(
                FailureKind::Unsupported,
                format!(
                    "There is no action of that name.{}",
                    hint.unwrap_or_default()
                ),
            )
        })
}

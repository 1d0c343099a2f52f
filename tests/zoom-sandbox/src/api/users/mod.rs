//! Users.

mod assistants;
mod create;
mod delete;
mod get;
mod list;
mod lookups;
mod schedulers;
pub(crate) mod settings;
mod status;
mod summary;
mod tokens;
mod update;

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::state::{State, user::User};

pub(crate) const HANDLERS: Handlers = &[
    ("user", get::handle),
    ("users", list::handle),
    ("userCreate", create::handle),
    ("userUpdate", update::handle),
    ("userDelete", delete::handle),
    ("userStatus", status::handle),
    ("userSummary", summary::handle),
    ("userSettings", settings::handle),
    ("userSettingsUpdate", settings::update),
    ("userSchedulers", schedulers::list),
    ("userSchedulerDelete", schedulers::delete),
    ("userAssistants", assistants::list),
    ("userAssistantCreate", assistants::create),
    ("userToken", tokens::user_token),
    ("userZak", tokens::zak),
    ("userPermission", lookups::permissions),
    ("userEmail", lookups::email),
    ("Getmeetingsummarytemplates", lookups::summary_templates),
];

/// The user of a call, to be changed.
fn user_mut<'s>(call: &Call<'_>, state: &'s mut State) -> Result<&'s mut User, ApiError> {
    let id = call.user(state)?.id.clone();
    state
        .users
        .iter_mut()
        .find(|user| user.id == id)
        .ok_or_else(|| ApiError::user_does_not_exist(&id))
}

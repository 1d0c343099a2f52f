//! `get-current-user`.

use super::fields::OF_THE_CONNECTED;
use super::group::GROUP;
use super::{get, scopes, user};
use crate::action::Action;

pub(crate) static ACTION: Action = Action::get(&GROUP, "get-current-user", "/users/me")
    .operation("user")
    .summary("Gets the connected user: who it is, with which plan, in which account.")
    .description("A Server-to-Server app acts for the account; its user is the owner.")
    .scopes(scopes::READ_USER.classic, scopes::READ_USER.granular)
    .output(get::OUTPUT)
    .refusals(OF_THE_CONNECTED)
    .columns(user::COLUMNS)
    .sample("{}", user::SAMPLE);

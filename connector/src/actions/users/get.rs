//! `get-user`.

use super::fields::{LOGIN_TYPE, NOT_YET_A_USER, USER_ID};
use super::group::GROUP;
use super::{scopes, user};
use crate::action::Action;
use crate::shape::{Field, Kind, query};

pub(crate) static ACTION: Action = Action::get(&GROUP, "get-user", "/users/{userId}")
    .operation("user")
    .summary("Gets what Zoom knows of a user: plan, role, time zone, personal meeting id and more.")
    .description("A user-managed app sees the connected user alone.")
    .scopes(scopes::READ_USER.classic, scopes::READ_USER.granular)
    .input(&[&[
        USER_ID,
        LOGIN_TYPE,
        query(
            "encrypted_email",
            Kind::Boolean,
            "Whether `user_id` is an e-mail address in encrypted form.",
        )
        .default("false"),
        query(
            "search_by_unique_id",
            Kind::Boolean,
            "Whether `user_id` is an employee's id, as single sign-on has it.",
        )
        .default("false"),
    ]])
    .output(OUTPUT)
    .refusals(NOT_YET_A_USER)
    .columns(user::COLUMNS)
    .sample(r#"{ "user_id": "host@example.com" }"#, user::SAMPLE);

/// What the endpoint answers.
pub(crate) static OUTPUT: &[&[Field]] = &[&[user::ID.essential()], user::COMMON, user::ALONE];

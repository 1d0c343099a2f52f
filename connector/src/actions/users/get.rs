//! `get-user`.

use super::fields::{LOGIN_TYPE, NOT_YET_A_USER};
use super::group::GROUP;
use super::{scopes, user};
use crate::action::Action;
use crate::actions::lookups;
use crate::contract::FieldProblem;
use crate::ids;
use crate::input::Input;
use crate::shape::{Field, Kind, Path, path, query};

pub(crate) static ACTION: Action = Action::get(&GROUP, "get-user", "/users/{userId}")
    .operation("user")
    .summary("Gets what Zoom knows of a user: plan, role, time zone, personal meeting id and more.")
    .description("A user-managed app sees the connected user alone.")
    .scopes(scopes::READ_USER.classic, scopes::READ_USER.granular)
    .input(&[&[
        path(
            "user_id",
            "{userId}",
            ids::NAMED_USER,
            "A user id, an e-mail address, or `me` for the connected user (the owner of the account, where a server-to-server app is connected); or what the two fields below say that it is.",
        )
        .choices(&lookups::USERS)
        .or("me"),
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
    .prepare(usual)
    .rules(rules)
    .refusals(NOT_YET_A_USER)
    .columns(user::COLUMNS)
    .sample(r#"{ "user_id": "host@example.com" }"#, user::SAMPLE);

/// What the endpoint answers.
pub(crate) static OUTPUT: &[&[Field]] = &[&[user::ID.essential()], user::COMMON, user::ALONE];

/// What says that `user_id` is none of Zoom's.
const FOREIGN: [&str; 2] = ["encrypted_email", "search_by_unique_id"];

fn is_foreign(input: &Input) -> bool {
    FOREIGN.iter().any(|name| input.is_true(name))
}

/// What Zoom has given a user as its id is written as Zoom writes it.
fn usual(input: Input) -> Input {
    let user = input.text("user_id").and_then(ids::user).map(str::to_owned);
    match user {
        Some(user) if !is_foreign(&input) => input.with("user_id", user),
        _ => input,
    }
}

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let mut problem = |name: &str, message: &str| {
        problems.push(Path::Member(&Path::Whole, name).problem(message));
    };
    let named = input.text("user_id");
    if !is_foreign(input) && named.is_some_and(|user| ids::user(user).is_none()) {
        problem(
            "user_id",
            "must be a user id, an e-mail address or \"me\"; for an encrypted address set \
             `encrypted_email` to true, for an employee's id `search_by_unique_id`",
        );
    }
    if FOREIGN.iter().all(|name| input.is_true(name)) {
        problem(
            "search_by_unique_id",
            "does not go together with `encrypted_email`: `user_id` is one of them; remove the other",
        );
    }
    if is_foreign(input) && named.is_none() {
        problem("user_id", "is missing; say whose it is");
    }
}

//! `get-user-summary`.

use super::group::GROUP;
use super::scopes;
use crate::action::{Action, column};
use crate::scopes::scope;
use crate::shape::{INTEGER, member};

pub(crate) static ACTION: Action = Action::get(&GROUP, "get-user-summary", "/users/summary")
    .operation("userSummary")
    .summary("Counts the users of the account by what licence they have.")
    .scopes(
        scopes::CLASSIC_READ,
        &[scope("user:read:summary").of_administrators()],
    )
    .rate_label("MEDIUM")
    .output(&[&[
        member(
            "licensed_users_count",
            INTEGER,
            "How many have a licence for meetings.",
        ),
        member(
            "basic_users_count",
            INTEGER,
            "How many have none, and may host short meetings.",
        ),
        member(
            "on_prem_users_count",
            INTEGER,
            "How many are on servers of the account's own.",
        ),
        member("room_users_count", INTEGER, "How many are Zoom Rooms."),
        member(
            "pending_users_count",
            INTEGER,
            "How many have a licence waiting for them to come.",
        ),
        member(
            "join_only_users_count",
            INTEGER,
            "How many may join meetings alone.",
        ),
        member(
            "total_users_count",
            INTEGER,
            "How many there are in all, without those who have not come yet.",
        ),
    ]])
    .columns(&[
        column("Licensed", "/licensed_users_count"),
        column("Basic", "/basic_users_count"),
        column("Total", "/total_users_count"),
    ])
    .sample(
        "{}",
        r#"{
            "licensed_users_count": 30,
            "basic_users_count": 120,
            "on_prem_users_count": 0,
            "room_users_count": 2,
            "pending_users_count": 1,
            "join_only_users_count": 0,
            "total_users_count": 152
        }"#,
    );

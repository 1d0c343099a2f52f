//! `update-user-status`.

use super::fields::CHANGED_USER_ID;
use super::group::GROUP;
use crate::action::Action;
use crate::contract::FailureKind::{Forbidden, InvalidInput, PlanRequired};
use crate::ids;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, TEXT, body, member};

pub(crate) static ACTION: Action = Action::put(&GROUP, "update-user-status", "/users/{userId}/status")
    .operation("userStatus")
    .summary("Activates or deactivates a user, or clocks an agent in or out.")
    .description(
        "A deactivated user can neither sign in nor host, and keeps everything. The licence stays with \
         the user: take it away with Update user.",
    )
    .scopes(&[scope("user:write")], &[scope("user:update:status")])
    .input(&[&[
        CHANGED_USER_ID,
        body(
            "action",
            Kind::Choice(&["activate", "deactivate", "clock_in", "clock_out"]),
            "What is to be done: `activate`, `deactivate`, or `clock_in` and `clock_out` for agents of a contact center.",
        )
        .required(),
        body("transfer_events", Kind::Boolean, "With `deactivate`: whether upcoming events of Zoom Events go to somebody else."),
        body("transfer_email", ids::EMAIL, "With `transfer_events`: the e-mail address of who gets them."),
    ]])
    .output(&[&[
        member("user_id", TEXT, "The user, as the input names it.").required(),
        member("action", TEXT, "What was done.").required(),
        member("updated", Kind::Boolean, "That the status was changed.").required(),
    ]])
    .done("updated")
    .warnings(warnings)
    .refusals(REFUSALS)
    .sample(
        r#"{ "user_id": "host@example.com", "action": "deactivate" }"#,
        r#"{ "user_id": "host@example.com", "action": "deactivate", "updated": true }"#,
    );

static REFUSALS: &[Refusal] = &[
    refusal(
        400,
        200,
        Forbidden,
        "Zoom does not do this with administrators and Zoom Rooms, or not for this connection.",
        "Name another user, or connect as an administrator of the account.",
    ),
    refusal(
        400,
        300,
        InvalidInput,
        "The user has events that are to come, or Zoom does not take another value.",
        "Set `transfer_events` and `transfer_email`, or move the events first.",
    ),
    refusal(400, 2033, PlanRequired, NO_ROOM, MAKE_ROOM),
    refusal(400, 3412, PlanRequired, NO_ROOM, MAKE_ROOM),
];

const NO_ROOM: &str = "The account has as many basic users as it may have.";
const MAKE_ROOM: &str =
    "Remove another basic user, or one who was invited and has not come, first.";

fn warnings(input: &Input, _: u64) -> Vec<String> {
    match (
        input.get("transfer_email"),
        input.is_true("transfer_events"),
    ) {
        (Some(_), false) => {
            vec!["Zoom ignores `transfer_email` without `transfer_events`.".to_owned()]
        }
        _ => Vec::new(),
    }
}

//! `delete-user`.

use super::fields::{CHANGED_USER_ID, NOT_YET};
use super::group::GROUP;
use crate::action::Action;
use crate::contract::FailureKind::{Conflict, Forbidden, InvalidInput};
use crate::contract::FieldProblem;
use crate::ids;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, Path, TEXT, member, query};

pub(crate) static ACTION: Action = Action::delete(&GROUP, "delete-user", "/users/{userId}")
    .operation("userDelete")
    .summary("Takes a user out of the account, or deletes the user for good.")
    .description(
        "Without `action: delete` the user goes on with a free account of their own. What the user has \
         can go to somebody else: see `transfer_email`.",
    )
    .scopes(&[scope("user:write")], &[scope("user:delete:user")])
    .input(&[&[
        CHANGED_USER_ID,
        query(
            "action",
            Kind::Choice(&["disassociate", "delete"]),
            "Whether the user leaves the account (`disassociate`) or is deleted for good (`delete`).",
        )
        .default("\"disassociate\""),
        query("encrypted_email", Kind::Boolean, "Whether `user_id` is an e-mail address that Zoom has encrypted.").default("false"),
        query("transfer_email", ids::EMAIL, "The e-mail address of the user who gets what `transfer_…` names."),
        query("transfer_meeting", Kind::Boolean, "Whether the meetings go to that user."),
        query("transfer_webinar", Kind::Boolean, "Whether the webinars go to that user."),
        query("transfer_recording", Kind::Boolean, "Whether the cloud recordings go to that user."),
        query("transfer_whiteboard", Kind::Boolean, "Whether the whiteboards go to that user."),
        query("transfer_clipfiles", Kind::Boolean, "Whether the clips go to that user."),
        query("transfer_notes", Kind::Boolean, "Whether the notes go to that user."),
        query("transfer_visitors", Kind::Boolean, "Whether the visitors go to that user."),
        query("transfer_docs", Kind::Boolean, "Whether the documents go to that user."),
        query("transfer_events", Kind::Boolean, "Whether the events go to that user; Zoom takes this for true."),
    ]])
    .output(&[&[
        member("user_id", TEXT, "The user, as the input names it.").required(),
        member("action", TEXT, "What was done, if the input says so; else the user has left the account."),
        member("deleted", Kind::Boolean, "That the user is gone from the account.").required(),
    ]])
    .done("deleted")
    .rules(rules)
    .refusals(REFUSALS)
    .sample(
        r#"{ "user_id": "host@example.com", "transfer_email": "other@example.com", "transfer_meeting": true }"#,
        r#"{ "user_id": "host@example.com", "deleted": true }"#,
    );

static REFUSALS: &[Refusal] = &[
    refusal(
        400,
        300,
        InvalidInput,
        "What the user has can't go to the user, or Zoom does not take another value.",
        "Name another user in `transfer_email`.",
    ),
    refusal(
        400,
        200,
        Forbidden,
        "The connection may not delete this user, who may be of another account.",
        "Connect as an administrator of the user's account.",
    ),
    refusal(
        400,
        1000,
        Conflict,
        "The user manages a call queue or operates a receptionist of Zoom Phone.",
        "Give that to somebody else first.",
    ),
    refusal(
        400,
        1107,
        Forbidden,
        "The user's address is of a domain that the account manages, so the user can't leave it.",
        "Set `action` to `delete`.",
    ),
    refusal(
        400,
        1117,
        Forbidden,
        "The user is an administrator, who can't leave the account.",
        "Give the user another role first.",
    ),
    NOT_YET,
];

/// What goes to somebody else needs somebody.
fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    const KINDS: [&str; 8] = [
        "transfer_meeting",
        "transfer_webinar",
        "transfer_recording",
        "transfer_whiteboard",
        "transfer_clipfiles",
        "transfer_notes",
        "transfer_visitors",
        "transfer_docs",
    ];
    let named = KINDS.iter().find(|name| input.is_true(name));
    if let (Some(name), None) = (named, input.get("transfer_email")) {
        let at = Path::Member(&Path::Whole, "transfer_email");
        problems.push(at.problem(format!(
            "is missing; `{name}` says that something goes to another user, so say to whom, or it is lost"
        )));
    }
}

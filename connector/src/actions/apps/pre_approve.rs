//! `pre-approve-app`.

use super::group::{APP_ID, GROUP, NO_APP};
use crate::action::{Action, column};
use crate::actions::lookups;
use crate::contract::FailureKind::{Conflict, Forbidden};
use crate::contract::FieldProblem;
use crate::ids;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, Path, TEXT, TEXTS, body, member, path};

pub(crate) static ACTION: Action =
    Action::post(&GROUP, "pre-approve-app", "/marketplace/apps/{appId}/preApprove")
        .operation("Updateapppreapprovalsetting")
        .summary("Says which users of the account may add an app, for an administrator.")
        .description(
            "What an administrator does at Zoom under Manage, Permissions, where people are told that an \
             app needs approval. What is done for some users or groups makes the approval one for those that \
             are listed: whoever had the app because everybody might add it loses that. `disapprove_all` turns \
             it off for everybody.",
        )
        .scopes(
            &[scope("marketplace_app:write").of_administrators()],
            &[scope("marketplace:write:app_pre_approve").of_administrators()],
        )
        .rate_label("MEDIUM")
        .input(&[&[
            path("app_id", "{appId}", ids::ID, APP_ID),
            body(
                "action",
                Kind::Choice(&[
                    "approve_all",
                    "approve_user",
                    "disapprove_user",
                    "approve_group",
                    "disapprove_group",
                    "disapprove_all",
                ]),
                "`approve_all`: everybody may add the app. `approve_user`, `approve_group`: these come on its list, and from then on only those on the list may. `disapprove_user`, `disapprove_group`: these leave the list, and only those who stay on it may. `disapprove_all`: nobody may.",
            )
            .required(),
            body("user_ids", Kind::List(&TEXT, 20), "The ids of the users, where it is for some.")
                .choices(&lookups::OTHER_USERS),
            body("group_ids", Kind::List(&TEXT, 20), "The ids of the groups, where it is for some.")
                .choices(&lookups::GROUPS),
        ]])
        .output(&[&[
            member("executed_at", TEXT, "When it was done.").essential(),
            member("user_ids", TEXTS, "The users that it was for."),
            member("group_ids", TEXTS, "The groups that it was for."),
        ]])
        .rules(rules)
        .warnings(warnings)
        .refusals(REFUSALS)
        .columns(&[column("Done at", "/executed_at")])
        .sample(
            r#"{ "app_id": "HwSqvKE3RX6fR_k_nOqi7g", "action": "approve_user", "user_ids": ["30R7kT7bTIKSNUFEuH_Qlg"] }"#,
            r#"{ "executed_at": "2026-03-01T12:00:00Z", "user_ids": ["30R7kT7bTIKSNUFEuH_Qlg"] }"#,
        );

static REFUSALS: &[Refusal] = &[
    NO_APP,
    refusal(
        400,
        1404,
        Conflict,
        "The account does not ask for approvals of apps.",
        "Switch that on under Manage, Permissions at marketplace.zoom.us, where it is wanted.",
    ),
    refusal(
        400,
        1500,
        Forbidden,
        "The connected user may not approve this app.",
        "Connect as an administrator of the account.",
    ),
];

/// Zoom makes the approval one for the listed, whatever it was.
fn warnings(input: &Input, _: u64) -> Vec<String> {
    let action = input.text("action").unwrap_or_default();
    let told = match action {
        "approve_user" | "approve_group" => {
            "By Zoom's documents the app is approved for the users and groups on its list alone from now on: \
             where it was for everybody, all others may lose it."
        }
        "disapprove_user" | "disapprove_group" => {
            "By Zoom's documents the app is approved for the users and groups that stay on its list alone \
             from now on: where it was for everybody and the list is empty, that is nobody."
        }
        _ => return Vec::new(),
    };
    vec![told.to_owned()]
}

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let action = input.text("action").unwrap_or_default();
    for (field, of_some) in [("user_ids", "_user"), ("group_ids", "_group")] {
        let given = input.get(field);
        let is_given =
            given.is_some_and(|given| given.as_array().is_none_or(|list| !list.is_empty()));
        let problem = match action.ends_with(of_some) {
            true if !is_given => "is missing; name for whom it is",
            false if is_given => "is not what this `action` is for; remove it",
            _ => continue,
        };
        problems.push(Path::Member(&Path::Whole, field).problem(problem));
    }
}

//! `list-group-members`.

use super::fields::PLANS;
use super::group::GROUP;
use super::groups::{PAID, READ};
use crate::action::{Action, column};
use crate::actions::lookups;
use crate::contract::FailureKind::NotFound;
use crate::ids;
use crate::pages::{self, Pages};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member, path};

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "list-group-members", "/groups/{groupId}/members")
        .operation("groupMembers")
        .summary("Lists the members of a group: one page of them, or all.")
        .scopes(
            READ,
            &[scope("group:read:list_members").of_administrators()],
        )
        .rate_label("MEDIUM")
        .input(&[
            &[
                path("group_id", "{groupId}", ids::ID, "The group id.").choices(&lookups::GROUPS),
                pages::PAGE_NUMBER,
                pages::page_size(2000),
            ],
            pages::INPUT,
        ])
        .output(&[
            &[
                member("members", list(&Kind::Object(&ONE)), "The members.").essential(),
                member(
                    "page_number",
                    INTEGER,
                    "Which page it is. Zoom does not always say.",
                ),
            ],
            pages::OUTPUT,
        ])
        .pages(Pages::of("members"))
        .refusals(REFUSALS)
        .columns(&[
            column("E-mail", "/email"),
            column("First name", "/first_name"),
            column("Last name", "/last_name"),
            column("User ID", "/id"),
        ])
        .sample(
            r#"{ "group_id": "SobVexyrQjqCkcxjpBWi6w", "all_pages": true }"#,
            r#"{
                "members": [{
                    "id": "30R7kT7bTIKSNUFEuH_Qlg",
                    "email": "host@example.com",
                    "first_name": "Anna",
                    "last_name": "Huber",
                    "type": 2
                }],
                "next_page_token": "",
                "page_size": 2000,
                "total_records": 1,
                "has_more": false
            }"#,
        );

static REFUSALS: &[Refusal] = &[
    PAID,
    refusal(
        404,
        4130,
        NotFound,
        "There is no such group in the account.",
        "Look up its id with `list-groups`.",
    ),
];

static ONE: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id."),
    member("email", ids::EMAIL, "The e-mail address."),
    member("first_name", TEXT, "The first name."),
    member("last_name", TEXT, "The last name."),
    member(
        "type",
        Kind::Code(PLANS),
        "The user's plan: 1 Basic, 2 Licensed.",
    ),
]]);

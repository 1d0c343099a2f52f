//! `list-groups`.

use super::group::GROUP;
use super::groups::{PAID, READ};
use crate::action::{Action, column};
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member};

pub(crate) static ACTION: Action = Action::get(&GROUP, "list-groups", "/groups")
    .operation("groups")
    .summary("Lists the groups of the account: one page of them, or all.")
    .description("Groups take a Pro plan or higher.")
    .scopes(READ, &[scope("group:read:list_groups").of_administrators()])
    .rate_label("MEDIUM")
    .input(&[&[pages::page_size(300)], pages::INPUT])
    .output(&[
        &[member("groups", list(&Kind::Object(&ONE)), "The groups.").essential()],
        pages::OUTPUT,
    ])
    .pages(Pages::of("groups"))
    .refusals(REFUSALS)
    .columns(&[
        column("Name", "/name"),
        column("Members", "/total_members"),
        column("Group ID", "/id"),
    ])
    .sample(
        r#"{ "all_pages": true }"#,
        r#"{
            "groups": [{ "id": "SobVexyrQjqCkcxjpBWi6w", "name": "Staff", "total_members": 12 }],
            "next_page_token": "",
            "total_records": 1,
            "has_more": false
        }"#,
    );

static REFUSALS: &[Refusal] = &[PAID];

static ONE: Shape = Shape::of(&[&[
    member("id", TEXT, "The group id."),
    member("name", TEXT, "What the group is called."),
    member("total_members", INTEGER, "How many are in it."),
]]);

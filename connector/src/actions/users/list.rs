//! `list-users`.

use super::group::GROUP;
use super::{scopes, user};
use crate::action::Action;
use crate::contract::FailureKind::Forbidden;
use crate::pages::{self, Pages};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member, query};

pub(crate) static ACTION: Action = Action::get(&GROUP, "list-users", "/users")
    .operation("users")
    .summary("Lists the users of the account: one page of them, or all.")
    .description(
        "Only an administrator's connection may. Users who were invited and have not come yet are \
         listed with `status: pending`, without an id.",
    )
    .scopes(
        scopes::CLASSIC_READ,
        &[scope("user:read:list_users").of_administrators()],
    )
    .rate_label("MEDIUM")
    .input(&[
        &[
            query(
                "status",
                Kind::Choice(&["active", "inactive", "pending"]),
                "Which users: those who are active, who were deactivated, or who were invited and have not come yet.",
            )
            .default("\"active\""),
            query("role_id", Kind::Text(1, 200), "Only users with this role in the account."),
            query(
                "include_fields",
                Kind::Choice(&["custom_attributes", "host_key"]),
                "Ask for the account's own attributes, or for the host keys, as well.",
            ),
            query(
                "license",
                Kind::Choice(&[
                    "zoom_workforce_management",
                    "zoom_compliance_management",
                    "zoom_compliance_manager_for_contact_center",
                ]),
                "Only users with this licence.",
            ),
            pages::PAGE_NUMBER,
            pages::page_size(2000),
        ],
        pages::INPUT,
    ])
    .output(&[
        &[
            member("users", list(&Kind::Object(&USER)), "The users.").essential(),
            member("page_number", INTEGER, "Which page it is. Zoom does not always say."),
        ],
        pages::OUTPUT,
    ])
    .pages(Pages::of("users"))
    .refusals(REFUSALS)
    .columns(user::COLUMNS)
    .sample(
        r#"{ "status": "active", "all_pages": true }"#,
        r#"{
            "users": [{
                "id": "30R7kT7bTIKSNUFEuH_Qlg",
                "email": "host@example.com",
                "first_name": "Anna",
                "last_name": "Huber",
                "display_name": "Anna Huber",
                "type": 2,
                "status": "active",
                "pmi": "5550100001",
                "timezone": "Europe/Vienna",
                "user_created_at": "2024-03-01T09:30:00Z"
            }],
            "next_page_token": "",
            "page_size": 2000,
            "total_records": 1,
            "has_more": false
        }"#,
    );

static USER: Shape = Shape::of(&[
    &[user::ID],
    user::COMMON,
    &[member(
        "host_key",
        TEXT,
        "The key with which the user becomes the host of a meeting; only with `include_fields`.",
    )
    .sensitive()],
]);

static REFUSALS: &[Refusal] = &[refusal(
    400,
    2300,
    Forbidden,
    "Zoom does not list users for this connection.",
    "Connect as an administrator of the account.",
)];

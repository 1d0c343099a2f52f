//! `report-operation-logs`.

use super::group::{GROUP, NO_REPORTS, WRONG_VALUE};
use crate::action::{Action, column};
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Kind, Shape, TEXT, list, member, query};
use crate::times::{DATE, TIMESTAMP};

/// What Zoom sorts changes by.
const CATEGORIES: &[&str] = &[
    "all",
    "user",
    "user_settings",
    "account",
    "billing",
    "im",
    "recording",
    "phone_contacts",
    "webinar",
    "sub_account",
    "role",
    "zoom_rooms",
];

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "report-operation-logs", "/report/operationlogs")
        .operation("reportOperationLogs")
        .summary("Reports what administrators have changed in the account: one page, or all.")
        .description("For a month at most in the last six.")
        .scopes(
            &[scope("report:read").of_administrators()],
            &[scope("report:read:operation_logs").of_administrators()],
        )
        .rate_label("HEAVY")
        .input(&[
            &[
                query("from", DATE, "The first day, in the last six months.").required(),
                query("to", DATE, "The last day, that day included.").required(),
                query(
                    "category_type",
                    Kind::Choice(CATEGORIES),
                    "Only changes of this sort.",
                ),
                pages::page_size(300),
            ],
            pages::INPUT,
        ])
        .output(&[
            &[member(
                "operation_logs",
                list(&Kind::Object(&OPERATION)),
                "What was changed.",
            )
            .essential()],
            pages::OUTPUT,
        ])
        .pages(Pages::of("operation_logs"))
        .refusals(REFUSALS)
        .columns(&[
            column("Time", "/time"),
            column("Who", "/operator"),
            column("What", "/action"),
            column("Sort", "/category_type"),
            column("Detail", "/operation_detail"),
        ])
        .sample(
            r#"{ "from": "2026-11-01", "to": "2026-11-30", "all_pages": true }"#,
            r#"{
            "operation_logs": [{
                "time": "2026-11-17T09:30:00Z",
                "operator": "admin@example.com",
                "category_type": "User",
                "action": "Update",
                "operation_detail": "Update User host@example.com"
            }],
            "next_page_token": "",
            "page_size": 300,
            "has_more": false
        }"#,
        );

static OPERATION: Shape = Shape::of(&[&[
    member("time", TIMESTAMP, "When it was changed, in UTC."),
    member("operator", TEXT, "The e-mail address of who changed it."),
    member("category_type", TEXT, "What sort of change it was."),
    member("action", TEXT, "What was done."),
    member("operation_detail", TEXT, "What exactly was changed."),
]]);

static REFUSALS: &[Refusal] = &[NO_REPORTS, WRONG_VALUE];

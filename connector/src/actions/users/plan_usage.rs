//! `get-plan-usage`.

use super::group::GROUP;
use crate::action::{Action, column};
use crate::contract::FailureKind::PlanRequired;
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, list, member, path};

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "get-plan-usage", "/accounts/{accountId}/plans/usage")
        .operation("GetPlanUsage")
        .summary("Gets how many licences the plans of the account have, and how many are in use.")
        .description(
            "What is free of a plan is hosts less usage. Which plan the licences for meetings come from Zoom \
             does not say: take that among plan_base, plan_united and plan_zoom_one whose usage is the \
             licensed_users_count of Count users by licence. Some thirty more plans, which are not described \
             here, come as Zoom gives them. Zoom's documents disagree on the scope, and some accounts don't \
             get it.",
        )
        .scopes(
            &[
                scope("account:read").of_administrators(),
                scope("billing").of_masters(),
                scope("account").of_masters(),
            ],
            &[scope("billing:read:plan_usage").of_masters_too()],
        )
        .rate_label("HEAVY")
        .input(&[&[path(
            "account_id",
            "{accountId}",
            ids::ID,
            "The account's id; `me` for the connected account.",
        )
        .or("me")]])
        .output(&[OUTPUT])
        .refusals(REFUSALS)
        .columns(&[
            column("Plan", "/plan_base/type"),
            column("Licences", "/plan_base/hosts"),
            column("In use", "/plan_base/usage"),
        ])
        .sample(
            "{}",
            r#"{ "plan_base": { "type": "monthly", "hosts": 10, "usage": 7, "active_hosts": 6, "pending": 1 } }"#,
        );

static REFUSALS: &[Refusal] = &[refusal(
    400,
    200,
    PlanRequired,
    "Only paid accounts have plans to count.",
    "Count the users by `get-user-summary`.",
)];

static OUTPUT: &[Field] = &[
    member("plan_base", Kind::Object(&BASE), "The plan for meetings."),
    member(
        "plan_united",
        Kind::Object(&BUNDLE),
        "The plan of Zoom United.",
    ),
    member(
        "plan_zoom_one",
        list(&Kind::Object(&BUNDLE)),
        "The plans of Zoom Workplace.",
    ),
    member(
        "plan_webinar",
        list(&Kind::Object(&PLAN)),
        "The plans for webinars.",
    ),
    member(
        "plan_large_meeting",
        list(&Kind::Object(&PLAN)),
        "The plans for large meetings.",
    ),
    member(
        "plan_zoom_events",
        list(&Kind::Object(&PLAN)),
        "The plans for Zoom Events.",
    ),
    member(
        "plan_recording",
        Kind::Object(&RECORDING),
        "The storage for recordings.",
    ),
];

const TYPE: Field = member("type", TEXT, "Which plan, by Zoom's name.");
const HOSTS: Field = member("hosts", INTEGER, "How many licences it has.");
const USAGE: Field = member("usage", INTEGER, "How many are in use.");
const PENDING: Field = member(
    "pending",
    INTEGER,
    "How many wait for people who have not come yet.",
);

static PLAN: Shape = Shape::of(&[&[TYPE, HOSTS, USAGE, PENDING]]);
static BASE: Shape = Shape::of(&[&[
    TYPE,
    HOSTS,
    USAGE,
    PENDING,
    member("active_hosts", INTEGER, "How many have hosted a meeting."),
]]);
static BUNDLE: Shape = Shape::of(&[&[
    TYPE,
    member("name", TEXT, "What the plan is called."),
    HOSTS,
    USAGE,
    PENDING,
]]);
static RECORDING: Shape = Shape::of(&[&[
    TYPE,
    member(
        "free_storage",
        TEXT,
        "The storage that comes with the licences.",
    ),
    member("free_storage_usage", TEXT, "How much of that is in use."),
    member("plan_storage", TEXT, "The storage of the plan."),
    member("plan_storage_usage", TEXT, "How much of that is in use."),
    member(
        "plan_storage_exceed",
        TEXT,
        "How much more than that is in use.",
    ),
    member("max_exceed_date", TEXT, "Until when more may be in use."),
]]);

//! `report-daily-usage`.

use super::group::{GROUP, NO_REPORTS, WRONG_VALUE};
use crate::action::{Action, column};
use crate::actions::lookups;
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, list, member, query};
use crate::times::DATE;

pub(crate) static ACTION: Action = Action::get(&GROUP, "report-daily-usage", "/report/daily")
    .operation("reportDaily")
    .summary("Reports for each day of a month how many meetings, participants and new users there were.")
    .description("Zoom has classic scopes for this alone. Without a month, it is the present one.")
    .scopes(&[scope("report:read").of_administrators()], &[])
    .rate_label("HEAVY")
    .input(&[&[
        query("year", INTEGER, "The year."),
        query("month", INTEGER, "The month, 1 to 12."),
        query("group_id", Kind::Text(1, 200), "Only users of this group.")
            .choices(&lookups::GROUPS),
    ]])
    .output(&[&[
        member("dates", list(&Kind::Object(&DAY)), "The days.").essential(),
        member("year", INTEGER, "The year."),
        member("month", INTEGER, "The month."),
        pages::HAS_MORE,
    ]])
    .pages(Pages::of("dates"))
    .refusals(REFUSALS)
    .columns(&[
        column("Day", "/date"),
        column("Meetings", "/meetings"),
        column("Participants", "/participants"),
        column("Minutes", "/meeting_minutes"),
        column("New users", "/new_users"),
    ])
    .sample(
        "{}",
        r#"{
            "year": 2026,
            "month": 9,
            "dates": [{ "date": "2026-09-15", "meetings": 4, "participants": 37, "meeting_minutes": 240, "new_users": 1 }],
            "has_more": false
        }"#,
    );

static DAY: Shape = Shape::of(&[&[
    member("date", DATE, "The day."),
    member("meetings", INTEGER, "How many meetings there were."),
    member(
        "participants",
        INTEGER,
        "How many participants they had together.",
    ),
    member(
        "meeting_minutes",
        INTEGER,
        "How many minutes they lasted together.",
    ),
    member("new_users", INTEGER, "How many users were new."),
]]);

static REFUSALS: &[Refusal] = &[NO_REPORTS, WRONG_VALUE];

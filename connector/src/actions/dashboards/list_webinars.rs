//! `dashboard-webinars`.

use super::fields::{COLUMNS, COMMON, DAYS, INPUT};
use super::group::{GROUP, NO_DASHBOARD, NOT_BY_END};
use crate::action::Action;
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Kind, Shape, list, member, query};

pub(crate) static ACTION: Action = Action::get(&GROUP, "dashboard-webinars", "/metrics/webinars")
    .operation("dashboardWebinars")
    .summary("Lists the webinars of the account on the dashboard, live or of the last months: one page, or all.")
    .description("Zoom counts each request against its smallest limit, so ask seldom.")
    .scopes(
        &[
            scope("dashboard_webinars:read").of_administrators(),
            scope("dashboard:read").of_administrators(),
        ],
        &[scope("dashboard:read:list_webinars").of_administrators()],
    )
    .rate_label("RESOURCE-INTENSIVE")
    .input(&[
        &[
            query("type", Kind::Choice(&["past", "live"]), "Which webinars: those that are over (`past`), or those that go on (`live`).").default("\"live\""),
        ],
        INPUT,
        pages::INPUT,
    ])
    .output(&[
        &[member("webinars", list(&Kind::Object(&ITEM)), "The webinars.").essential()],
        DAYS,
        pages::OUTPUT,
    ])
    .pages(Pages::of("webinars"))
    .refusals(REFUSALS)
    .columns(COLUMNS)
    .sample(
        r#"{ "type": "past", "from": "2026-11-01", "to": "2026-11-30", "all_pages": true }"#,
        r#"{
            "from": "2026-11-01",
            "to": "2026-11-30",
            "webinars": [{
                "id": "85746065432",
                "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "topic": "Weekly review",
                "host": "Anna Huber",
                "email": "host@example.com",
                "start_time": "2026-11-17T01:00:00Z",
                "end_time": "2026-11-17T01:30:00Z",
                "duration": "30:00",
                "participants": 2,
                "has_recording": true,
                "audio_quality": "good"
            }],
            "next_page_token": "",
            "page_size": 300,
            "total_records": 1,
            "has_more": false
        }"#,
    );

static ITEM: Shape = Shape::of(&[COMMON]);

static REFUSALS: &[Refusal] = &[NO_DASHBOARD, NOT_BY_END];

//! `dashboard-meetings`.

use super::fields::{COMMON, DAYS, INPUT, OF_MEETINGS};
use super::group::GROUP;
use super::listed::{LAST_MONTH, list as on_dashboard, listed};
use crate::action::Action;
use crate::pages::{self, Pages};
use crate::scopes::scope;
use crate::shape::{Kind, Shape, list, member, query};

pub(crate) static ACTION: Action = on_dashboard(Action::get(&GROUP, "dashboard-meetings", "/metrics/meetings")
    .operation("dashboardMeetings")
    .summary("Lists the meetings of the account on the dashboard, live or of the last months: one page, or all.")
    .scopes(
        &[
            scope("dashboard_meetings:read").of_administrators(),
            scope("dashboard:read").of_administrators(),
        ],
        &[scope("dashboard:read:list_meetings").of_administrators()],
    )
    .input(&[
        &[
            query("type", Kind::Choice(&["past", "pastOne", "live"]), "Which meetings: those that are over (`past`), those of one participant alone (`pastOne`), or those that go on (`live`).").default("\"live\""),
            query("include_fields", Kind::Choice(&["tracking_fields"]), "Ask for `tracking_fields` as well."),
    ],
        INPUT,
        pages::INPUT,
    ])
    .output(&[
        &[member("meetings", list(&Kind::Object(&ITEM)), "The meetings.").essential()],
        DAYS,
        pages::OUTPUT,
    ])
    .pages(Pages::of("meetings"))
    .sample(LAST_MONTH, listed!("meetings")));

static ITEM: Shape = Shape::of(&[COMMON, OF_MEETINGS]);

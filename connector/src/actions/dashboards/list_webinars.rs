//! `dashboard-webinars`.

use super::fields::{COMMON, DAYS, INPUT};
use super::group::GROUP;
use super::listed::{LAST_MONTH, list as on_dashboard, listed};
use crate::action::Action;
use crate::pages::{self, Pages};
use crate::scopes::scope;
use crate::shape::{Kind, Shape, list, member, query};

pub(crate) static ACTION: Action = on_dashboard(Action::get(&GROUP, "dashboard-webinars", "/metrics/webinars")
    .operation("dashboardWebinars")
    .summary("Lists the webinars of the account on the dashboard, live or of the last months: one page, or all.")
    .scopes(
        &[
            scope("dashboard_webinars:read").of_administrators(),
            scope("dashboard:read").of_administrators(),
        ],
        &[scope("dashboard:read:list_webinars").of_administrators()],
    )
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
    .sample(LAST_MONTH, listed!("webinars")));

static ITEM: Shape = Shape::of(&[COMMON]);

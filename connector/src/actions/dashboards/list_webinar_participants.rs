//! `dashboard-webinar-participants`.

use super::group::GROUP;
use super::participant::{COMMON, INPUT, OF_WEBINARS, STAYS, stays};
use crate::action::Action;
use crate::actions::lookups;
use crate::ids;
use crate::pages;
use crate::scopes::scope;
use crate::shape::{Kind, Shape, TEXT, list, member, path, query};

pub(crate) static ACTION: Action = stays(Action::get(&GROUP, "dashboard-webinar-participants", "/metrics/webinars/{webinarId}/participants")
    .operation("dashboardWebinarParticipants")
    .summary("Lists who is or was in a webinar, with what and how well, on the dashboard: one page, or all.")
    .description("Each stay is an item of its own. While the webinar goes on, this tells who is there.")
    .scopes(
        &[
            scope("dashboard_webinars:read").of_administrators(),
            scope("dashboard:read").of_administrators(),
        ],
        &[scope("dashboard:read:list_webinar_participants").of_administrators()],
    )
    .input(&[
        &[
            path(
                "webinar_id",
                "{webinarId}",
                ids::MEETING_OR_UUID,
                "The webinar's number, which stands for its latest instance, or the UUID of an instance.",
            )
            .choices(&lookups::WEBINARS),
            query("type", Kind::Choice(&["past", "live"]), "Whether the webinar is over (`past`) or goes on (`live`).").default("\"live\""),
        ],
        INPUT,
        pages::INPUT,
    ])
    .output(&[
        &[
            member("participants", list(&Kind::Object(&PARTICIPANT)), "Each stay of each participant.").essential(),
            member("webinar_number", TEXT, "The webinar's number."),
        ],
        pages::OUTPUT,
    ])
    .sample(
        r#"{ "webinar_id": "aDYlohsHRtCd4ii1uC2+hA==", "type": "past", "all_pages": true }"#,
        STAYS,
    ));

static PARTICIPANT: Shape = Shape::of(&[COMMON, OF_WEBINARS]);

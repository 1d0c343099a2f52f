//! `dashboard-participants`.

use super::group::GROUP;
use super::participant::{COMMON, INPUT, OF_MEETINGS, STAYS, stays};
use crate::action::Action;
use crate::actions::lookups;
use crate::ids;
use crate::pages;
use crate::scopes::scope;
use crate::shape::{Kind, Shape, TEXT, list, member, path, query};

pub(crate) static ACTION: Action = stays(Action::get(&GROUP, "dashboard-participants", "/metrics/meetings/{meetingId}/participants")
    .operation("dashboardMeetingParticipants")
    .summary("Lists who is or was in a meeting, with what and how well, on the dashboard: one page, or all.")
    .description("Each stay is an item of its own. While the meeting goes on, this tells who is there.")
    .scopes(
        &[
            scope("dashboard_meetings:read").of_administrators(),
            scope("dashboard:read").of_administrators(),
        ],
        &[scope("dashboard:read:list_meeting_participants").of_administrators()],
    )
    .input(&[
        &[
            path(
                "meeting_id",
                "{meetingId}",
                ids::MEETING_OR_UUID,
                "The meeting's number, which stands for its latest instance, or the UUID of an instance.",
            )
            .choices(&lookups::MEETINGS),
            query("type", Kind::Choice(&["past", "pastOne", "live"]), "Whether the meeting is over (`past`), was one of one participant alone (`pastOne`), or goes on (`live`).").default("\"live\""),
        ],
        INPUT,
        pages::INPUT,
    ])
    .output(&[
        &[
            member("participants", list(&Kind::Object(&PARTICIPANT)), "Each stay of each participant.").essential(),
            member("meeting_number", TEXT, "The meeting's number."),
        ],
        pages::OUTPUT,
    ])
    .sample(
        r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "type": "past", "all_pages": true }"#,
        STAYS,
    ));

static PARTICIPANT: Shape = Shape::of(&[COMMON, OF_MEETINGS]);

//! `dashboard-participants`.

use super::group::{GROUP, NO_DASHBOARD, NOT_SHOWN, TOO_LONG_AGO};
use super::participant::{COLUMNS, COMMON, INPUT, OF_MEETINGS};
use crate::action::Action;
use crate::actions::lookups;
use crate::ids;
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Kind, Shape, TEXT, list, member, path, query};

pub(crate) static ACTION: Action = Action::get(&GROUP, "dashboard-participants", "/metrics/meetings/{meetingId}/participants")
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
    .rate_label("HEAVY")
    .input(&[
        &[
            path(
                "meeting_id",
                "{meetingId}",
                ids::MEETING_OR_UUID,
                "The meeting's number, which stands for its latest instance, or the UUID of an instance.",
            )
            .choices(&lookups::PAST_MEETINGS),
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
    .pages(Pages::of("participants"))
    .refusals(REFUSALS)
    .columns(COLUMNS)
    .sample(
        r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "type": "past", "all_pages": true }"#,
        r#"{
            "participants": [{
                "id": "30R7kT7bTIKSNUFEuH_Qlg",
                "user_id": "16778240",
                "user_name": "Anna Huber",
                "email": "anna@example.com",
                "join_time": "2026-09-15T01:00:12Z",
                "leave_time": "2026-09-15T01:29:58Z",
                "device": "Windows",
                "network_type": "Wifi",
                "audio_quality": "good"
            }],
            "next_page_token": "",
            "page_size": 300,
            "total_records": 1,
            "has_more": false
        }"#,
    );

static PARTICIPANT: Shape = Shape::of(&[COMMON, OF_MEETINGS]);

static REFUSALS: &[Refusal] = &[NO_DASHBOARD, TOO_LONG_AGO, NOT_SHOWN];

//! `report-meeting-participants`.

use super::group::{GROUP, NO_REPORTS, TOO_LONG_AGO};
use super::participant::{COLUMNS, INCLUDE_FIELDS, PARTICIPANT};
use crate::action::Action;
use crate::actions::lookups;
use crate::contract::FailureKind::NotFound;
use crate::ids;
use crate::pages::{self, Pages};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, list, member, path};

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "report-meeting-participants",
    "/report/meetings/{meetingId}/participants",
)
.operation("reportMeetingParticipants")
.summary("Reports who was in a meeting, when and for how long: one page, or all.")
.description(
    "Each stay is an item of its own, so whoever left and came back is there twice. Zoom reports \
     meetings of two or more participants, once they are over, for a year.",
)
.scopes(
    &[scope("report:read").of_administrators()],
    &[scope("report:read:list_meeting_participants").of_administrators()],
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
        INCLUDE_FIELDS,
        pages::page_size(300),
    ],
    pages::INPUT,
])
.output(&[
    &[member(
        "participants",
        list(&Kind::Object(&PARTICIPANT)),
        "Each stay of each participant.",
    )
    .essential()],
    pages::OUTPUT,
])
.pages(Pages::of("participants"))
.refusals(REFUSALS)
.columns(COLUMNS)
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "all_pages": true }"#,
    r#"{
        "participants": [{
            "id": "30R7kT7bTIKSNUFEuH_Qlg",
            "participant_user_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "user_id": "16778240",
            "name": "Anna Huber",
            "user_email": "anna@example.com",
            "join_time": "2026-09-15T01:00:12Z",
            "leave_time": "2026-09-15T01:29:58Z",
            "duration": 1786,
            "status": "in_meeting",
            "failover": false
        }],
        "next_page_token": "",
        "page_size": 300,
        "total_records": 1,
        "has_more": false
    }"#,
);

static REFUSALS: &[Refusal] = &[
    NO_REPORTS,
    TOO_LONG_AGO,
    refusal(
        404,
        3001,
        NotFound,
        "There is no report on this meeting: it does not exist, goes on, or had one participant alone.",
        "Check the meeting id, and start it again when the meeting has been over for some minutes.",
    ),
];

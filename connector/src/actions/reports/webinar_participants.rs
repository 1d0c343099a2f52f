//! `report-webinar-participants`.

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
    "report-webinar-participants",
    "/report/webinars/{webinarId}/participants",
)
.operation("reportWebinarParticipants")
.summary("Reports who was in a webinar, when and for how long: one page, or all.")
.description(
    "Each stay is an item of its own, so whoever left and came back is there twice. Zoom reports \
     webinars once they are over, for a year.",
)
.scopes(
    &[scope("report:read").of_administrators()],
    &[scope("report:read:list_webinar_participants").of_administrators()],
)
.rate_label("HEAVY")
.input(&[
    &[
        path(
            "webinar_id",
            "{webinarId}",
            ids::MEETING_OR_UUID,
            "The webinar's number, which stands for its latest instance, or the UUID of an instance.",
        )
        .choices(&lookups::WEBINARS),
        INCLUDE_FIELDS,
        pages::page_size(300),
    ],
    pages::INPUT,
])
.output(&[
    &[member("participants", list(&Kind::Object(&PARTICIPANT)), "Each stay of each participant.").essential()],
    pages::OUTPUT,
])
.pages(Pages::of("participants"))
.refusals(REFUSALS)
.columns(COLUMNS)
.sample(
    r#"{ "webinar_id": "m3WqMkvuRXyYqH+eKWhk9w==", "all_pages": true }"#,
    r#"{
        "participants": [{
            "id": "30R7kT7bTIKSNUFEuH_Qlg",
            "user_id": "16778240",
            "name": "Anna Huber",
            "user_email": "anna@example.com",
            "join_time": "2026-09-15T16:00:12Z",
            "leave_time": "2026-09-15T16:59:58Z",
            "duration": 3586,
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
        "There is no report on this webinar: it does not exist, or goes on.",
        "Check the webinar id, and start it again when the webinar has been over for some minutes.",
    ),
];

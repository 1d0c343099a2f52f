//! `list-archive-files`.

use super::fields::{ARCHIVE, COLUMNS};
use super::group::GROUP;
use crate::action::Action;
use crate::actions::lookups;
use crate::contract::FailureKind::NotFound;
use crate::pages::{self, Pages};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, Shape, TEXT, list, member, query};
use crate::times::TIMESTAMP;

pub(crate) static ACTION: Action = Action::get(&GROUP, "list-archive-files", "/archive_files")
    .operation("listArchivedFiles")
    .summary("Lists what was archived of the account's meetings and webinars: one page, or all.")
    .description("Zoom takes a span of seven days at most.")
    .scopes(
        &[scope("recording:read").of_administrators()],
        &[scope("archiving:read:list_archived_files").of_masters_too()],
    )
    .rate_label("MEDIUM")
    .input(&[
        &[
            query(
                "from",
                TIMESTAMP,
                "The first moment, in UTC, such as `2026-09-01T00:00:00Z`.",
            ),
            query("to", TIMESTAMP, "The last moment, in UTC."),
            query(
                "query_date_type",
                Kind::Choice(&["meeting_start_time", "archive_complete_time"]),
                "Which time has to lie between `from` and `to`.",
            )
            .default("\"meeting_start_time\""),
            query(
                "group_ids",
                TEXT,
                "Only archives of these groups: their ids, with commas between them.",
            )
            .choices(&lookups::GROUPS),
            query(
                "group_id",
                TEXT,
                "Only archives of this group. `group_ids` has taken its place.",
            )
            .deprecated(),
            pages::page_size(300),
        ],
        pages::INPUT,
    ])
    .output(&[
        &[
            member(
                "meetings",
                list(&Kind::Object(&MEETING)),
                "The meetings and webinars.",
            )
            .essential(),
            member("from", TIMESTAMP, "The first moment that is listed."),
            member("to", TIMESTAMP, "The last moment that is listed."),
        ],
        pages::OUTPUT,
    ])
    .pages(Pages::of("meetings"))
    .refusals(REFUSALS)
    .columns(COLUMNS)
    .sample(
        r#"{ "from": "2026-09-14T00:00:00Z", "to": "2026-09-20T23:59:59Z", "all_pages": true }"#,
        r#"{
            "from": "2026-09-14T00:00:00Z",
            "to": "2026-09-20T23:59:59Z",
            "meetings": [{
                    "id": "85746065432",
                    "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                    "account_name": "Example",
                    "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
                    "topic": "Weekly review",
                    "type": 2,
                    "meeting_type": "internal",
                    "start_time": "2026-09-15T01:00:00Z",
                    "timezone": "Asia/Tokyo",
                    "duration": 30,
                    "duration_in_second": 1800,
                    "is_breakout_room": false,
                    "status": "completed",
                    "complete_time": "2026-09-15T01:40:00Z",
                    "recording_count": 1,
                    "total_size": 3145728,
                    "archive_files": [{
                        "id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e",
                        "file_type": "MP4",
                        "file_extension": "MP4",
                        "file_size": 3145728,
                        "recording_type": "shared_screen_with_speaker_view",
                        "status": "completed",
                        "individual": false,
                        "download_url": "https://us02web.zoom.us/rec/archive/download/example"
                    }]
            }],
            "next_page_token": "",
            "page_size": 300,
            "total_records": 1,
            "has_more": false
        }"#,
    );

static MEETING: Shape = Shape::of(&[ARCHIVE]);

static REFUSALS: &[Refusal] = &[refusal(
    400,
    2001,
    NotFound,
    "Zoom does not find the account.",
    "Connect the account again.",
)];

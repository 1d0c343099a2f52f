//! `get-archived-files`.

use super::fields::{ARCHIVE, COLUMNS};
use super::group::GROUP;
use crate::action::Action;
use crate::contract::FailureKind::NotFound;
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::path;

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "get-archived-files",
    "/past_meetings/{meetingUUID}/archive_files",
)
.operation("getArchivedFiles")
.summary("Gets what was archived of a meeting or webinar.")
.scopes(
    &[scope("recording:read").of_users()],
    &[scope("archiving:read:archived_files")],
)
.input(&[&[path(
    "meeting_id",
    "{meetingUUID}",
    ids::MEETING_OR_UUID,
    "The UUID of the instance, as List archive files tells it.",
)]])
.output(&[ARCHIVE])
.refusals(REFUSALS)
.columns(COLUMNS)
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
    r#"{
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
    }"#,
);

static REFUSALS: &[Refusal] = &[refusal(
    404,
    3001,
    NotFound,
    "Nothing was archived of this meeting, or it does not exist.",
    "Check the UUID; List archive files shows what there is.",
)];

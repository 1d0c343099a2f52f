//! AI Companion has summed up a meeting.

use serde_json::{Value, json};

use super::fields::EVENT;
use super::found::text;
use super::trigger::{Found, Poll, Trigger, any_of};
use crate::actions::summaries::fields::COMMON;
use crate::actions::summaries::get_summary::SUMMARY;
use crate::group::Group;
use crate::ids;
use crate::manifest_only::ManifestOnly;
use crate::scopes::scope;
use crate::shape::{Kind, Shape, member};
use crate::times::utc;

static GROUP: Group = Group::new(
    "Summaries and transcripts",
    "https://developers.zoom.us/docs/api/meetings/events/",
);

pub(crate) static COMPLETED: Trigger = Trigger::new(
    &GROUP,
    "meeting-summary-completed",
    &["meeting.summary_completed"],
    "The summary of a meeting is ready.",
)
.description(
    "A poll reads the list of all summaries of the account, which is for administrators alone and has not what they say: Get meeting summary gets that, with the `meeting_uuid`.",
)
.data(&[
    EVENT,
    &[member("object", Kind::Object(&MADE), "The summary.").required()],
])
.named_by(&[&["/object/meeting_uuid"]])
.poll(&NEW)
.scopes(any_of(
    &[scope("meeting_summary:read"), scope("meeting").of_masters()],
    &[scope("meeting:read:summary").and_of_masters()],
))
.poll_scopes("Polling takes the scope of List meeting summaries, and at first that of seeing whose account it is.")
.choose(
    &[&[
        member(
            "host_id",
            ids::ID,
            "Only what is of this host: a user id, not an e-mail address.",
        ),
        super::fields::MEETING,
    ]],
    &[
        ("/host_id", "/object/meeting_host_id"),
        ("/meeting_id", "/object/meeting_id"),
    ],
)
.sample(
    "{}",
    r###"{
        "event": "meeting.summary_completed",
        "event_ts": 1789436040000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "object": {
            "meeting_id": "85746065432",
            "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "meeting_topic": "Weekly review",
            "meeting_host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "meeting_host_email": "host@example.com",
            "meeting_start_time": "2026-09-15T01:01:00Z",
            "meeting_end_time": "2026-09-15T01:31:00Z",
            "summary_created_time": "2026-09-15T01:34:00Z",
            "summary_title": "Weekly review",
            "summary_content": "## Quick recap\n\nThe team went through the week."
        }
    }"###,
);

static MADE: Shape = Shape::of(&[COMMON, SUMMARY]);

static NEW: Poll = Poll {
    action: "list-meeting-summaries",
    input: |from, to| {
        json!({
            "from": utc(from),
            "to": utc(to),
            "time_filter_field": "summary_created_time",
            "all_pages": true,
        })
    },
    of_a_user: false,
    late: 3_600,
    find: |item: Value| {
        vec![Found {
            moment: text(&item, "summary_created_time"),
            object: item,
            event: None,
        }]
    },
    interval: ManifestOnly::new(300),
};

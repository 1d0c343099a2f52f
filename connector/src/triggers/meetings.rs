//! Meetings are made, changed, deleted, begun and ended.

use serde_json::json;

use super::fields::{
    ABOUT, ANY_HOST, BY_HOST, BY_MEETING, CHANGE, END_TIME, EVENT, GONE, HOST, HOST_EMAIL, JOINING,
    MEETING, OCCASION, OPERATION, OPERATOR, RUNNING, SCHEDULE, SERIES, SOURCE,
};
use super::found::{LATE_IN_LISTS, REPORTED, made, over};
use super::trigger::{Poll, Trigger, any_of};
use crate::actions::meetings::settings;
use crate::group::Group;
use crate::ids;
use crate::manifest_only::ManifestOnly;
use crate::scopes::{Scope, Scopes, scope};
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, list, member};
use crate::times::TIMESTAMP;

static GROUP: Group = Group::new(
    "Meetings",
    "https://developers.zoom.us/docs/api/meetings/events/",
);

/// Classic scopes, of which one lets the app know of its meetings.
pub(super) const CLASSIC: &[Scope] = &[
    scope("meeting:read"),
    scope("meeting:write"),
    scope("meeting").of_masters(),
];

const SCOPES: Scopes = any_of(CLASSIC, &[scope("meeting:read:meeting").and_of_masters()]);

const INPUT: &[&[Field]] = &[&[ANY_HOST, MEETING]];
const FILTERS: &[(&str, &str)] = &[BY_HOST, BY_MEETING];

pub(crate) static CREATED: Trigger = Trigger::new(
    &GROUP,
    "meeting-created",
    &["meeting.created"],
    "A meeting was made.",
)
.description(
    "A poll finds scheduled meetings of one host, by when they were made; instant ones it does not see, and of a series it tells the first meeting.",
)
.data(&[
    EVENT,
    OPERATOR,
    OPERATION,
    &[member("object", Kind::Object(&MADE), "The meeting.").required()],
])
.named_by(&[&["/object/id"]])
.poll(&NEW)
.scopes(SCOPES)
.poll_scopes("Polling takes the scope of List meetings, and at first that of seeing whose account it is.")
.choose(&[&[HOST, MEETING]], FILTERS)
.sample(
    r#"{ "host_id": "30R7kT7bTIKSNUFEuH_Qlg" }"#,
    r#"{
        "event": "meeting.created",
        "event_ts": 1789194600000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "operator": "host@example.com",
        "operator_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "operation": "single",
        "object": {
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:00:00Z",
            "duration": 30,
            "timezone": "Asia/Tokyo",
            "join_url": "https://us02web.zoom.us/j/85746065432?pwd=example",
            "password": "example",
            "creation_source": "open_api",
            "settings": { "use_pmi": false, "alternative_hosts": "" }
        }
    }"#,
);

/// A meeting that was just made. What lists have of it beside that is told as well.
static MADE: Shape = Shape::of(&[
    OCCASION,
    JOINING,
    SOURCE,
    SERIES,
    SCHEDULE,
    &[
        member(
            "pmi",
            ids::MEETING,
            "The host's personal meeting id, when the meeting uses it.",
        ),
        member(
            "settings",
            Kind::Object(&FIRST_SETTINGS),
            "How the meeting behaves, as far as that is told here.",
        ),
        member(
            "agenda",
            TEXT,
            "What it is about, where a poll has found it.",
        ),
        member(
            "created_at",
            TIMESTAMP,
            "When it was made, in UTC, where a poll has found it.",
        ),
    ],
]);

static FIRST_SETTINGS: Shape = Shape::of(&[&[
    member(
        "use_pmi",
        Kind::Boolean,
        "Whether the meeting has the host's personal meeting id.",
    ),
    member(
        "alternative_hosts",
        TEXT,
        "E-mail addresses or user ids of alternative hosts, with semicolons between them.",
    ),
    member(
        "meeting_invitees",
        list(&Kind::Object(&INVITEE)),
        "Whom the meeting is for.",
    ),
    member(
        "join_before_host",
        Kind::Boolean,
        "Whether participants may join before the host.",
    ),
    member(
        "jbh_time",
        INTEGER,
        "How many minutes before the start they may; 0 for any time.",
    ),
]]);

static INVITEE: Shape = Shape::of(&[&[member("email", ids::EMAIL, "The e-mail address.")]]);

static NEW: Poll = Poll {
    action: "list-meetings",
    input: |_, _| json!({ "type": "scheduled", "all_pages": true }),
    of_a_user: true,
    late: LATE_IN_LISTS,
    find: made,
    interval: ManifestOnly::new(300),
};

pub(crate) static UPDATED: Trigger = Trigger::new(
    &GROUP,
    "meeting-updated",
    &["meeting.updated"],
    "A meeting was changed.",
)
.description("`object` has what it is now, `old_object` what was changed, as it was before.")
.data(&[
    EVENT,
    OPERATOR,
    CHANGE,
    &[
        member(
            "object",
            Kind::Object(&NOW),
            "The meeting as it is now, or what was changed of it.",
        )
        .required(),
        member(
            "old_object",
            Kind::Object(&NOW),
            "What was changed, as it was before.",
        ),
    ],
])
.scopes(SCOPES)
.choose(INPUT, FILTERS)
.sample(
    r#"{ "meeting_id": "85746065432" }"#,
    r#"{
        "event": "meeting.updated",
        "event_ts": 1789198200000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "operator": "host@example.com",
        "operator_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "scope": "all",
        "time_stamp": 1789198200000,
        "object": {
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Monthly review"
        },
        "old_object": { "id": "85746065432", "topic": "Weekly review" }
    }"#,
);

static NOW: Shape = Shape::of(&[
    OCCASION,
    JOINING,
    ABOUT,
    SERIES,
    SCHEDULE,
    &[member(
        "settings",
        Kind::Object(&settings::OUTPUT),
        "How the meeting behaves.",
    )],
]);

pub(crate) static DELETED: Trigger = Trigger::new(
    &GROUP,
    "meeting-deleted",
    &["meeting.deleted"],
    "A meeting was deleted.",
)
.data(&[
    EVENT,
    OPERATOR,
    OPERATION,
    &[member("object", Kind::Object(&GONE), "The meeting, as it was.").required()],
])
.scopes(SCOPES)
.choose(INPUT, FILTERS)
.sample(
    "{}",
    r#"{
        "event": "meeting.deleted",
        "event_ts": 1789198200000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "operator": "host@example.com",
        "operator_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "operation": "single",
        "object": {
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:00:00Z",
            "duration": 30,
            "timezone": "Asia/Tokyo"
        }
    }"#,
);

pub(crate) static STARTED: Trigger = Trigger::new(
    &GROUP,
    "meeting-started",
    &["meeting.started"],
    "A meeting has begun.",
)
.data(&[
    EVENT,
    &[member("object", Kind::Object(&RUNNING), "The meeting.").required()],
])
.scopes(SCOPES)
.choose(INPUT, FILTERS)
.sample(
    "{}",
    r#"{
        "event": "meeting.started",
        "event_ts": 1789434060000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "object": {
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "host_email": "host@example.com",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:01:00Z",
            "duration": 30,
            "timezone": "Asia/Tokyo"
        }
    }"#,
);

pub(crate) static ENDED: Trigger = Trigger::new(
    &GROUP,
    "meeting-ended",
    &["meeting.ended"],
    "A meeting has ended.",
)
.description(
    "A poll reads the report of one host's meetings, which has those with two or more participants, some time after they have ended, and is for administrators of paid accounts alone.",
)
.data(&[
    EVENT,
    &[member("object", Kind::Object(&OVER), "The meeting.").required()],
])
.named_by(&[&["/object/uuid"]])
.poll(&PAST)
.scopes(SCOPES)
.poll_scopes("Polling takes the scope of User meetings report, and at first that of seeing whose account it is.")
.choose(&[&[HOST, MEETING]], FILTERS)
.sample(
    "{}",
    r#"{
        "event": "meeting.ended",
        "event_ts": 1789435860000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "object": {
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "host_email": "host@example.com",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:01:00Z",
            "end_time": "2026-09-15T01:31:00Z",
            "duration": 30,
            "timezone": "Asia/Tokyo"
        }
    }"#,
);

static OVER: Shape = Shape::of(&[OCCASION, &[HOST_EMAIL, END_TIME]]);

static PAST: Poll = Poll {
    find: |item| over(item, false),
    ..REPORTED
};

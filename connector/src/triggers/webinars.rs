//! Webinars are made, changed, deleted, begun and ended.

use serde_json::json;

use super::fields::{
    ABOUT, ANY_HOST, BY_HOST, BY_WEBINAR, CHANGE, END_TIME, EVENT, GONE, HOST, HOST_EMAIL, JOINING,
    OCCASION, OPERATION, OPERATOR, RUNNING, SCHEDULE, SERIES, SOURCE, WEBINAR,
};
use super::found::{LATE_IN_LISTS, REPORTED, made, over};
use super::trigger::{Poll, Trigger, any_of};
use crate::actions::webinars::settings;
use crate::group::Group;
use crate::manifest_only::ManifestOnly;
use crate::scopes::{Scope, Scopes, scope};
use crate::shape::{Field, Kind, Shape, TEXT, member};
use crate::times::TIMESTAMP;

static GROUP: Group = Group::new(
    "Webinars",
    "https://developers.zoom.us/docs/api/meetings/events/",
);

/// Classic scopes, of which one lets the app know of its webinars.
pub(super) const CLASSIC: &[Scope] = &[
    scope("webinar:read"),
    scope("webinar:write"),
    scope("webinar").of_masters(),
];

const SCOPES: Scopes = any_of(CLASSIC, &[scope("webinar:read:webinar").and_of_masters()]);

const INPUT: &[&[Field]] = &[&[ANY_HOST, WEBINAR]];
const FILTERS: &[(&str, &str)] = &[BY_HOST, BY_WEBINAR];

pub(crate) static CREATED: Trigger = Trigger::new(
    &GROUP,
    "webinar-created",
    &["webinar.created"],
    "A webinar was made.",
)
.description("A poll finds the webinars of one host, by when they were made.")
.data(&[
    EVENT,
    OPERATOR,
    OPERATION,
    &[member("object", Kind::Object(&MADE), "The webinar.").required()],
])
.named_by(&[&["/object/id"]])
.poll(&NEW)
.scopes(SCOPES)
.poll_scopes(
    "Polling takes the scope of List webinars, and at first that of seeing whose account it is.",
)
.choose(&[&[HOST, WEBINAR]], FILTERS)
.sample(
    r#"{ "host_id": "30R7kT7bTIKSNUFEuH_Qlg" }"#,
    r#"{
        "event": "webinar.created",
        "event_ts": 1789194600000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "operator": "host@example.com",
        "operator_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "operation": "single",
        "object": {
            "id": "95204914252",
            "uuid": "m3WqMkvuRXyYqH+eKWhk9w==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Launch",
            "type": 5,
            "start_time": "2026-09-20T09:00:00Z",
            "duration": 60,
            "timezone": "Europe/Berlin",
            "join_url": "https://us02web.zoom.us/j/95204914252?pwd=example",
            "creation_source": "web_portal",
            "settings": { "use_pmi": false, "alternative_hosts": "" }
        }
    }"#,
);

/// A webinar that was just made. What lists have of it beside that is told as well.
static MADE: Shape = Shape::of(&[
    OCCASION,
    JOINING,
    SOURCE,
    SERIES,
    SCHEDULE,
    &[
        SETTINGS,
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

const SETTINGS: Field = member(
    "settings",
    Kind::Object(&BEHAVIOUR),
    "How the webinar behaves, as far as that is told here.",
);

/// Zoom tells here of some settings that webinars have nowhere else.
static BEHAVIOUR: Shape = Shape::of(&[
    &[
        member(
            "use_pmi",
            Kind::Boolean,
            "Whether it has the host's personal meeting id, which webinars have not.",
        ),
        member(
            "authentication_name",
            TEXT,
            "The name of the way in which participants sign in.",
        ),
    ],
    settings::COMMON,
]);

static NEW: Poll = Poll {
    action: "list-webinars",
    input: |_, _| json!({ "type": "scheduled", "all_pages": true }),
    of_a_user: true,
    late: LATE_IN_LISTS,
    find: made,
    interval: ManifestOnly::new(300),
};

pub(crate) static UPDATED: Trigger = Trigger::new(
    &GROUP,
    "webinar-updated",
    &["webinar.updated"],
    "A webinar was changed.",
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
            "The webinar as it is now, or what was changed of it.",
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
    "{}",
    r#"{
        "event": "webinar.updated",
        "event_ts": 1789198200000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "operator": "host@example.com",
        "operator_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "scope": "all",
        "time_stamp": 1789198200000,
        "object": {
            "id": "95204914252",
            "uuid": "m3WqMkvuRXyYqH+eKWhk9w==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Launch in autumn"
        },
        "old_object": { "id": "95204914252", "topic": "Launch" }
    }"#,
);

static NOW: Shape = Shape::of(&[OCCASION, JOINING, ABOUT, SERIES, SCHEDULE, &[SETTINGS]]);

pub(crate) static DELETED: Trigger = Trigger::new(
    &GROUP,
    "webinar-deleted",
    &["webinar.deleted"],
    "A webinar was deleted.",
)
.data(&[
    EVENT,
    OPERATOR,
    OPERATION,
    &[member("object", Kind::Object(&GONE), "The webinar, as it was.").required()],
])
.scopes(SCOPES)
.choose(INPUT, FILTERS)
.sample(
    "{}",
    r#"{
        "event": "webinar.deleted",
        "event_ts": 1789198200000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "operator": "host@example.com",
        "operator_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "operation": "single",
        "object": {
            "id": "95204914252",
            "uuid": "m3WqMkvuRXyYqH+eKWhk9w==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Launch",
            "type": 5,
            "start_time": "2026-09-20T09:00:00Z",
            "duration": 60,
            "timezone": "Europe/Berlin"
        }
    }"#,
);

pub(crate) static STARTED: Trigger = Trigger::new(
    &GROUP,
    "webinar-started",
    &["webinar.started"],
    "A webinar has begun.",
)
.data(&[
    EVENT,
    &[member("object", Kind::Object(&RUNNING), "The webinar.").required()],
])
.scopes(SCOPES)
.choose(INPUT, FILTERS)
.sample(
    "{}",
    r#"{
        "event": "webinar.started",
        "event_ts": 1789894860000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "object": {
            "id": "95204914252",
            "uuid": "m3WqMkvuRXyYqH+eKWhk9w==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "host_email": "host@example.com",
            "topic": "Launch",
            "type": 5,
            "start_time": "2026-09-20T09:01:00Z",
            "duration": 60,
            "timezone": "Europe/Berlin"
        }
    }"#,
);

pub(crate) static ENDED: Trigger = Trigger::new(
    &GROUP,
    "webinar-ended",
    &["webinar.ended"],
    "A webinar has ended.",
)
.description(
    "A poll reads the report of one host's meetings and webinars, which has those with two or more participants, some time after they have ended, and is for administrators of paid accounts alone.",
)
.data(&[
    EVENT,
    &[member("object", Kind::Object(&OVER), "The webinar.").required()],
])
.named_by(&[&["/object/uuid"]])
.poll(&PAST)
.scopes(SCOPES)
.poll_scopes("Polling takes the scope of User meetings report, and at first that of seeing whose account it is.")
.choose(&[&[HOST, WEBINAR]], FILTERS)
.sample(
    "{}",
    r#"{
        "event": "webinar.ended",
        "event_ts": 1789898460000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "object": {
            "id": "95204914252",
            "uuid": "m3WqMkvuRXyYqH+eKWhk9w==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "host_email": "host@example.com",
            "topic": "Launch",
            "type": 5,
            "start_time": "2026-09-20T09:01:00Z",
            "end_time": "2026-09-20T10:01:00Z",
            "duration": 60,
            "timezone": "Europe/Berlin",
            "practice_session": false
        }
    }"#,
);

static OVER: Shape = Shape::of(&[
    OCCASION,
    &[
        HOST_EMAIL,
        END_TIME,
        member(
            "practice_session",
            Kind::Boolean,
            "Whether it was the rehearsal alone.",
        ),
    ],
]);

static PAST: Poll = Poll {
    find: |item| over(item, true),
    ..REPORTED
};

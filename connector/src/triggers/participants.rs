//! Somebody joins a meeting or webinar, or leaves it.

use super::fields::{ANY_HOST, BY_HOST, BY_MEETING, BY_WEBINAR, EVENT, MEETING, OCCASION, WEBINAR};
use super::trigger::{Trigger, any_of};
use super::{meetings, webinars};
use crate::group::Group;
use crate::ids;
use crate::scopes::{Scopes, scope};
use crate::shape::{Field, Kind, Shape, TEXT, member};
use crate::times::TIMESTAMP;

static GROUP: Group = Group::new(
    "Participants",
    "https://developers.zoom.us/docs/api/meetings/events/",
);

const OF_MEETINGS: Scopes = any_of(
    meetings::CLASSIC,
    &[scope("meeting:read:participant").and_of_masters()],
);
const OF_WEBINARS: Scopes = any_of(
    webinars::CLASSIC,
    &[scope("webinar:read:participant").and_of_masters()],
);

const AGAIN: &str =
    "Whoever comes back after a break has joined again, under another `participant_uuid`.";

const DATA: &[&[Field]] = &[
    EVENT,
    &[member(
        "object",
        Kind::Object(&PARTICIPATION),
        "The meeting or webinar, with the participant.",
    )
    .required()],
];

static PARTICIPATION: Shape = Shape::of(&[
    OCCASION,
    &[member(
        "participant",
        Kind::Object(&PARTICIPANT),
        "Who joined or left.",
    )],
]);

static PARTICIPANT: Shape = Shape::of(&[&[
    member("user_name", TEXT, "The name that others saw."),
    member(
        "email",
        ids::EMAIL,
        "The e-mail address, where Zoom may tell it.",
    ),
    member(
        "id",
        TEXT,
        "The user id, for users of Zoom who had signed in.",
    ),
    member(
        "user_id",
        ids::OCCURRENCE,
        "The id of this participation within the meeting.",
    ),
    member("participant_uuid", TEXT, "The id of this participation."),
    member(
        "participant_user_id",
        TEXT,
        "The user id, for users of the host's account.",
    ),
    member(
        "registrant_id",
        TEXT,
        "The id of the registrant, for those who had registered.",
    ),
    member(
        "customer_key",
        TEXT,
        "What an app that was built with the SDK calls the participant.",
    ),
    member("phone_number", TEXT, "The number of who joined by phone."),
    member(
        "date_time",
        TIMESTAMP,
        "When it happened, in UTC, where Zoom tells it so.",
    ),
    member(
        "join_time",
        TIMESTAMP,
        "When the participant joined, in UTC.",
    ),
    member(
        "leave_time",
        TIMESTAMP,
        "When the participant left, in UTC.",
    ),
    member("leave_reason", TEXT, "Why the participant left."),
]]);

/// That somebody joins or leaves a meeting.
const fn of_meeting(
    id: &'static str,
    events: &'static [&'static str],
    summary: &'static str,
) -> Trigger {
    Trigger::new(&GROUP, id, events, summary)
        .data(DATA)
        .scopes(OF_MEETINGS)
        .choose(&[&[ANY_HOST, MEETING]], &[BY_HOST, BY_MEETING])
}

/// That somebody joins or leaves a webinar.
const fn of_webinar(
    id: &'static str,
    events: &'static [&'static str],
    summary: &'static str,
) -> Trigger {
    Trigger::new(&GROUP, id, events, summary)
        .data(DATA)
        .scopes(OF_WEBINARS)
        .choose(&[&[ANY_HOST, WEBINAR]], &[BY_HOST, BY_WEBINAR])
}

pub(crate) static JOINED_MEETING: Trigger = of_meeting(
    "meeting-participant-joined",
    &["meeting.participant_joined"],
    "Somebody has joined a meeting.",
)
.description(AGAIN)
.sample(r#"{ "meeting_id": "85746065432" }"#, JOINED_SAMPLE);

pub(crate) static LEFT_MEETING: Trigger = of_meeting(
    "meeting-participant-left",
    &["meeting.participant_left"],
    "Somebody has left a meeting.",
)
.sample(r#"{ "meeting_id": "85746065432" }"#, LEFT_SAMPLE);

pub(crate) static JOINED_WEBINAR: Trigger = of_webinar(
    "webinar-participant-joined",
    &["webinar.participant_joined"],
    "Somebody has joined a webinar.",
)
.description(AGAIN)
.sample("{}", WEBINAR_SAMPLE);

pub(crate) static LEFT_WEBINAR: Trigger = of_webinar(
    "webinar-participant-left",
    &["webinar.participant_left"],
    "Somebody has left a webinar.",
)
.sample("{}", LEFT_WEBINAR_SAMPLE);

const JOINED_SAMPLE: &str = r#"{
    "event": "meeting.participant_joined",
    "event_ts": 1789434120000,
    "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
    "object": {
        "id": "85746065432",
        "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
        "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "topic": "Weekly review",
        "type": 2,
        "start_time": "2026-09-15T01:01:00Z",
        "duration": 30,
        "timezone": "Asia/Tokyo",
        "participant": {
            "user_name": "Anna Huber",
            "user_id": "16778240",
            "participant_uuid": "55555AAAiAAAAAiAiAiiAii",
            "email": "anna@example.com",
            "join_time": "2026-09-15T01:02:00Z"
        }
    }
}"#;

const LEFT_SAMPLE: &str = r#"{
    "event": "meeting.participant_left",
    "event_ts": 1789435800000,
    "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
    "object": {
        "id": "85746065432",
        "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
        "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "topic": "Weekly review",
        "type": 2,
        "start_time": "2026-09-15T01:01:00Z",
        "duration": 30,
        "timezone": "Asia/Tokyo",
        "participant": {
            "user_name": "Anna Huber",
            "user_id": "16778240",
            "participant_uuid": "55555AAAiAAAAAiAiAiiAii",
            "email": "anna@example.com",
            "leave_time": "2026-09-15T01:30:00Z",
            "leave_reason": "Anna Huber left the meeting."
        }
    }
}"#;

const WEBINAR_SAMPLE: &str = r#"{
    "event": "webinar.participant_joined",
    "event_ts": 1789894920000,
    "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
    "object": {
        "id": "95204914252",
        "uuid": "m3WqMkvuRXyYqH+eKWhk9w==",
        "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "topic": "Launch",
        "type": 5,
        "start_time": "2026-09-20T09:01:00Z",
        "participant": {
            "user_name": "Anna Huber",
            "user_id": "16778240",
            "participant_uuid": "55555AAAiAAAAAiAiAiiAii",
            "join_time": "2026-09-20T09:02:00Z"
        }
    }
}"#;

const LEFT_WEBINAR_SAMPLE: &str = r#"{
    "event": "webinar.participant_left",
    "event_ts": 1789898400000,
    "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
    "object": {
        "id": "95204914252",
        "uuid": "m3WqMkvuRXyYqH+eKWhk9w==",
        "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "topic": "Launch",
        "type": 5,
        "start_time": "2026-09-20T09:01:00Z",
        "participant": {
            "user_name": "Anna Huber",
            "user_id": "16778240",
            "participant_uuid": "55555AAAiAAAAAiAiAiiAii",
            "leave_time": "2026-09-20T10:00:00Z"
        }
    }
}"#;

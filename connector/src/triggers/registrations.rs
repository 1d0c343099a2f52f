//! Somebody registers for a meeting or webinar.

use super::fields::{
    ANY_HOST, BY_HOST, BY_MEETING, BY_WEBINAR, EVENT, MEETING, OCCASION, SERIES, WEBINAR,
};
use super::trigger::{Trigger, any_of};
use super::{meetings, webinars};
use crate::actions::registrants::registrant::MEMBERS;
use crate::group::Group;
use crate::scopes::scope;
use crate::shape::{Field, Kind, Shape, TEXT, member};

static GROUP: Group = Group::new(
    "Registrants",
    "https://developers.zoom.us/docs/api/meetings/events/",
);

const DATA: &[&[Field]] = &[
    EVENT,
    &[member(
        "object",
        Kind::Object(&REGISTRATION),
        "The meeting or webinar, with the registrant.",
    )
    .required()],
];

static REGISTRATION: Shape = Shape::of(&[
    OCCASION,
    SERIES,
    &[member(
        "registrant",
        Kind::Object(&REGISTRANT),
        "Who registered.",
    )],
]);

static REGISTRANT: Shape = Shape::of(&[
    MEMBERS,
    &[member(
        "tracking_source",
        Kind::Object(&TRACKING_SOURCE),
        "Through which link the person came.",
    )],
]);

static TRACKING_SOURCE: Shape = Shape::of(&[&[
    member("id", TEXT, "The id of the source."),
    member("source_name", TEXT, "What the source is called."),
    member("tracking_url", TEXT, "The link."),
]]);

pub(crate) static OF_MEETING: Trigger = Trigger::new(
    &GROUP,
    "meeting-registration-created",
    &["meeting.registration_created"],
    "Somebody has registered for a meeting.",
)
.data(DATA)
.scopes(any_of(
    meetings::CLASSIC,
    &[scope("meeting:read:registrant").and_of_masters()],
))
.choose(&[&[ANY_HOST, MEETING]], &[BY_HOST, BY_MEETING])
.sample(
    r#"{ "meeting_id": "85746065432" }"#,
    r#"{
        "event": "meeting.registration_created",
        "event_ts": 1789290000000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "object": {
            "id": "85746065432",
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:00:00Z",
            "duration": 30,
            "timezone": "Asia/Tokyo",
            "registrant": {
                "id": "iFxeBPYun6SAiWUzBcEkX",
                "email": "anna@example.com",
                "first_name": "Anna",
                "last_name": "Huber",
                "status": "approved",
                "join_url": "https://us02web.zoom.us/w/85746065432?tk=example"
            }
        }
    }"#,
);

pub(crate) static OF_WEBINAR: Trigger = Trigger::new(
    &GROUP,
    "webinar-registration-created",
    &["webinar.registration_created"],
    "Somebody has registered for a webinar.",
)
.data(DATA)
.scopes(any_of(
    webinars::CLASSIC,
    &[scope("webinar:read:registrant").and_of_masters()],
))
.choose(&[&[ANY_HOST, WEBINAR]], &[BY_HOST, BY_WEBINAR])
.sample(
    "{}",
    r#"{
        "event": "webinar.registration_created",
        "event_ts": 1789290000000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "object": {
            "id": "95204914252",
            "uuid": "m3WqMkvuRXyYqH+eKWhk9w==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Launch",
            "type": 5,
            "start_time": "2026-09-20T09:00:00Z",
            "duration": 60,
            "timezone": "Europe/Berlin",
            "registrant": {
                "id": "iFxeBPYun6SAiWUzBcEkX",
                "email": "anna@example.com",
                "first_name": "Anna",
                "last_name": "Huber",
                "status": "pending",
                "join_url": ""
            }
        }
    }"#,
);

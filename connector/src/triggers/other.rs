//! Every event that has no trigger of its own, by Zoom's name for it.

use super::fields::{EVENT, OPERATOR};
use super::trigger::Trigger;
use crate::group::Group;
use crate::shape::{Form, Kind, member};

static GROUP: Group = Group::new(
    "Other events",
    "https://developers.zoom.us/docs/api/events/",
);

pub(crate) static OTHER: Trigger = Trigger::new(
    &GROUP,
    "other-event",
    &[],
    "Something else has happened that Zoom has an event for.",
)
.description(
    "Any event that no other trigger tells of, such as `meeting.sharing_started` or `phone.callee_ringing`: the app subscribes to it, and `event` chooses it. The data is the event's payload as Zoom documents it, unchecked; what in it is a secret only Zoom's documentation says. Which scopes it takes is there too.",
)
.data(&[
    EVENT,
    OPERATOR,
    &[
        member("object", Kind::Any, "What it happened to."),
        member("download_token", Kind::Any, "A token that opens files.").sensitive(),
    ],
])
.choose(
    &[&[member(
        "event",
        NAMES,
        "Only the event of this name, or of one of these: as Zoom calls them.",
    )]],
    &[("/event", "/event")],
)
.sample(
    r#"{ "event": ["meeting.sharing_started", "meeting.sharing_ended"] }"#,
    r#"{
        "event": "meeting.sharing_started",
        "event_ts": 1789434300000,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "object": {
            "id": 85746065432,
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "participant": { "user_name": "Anna Huber" }
        }
    }"#,
);

/// One name, or several.
const NAMES: Kind = Kind::Form(&Form::new(
    |value| Some(value.clone()),
    "the name of an event, or a list of names",
    r#"{ "type": ["string", "array"], "items": { "type": "string", "minLength": 1 }, "minLength": 1 }"#,
));

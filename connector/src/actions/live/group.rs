//! What the actions on meetings that go on share.
//!
//! Zoom has one endpoint for controlling a meeting, which answers that it has accepted. Whether it has
//! happened, its events tell.

use serde_json::Value;

use crate::action::Action;
use crate::actions::lookups;
use crate::contract::FailureKind::{Conflict, Forbidden, InvalidInput, NotFound, PlanRequired};
use crate::group::Group;
use crate::ids;
use crate::input::Input;
use crate::json;
use crate::refusals::{Refusal, refusal};
use crate::scopes::{Scope, scope};
use crate::shape::{Field, Kind, Object, member, path};

pub(super) static GROUP: Group = Group::new(
    "Live meetings",
    "https://developers.zoom.us/docs/api/meetings/",
);

/// A way to control a meeting that goes on.
pub(super) const fn control(id: &'static str) -> Action {
    Action::patch(&GROUP, id, "/live_meetings/{meetingId}/events")
        .operation("inMeetingControl")
        .scopes(CLASSIC, GRANULAR)
        .rate_label("MEDIUM")
        .output(ACCEPTED)
        .done("accepted")
        .refusals(REFUSALS)
}

/// For actions on one meeting.
pub(super) const OF_A_MEETING: Field = path(
    "meeting_id",
    "{meetingId}",
    ids::MEETING,
    "The meeting's number, as text or number, with or without spaces or dashes, or an invitation link.",
)
.choices(&lookups::MEETINGS);

const CLASSIC: &[Scope] = &[scope("meeting:write"), scope("meeting").of_masters()];
const GRANULAR: &[Scope] = &[scope("meeting:update:in_meeting_controls")];

const ACCEPTED: &[&[Field]] = &[&[
    member("meeting_id", ids::MEETING, "The meeting's number.").required(),
    member(
        "accepted",
        Kind::Boolean,
        "That Zoom has accepted it. That it has happened, an event tells.",
    )
    .required(),
]];

/// What goes into the body: the method, and with it those fields of the input that go with it.
pub(super) fn body(method: String, input: &Input, names: &[&str]) -> Object {
    let params = names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), input.get(name)?.clone())));
    let params = json::gathered(params);
    let mut body = json::gathered([("method".to_owned(), Value::String(method))]);
    if !params.is_empty() {
        body.insert("params".to_owned(), Value::Object(params));
    }
    body
}

/// What the caller should know: which fields of the input do nothing here, and why.
pub(super) fn ignored(input: &Input, names: &[&str], why: &str) -> Vec<String> {
    let given = names.iter().filter(|name| input.get(name).is_some());
    given
        .map(|name| format!("Zoom ignores `{name}` {why}."))
        .collect()
}

const REFUSALS: &[Refusal] = &[
    refusal(
        400,
        200,
        Forbidden,
        "The connection may not control this meeting.",
        "Connect as its host or an alternative host, in an account that has the feature.",
    ),
    refusal(
        400,
        300,
        InvalidInput,
        "There is no such meeting, the connection may not control it, or none of the contacts is of its \
         host's account.",
        "Check the meeting id and the contacts, and connect as the host or an alternative host.",
    ),
    refusal(
        400,
        3309,
        PlanRequired,
        "The account has no room left for recordings.",
        "Delete others, or buy more.",
    ),
    refusal(
        403,
        2314,
        Forbidden,
        "The settings of the host do not allow that with AI Companion.",
        "Switch on \"Meeting summary with AI Companion\" or \"Allow users to ask AI Companion questions \
         about the meeting\" in the settings, or ask an administrator to.",
    ),
    refusal(
        404,
        3001,
        NotFound,
        "There is no such meeting that goes on.",
        "Check the meeting id, and start it again when the meeting has begun.",
    ),
];

/// What the endpoints for streaming mean by their errors.
pub(super) static STREAMING_REFUSALS: &[Refusal] = &[
    refusal(
        400,
        300,
        InvalidInput,
        "There is no meeting of that number.",
        "Check the meeting id.",
    ),
    refusal(
        400,
        3000,
        Conflict,
        "Zoom does not stream it so: it is a webinar, or nobody has said where it is to be streamed to.",
        "Say where with Update livestream first; webinars are streamed from their own settings.",
    ),
    refusal(
        400,
        4400,
        Conflict,
        "A meeting with end-to-end encryption can't be streamed.",
        "Set `settings.encryption_type` of the meeting to `enhanced_encryption` before it begins.",
    ),
    refusal(
        400,
        4927,
        Conflict,
        "The meeting does not go on.",
        "Start it again when the meeting has begun.",
    ),
];

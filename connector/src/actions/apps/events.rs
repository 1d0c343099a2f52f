//! The scopes that events take.

use crate::scopes::{Scope, scope};

/// The scope that an event takes, where it is known: the first entry that the name begins with.
pub(super) fn scope_of(event: &str) -> Option<Scope> {
    let known = SCOPES.iter().find(|(start, _)| event.starts_with(start));
    known.map(|(_, scope)| *scope)
}

static SCOPES: &[(&str, Scope)] = &[
    (
        "meeting.participant_joined",
        scope("meeting:read:participant"),
    ),
    (
        "meeting.participant_left",
        scope("meeting:read:participant"),
    ),
    (
        "meeting.registration_created",
        scope("meeting:read:registrant"),
    ),
    (
        "meeting.registration_approved",
        scope("meeting:read:registrant"),
    ),
    ("meeting.summary_completed", scope("meeting:read:summary")),
    ("meeting.created", MEETING),
    ("meeting.updated", MEETING),
    ("meeting.deleted", MEETING),
    ("meeting.permanently_deleted", MEETING),
    ("meeting.recovered", MEETING),
    ("meeting.started", MEETING),
    ("meeting.ended", MEETING),
    ("recording.started", RECORDING),
    ("recording.paused", RECORDING),
    ("recording.resumed", RECORDING),
    ("recording.stopped", RECORDING),
    ("recording.completed", RECORDING),
    ("recording.transcript_completed", RECORDING),
    ("recording.trashed", RECORDING),
    ("recording.deleted", RECORDING),
    ("recording.recovered", RECORDING),
    ("recording.renamed", RECORDING),
    ("webinar.created", WEBINAR),
    ("webinar.started", WEBINAR),
    ("webinar.ended", WEBINAR),
    ("user.created", scope("user:read:user").of_administrators()),
    ("user.updated", scope("user:read:user")),
    (
        "user.deactivated",
        scope("user:read:user").of_administrators(),
    ),
];

const MEETING: Scope = scope("meeting:read:meeting");
const RECORDING: Scope = scope("cloud_recording:read:recording");
const WEBINAR: Scope = scope("webinar:read:webinar");

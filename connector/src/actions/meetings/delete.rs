//! `delete-meeting`.

use serde_json::Value;

use super::{GROUP, fields};
use crate::action::{About, Action, Effect, Flow, no_rules, no_warnings};
use crate::call::Call;
use crate::contract::FailureKind::{Conflict, InvalidInput};
use crate::manifest_only::ManifestOnly;
use crate::refusals::{Refusal, refusal};
use crate::scopes::Scopes;
use crate::shape::{Kind, Shape, TEXT, member, path, query};

pub(crate) static ACTION: Action = Action {
    id: "delete-meeting",
    about: ManifestOnly::new(About {
        version: "1.0.0",
        title: "Delete meeting",
        summary: "Deletes a meeting, a whole series, or one meeting of a series.",
        description: "",
        group: GROUP,
        effect: Effect::Destructive,
        rate_label: "LIGHT",
        plan: "",
        columns: &[],
        lookups: fields::MEETING_LOOKUP,
        sensitive: &[],
        operation: "meetingDelete",
        sample_input: r#"{ "meeting_id": "85746065432", "cancel_meeting_reminder": true }"#,
        sample_output: r#"{ "meeting_id": "85746065432", "deleted": true }"#,
    }),
    scopes: Scopes {
        classic: &["meeting:write", "meeting:write:admin"],
        granular_user: &["meeting:delete:meeting"],
        granular_admin: &["meeting:delete:meeting:admin"],
    },
    method: http::Method::DELETE,
    path: "/meetings/{meetingId}",
    repeatable: true,
    daily_quota: false,
    input: Shape(&[&[
        path(
            "meeting_id",
            "{meetingId}",
            Kind::MeetingId,
            fields::MEETING_ID,
        ),
        query(
            "occurrence_id",
            TEXT,
            "The id of the one meeting of a series to delete. Without it the whole series is deleted.",
        ),
        query(
            "schedule_for_reminder",
            Kind::Boolean,
            "Whether the host and alternative hosts are told by e-mail.",
        ),
        query(
            "cancel_meeting_reminder",
            Kind::Boolean,
            "Whether registrants are told by e-mail.",
        )
        .default("false"),
    ]]),
    output: Shape(&[&[
        member("meeting_id", Kind::MeetingId, "The meeting's number.").required(),
        member(
            "occurrence_id",
            TEXT,
            "The id of the meeting of a series that was deleted.",
        ),
        member("deleted", Kind::Boolean, "That the meeting was deleted.").required(),
    ]]),
    rules: no_rules,
    warnings: no_warnings,
    refusals: REFUSALS,
    flow: Flow::Answer(output),
};

static REFUSALS: &[Refusal] = &[
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom does not take the occurrence_id.",
        "Get the meeting to see the ids of its occurrences.",
    ),
    fields::ONLY_MEETINGS,
    refusal(
        400,
        3018,
        Conflict,
        "It is a personal meeting, which cannot be deleted.",
        "Change its settings instead.",
    ),
    refusal(
        400,
        3037,
        Conflict,
        "It is a personal audio conference, which cannot be deleted.",
        "Switch it off in the user's settings.",
    ),
];

fn output(call: &Call, _: Value) -> Value {
    Value::Object(call.acknowledgement("deleted"))
}

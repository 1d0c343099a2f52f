//! `get-meeting`.

use super::{GROUP, fields};
use crate::action::{About, Action, Effect, Flow, as_answered, no_rules, no_warnings};
use crate::manifest_only::ManifestOnly;
use crate::scopes::Scopes;
use crate::shape::{Kind, Shape, TEXT, path, query};

pub(crate) static ACTION: Action = Action {
    id: "get-meeting",
    about: ManifestOnly::new(About {
        version: "1.0.0",
        title: "Get meeting",
        summary: "Gets everything that Zoom knows of a meeting, with a fresh start_url.",
        description: "",
        group: GROUP,
        effect: Effect::Read,
        rate_label: "LIGHT",
        plan: "",
        columns: fields::COLUMNS,
        lookups: fields::MEETING_LOOKUP,
        sensitive: fields::SENSITIVE,
        operation: "meeting",
        sample_input: r#"{ "meeting_id": "85746065432" }"#,
        sample_output: fields::SAMPLE,
    }),
    scopes: Scopes {
        classic: &["meeting:read", "meeting:read:admin"],
        granular_user: &["meeting:read:meeting"],
        granular_admin: &["meeting:read:meeting:admin"],
    },
    method: http::Method::GET,
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
        query("occurrence_id", TEXT, "The id of one meeting of a series."),
        query(
            "show_previous_occurrences",
            Kind::Boolean,
            "Whether the meetings of a series that are over are listed too.",
        ),
    ]]),
    output: Shape(&[fields::OUTPUT]),
    rules: no_rules,
    warnings: no_warnings,
    refusals: fields::NOT_A_MEETING,
    flow: Flow::Answer(as_answered),
};

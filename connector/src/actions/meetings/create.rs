//! `create-meeting`.

use super::{GROUP, fields, schedule, settings};
use crate::action::{About, Action, Effect, Flow, as_answered};
use crate::contract::FailureKind::Refused;
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::manifest_only::ManifestOnly;
use crate::refusals::{Refusal, refusal};
use crate::scopes::Scopes;
use crate::shape::{Kind, Shape, body, list, path};

pub(crate) static ACTION: Action = Action {
    id: "create-meeting",
    about: ManifestOnly::new(About {
        version: "1.0.0",
        title: "Create meeting",
        summary: "Schedules a meeting, once or as a series, or starts an instant one.",
        description: "Never repeated on its own, since each repetition would make another meeting. \
            `start_url` in the output lets anybody act as the host: treat it like a password. It \
            works for two hours; Get meeting gives a fresh one.",
        group: GROUP,
        effect: Effect::Write,
        rate_label: "LIGHT",
        plan: "",
        columns: fields::COLUMNS,
        lookups: &[],
        sensitive: fields::SENSITIVE,
        operation: "meetingCreate",
        sample_input: r#"{
            "topic": "Weekly review",
            "start_time": "2026-09-15T10:00:00",
            "timezone": "Asia/Tokyo",
            "duration": 30,
            "settings": { "waiting_room": true, "join_before_host": false }
        }"#,
        sample_output: fields::SAMPLE,
    }),
    scopes: Scopes {
        classic: &["meeting:write", "meeting:write:admin"],
        granular_user: &["meeting:write:meeting"],
        granular_admin: &["meeting:write:meeting:admin"],
    },
    method: http::Method::POST,
    path: "/users/{userId}/meetings",
    repeatable: false,
    daily_quota: true,
    input: Shape(&[
        &[
            path("user_id", "{userId}", Kind::User, "Who hosts the meeting: a user id, an e-mail address, or `me` for the connected user.")
                .or("me"),
            body("default_password", Kind::Boolean, "Whether Zoom makes up a passcode when none is given and the user's settings ask for one.").default("true"),
            body("settings", Kind::Object(&settings::CREATE), "How the meeting behaves."),
            body("tracking_fields", list(&Kind::Object(&fields::NEW_TRACKING_FIELD)), "Values of the account's tracking fields."),
        ],
        fields::INPUT,
    ]),
    output: Shape(&[fields::OUTPUT, fields::WARNINGS]),
    rules,
    warnings: schedule::warnings,
    refusals: REFUSALS,
    flow: Flow::Answer(as_answered),
};

static REFUSALS: &[Refusal] = &[refusal(
    400,
    3000,
    Refused,
    "Zoom does not schedule this meeting for this user.",
    "Check who may be scheduled for, and whether an instant meeting was asked for somebody else.",
)];

fn rules(input: &Input, problems: &mut Vec<FieldProblem>) {
    let kind = if input.get("type").is_some() {
        input.integer("type")
    } else {
        Some(2)
    };
    schedule::rules(kind, input, problems);
}

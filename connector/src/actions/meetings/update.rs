//! `update-meeting`.

use serde_json::Value;

use super::{GROUP, fields, schedule, settings};
use crate::action::{About, Action, Effect, Flow};
use crate::call::Call;
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::manifest_only::ManifestOnly;
use crate::scopes::Scopes;
use crate::shape::{Kind, Path, Shape, TEXT, TEXTS, body, list, member, path, query};

pub(crate) static ACTION: Action = Action {
    id: "update-meeting",
    about: ManifestOnly::new(About {
        version: "1.0.0",
        title: "Update meeting",
        summary: "Changes those parts of a meeting that the input names.",
        description: "What the input leaves out stays as it is; false switches off and an empty text \
            clears. Zoom ignores a start_time in the past. To change how a series repeats, give \
            start_time and the whole of recurrence, else Zoom may shorten the series.",
        group: GROUP,
        effect: Effect::Write,
        rate_label: "LIGHT",
        plan: "",
        columns: &[],
        lookups: fields::MEETING_LOOKUP,
        sensitive: &[],
        operation: "meetingUpdate",
        sample_input: r#"{
            "meeting_id": "85746065432",
            "start_time": "2026-09-21T21:00:00+09:00",
            "settings": { "waiting_room": false }
        }"#,
        sample_output: r#"{
            "meeting_id": "85746065432",
            "updated": true,
            "updated_fields": ["settings", "start_time"]
        }"#,
    }),
    scopes: Scopes {
        classic: &["meeting:write", "meeting:write:admin"],
        granular_user: &["meeting:update:meeting"],
        granular_admin: &["meeting:update:meeting:admin"],
    },
    method: http::Method::PATCH,
    path: "/meetings/{meetingId}",
    repeatable: true,
    daily_quota: true,
    input: Shape(&[
        &[
            path(
                "meeting_id",
                "{meetingId}",
                Kind::MeetingId,
                fields::MEETING_ID,
            ),
            query(
                "occurrence_id",
                TEXT,
                "The id of the one meeting of a series to change. Without it the whole series changes.",
            ),
            body(
                "settings",
                Kind::Object(&settings::UPDATE),
                "How the meeting behaves.",
            ),
            body(
                "tracking_fields",
                list(&Kind::Object(&fields::CHANGED_TRACKING_FIELD)),
                "Values of the account's tracking fields.",
            ),
        ],
        fields::INPUT,
    ]),
    output: Shape(&[
        &[
            member("meeting_id", Kind::MeetingId, "The meeting's number.").required(),
            member(
                "occurrence_id",
                TEXT,
                "The id of the meeting of a series that was changed.",
            ),
            member("updated", Kind::Boolean, "That the meeting was changed.").required(),
            member("updated_fields", TEXTS, "The fields that were sent.").required(),
        ],
        fields::WARNINGS,
    ]),
    rules,
    warnings: schedule::warnings,
    refusals: fields::NOT_A_MEETING,
    flow: Flow::Answer(output),
};

fn rules(input: &Input, problems: &mut Vec<FieldProblem>) {
    schedule::rules(input.integer("type"), input, problems);
    if input.body_fields(&ACTION.input).next().is_none() {
        problems.push(Path::Whole.problem("changes nothing; name at least one field to change"));
    }
}

fn output(call: &Call, _: Value) -> Value {
    let mut output = call.acknowledgement("updated");
    let fields = call
        .input
        .body_fields(&ACTION.input)
        .map(Value::from)
        .collect();
    output.insert("updated_fields".to_owned(), Value::Array(fields));
    Value::Object(output)
}

//! `update-meeting`.

use serde_json::Value;

use super::group::{DAILY_QUOTA, GROUP, acknowledgement};
use super::{fields, schedule, settings};
use crate::action::Action;
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::scopes::scope;
use crate::shape::{Kind, Path, TEXT, TEXTS, body, list, member, query};

pub(crate) static ACTION: Action =
    Action::patch(&GROUP, "update-meeting", "/meetings/{meetingId}")
        .operation("meetingUpdate")
        .summary("Changes those parts of a meeting that the input names.")
        .description(
            "What the input leaves out stays as it is; false switches off and an empty text \
             clears. Zoom ignores a start_time in the past. To change how a series repeats, give \
             start_time and the whole of recurrence, else Zoom may shorten the series.",
        )
        .scopes(&[scope("meeting:write")], &[scope("meeting:update:meeting")])
        .quota(&DAILY_QUOTA)
        .input(&[
            fields::OF_A_MEETING,
            &[
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
        ])
        .output(&[&[
            fields::DONE_TO,
            member(
                "occurrence_id",
                TEXT,
                "The id of the meeting of a series that was changed.",
            ),
            member("updated", Kind::Boolean, "That the meeting was changed.").required(),
            member("updated_fields", TEXTS, "The fields that were sent.").required(),
        ]])
        .answer(output)
        .rules(rules)
        .warnings(schedule::warnings)
        .refusals(fields::NOT_A_MEETING)
        .sample(
            r#"{
                "meeting_id": "85746065432",
                "start_time": "2026-09-21T21:00:00+09:00",
                "settings": { "waiting_room": false }
            }"#,
            r#"{
                "meeting_id": "85746065432",
                "updated": true,
                "updated_fields": ["settings", "start_time"]
            }"#,
        );

fn rules(input: &Input, problems: &mut Vec<FieldProblem>) {
    schedule::rules(input.integer("type"), input, problems);
    if sent(input).next().is_none() {
        problems.push(Path::Whole.problem("changes nothing; name at least one field to change"));
    }
}

fn output(input: &Input, _: Value) -> Value {
    let mut output = acknowledgement(input, "updated");
    let fields = sent(input).map(Value::from).collect();
    output.insert("updated_fields".to_owned(), Value::Array(fields));
    Value::Object(output)
}

/// The names of the fields of the meeting that the input has.
fn sent(input: &Input) -> impl Iterator<Item = &str> {
    input.body_fields(&ACTION.endpoint.input)
}

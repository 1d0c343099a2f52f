//! `create-meeting`.

use super::group::{DAILY_QUOTA, GROUP};
use super::{fields, recovery, schedule, settings};
use crate::action::Action;
use crate::contract::FailureKind::Refused;
use crate::contract::FieldProblem;
use crate::ids;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, body, list, member, path};

pub(crate) static ACTION: Action = Action::post(&GROUP, "create-meeting", "/users/{userId}/meetings")
    .operation("meetingCreate")
    .version("1.1.0")
    .summary("Schedules a meeting, once or as a series, or starts an instant one.")
    .description(
        "Never repeated on its own, since each repetition would make another meeting. When Zoom's \
         answer is lost, the meeting is looked for among those of the host. `start_url` in the \
         output lets anybody act as the host: treat it like a password. It works for two hours; \
         Get meeting gives a fresh one.",
    )
    .scopes(&[scope("meeting:write")], &[scope("meeting:write:meeting")])
    .quota(&DAILY_QUOTA)
    .input(&[
        &[
            path("user_id", "{userId}", ids::USER, "Who hosts the meeting: a user id, an e-mail address, or `me` for the connected user.")
                .or("me"),
            body("default_password", Kind::Boolean, "Whether Zoom makes up a passcode when none is given and the user's settings ask for one.").default("true"),
            body("settings", Kind::Object(&settings::CREATE), "How the meeting behaves."),
            body("tracking_fields", list(&Kind::Object(&fields::NEW_TRACKING_FIELD)), "Values of the account's tracking fields."),
        ],
        fields::INPUT,
    ])
    .output(&[
        fields::OUTPUT,
        &[member("recovered", Kind::Boolean, "That Zoom's answer was lost, and the meeting was found among those of the host.")],
    ])
    .rules(rules)
    .warnings(schedule::warnings)
    .refusals(REFUSALS)
    .recovery(&recovery::NEW_MEETING)
    .columns(fields::COLUMNS)
    .sample(
        r#"{
            "topic": "Weekly review",
            "start_time": "2026-09-15T10:00:00",
            "timezone": "Asia/Tokyo",
            "duration": 30,
            "settings": { "waiting_room": true, "join_before_host": false }
        }"#,
        fields::SAMPLE,
    );

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

//! `create-meeting`.

use super::group::{DAILY_QUOTA, GROUP};
use super::{fields, recovery, recurrence, review, schedule, settings, settings_warnings};
use crate::action::Action;
use crate::actions::users::fields::of_user;
use crate::contract::FailureKind::Refused;
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, body, list};

pub(crate) static ACTION: Action = Action::post(&GROUP, "create-meeting", "/users/{userId}/meetings")
    .operation("meetingCreate")
    .version("1.1.0")
    .summary("Schedules a meeting, once or as a series, or starts an instant one.")
    .description(
        "An empty input schedules a meeting of an hour that begins now: that is Zoom's start where none is said. \
         Never repeated on its own, since each repetition would make another meeting. When Zoom's \
         answer is lost, the meeting is looked for among those of the host. `start_url` in the \
         output lets anybody act as the host: treat it like a password. It works for two hours; \
         Get meeting gives a fresh one.",
    )
    .scopes(&[scope("meeting:write")], &[scope("meeting:write:meeting")])
    .quota(&DAILY_QUOTA)
    .input(&[
        &[
            of_user("Who hosts the meeting: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone."),
            body("default_password", Kind::Boolean, "Whether Zoom makes up a passcode when none is given and the user's settings ask for one.").default("true"),
            body("settings", Kind::Object(&settings::CREATE), "How the meeting behaves."),
            body("tracking_fields", list(&Kind::Object(&fields::NEW_TRACKING_FIELD)), "Values of the account's tracking fields."),
            fields::KIND.default("2"),
            fields::DURATION.default("60"),
            fields::PRE_SCHEDULED.default("false"),
        ],
        fields::INPUT,
        fields::BEYOND,
    ])
    .takes_back(&fields::MEETING)
    .output(&[
        fields::OUTPUT,
        &[fields::RECOVERED],
    ])
    .rules(rules)
    .prepare(recurrence::one_end)
    .warnings(warnings)
    .review(review::differences)
    .refusals(REFUSALS)
    .recovery(&recovery::NEW_MEETING)
    .columns(fields::COLUMNS)
    .sample(
        r#"{
            "topic": "Weekly review",
            "start_time": "2036-09-16T10:00:00",
            "timezone": "Asia/Tokyo",
            "duration": 30,
            "settings": { "waiting_room": true, "join_before_host": false }
        }"#,
        fields::SAMPLE,
    );

pub(super) static REFUSALS: &[Refusal] = &[refusal(
    400,
    3000,
    Refused,
    "Zoom does not schedule this meeting for this user.",
    "Check who may be scheduled for, and whether an instant meeting was asked for somebody else.",
)];

pub(super) fn rules(input: &Input, now: u64, problems: &mut Vec<FieldProblem>) {
    let kind = schedule::kind_of_new(input);
    schedule::rules(kind, input, problems);
    schedule::no_past_start(kind, input, now, problems);
    if let Some(recurrence) = input.object("recurrence") {
        recurrence::needs_days(recurrence, problems);
    }
}

pub(super) fn warnings(input: &Input, now: u64) -> Vec<String> {
    let kind = schedule::kind_of_new(input);
    let mut warnings = schedule::warnings(kind, input, now);
    if schedule::has_a_time(kind) && input.get("start_time").is_none() {
        warnings.push(
            "Without `start_time`, Zoom lets the meeting begin now. For an instant meeting, set \
             `type` to 1."
                .to_owned(),
        );
    }
    warnings.extend(recurrence::without_end(input));
    warnings.extend(settings_warnings::of(kind, input));
    warnings
}

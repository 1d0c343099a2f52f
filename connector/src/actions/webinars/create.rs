//! `create-webinar`.

use super::group::{GROUP, NO_LICENCE};
use super::{fields, recovery, schedule, settings};
use crate::action::Action;
use crate::actions::meetings::recurrence;
use crate::actions::users::fields::of_user;
use crate::contract::FailureKind::{InvalidInput, NotFound, Refused};
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, TEXT, body, list, member};

pub(crate) static ACTION: Action = Action::post(&GROUP, "create-webinar", "/users/{userId}/webinars")
    .operation("webinarCreate")
    .summary("Schedules a webinar, once or as a series.")
    .description(
        "Never repeated on its own, since each repetition would make another webinar. When Zoom's \
         answer is lost, the webinar is looked for among those of the host. `start_url` in the output lets anybody act as the host: treat it like a password. What Get webinar gives is \
         taken back.",
    )
    .scopes(&[scope("webinar:write")], &[scope("webinar:write:webinar")])
    .input(&[
        &[
            of_user("Who hosts the webinar: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone."),
            fields::KIND.default("5"),
            body("default_passcode", Kind::Boolean, "Whether Zoom makes up a passcode when none is given and the user's settings ask for one.").default("true"),
            body("template_id", TEXT, "The id of the webinar template to take the settings from."),
            body("settings", Kind::Object(&settings::CREATE), "How the webinar behaves."),
            body("tracking_fields", list(&Kind::Object(&fields::NEW_TRACKING_FIELD)), "Values of the account's tracking fields."),
        ],
        fields::INPUT,
        fields::BEYOND,
    ])
    .takes_back(&fields::WEBINAR)
    .output(&[
        fields::OUTPUT,
        &[member(
            "recovered",
            Kind::Boolean,
            "That Zoom's answer was lost, and the webinar was found among those of the host.",
        )],
    ])
    .prepare(recurrence::one_end)
    .rules(rules)
    .warnings(warnings)
    .refusals(REFUSALS)
    .recovery(&recovery::NEW_WEBINAR)
    .columns(fields::COLUMNS)
    .sample(
        r#"{
            "topic": "Open lecture",
            "start_time": "2036-09-16T18:00:00",
            "timezone": "Europe/Vienna",
            "duration": 60,
            "settings": { "approval_type": 0, "practice_session": true }
        }"#,
        fields::SAMPLE,
    );

static REFUSALS: &[Refusal] = &[
    NO_LICENCE,
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom found a value that it does not take, or cannot show the recording as if it were live.",
        "Check `schedule_for`; for `is_simulive`, `record_file_id`, whether the account has it switched \
         on, and that nobody else is scheduled for.",
    ),
    refusal(
        400,
        3000,
        Refused,
        "Zoom does not schedule a webinar for this user.",
        "Check who may be scheduled for.",
    ),
    refusal(
        400,
        4505,
        InvalidInput,
        "A webinar that shows a recording as if it were live needs a fixed time.",
        "Set `type` to 5 or 9.",
    ),
    refusal(
        404,
        1001,
        NotFound,
        "The account has no such user.",
        "Check the user id or e-mail address; `me` stands for the connected user.",
    ),
];

fn kind(input: &Input) -> Option<i64> {
    match input.get("type") {
        Some(kind) => kind.as_i64(),
        None => Some(schedule::ONCE),
    }
}

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    schedule::rules(kind(input), input, problems);
    if let Some(recurrence) = input.object("recurrence") {
        recurrence::needs_days(recurrence, problems);
    }
}

fn warnings(input: &Input, _: u64) -> Vec<String> {
    let mut warnings = schedule::warnings(kind(input), input);
    warnings.extend(recurrence::without_end(input));
    warnings
}

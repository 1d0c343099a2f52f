//! `update-user-settings`.

use super::{
    audio, authentication, feature, get, in_meeting, notifications, recording, schedule, security,
};
use crate::action::Action;
use crate::actions::users::fields::{CHANGED_USER_ID, NOT_YET};
use crate::actions::users::group::GROUP;
use crate::contract::FailureKind::{Conflict, InvalidInput, PlanRequired};
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Field, Kind, Path, TEXT, TEXTS, body, member, members, query};

pub(crate) static ACTION: Action =
    Action::patch(&GROUP, "update-user-settings", "/users/{userId}/settings")
        .operation("userSettingsUpdate")
        .summary("Changes those settings of a user that the input names.")
        .description(
            "What Get user settings gives is taken back, but for what Zoom tells alone. Zoom takes three kinds \
             of settings apart, by `option`: it is set by itself where the input has settings of one kind. \
             What an administrator has locked may stay as it is without an error.",
        )
        .scopes(&[scope("user:write")], &[scope("user:update:settings")])
        .rate_label("MEDIUM")
        .input(&[
            &[
                CHANGED_USER_ID,
                query(
                    "option",
                    Kind::Choice(&[MEETINGS, RECORDINGS, SECURITY]),
                    "Which settings: how people have to be signed in for meetings or for recordings, or the security of meetings. Without it, all others.",
                ),
            ],
            INPUT,
            authentication::CHANGED,
            &[members(
                "additional_fields",
                "Fields that Zoom knows and this connector does not: they go into the request as they are.",
            )],
        ])
        .takes_back(&get::SETTINGS)
        .output(&[&[
            member("user_id", TEXT, "The user whose settings were changed, as the input names it.").required(),
            member("updated", Kind::Boolean, "That they were changed.").required(),
            member("updated_fields", TEXTS, "The groups of settings that were sent.").required(),
        ]])
        .changes_parts()
        .prepare(with_option)
        .rules(rules)
        .refusals(REFUSALS)
        .sample(
            r#"{ "user_id": "host@example.com", "in_meeting": { "waiting_room": true }, "recording": { "auto_recording": "cloud" } }"#,
            r#"{ "user_id": "host@example.com", "updated": true, "updated_fields": ["in_meeting", "recording"] }"#,
        );

const MEETINGS: &str = "meeting_authentication";
const RECORDINGS: &str = "recording_authentication";
const SECURITY: &str = "meeting_security";
/// What goes with both kinds of authentication.
const WAY: &str = "authentication_option";

static INPUT: &[Field] = &[
    body(
        "schedule_meeting",
        Kind::Object(&schedule::CHANGED),
        "Scheduling meetings.",
    ),
    body(
        "in_meeting",
        Kind::Object(&in_meeting::CHANGED),
        "What can be done in meetings.",
    ),
    body(
        "recording",
        Kind::Object(&recording::RECORDING),
        "Recordings.",
    ),
    body(
        "feature",
        Kind::Object(&feature::CHANGED),
        "What the user has licences for.",
    ),
    body(
        "email_notification",
        Kind::Object(&notifications::EMAIL_NOTIFICATION),
        "What the user is told by e-mail.",
    ),
    body(
        "audio_conferencing",
        Kind::Object(&audio::CHANGED_CONFERENCING),
        "How people join by telephone.",
    ),
    body(
        "telephony",
        Kind::Object(&audio::CHANGED_TELEPHONY),
        "Telephony.",
    ),
    body(
        "tsp",
        Kind::Object(&audio::CHANGED_TSP),
        "The telephony service provider.",
    ),
    body(
        "profile",
        Kind::Object(&notifications::PROFILE),
        "The profile.",
    ),
    body(
        SECURITY,
        Kind::Object(&security::MEETING_SECURITY),
        "The security of meetings.",
    ),
];

/// The members that Zoom takes with an option.
fn taken_with(option: Option<&str>) -> [&str; 2] {
    match option {
        Some(MEETINGS) => [MEETINGS, WAY],
        Some(RECORDINGS) => [RECORDINGS, WAY],
        Some(_) => [SECURITY, SECURITY],
        None => ["", ""],
    }
}

/// Which members of the input belong to an option, and which to none.
fn parted(input: &Input) -> (Vec<String>, Vec<String>) {
    let of_options = [MEETINGS, RECORDINGS, SECURITY, WAY];
    let body = input.body(&ACTION.endpoint.input);
    let names = body.into_iter().map(|(name, _)| name);
    names.partition(|name| of_options.contains(&name.as_str()))
}

/// The input with the option that its settings belong to, where they belong to one alone.
fn with_option(input: Input) -> Input {
    let (of_options, others) = parted(&input);
    if input.get("option").is_some() || !others.is_empty() {
        return input;
    }
    let of = |option: &str| {
        let taken = taken_with(Some(option));
        of_options.iter().all(|name| taken.contains(&name.as_str()))
    };
    let mut options = [MEETINGS, RECORDINGS, SECURITY].into_iter();
    match options.find(|option| !of_options.is_empty() && of(option)) {
        Some(option) => input.with("option", option),
        None => input,
    }
}

/// What is of another kind than the rest would be ignored, and told as changed.
fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let option = input.text("option");
    let (of_options, others) = parted(input);
    let of_another_kind: Vec<_> = match option {
        None => of_options,
        Some(_) => {
            let taken = taken_with(option);
            let all = of_options.into_iter().chain(others);
            all.filter(|name| !taken.contains(&name.as_str())).collect()
        }
    };
    let why = match option {
        None => "takes an `option`, and the rest of the input none; change one kind at a time"
            .to_owned(),
        Some(option) => {
            format!("does not go with `option` {option}; change one kind at a time")
        }
    };
    for name in of_another_kind {
        problems.push(Path::Member(&Path::Whole, &name).problem(why.clone()));
    }
}

const EXCLUDES: &str = "Take the other feature away first, or leave one of the two out.";
const NONE_LEFT: &str = "Take one from another user, or ask an administrator for more; Get plan usage tells how many there are.";
const NO_LICENCE: &str = "The user has no licence, and what is switched on takes one.";
const GIVE_ONE: &str =
    "Give the user one with Update user, `type: 2`, or with Give a host a licence.";

static REFUSALS: &[Refusal] = &[
    NOT_YET,
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom does not take a value, or something of the user's stands in the way, such as a Zoom event to come.",
        "Correct the value that Zoom names, or do away with what stands in the way.",
    ),
    refusal(400, 1108, Conflict, NO_LICENCE, GIVE_ONE),
    refusal(400, 1122, Conflict, NO_LICENCE, GIVE_ONE),
    refusal(400, 1206, Conflict, NO_LICENCE, GIVE_ONE),
    refusal(400, 1207, Conflict, NO_LICENCE, GIVE_ONE),
    refusal(
        400,
        1204,
        Conflict,
        "The user has Zoom Events, which excludes webinars.",
        EXCLUDES,
    ),
    refusal(
        400,
        1205,
        Conflict,
        "The user has webinars, which exclude Zoom Events.",
        EXCLUDES,
    ),
    refusal(
        400,
        1242,
        Conflict,
        "Nobody has Zoom Whiteboard and Zoom Whiteboard Plus.",
        EXCLUDES,
    ),
    refusal(
        400,
        200,
        PlanRequired,
        "The account has no such licence left.",
        NONE_LEFT,
    ),
    refusal(
        400,
        1208,
        PlanRequired,
        "The account can't have several meetings at a time.",
        NONE_LEFT,
    ),
    refusal(
        400,
        1209,
        PlanRequired,
        "The account has no such licence left.",
        NONE_LEFT,
    ),
    refusal(
        400,
        1210,
        PlanRequired,
        "The account can't have that many meetings at a time.",
        NONE_LEFT,
    ),
    refusal(
        400,
        1211,
        PlanRequired,
        "The account has no such licence left.",
        NONE_LEFT,
    ),
    refusal(
        400,
        1228,
        PlanRequired,
        "The account has no such licence left.",
        NONE_LEFT,
    ),
    refusal(
        400,
        1233,
        Conflict,
        "A Zoom Room can't have that licence.",
        "Name a person.",
    ),
    refusal(
        400,
        1234,
        Conflict,
        "A user on the account's own servers can't have that licence.",
        "Name another user.",
    ),
];

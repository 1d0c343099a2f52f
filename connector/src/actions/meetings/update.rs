//! `update-meeting`.

use serde_json::Value;

use super::group::{DAILY_QUOTA, GROUP, says_nothing};
use super::{change, fields, recurrence, review, schedule, settings, settings_warnings};
use crate::action::{Action, Needed};
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::scopes::scope;
use crate::shape::{Kind, Object, Path, TEXT, TEXTS, body, list, member};

pub(crate) static ACTION: Action =
    Action::patch(&GROUP, "update-meeting", "/meetings/{meetingId}")
        .operation("meetingUpdate")
        .summary("Changes those parts of a meeting that the input names.")
        .description(
            "What the input leaves out stays as it is; false switches off and an empty text \
             clears. It looks at the meeting first, since Zoom ruins some series when they are \
             changed: what recurrence leaves out is sent as it was, with a start_time, and a \
             series without an end is changed only with end_series_at_limit. Without a scope to \
             read meetings it does not look.",
        )
        .scopes(&[scope("meeting:write")], &[scope("meeting:update:meeting")])
        .quota(&DAILY_QUOTA)
        .input(&[
            fields::OF_A_MEETING,
            &[
                fields::occurrence(
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
            &[
                fields::KIND,
                fields::DURATION,
                fields::PRE_SCHEDULED,
                fields::END_AT_LIMIT,
            ],
            fields::INPUT,
            fields::BEYOND,
        ])
        .takes_back(&fields::MEETING)
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
        .done("updated")
        .prepare(recurrence::one_end)
        .needed(&[Needed::Change])
        .rules(rules)
        .warnings(warnings)
        .look(&change::LOOK)
        .review(review::differences)
        .refusals(fields::NOT_A_MEETING)
        .sample(
            r#"{
                "meeting_id": "85746065432",
                "start_time": "2036-09-22T21:00:00+09:00",
                "settings": { "waiting_room": false }
            }"#,
            r#"{
                "meeting_id": "85746065432",
                "updated": true,
                "updated_fields": ["settings", "start_time"]
            }"#,
        );

fn rules(input: &Input, now: u64, problems: &mut Vec<FieldProblem>) {
    let kind = input.integer("type");
    if input.get("occurrence_id").is_none() {
        schedule::rules(kind, input, problems);
    }
    // Where it looks at the meeting, it may find that the start does not change.
    if (change::LOOK.before)(input).is_none() {
        schedule::no_past_start(kind, input, now, problems);
    }
    if says_nothing(&sent(input)) {
        problems.push(Path::Whole.problem("changes nothing; name at least one field to change"));
    }
}

fn warnings(input: &Input, now: u64) -> Vec<String> {
    let kind = input.integer("type");
    if input.get("occurrence_id").is_some() {
        let mut warnings = schedule::warnings(None, &input.clone().without("recurrence"), now);
        warnings.extend(ignored_for_one(input));
        return warnings;
    }
    let mut warnings = schedule::warnings(kind, input, now);
    warnings.extend(settings_warnings::of(kind, input));
    warnings
}

/// What Zoom takes for one meeting of a series.
const OF_ONE: [&str; 5] = ["agenda", "start_time", "duration", "timezone", "settings"];
/// The settings among that.
const SETTINGS_OF_ONE: [&str; 7] = [
    "host_video",
    "participant_video",
    "join_before_host",
    "mute_upon_entry",
    "waiting_room",
    "watermark",
    "auto_recording",
];

/// What Zoom ignores for one meeting of a series.
fn ignored_for_one(input: &Input) -> Option<String> {
    let body = sent(input);
    let other = |name: &&String| !OF_ONE.contains(&name.as_str());
    let fields = body.keys().filter(other).map(|name| format!("`{name}`"));
    let settings = body.get("settings").and_then(Value::as_object);
    let other = |name: &&String| !SETTINGS_OF_ONE.contains(&name.as_str());
    let settings = settings.into_iter().flat_map(|settings| settings.keys());
    let settings = settings
        .filter(other)
        .map(|name| format!("`settings.{name}`"));
    let ignored: Vec<_> = fields.chain(settings).collect();
    (!ignored.is_empty()).then(|| {
        format!(
            "Zoom changes only agenda, start, duration and a few settings of one meeting of a \
             series, and ignores {}.",
            ignored.join(", ")
        )
    })
}

/// What is sent of the meeting.
fn sent(input: &Input) -> Object {
    input.body(&ACTION.endpoint.input)
}

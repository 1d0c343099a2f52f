//! `list-recordings`.

use super::{GROUP, PLAN, fields};
use crate::action::{About, Action, Effect, Flow, column};
use crate::contract::FailureKind::InvalidInput;
use crate::input::Input;
use crate::manifest_only::ManifestOnly;
use crate::pages::{self, Pages};
use crate::refusals::{Refusal, refusal};
use crate::scopes::Scopes;
use crate::shape::{Kind, Shape, TEXTS, list, member, path, query};

pub(crate) static ACTION: Action = Action {
    id: "list-recordings",
    about: ManifestOnly::new(About {
        version: "1.0.0",
        title: "List recordings",
        summary: "Lists the cloud recordings of a user: one page of them, or all of any range of days.",
        description: "Zoom answers for a month at most and shortens a longer range without a word. \
            With all_pages the connector asks month by month, the newest first; without, it refuses \
            ranges of more than 30 days. When no days are named, the last 30 are listed.",
        group: GROUP,
        effect: Effect::Read,
        rate_label: "MEDIUM",
        plan: PLAN,
        columns: &[
            column("Start", "/start_time"),
            column("Topic", "/topic"),
            column("Files", "/recording_count"),
            column("UUID", "/uuid"),
        ],
        lookups: &[],
        sensitive: &["/meetings/*/recording_play_passcode"],
        operation: "recordingsList",
        sample_input: r#"{ "from": "2026-01-01", "to": "2026-09-30", "all_pages": true }"#,
        sample_output: r#"{
            "from": "2026-01-01",
            "to": "2026-09-30",
            "clamped": false,
            "meetings": [{
                "id": "85746065432",
                "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
                "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
                "topic": "Weekly review",
                "type": 2,
                "start_time": "2026-09-15T01:00:00Z",
                "duration": 30,
                "recording_count": 1,
                "total_size": 3145728,
                "recording_files": []
            }],
            "next_page_token": "",
            "page_size": 300,
            "has_more": false
        }"#,
    }),
    scopes: Scopes {
        classic: &["recording:read", "recording:read:admin"],
        granular_user: &["cloud_recording:read:list_user_recordings"],
        granular_admin: &[
            "cloud_recording:read:list_user_recordings:admin",
            "cloud_recording:read:list_user_recordings:master",
        ],
    },
    method: http::Method::GET,
    path: "/users/{userId}/recordings",
    repeatable: true,
    daily_quota: false,
    input: Shape(&[
        &[
            path("user_id", "{userId}", Kind::User, "Whose recordings: a user id, an e-mail address, or `me` for the connected user.")
                .or("me"),
            query("from", Kind::Date, "The first day, in UTC."),
            query("to", Kind::Date, "The last day, in UTC, that day included."),
            query("meeting_id", Kind::MeetingId, "Only recordings of this meeting."),
            query("trash", Kind::Boolean, "List what is in the trash, of all days.").default("false"),
            query("trash_type", Kind::Choice(&["meeting_recordings", "recording_file"]), "Whether whole recordings or single files in the trash are listed.").default("\"meeting_recordings\""),
            query("mc", Kind::Choice(&["true", "false"]), "Whether to look at the metadata of recordings made through a meeting connector on the account's own premises.").default("\"false\""),
        ],
        pages::INPUT,
    ]),
    output: Shape(&[
        &[
            member("from", Kind::Date, "The first day that is listed, in UTC."),
            member("to", Kind::Date, "The last day that is listed, in UTC."),
            member("clamped", Kind::Boolean, "Whether Zoom has answered for fewer days than it was asked.").required(),
            member("meetings", list(&Kind::Object(&RECORDING)), "The recordings.").required(),
        ],
        pages::OUTPUT,
        &[member("warnings", TEXTS, "What you should know although the action has succeeded.")],
    ]),
    rules: pages::monthly_rules,
    warnings,
    refusals: REFUSALS,
    flow: Flow::Pages(Pages { items: "meetings", monthly: true }),
};

static RECORDING: Shape = Shape(&[fields::RECORDING]);

static REFUSALS: &[Refusal] = &[refusal(
    400,
    300,
    InvalidInput,
    "Zoom found a value that it does not take, or the next_page_token has expired.",
    "A token lives for 15 minutes: start again without it.",
)];

fn warnings(input: &Input) -> Vec<String> {
    let dated = input.get("from").is_some() || input.get("to").is_some();
    match input.is_true("trash") && dated {
        true => vec!["Zoom lists the trash without regard to `from` and `to`.".to_owned()],
        false => Vec::new(),
    }
}

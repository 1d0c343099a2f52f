//! `list-recordings`.

use serde_json::Value;

use super::fields;
use super::group::GROUP;
use crate::action::{Action, column};
use crate::actions::users::fields::of_user;
use crate::ids;
use crate::input::Input;
use crate::pages::{self, Months, Pages, monthly_warnings};
use crate::scopes::scope;
use crate::shape::{Kind, Shape, list, member, query};
use crate::times::DATE;

pub(crate) static ACTION: Action = Action::get(&GROUP, "list-recordings", "/users/{userId}/recordings")
    .operation("recordingsList")
    .summary("Lists the cloud recordings of a user: one page of them, or all of any range of days.")
    .description(
        "Zoom answers for a month at most and shortens a longer range without a word. With \
         all_pages the connector asks month by month, the newest first; without, `clamped` in the \
         output tells that days were left out. When no days are named, the last 29 are listed.",
    )
    .scopes(
        &[scope("recording:read")],
        &[scope("cloud_recording:read:list_user_recordings").and_of_masters()],
    )
    .rate_label("MEDIUM")
    .input(&[
        &[
            of_user("Whose recordings: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone."),
            query("from", DATE, "The first day, in UTC."),
            query("to", DATE, "The last day, in UTC, that day included."),
            query("meeting_id", ids::MEETING, "Only recordings of this meeting."),
            query("trash", Kind::Boolean, "List what is in the trash, of all days.").default("false"),
            query("trash_type", Kind::Choice(&["meeting_recordings", "recording_file"]), "Whether whole recordings or single files in the trash are listed.").default("\"meeting_recordings\""),
            query("mc", Kind::Choice(&["true", "false"]), "Whether to look at the metadata of recordings made through a meeting connector on the account's own premises.").default("\"false\""),
            pages::page_size(300),
        ],
        pages::INPUT,
    ])
    .output(&[
        &[
            member("from", DATE, "The first day that is listed, in UTC."),
            member("to", DATE, "The last day that is listed, in UTC."),
            member("clamped", Kind::Boolean, "Whether Zoom has answered for fewer days than it was asked.").required(),
            member("meetings", list(&Kind::Object(&RECORDING)), "The recordings.").essential(),
        ],
        pages::OUTPUT,
    ])
    .monthly_pages(Pages::of("meetings").by_months(MONTHS))
    .warnings(warnings)
    .columns(&[
        column("Start", "/start_time").in_zone("/timezone"),
        column("Topic", "/topic"),
        column("Files", "/recording_count"),
        column("UUID", "/uuid"),
    ])
    .sample(
        r#"{ "from": "2026-01-01", "to": "2026-09-30", "all_pages": true }"#,
        r#"{
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
    );

static RECORDING: Shape = Shape::of(&[fields::RECORDING, fields::FILES]);

const MONTHS: Months = Months {
    undated: of_the_trash,
    reach: None,
    ids: files,
};

/// A recording is told from others by the UUID of its meeting and by its files: they come one by one.
fn files(recording: &Value) -> Option<Vec<&str>> {
    let uuid = recording.get("uuid")?.as_str()?;
    let files = recording.get("recording_files").and_then(Value::as_array);
    let ids = files.into_iter().flatten().map(|file| {
        let id = file.get("id").and_then(Value::as_str);
        id.unwrap_or_default()
    });
    Some([uuid].into_iter().chain(ids).collect())
}

/// What is in the trash is listed without regard to dates.
fn of_the_trash(input: &Input) -> bool {
    input.is_true("trash")
}

fn warnings(input: &Input, now: u64) -> Vec<String> {
    let dated = input.get("from").is_some() || input.get("to").is_some();
    let mut warnings = monthly_warnings(&MONTHS, input, now);
    if of_the_trash(input) && dated {
        warnings.push("Zoom lists the trash without regard to `from` and `to`.".to_owned());
    }
    if !of_the_trash(input) && input.text("trash_type") == Some("recording_file") {
        warnings.push("Zoom ignores `trash_type` without `trash`.".to_owned());
    }
    warnings
}

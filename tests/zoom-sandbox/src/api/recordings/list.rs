//! List a user's recordings, or the whole account's.

use jiff::{ToSpan as _, tz::TimeZone};
use serde_json::{Value, json};

use super::view;
use crate::{
    api::{call::Call, error::ApiError, pagination, period::Period},
    state::{
        State,
        recording::{Recording, RecordingFile},
    },
    time,
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let user_id = call.user(state)?.id.clone();
    answer(call, state, Some(&user_id))
}

/// Zoom does not publish it any more, and answers `/accounts/me/recordings` all the
/// same. Another account, and one's own by its id, wants the scope of a master account.
pub(crate) fn of_account(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    if call.path("accountId") != "me" {
        let scope = "cloud_recording:read:list_account_recordings:master".to_owned();
        return Err(ApiError::missing_scopes(&[scope]));
    }
    call.may_act_for_account()?;
    answer(call, state, None)
}

fn answer(call: &Call<'_>, state: &mut State, user_id: Option<&str>) -> Result<Value, ApiError> {
    let today = time::day(call.now, &TimeZone::UTC);
    let period = Period::of(call, today, today.saturating_add(1.day()))?;
    let which = Which::of(call);
    let meeting_id = call.query_number("meeting_id");
    let mut recordings: Vec<&Recording> = state
        .recordings
        .iter()
        .filter(|recording| user_id.is_none_or(|id| recording.host_id == id))
        .filter(|recording| meeting_id.is_none_or(|id| recording.meeting_id == Some(id)))
        .filter(|recording| which.shows(recording))
        // The trash is listed whole, whatever the dates.
        .filter(|recording| which != Which::Kept || period.contains(recording.start_time))
        .collect();
    recordings.sort_by_key(|recording| std::cmp::Reverse(recording.start_time));
    let items = recordings
        .into_iter()
        .map(|recording| {
            let shown =
                |file: &RecordingFile| (which == Which::Kept) == file.deleted_time.is_none();
            Value::Object(view::recording(
                recording,
                &state.account,
                call.links,
                shown,
            ))
        })
        .collect();
    let mut answer = pagination::page(call, state, "meetings", items);
    answer.insert("from".into(), json!(period.from.to_string()));
    answer.insert("to".into(), json!(period.to.to_string()));
    Ok(Value::Object(answer))
}

/// Which recordings are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Those that are not in the trash.
    Kept,
    /// Those whose every file is in the trash.
    TrashedMeetings,
    /// Those of which single files are in the trash.
    TrashedFiles,
}

impl Which {
    fn of(call: &Call<'_>) -> Self {
        if !call.query_flag("trash") {
            Self::Kept
        } else if call.query_text("trash_type") == Some("recording_file") {
            Self::TrashedFiles
        } else {
            Self::TrashedMeetings
        }
    }

    fn shows(self, recording: &Recording) -> bool {
        let mut files = recording.files.iter();
        let any_trashed = files.clone().any(|file| file.deleted_time.is_some());
        let all_trashed = files.all(|file| file.deleted_time.is_some());
        match self {
            Self::Kept => !all_trashed,
            Self::TrashedMeetings => all_trashed,
            Self::TrashedFiles => any_trashed && !all_trashed,
        }
    }
}

//! Cloud recordings.

mod analytics;
mod delete;
mod get;
mod list;
mod recover;
mod settings;
mod transcript;
pub(crate) mod view;

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::state::{State, recording::Recording};

pub(crate) const HANDLERS: Handlers = &[
    ("recordingsList", list::handle),
    ("getAccountCloudRecording", list::of_account),
    ("recordingGet", get::handle),
    ("recordingDelete", delete::all_files),
    ("recordingDeleteOne", delete::one_file),
    ("recordingStatusUpdate", recover::all_files),
    ("recordingStatusUpdateOne", recover::one_file),
    ("recordingSettingUpdate", settings::get),
    ("recordingSettingsUpdate", settings::update),
    ("analytics_summary", analytics::summary),
    ("analytics_details", analytics::details),
    ("GetMeetingTranscript", transcript::get),
    ("DeleteMeetingTranscript", transcript::delete),
];

/// The recording that a call names and that is not in the trash: by the
/// meeting's UUID, or by its id for the last instance.
pub(crate) fn find<'s>(call: &Call<'_>, state: &'s State) -> Result<&'s Recording, ApiError> {
    Ok(&state.recordings[place(call, state, |recording| !recording.is_trashed())?])
}

pub(crate) fn find_mut<'s>(
    call: &Call<'_>,
    state: &'s mut State,
) -> Result<&'s mut Recording, ApiError> {
    let place = place(call, state, |recording| !recording.is_trashed())?;
    Ok(&mut state.recordings[place])
}

/// Where the recording is that a call names, among those that `fit`.
fn place(
    call: &Call<'_>,
    state: &State,
    fit: impl Fn(&Recording) -> bool,
) -> Result<usize, ApiError> {
    // One operation calls its parameter otherwise.
    let named = match call.path("meetingId") {
        "" => call.path("meetingUUID"),
        named => named,
    };
    let id = named.parse::<u64>().ok();
    let (place, recording) = state
        .recordings
        .iter()
        .enumerate()
        .filter(|(_, recording)| {
            recording.uuid == named || (id.is_some() && recording.meeting_id == id)
        })
        .filter(|(_, recording)| fit(recording))
        .max_by_key(|(_, recording)| recording.start_time)
        .ok_or_else(not_found)?;
    call.may_act_for(&recording.host_id)?;
    Ok(place)
}

fn not_found() -> ApiError {
    ApiError::not_found(3301, "There is no recording for this meeting.")
}

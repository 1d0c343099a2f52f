//! What is published and not in any answer, and why.

/// Published members that no answer here carries, because nothing in the
/// account calls for them.
pub(super) const ABSENT: &[(&str, &str)] = &[
    // Another product's fields and files kept on the customer's own premises.
    ("recordingGet", "/external_storage_addr"),
    ("recordingGet", "/instance_id"),
    ("recordingGet", "/rc_meeting_zone_name"),
    ("recordingGet", "/rc_zone"),
    ("recordingGet", "/service_name"),
    ("recordingGet", "/zone_instance_id"),
    ("recordingGet", "/participant_audio_files/*/file_path"),
    ("recordingGet", "/recording_files/*/file_path"),
    ("recordingsList", "/meetings/*/recording_files/*/file_path"),
    // There are no breakout rooms and no groups, and files are not kept apart
    // from the archive.
    ("listArchivedFiles", "/meetings/*/parent_meeting_id"),
    ("listArchivedFiles", "/meetings/*/group_id"),
    ("listArchivedFiles", "/meetings/*/physical_files"),
    ("listArchivedFiles", "/meetings/*/archive_files/*/file_path"),
    ("getArchivedFiles", "/parent_meeting_id"),
    ("getArchivedFiles", "/group_id"),
    ("getArchivedFiles", "/physical_files"),
    ("getArchivedFiles", "/archive_files/*/file_path"),
    // The Video SDK's, and people who wait, of whom there are none.
    ("reportMeetings", "/meetings/*/session_key"),
    ("reportMeetings", "/meetings/*/join_waiting_room_time"),
    ("dashboardMeetings", "/meetings/*/session_key"),
    // Nobody comes by a virtual desktop.
    (
        "dashboardMeetingParticipants",
        "/participants/*/zoom_thin_client_plugin_version",
    ),
    (
        "dashboardWebinarParticipants",
        "/participants/*/zoom_thin_client_plugin_version",
    ),
    (
        "dashboardMeetingParticipantsQOS",
        "/participants/*/zoom_thin_client_plugin_version",
    ),
    // No longer given.
    ("reportMeetings", "/page_number"),
    ("webinarAbsentees", "/page_number"),
    // The account deletes no recording by itself.
    ("recordingGet", "/auto_delete_date"),
    ("recordingSettingUpdate", "/auto_delete_date"),
    ("recordingsList", "/meetings/*/auto_delete_date"),
    // Shown in the trash alone, which is reached by listing.
    ("recordingGet", "/recording_files/*/deleted_time"),
];

//! The places where what Zoom really sends is known to differ from the schemas
//! that it publishes, which the sandbox then does too.

/// Operations or events, and places in what they send.
const DEVIATIONS: &[(&[&str], &[&str])] = &[
    // A recorded meeting's type is a number. A file that is still being recorded
    // has no type and no end yet, and says so; timelines are files as well.
    (
        &["recordingGet"],
        &[
            "/type",
            "/recording_files/*/file_type",
            "/recording_files/*/file_extension",
            "/recording_files/*/status",
        ],
    ),
    (
        &["recordingsList", "getAccountCloudRecording"],
        &[
            "/meetings/*/type",
            "/meetings/*/recording_files/*/file_type",
            "/meetings/*/recording_files/*/file_extension",
            "/meetings/*/recording_files/*/status",
        ],
    ),
    // A timeline is a file without an id, a size and a status.
    (
        &[
            "recording.completed",
            "recording.trashed",
            "recording.deleted",
            "recording.recovered",
        ],
        &[
            "/payload/object/recording_files/*/id",
            "/payload/object/recording_files/*/file_size",
            "/payload/object/recording_files/*/status",
        ],
    ),
    // What is published can't be met: a text that is an object as well, or empty
    // and yet a time.
    (&["listArchivedFiles"], &["/meetings/*/complete_time"]),
    (&["getArchivedFiles"], &["/complete_time"]),
    // A time of day that was asked for is given back, in what shall be a date.
    (
        &["dashboardMeetings", "dashboardWebinars"],
        &["/from", "/to"],
    ),
    // Where nobody has said where to stream a meeting to, there is no body at all.
    (&["getMeetingLiveStreamDetails"], &[""]),
    // No links are made for nobody.
    (&["meetingInviteLinksCreate"], &["/attendees"]),
    // Several days of a week are written in one text, with commas.
    (
        &["meetingCreate", "meeting", "webinarCreate", "webinar"],
        &["/recurrence/weekly_days"],
    ),
    // The published forms of a user's settings can't be told apart.
    (&["userSettings"], &["/oneOf"]),
    // The published examples have a time that the schemas beside them don't, and
    // one a time in words where its schema has a number.
    (
        &["meeting.participant_joined", "meeting.participant_left"],
        &["/payload/object/participant/date_time"],
    ),
    (&["app_deauthorized"], &["/payload/event_ts"]),
];

/// Whether a place, or for the whole body no place, is known to differ. Indices in it are written `*`.
pub(super) fn is_known(name: &str, place: &str) -> bool {
    DEVIATIONS
        .iter()
        .any(|(names, places)| names.contains(&name) && places.contains(&place))
}

//! Settings of a user for recordings.

use super::{on, passcodes, recording_parts as parts};
use crate::shape::{Kind, Shape, member};

pub(super) static RECORDING: Shape = Shape::of(&[&[
    on(
        "cloud_recording",
        "Whether the user can record into the cloud.",
    ),
    on(
        "local_recording",
        "Whether the user can record to a computer.",
    ),
    member(
        "local_recording_options",
        Kind::Object(&parts::LOCAL),
        "Who else may record to a computer.",
    ),
    member(
        "auto_recording",
        Kind::Choice(&["local", "cloud", "none"]),
        "Whether meetings are recorded by themselves, and where.",
    ),
    on(
        "host_pause_stop_recording",
        "Whether the host can stop that.",
    ),
    on(
        "record_speaker_view",
        "Whether the active speaker is recorded.",
    ),
    on("record_gallery_view", "Whether the gallery is recorded."),
    member(
        "record_files_separately",
        Kind::Object(&parts::SEPARATELY),
        "What is recorded into files of its own.",
    ),
    on(
        "record_audio_file",
        "Whether the sound is recorded into a file of its own.",
    ),
    on(
        "recording_audio_transcript",
        "Whether what was said is written down.",
    ),
    member(
        "smart_recording",
        Kind::Object(&parts::SMART),
        "What is made of recordings by AI Companion.",
    ),
    on("save_chat_text", "Whether the chat is kept."),
    on(
        "save_panelist_chat",
        "Whether the chat of panelists is kept.",
    ),
    on("save_poll_results", "Whether results of polls are kept."),
    on(
        "save_close_caption",
        "Whether captions are kept, as a VTT file.",
    ),
    on("show_timestamp", "Whether the video shows the time."),
    on("display_participant_name", "Whether the video shows names."),
    on(
        "recording_thumbnails",
        "Whether the presenter is seen beside what is shared.",
    ),
    on(
        "optimize_recording_for_3rd_party_video_editor",
        "Whether recordings are made for programs that cut video.",
    ),
    on("recording_highlight", "Whether recordings have highlights.").deprecated(),
    on(
        "water_marker_recording",
        "Whether recordings have a watermark.",
    ),
    on(
        "auto_delete_cmr",
        "Whether Zoom deletes recordings in the cloud by itself.",
    ),
    member(
        "auto_delete_cmr_days",
        Kind::Code(&[30, 60, 90, 120]),
        "After how many days it does.",
    ),
    member(
        "cloud_recording_permanently_deleted",
        Kind::Object(&parts::FOR_GOOD),
        "What is told before recordings are deleted for good.",
    ),
    on(
        "allow_revenue_accelerator_manage_recording_separate_auto_delete",
        "Whether Zoom Revenue Accelerator deletes its recordings by rules of its own.",
    ),
    on("allow_share", "Whether recordings can be shared."),
    member(
        "authenticated_view_cloud_recoding",
        Kind::Object(&parts::SIGNED_IN),
        "Whether people have to sign in to see recordings.",
    ),
    member(
        "ip_address_access_control",
        Kind::Object(&parts::ADDRESSES),
        "From which addresses recordings can be seen.",
    ),
    member(
        "recording_password_requirement",
        Kind::Object(&passcodes::OF_RECORDINGS),
        "What passcodes have to be like.",
    ),
    on(
        "embed_passcode_in_shareable_link",
        "Whether links to recordings hold the passcode.",
    ),
    on(
        "allow_invitees_access_recordings_without_passcode",
        "Whether people who were invited need no passcode.",
    ),
    on(
        "recording_as_on_demand",
        "Whether people have to register before they see a recording.",
    ),
    on(
        "viewer_see_transcript",
        "Whether viewers see what was said.",
    ),
    on("viewer_see_chat", "Whether viewers see the chat."),
    on(
        "recording_disclaimer",
        "Whether people are told when a recording starts.",
    )
    .deprecated(),
    on(
        "ask_participants_to_consent_disclaimer",
        "Whether participants have to agree when a recording starts.",
    ),
    on(
        "ask_host_to_confirm_disclaimer",
        "Whether the host has to confirm before a recording starts.",
    ),
    member(
        "recording_notification_for_zoom_client",
        Kind::Object(&parts::CLIENTS),
        "How people with a client are told of a recording.",
    ),
    member(
        "recording_notifications_phone_users",
        Kind::Object(&parts::CALLERS),
        "How people on the phone are told of a recording.",
    ),
    on(
        "allow_cmr_3rd_party_bot",
        "Whether other services may record.",
    ),
    on("upload_recording", "Whether recordings can be uploaded."),
    on(
        "allow_add_cloud_recordings_to_zoom_clips",
        "Whether recordings can be added to Zoom Clips.",
    ),
    on(
        "notification_subscription_url_when_recording_available",
        "Whether an address is told when a recording is ready.",
    ),
    on(
        "recording_storage_email_notifications",
        "Whether e-mails tell of the space that is left.",
    ),
]]);

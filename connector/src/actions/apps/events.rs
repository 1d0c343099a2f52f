//! The scopes that events take.

use crate::scopes::{Scope, scope};
use crate::triggers;

/// The scopes of which an event takes one; none where that is not known here.
pub(super) fn scopes_of(event: &str) -> Option<&'static [Scope]> {
    let mut triggers = triggers::ALL.iter();
    if let Some(trigger) = triggers.find(|trigger| trigger.events.contains(&event)) {
        return Some(trigger.scopes.granular);
    }
    let known = OTHERS.iter().find(|(_, events)| events.contains(&event));
    known.map(|(scope, _)| std::slice::from_ref(scope))
}

/// Those of events that no trigger is for, as Zoom has published them.
static OTHERS: &[(Scope, &[&str])] = &[
    (
        scope("cloud_recording:read:archive_files").of_administrators(),
        &["recording.archive_files_completed"],
    ),
    (
        scope("cloud_recording:read:recording").of_administrators(),
        &[
            "recording.batch_trashed",
            "recording.cloud_storage_usage_updated",
        ],
    ),
    (
        scope("cloud_recording:read:recording").and_of_masters(),
        &[
            "recording.batch_deleted",
            "recording.batch_recovered",
            "recording.deleted",
            "recording.paused",
            "recording.recovered",
            "recording.renamed",
            "recording.resumed",
            "recording.started",
            "recording.stopped",
            "recording.trashed",
        ],
    ),
    (
        scope("cloud_recording:read:registrant").and_of_masters(),
        &[
            "recording.registration_approved",
            "recording.registration_created",
            "recording.registration_denied",
        ],
    ),
    (
        scope("meeting:read:ai_companion"),
        &[
            "meeting.ai_companion_assets_deleted",
            "meeting.ai_companion_started",
            "meeting.ai_companion_stopped",
        ],
    ),
    (
        scope("meeting:read:alert").and_of_masters(),
        &["meeting.alert"],
    ),
    (
        scope("meeting:read:chat_message"),
        &["meeting.chat_message_file_downloaded"],
    ),
    (
        scope("meeting:read:chat_message").and_of_masters(),
        &[
            "meeting.chat_message_file_sent",
            "meeting.chat_message_sent",
        ],
    ),
    (
        scope("meeting:read:device").and_of_masters(),
        &["meeting.device_tested"],
    ),
    (
        scope("meeting:read:invitation"),
        &[
            "meeting.invitation_accepted",
            "meeting.invitation_dispatched",
            "meeting.invitation_rejected",
            "meeting.invitation_timeout",
        ],
    ),
    (
        scope("meeting:read:livestream").and_of_masters(),
        &[
            "meeting.live_streaming_started",
            "meeting.live_streaming_stopped",
        ],
    ),
    (
        scope("meeting:read:meeting").and_of_masters(),
        &[
            "meeting.converted_to_webinar",
            "meeting.permanently_deleted",
            "meeting.recovered",
        ],
    ),
    (
        scope("meeting:read:participant").and_of_masters(),
        &[
            "meeting.participant_admitted",
            "meeting.participant_bind",
            "meeting.participant_jbh_joined",
            "meeting.participant_jbh_waiting",
            "meeting.participant_jbh_waiting_left",
            "meeting.participant_joined_breakout_room",
            "meeting.participant_joined_waiting_room",
            "meeting.participant_left_breakout_room",
            "meeting.participant_left_waiting_room",
            "meeting.participant_put_in_waiting_room",
            "meeting.participant_role_changed",
        ],
    ),
    (
        scope("meeting:read:participant_callout").and_of_masters(),
        &[
            "meeting.participant_phone_callout_accepted",
            "meeting.participant_phone_callout_missed",
            "meeting.participant_phone_callout_rejected",
            "meeting.participant_phone_callout_ringing",
            "meeting.participant_room_system_callout_accepted",
            "meeting.participant_room_system_callout_failed",
            "meeting.participant_room_system_callout_missed",
            "meeting.participant_room_system_callout_rejected",
            "meeting.participant_room_system_callout_ringing",
        ],
    ),
    (
        scope("meeting:read:participant_feedback").and_of_masters(),
        &["meeting.participant_feedback"],
    ),
    (
        scope("meeting:read:participant_sharing").and_of_masters(),
        &[
            "meeting.breakout_room_sharing_ended",
            "meeting.breakout_room_sharing_started",
            "meeting.sharing_ended",
            "meeting.sharing_started",
        ],
    ),
    (
        scope("meeting:read:registrant").and_of_masters(),
        &[
            "meeting.registration_approved",
            "meeting.registration_cancelled",
            "meeting.registration_denied",
        ],
    ),
    (
        scope("meeting:read:risk_alert").and_of_masters(),
        &["meeting.risk_alert"],
    ),
    (
        scope("meeting:read:summary"),
        &["meeting.aic_transcript_completed"],
    ),
    (
        scope("meeting:read:summary").and_of_masters(),
        &[
            "meeting.summary_deleted",
            "meeting.summary_recovered",
            "meeting.summary_shared",
            "meeting.summary_trashed",
            "meeting.summary_updated",
        ],
    ),
    (
        scope("tsp:read:tsp_account").and_of_masters(),
        &["user.tsp_created", "user.tsp_deleted", "user.tsp_updated"],
    ),
    (
        scope("user:read:user").of_administrators(),
        &["user.deactivated"],
    ),
    (
        scope("webinar:read:alert").and_of_masters(),
        &["webinar.alert"],
    ),
    (
        scope("webinar:read:chat_message"),
        &["webinar.chat_message_file_downloaded"],
    ),
    (
        scope("webinar:read:chat_message").and_of_masters(),
        &[
            "webinar.chat_message_file_sent",
            "webinar.chat_message_sent",
        ],
    ),
    (
        scope("webinar:read:participant").and_of_masters(),
        &[
            "webinar.participant_bind",
            "webinar.participant_role_changed",
        ],
    ),
    (
        scope("webinar:read:participant_feedback").and_of_masters(),
        &["webinar.participant_feedback"],
    ),
    (
        scope("webinar:read:participant_sharing").and_of_masters(),
        &["webinar.sharing_ended", "webinar.sharing_started"],
    ),
    (
        scope("webinar:read:registrant").and_of_masters(),
        &[
            "webinar.registration_approved",
            "webinar.registration_cancelled",
            "webinar.registration_denied",
        ],
    ),
    (
        scope("webinar:read:webinar").and_of_masters(),
        &[
            "webinar.converted_to_meeting",
            "webinar.permanently_deleted",
            "webinar.recovered",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_of_a_trigger_has_a_scope_and_stands_in_one_place() {
        let own: Vec<_> = triggers::ALL
            .iter()
            .flat_map(|trigger| trigger.events)
            .collect();
        for event in own.iter().filter(|event| event.contains('.')) {
            assert!(
                scopes_of(event).is_some_and(|scopes| !scopes.is_empty()),
                "{event}"
            );
        }
        let others: Vec<_> = OTHERS.iter().flat_map(|(_, events)| *events).collect();
        for (place, event) in others.iter().enumerate() {
            assert!(!own.contains(event), "{event}");
            assert!(!others[..place].contains(event), "{event}");
        }
    }
}

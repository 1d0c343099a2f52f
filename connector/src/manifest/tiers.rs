//! How early an action was wanted, as its readers rank them.

/// The ids of the actions of each tier, the first tier first. Those that are in none complete the others.
static TIERS: [&[&str]; 3] = [
    &[
        "create-meeting",
        "schedule-one-time-meeting",
        "schedule-daily-meeting",
        "schedule-weekly-meeting",
        "schedule-monthly-meeting",
        "get-meeting",
        "update-meeting",
        "reschedule-meeting",
        "delete-meeting",
        "list-meetings",
        "find-meetings",
        "get-meeting-invitation",
        "create-invite-links",
        "list-registrants",
        "list-past-instances",
        "get-attendance",
        "get-meeting-summary",
        "get-transcript-text",
        "list-recordings",
        "get-meeting-recordings",
        "get-recording-link",
        "download-recording",
        "delete-meeting-recordings",
        "get-recording-settings",
        "report-meeting-participants",
        "report-user-meetings",
        "report-active-hosts",
        "get-current-user",
        "get-user",
        "list-users",
        "update-user",
        "list-schedulers",
        "get-user-token",
        "get-user-settings",
        "create-sdk-signature",
        "test-connection",
        "http-request",
    ],
    &[
        "export-meeting",
        "import-meeting",
        "list-upcoming-meetings",
        "end-meeting",
        "list-meeting-templates",
        "list-meeting-polls",
        "create-meeting-poll",
        "add-registrant",
        "batch-add-registrants",
        "update-registrant-status",
        "get-past-meeting",
        "list-past-participants",
        "list-meeting-summaries",
        "get-meeting-transcript",
        "get-meeting-assets",
        "download-recordings",
        "delete-recording-file",
        "recover-recordings",
        "update-recording-settings",
        "control-recording",
        "invite-to-live-meeting",
        "list-archive-files",
        "get-archived-files",
        "create-webinar",
        "get-webinar",
        "update-webinar",
        "delete-webinar",
        "list-webinars",
        "list-webinar-registrants",
        "add-webinar-registrant",
        "report-meeting",
        "report-webinar-participants",
        "dashboard-meetings",
        "dashboard-participants",
        "create-user",
        "list-tracking-fields",
        "get-user-summary",
        "get-plan-usage",
        "recycle-licence",
        "create-join-package",
        "build-app-manifest",
    ],
    &[
        "recover-meeting",
        "pick-host",
        "get-join-token",
        "get-meeting-survey",
        "update-meeting-survey",
        "update-meeting-poll",
        "delete-meeting-poll",
        "sync-registrants",
        "delete-registrant",
        "get-registration-questions",
        "update-registration-questions",
        "list-past-qa",
        "list-past-polls",
        "list-user-summaries",
        "delete-meeting-summary",
        "delete-meeting-transcript",
        "list-recording-registrants",
        "remove-live-participant",
        "update-waiting-room",
        "control-ai-companion",
        "update-livestream",
        "control-livestream",
        "end-webinar",
        "update-webinar-registrant-status",
        "list-panelists",
        "add-panelists",
        "remove-panelist",
        "list-webinar-absentees",
        "report-meeting-results",
        "report-daily-usage",
        "report-operation-logs",
        "dashboard-meeting-quality",
        "delete-user",
        "update-user-status",
        "update-user-settings",
        "list-groups",
        "validate-app-manifest",
        "pre-approve-app",
        "list-webhook-logs",
    ],
];

/// The number of the tier of the action with that id; none where it completes others.
pub(super) fn of(id: &str) -> Option<usize> {
    let place = TIERS.iter().position(|tier| tier.contains(&id))?;
    Some(place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions;

    #[test]
    fn each_action_of_a_tier_exists_and_is_in_no_other() {
        let all: Vec<_> = TIERS.iter().flat_map(|tier| tier.iter()).collect();
        for id in &all {
            assert!(actions::ALL.iter().any(|action| action.id == **id), "{id}");
            assert_eq!(all.iter().filter(|other| *other == id).count(), 1, "{id}");
        }
        assert_eq!(of("create-meeting"), Some(1));
        assert_eq!(of("get-record"), None);
    }
}

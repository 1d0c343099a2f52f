//! Which operations there are: a list of its own, so that none gets lost with its
//! description.

use std::collections::BTreeSet;

use super::OPERATIONS;

/// The operations of Zoom's families of operations that the sandbox has.
const FAMILIES: &[(&str, &[&str])] = &[
    (
        "Meetings",
        &[
            "POST /users/{userId}/meetings",
            "GET /meetings/{meetingId}",
            "PATCH /meetings/{meetingId}",
            "DELETE /meetings/{meetingId}",
            "GET /users/{userId}/meetings",
            "GET /users/{userId}/upcoming_meetings",
            "PUT /meetings/{meetingId}/status",
            "GET /meetings/{meetingId}/invitation",
            "POST /meetings/{meetingId}/invite_links",
            "GET /meetings/{meetingId}/token",
            "GET /users/{userId}/meeting_templates",
            "POST /users/{userId}/meeting_templates",
        ],
    ),
    (
        "Meeting registrants",
        &[
            "GET /meetings/{meetingId}/registrants",
            "POST /meetings/{meetingId}/registrants",
            "GET /meetings/{meetingId}/registrants/{registrantId}",
            "DELETE /meetings/{meetingId}/registrants/{registrantId}",
            "PUT /meetings/{meetingId}/registrants/status",
            "GET /meetings/{meetingId}/registrants/questions",
            "PATCH /meetings/{meetingId}/registrants/questions",
            "POST /meetings/{meetingId}/batch_registrants",
        ],
    ),
    (
        "Polls",
        &[
            "GET /meetings/{meetingId}/polls",
            "POST /meetings/{meetingId}/polls",
            "GET /meetings/{meetingId}/polls/{pollId}",
            "PUT /meetings/{meetingId}/polls/{pollId}",
            "DELETE /meetings/{meetingId}/polls/{pollId}",
            "POST /meetings/{meetingId}/batch_polls",
            "GET /past_meetings/{meetingId}/polls",
            "GET /webinars/{webinarId}/polls",
            "POST /webinars/{webinarId}/polls",
            "GET /webinars/{webinarId}/polls/{pollId}",
            "PUT /webinars/{webinarId}/polls/{pollId}",
            "DELETE /webinars/{webinarId}/polls/{pollId}",
        ],
    ),
    (
        "Surveys",
        &[
            "GET /meetings/{meetingId}/survey",
            "PATCH /meetings/{meetingId}/survey",
            "DELETE /meetings/{meetingId}/survey",
        ],
    ),
    (
        "Join tokens",
        &[
            "GET /meetings/{meetingId}/jointoken/local_recording",
            "GET /meetings/{meetingId}/jointoken/live_streaming",
            "GET /meetings/{meetingId}/jointoken/local_archiving",
        ],
    ),
    (
        "Livestreams",
        &[
            "PATCH /live_meetings/{meetingId}/events",
            "GET /meetings/{meetingId}/livestream",
            "PATCH /meetings/{meetingId}/livestream",
            "PATCH /meetings/{meetingId}/livestream/status",
            "GET /webinars/{webinarId}/livestream",
            "PATCH /webinars/{webinarId}/livestream",
            "PATCH /webinars/{webinarId}/livestream/status",
        ],
    ),
    (
        "Past meetings and summaries",
        &[
            "GET /past_meetings/{meetingId}",
            "GET /past_meetings/{meetingId}/participants",
            "GET /past_meetings/{meetingId}/instances",
            "GET /past_meetings/{meetingId}/qa",
            "GET /meetings/meeting_summaries",
            "GET /meetings/{meetingId}/meeting_summary",
            "DELETE /meetings/{meetingId}/meeting_summary",
        ],
    ),
    (
        "Cloud recording",
        &[
            "GET /users/{userId}/recordings",
            "GET /meetings/{meetingId}/recordings",
            "DELETE /meetings/{meetingId}/recordings",
            "DELETE /meetings/{meetingId}/recordings/{recordingId}",
            "PUT /meetings/{meetingUUID}/recordings/status",
            "PUT /meetings/{meetingId}/recordings/{recordingId}/status",
            "GET /meetings/{meetingId}/recordings/settings",
            "PATCH /meetings/{meetingId}/recordings/settings",
            "GET /meetings/{meetingId}/recordings/registrants",
            "POST /meetings/{meetingId}/recordings/registrants",
            "PUT /meetings/{meetingId}/recordings/registrants/status",
            "GET /meetings/{meetingId}/recordings/registrants/questions",
            "GET /meetings/{meetingId}/recordings/analytics_summary",
            "GET /meetings/{meetingId}/recordings/analytics_details",
            "GET /meetings/{meetingId}/transcript",
            "DELETE /meetings/{meetingId}/transcript",
            "PATCH /meetings/{meetingId}/recordings/registrants/questions",
        ],
    ),
    (
        "Archiving",
        &[
            "GET /archive_files",
            "GET /past_meetings/{meetingUUID}/archive_files",
            "DELETE /past_meetings/{meetingUUID}/archive_files",
            "PATCH /archive_files/{fileId}",
        ],
    ),
    (
        "Users",
        &[
            "GET /users/{userId}",
            "GET /users",
            "GET /users/summary",
            "GET /accounts/{accountId}/plans/usage",
            "GET /groups",
            "GET /groups/{groupId}/members",
            "POST /users",
            "PATCH /users/{userId}",
            "DELETE /users/{userId}",
            "GET /users/{userId}/settings",
            "PATCH /users/{userId}/settings",
            "GET /users/{userId}/schedulers",
            "DELETE /users/{userId}/schedulers/{schedulerId}",
            "GET /users/{userId}/assistants",
            "POST /users/{userId}/assistants",
            "GET /users/{userId}/token",
            "GET /users/me/zak",
            "GET /users/{userId}/permissions",
            "GET /users/email",
            "PUT /users/{userId}/status",
            "GET /users/{userId}/meeting_summary_templates",
            "GET /users/{userId}/meeting_templates/{meetingTemplateId}",
        ],
    ),
    (
        "Webinars",
        &[
            "GET /users/{userId}/webinars",
            "POST /users/{userId}/webinars",
            "GET /webinars/{webinarId}",
            "PATCH /webinars/{webinarId}",
            "DELETE /webinars/{webinarId}",
            "PUT /webinars/{webinarId}/status",
            "GET /webinars/{webinarId}/registrants",
            "POST /webinars/{webinarId}/registrants",
            "PUT /webinars/{webinarId}/registrants/status",
            "GET /webinars/{webinarId}/registrants/questions",
            "PATCH /webinars/{webinarId}/registrants/questions",
            "GET /webinars/{webinarId}/tracking_sources",
            "GET /webinars/{webinarId}/panelists",
            "POST /webinars/{webinarId}/panelists",
            "DELETE /webinars/{webinarId}/panelists/{panelistId}",
            "GET /past_webinars/{webinarId}/participants",
            "GET /past_webinars/{webinarId}/absentees",
            "GET /past_webinars/{webinarId}/instances",
            "GET /past_webinars/{webinarId}/qa",
            "GET /past_webinars/{webinarId}/polls",
        ],
    ),
    (
        "Reports",
        &[
            "GET /report/daily",
            "GET /report/users",
            "GET /report/users/{userId}/meetings",
            "GET /report/meetings/{meetingId}",
            "GET /report/meetings/{meetingId}/participants",
            "GET /report/meetings/{meetingId}/polls",
            "GET /report/meetings/{meetingId}/qa",
            "GET /report/meetings/{meetingId}/survey",
            "GET /report/webinars/{webinarId}",
            "GET /report/webinars/{webinarId}/participants",
            "GET /report/webinars/{webinarId}/polls",
            "GET /report/webinars/{webinarId}/qa",
            "GET /report/webinars/{webinarId}/survey",
            "GET /report/cloud_recording",
            "GET /report/operationlogs",
            "GET /report/activities",
            "GET /report/upcoming_events",
            "GET /report/meeting_activities",
            "GET /report/history_meetings",
        ],
    ),
    (
        "Dashboards",
        &[
            "GET /metrics/meetings",
            "GET /metrics/meetings/{meetingId}",
            "GET /metrics/meetings/{meetingId}/participants",
            "GET /metrics/meetings/{meetingId}/participants/qos",
            "GET /metrics/webinars",
            "GET /metrics/webinars/{webinarId}",
            "GET /metrics/webinars/{webinarId}/participants",
        ],
    ),
    (
        "Apps",
        &[
            "POST /marketplace/apps/manifest/validate",
            "POST /marketplace/apps/{appId}/preApprove",
            "GET /marketplace/apps/{appId}/webhook_logs",
        ],
    ),
    (
        "Tracking fields",
        &[
            "GET /tracking_fields",
            "POST /tracking_fields",
            "GET /tracking_fields/{fieldId}",
            "PATCH /tracking_fields/{fieldId}",
            "DELETE /tracking_fields/{fieldId}",
        ],
    ),
];

#[test]
fn every_operation_of_every_family_is_there_and_no_other() {
    let listed = FAMILIES.iter().flat_map(|(_, operations)| *operations);
    let listed: BTreeSet<String> = listed.map(ToString::to_string).collect();
    let there = OPERATIONS
        .iter()
        .map(|operation| format!("{} {}", operation.method, operation.path));
    assert_eq!(there.collect::<BTreeSet<_>>(), listed);
}

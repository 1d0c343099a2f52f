//! Which other connectors to Zoom have an action like one of these, as far as that is known.

const ACTIVEPIECES: &str = "Activepieces";
const INDICO: &str = "Indico";
const MCP: &str = "Zoom's MCP servers";
const MOODLE: &str = "Moodle";
const N8N: &str = "n8n";
const NANGO: &str = "Nango";
const PIPEDREAM: &str = "Pipedream";
const UIPATH: &str = "UiPath";
const WORKATO: &str = "Workato";

/// By the id of the action.
static PEERS: &[(&str, &[&str])] = &[
    ("dashboard-meetings", &[MOODLE]),
    ("dashboard-participants", &[MOODLE]),
    ("dashboard-webinars", &[MOODLE]),
    ("dashboard-webinar-participants", &[MOODLE]),
    ("test-connection", &[UIPATH, ACTIVEPIECES, MOODLE, INDICO]),
    ("get-current-user", &[PIPEDREAM, ACTIVEPIECES, NANGO]),
    (
        "create-meeting",
        &[
            N8N,
            PIPEDREAM,
            ACTIVEPIECES,
            NANGO,
            WORKATO,
            MOODLE,
            INDICO,
            MCP,
        ],
    ),
    (
        "get-meeting",
        &[
            UIPATH,
            N8N,
            PIPEDREAM,
            ACTIVEPIECES,
            NANGO,
            WORKATO,
            MOODLE,
            INDICO,
        ],
    ),
    (
        "list-meetings",
        &[UIPATH, N8N, PIPEDREAM, ACTIVEPIECES, NANGO, MOODLE],
    ),
    (
        "update-meeting",
        &[
            UIPATH,
            N8N,
            PIPEDREAM,
            ACTIVEPIECES,
            NANGO,
            WORKATO,
            MOODLE,
            INDICO,
            MCP,
        ],
    ),
    (
        "delete-meeting",
        &[
            UIPATH,
            N8N,
            PIPEDREAM,
            ACTIVEPIECES,
            NANGO,
            MOODLE,
            INDICO,
            MCP,
        ],
    ),
    ("end-meeting", &[PIPEDREAM]),
    ("get-meeting-invitation", &[MOODLE, UIPATH]),
    ("create-invite-links", &[UIPATH]),
    ("list-upcoming-meetings", &[PIPEDREAM]),
    ("schedule-one-time-meeting", &[UIPATH]),
    ("schedule-daily-meeting", &[UIPATH]),
    ("schedule-weekly-meeting", &[UIPATH]),
    ("schedule-monthly-meeting", &[UIPATH]),
    ("sync-registrants", &[INDICO]),
    ("list-user-summaries", &[PIPEDREAM]),
    ("find-meetings", &[ACTIVEPIECES, WORKATO, MCP]),
    (
        "add-registrant",
        &[PIPEDREAM, ACTIVEPIECES, NANGO, WORKATO, INDICO],
    ),
    ("batch-add-registrants", &[PIPEDREAM]),
    ("list-registrants", &[ACTIVEPIECES, NANGO, WORKATO, MOODLE]),
    (
        "update-registrant-status",
        &[PIPEDREAM, ACTIVEPIECES, NANGO, INDICO],
    ),
    ("delete-registrant", &[NANGO]),
    ("get-past-meeting", &[ACTIVEPIECES]),
    ("list-past-instances", &[ACTIVEPIECES]),
    ("list-past-participants", &[PIPEDREAM, ACTIVEPIECES]),
    ("list-past-qa", &[PIPEDREAM]),
    ("list-past-webinar-qa", &[PIPEDREAM]),
    ("get-attendance", &[MOODLE, WORKATO]),
    ("get-meeting-transcript", &[PIPEDREAM]),
    ("get-transcript-text", &[PIPEDREAM, MCP, WORKATO]),
    ("get-meeting-summary", &[PIPEDREAM, ACTIVEPIECES, MCP]),
    ("list-meeting-summaries", &[PIPEDREAM]),
    (
        "list-recordings",
        &[UIPATH, PIPEDREAM, ACTIVEPIECES, NANGO, WORKATO, MOODLE, MCP],
    ),
    (
        "get-meeting-recordings",
        &[UIPATH, PIPEDREAM, ACTIVEPIECES, NANGO, WORKATO, MOODLE],
    ),
    ("get-recording-link", &[PIPEDREAM]),
    ("download-recording", &[PIPEDREAM, WORKATO, MCP]),
    (
        "delete-meeting-recordings",
        &[PIPEDREAM, ACTIVEPIECES, NANGO],
    ),
    ("delete-recording-file", &[PIPEDREAM]),
    ("get-recording-settings", &[MOODLE]),
    ("list-recording-registrants", &[WORKATO]),
    ("get-meeting-assets", &[MCP]),
    ("control-recording", &[MCP]),
    ("invite-to-live-meeting", &[MCP]),
    ("update-waiting-room", &[MCP]),
    ("control-ai-companion", &[MCP]),
    ("create-webinar", &[NANGO, WORKATO, MOODLE, INDICO]),
    ("get-webinar", &[PIPEDREAM, NANGO, MOODLE, INDICO]),
    ("list-webinars", &[NANGO, MOODLE]),
    (
        "update-webinar",
        &[PIPEDREAM, NANGO, WORKATO, MOODLE, INDICO],
    ),
    ("delete-webinar", &[NANGO, MOODLE, INDICO]),
    ("add-webinar-registrant", &[PIPEDREAM, WORKATO, INDICO]),
    ("list-webinar-registrants", &[WORKATO, MOODLE]),
    ("update-webinar-registrant-status", &[PIPEDREAM, INDICO]),
    ("list-panelists", &[PIPEDREAM]),
    ("add-panelists", &[PIPEDREAM]),
    ("remove-panelist", &[PIPEDREAM]),
    ("report-meeting-participants", &[MOODLE]),
    ("report-webinar-participants", &[PIPEDREAM, MOODLE]),
    ("report-user-meetings", &[MOODLE]),
    ("report-active-hosts", &[MOODLE]),
    ("get-user", &[PIPEDREAM, NANGO, MOODLE]),
    ("list-users", &[PIPEDREAM, NANGO, MOODLE]),
    ("create-user", &[PIPEDREAM, NANGO]),
    ("update-user", &[NANGO, MOODLE]),
    ("delete-user", &[PIPEDREAM, NANGO]),
    ("get-user-settings", &[MOODLE]),
    ("list-schedulers", &[MOODLE]),
    ("list-tracking-fields", &[MOODLE]),
    ("recycle-licence", &[MOODLE]),
    ("list-records", &[UIPATH]),
    ("get-record", &[UIPATH]),
    ("create-record", &[UIPATH]),
    ("update-record", &[UIPATH]),
    ("delete-record", &[UIPATH]),
    ("http-request", &[UIPATH, ACTIVEPIECES, NANGO, WORKATO]),
];

/// The connectors that have an action like the one with that id.
pub(super) fn of(id: &str) -> &'static [&'static str] {
    let known = PEERS.iter().find(|(known, _)| *known == id);
    known.map_or(&[], |(_, peers)| peers)
}

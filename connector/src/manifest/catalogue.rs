//! The table of all actions for people, in Markdown: what each asks, what that takes, how early it was
//! wanted, and where else there is one like it.

use crate::action::Action;
use crate::actions;
use crate::scopes::{Scope, Scopes};

const ACTIVEPIECES: &str = "Activepieces";
const INDICO: &str = "Indico";
const MCP: &str = "Zoom's MCP servers";
const MOODLE: &str = "Moodle";
const N8N: &str = "n8n";
const NANGO: &str = "Nango";
const PIPEDREAM: &str = "Pipedream";
const UIPATH: &str = "UiPath";
const WORKATO: &str = "Workato";

/// How early an action was wanted (1 first), and which other connectors to Zoom have one like it.
type Place = (&'static str, u8, &'static [&'static str]);

static PLACES: &[Place] = &[
    ("dashboard-meetings", 2, &[MOODLE]),
    ("dashboard-participants", 2, &[MOODLE]),
    ("dashboard-webinars", 2, &[MOODLE]),
    ("dashboard-webinar-participants", 2, &[MOODLE]),
    (
        "test-connection",
        1,
        &[UIPATH, ACTIVEPIECES, MOODLE, INDICO],
    ),
    ("get-current-user", 1, &[PIPEDREAM, ACTIVEPIECES, NANGO]),
    (
        "create-meeting",
        1,
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
        1,
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
        1,
        &[UIPATH, N8N, PIPEDREAM, ACTIVEPIECES, NANGO, MOODLE],
    ),
    (
        "update-meeting",
        1,
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
        1,
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
    ("end-meeting", 2, &[PIPEDREAM]),
    ("recover-meeting", 3, &[]),
    ("get-meeting-invitation", 1, &[MOODLE, UIPATH]),
    ("create-invite-links", 1, &[UIPATH]),
    ("list-upcoming-meetings", 2, &[PIPEDREAM]),
    ("list-meeting-templates", 2, &[]),
    ("list-meeting-polls", 2, &[]),
    ("create-meeting-poll", 2, &[]),
    ("update-meeting-poll", 3, &[]),
    ("delete-meeting-poll", 3, &[]),
    ("schedule-one-time-meeting", 1, &[UIPATH]),
    ("schedule-daily-meeting", 1, &[UIPATH]),
    ("schedule-weekly-meeting", 1, &[UIPATH]),
    ("schedule-monthly-meeting", 1, &[UIPATH]),
    ("reschedule-meeting", 1, &[]),
    ("add-alternative-hosts", 2, &[]),
    ("remove-alternative-hosts", 2, &[]),
    ("export-meeting", 2, &[]),
    ("import-meeting", 2, &[]),
    ("sync-registrants", 3, &[INDICO]),
    ("pick-host", 3, &[]),
    ("list-user-summaries", 3, &[PIPEDREAM]),
    ("get-join-token", 3, &[]),
    ("get-meeting-survey", 3, &[]),
    ("update-meeting-survey", 3, &[]),
    ("delete-meeting-survey", 3, &[]),
    ("find-meetings", 1, &[ACTIVEPIECES, WORKATO, MCP]),
    (
        "add-registrant",
        2,
        &[PIPEDREAM, ACTIVEPIECES, NANGO, WORKATO, INDICO],
    ),
    ("batch-add-registrants", 2, &[PIPEDREAM]),
    (
        "list-registrants",
        1,
        &[ACTIVEPIECES, NANGO, WORKATO, MOODLE],
    ),
    (
        "update-registrant-status",
        2,
        &[PIPEDREAM, ACTIVEPIECES, NANGO, INDICO],
    ),
    ("delete-registrant", 3, &[NANGO]),
    ("get-registration-questions", 3, &[]),
    ("update-registration-questions", 3, &[]),
    ("get-past-meeting", 2, &[ACTIVEPIECES]),
    ("list-past-instances", 1, &[ACTIVEPIECES]),
    ("list-past-participants", 2, &[PIPEDREAM, ACTIVEPIECES]),
    ("list-past-qa", 3, &[PIPEDREAM]),
    ("list-past-polls", 3, &[]),
    ("get-attendance", 1, &[MOODLE, WORKATO]),
    ("get-meeting-transcript", 2, &[PIPEDREAM]),
    ("get-transcript-text", 1, &[PIPEDREAM, MCP, WORKATO]),
    ("delete-meeting-transcript", 3, &[]),
    ("get-meeting-summary", 1, &[PIPEDREAM, ACTIVEPIECES, MCP]),
    ("list-meeting-summaries", 2, &[PIPEDREAM]),
    ("delete-meeting-summary", 3, &[]),
    (
        "list-recordings",
        1,
        &[UIPATH, PIPEDREAM, ACTIVEPIECES, NANGO, WORKATO, MOODLE, MCP],
    ),
    (
        "get-meeting-recordings",
        1,
        &[UIPATH, PIPEDREAM, ACTIVEPIECES, NANGO, WORKATO, MOODLE],
    ),
    ("get-recording-link", 1, &[PIPEDREAM]),
    ("download-recording", 1, &[PIPEDREAM, WORKATO, MCP]),
    ("download-recordings", 2, &[]),
    (
        "delete-meeting-recordings",
        1,
        &[PIPEDREAM, ACTIVEPIECES, NANGO],
    ),
    ("delete-recording-file", 2, &[PIPEDREAM]),
    ("recover-recordings", 2, &[]),
    ("get-recording-settings", 1, &[MOODLE]),
    ("update-recording-settings", 2, &[]),
    ("list-recording-registrants", 3, &[WORKATO]),
    ("list-archive-files", 2, &[]),
    ("get-archived-files", 2, &[]),
    ("get-meeting-assets", 2, &[MCP]),
    ("control-recording", 2, &[MCP]),
    ("invite-to-live-meeting", 2, &[MCP]),
    ("remove-live-participant", 3, &[]),
    ("update-waiting-room", 3, &[MCP]),
    ("control-ai-companion", 3, &[MCP]),
    ("update-livestream", 3, &[]),
    ("control-livestream", 3, &[]),
    ("report-meeting-results", 3, &[]),
    ("dashboard-meeting-quality", 3, &[]),
    ("create-webinar", 2, &[NANGO, WORKATO, MOODLE, INDICO]),
    ("get-webinar", 2, &[PIPEDREAM, NANGO, MOODLE, INDICO]),
    ("list-webinars", 2, &[NANGO, MOODLE]),
    (
        "update-webinar",
        2,
        &[PIPEDREAM, NANGO, WORKATO, MOODLE, INDICO],
    ),
    ("delete-webinar", 2, &[NANGO, MOODLE, INDICO]),
    ("end-webinar", 3, &[]),
    ("add-webinar-registrant", 2, &[PIPEDREAM, WORKATO, INDICO]),
    ("list-webinar-registrants", 2, &[WORKATO, MOODLE]),
    ("update-webinar-registrant-status", 3, &[PIPEDREAM, INDICO]),
    ("list-panelists", 3, &[PIPEDREAM]),
    ("add-panelists", 3, &[PIPEDREAM]),
    ("remove-panelist", 3, &[PIPEDREAM]),
    ("list-webinar-absentees", 3, &[]),
    ("report-meeting-participants", 1, &[MOODLE]),
    ("report-webinar-participants", 2, &[PIPEDREAM, MOODLE]),
    ("report-meeting", 2, &[]),
    ("report-user-meetings", 1, &[MOODLE]),
    ("report-active-hosts", 1, &[MOODLE]),
    ("report-daily-usage", 3, &[]),
    ("report-operation-logs", 3, &[]),
    ("get-user", 1, &[PIPEDREAM, NANGO, MOODLE]),
    ("list-users", 1, &[PIPEDREAM, NANGO, MOODLE]),
    ("create-user", 2, &[PIPEDREAM, NANGO]),
    ("update-user", 1, &[NANGO, MOODLE]),
    ("delete-user", 3, &[PIPEDREAM, NANGO]),
    ("update-user-status", 3, &[]),
    ("get-user-settings", 1, &[MOODLE]),
    ("update-user-settings", 3, &[]),
    ("list-schedulers", 1, &[MOODLE]),
    ("get-user-token", 1, &[]),
    ("list-tracking-fields", 2, &[MOODLE]),
    ("list-summary-templates", 2, &[]),
    ("get-user-summary", 2, &[]),
    ("get-plan-usage", 2, &[]),
    ("list-groups", 3, &[]),
    ("list-group-members", 3, &[]),
    ("recycle-licence", 2, &[MOODLE]),
    ("create-sdk-signature", 1, &[]),
    ("create-join-package", 2, &[]),
    ("build-app-manifest", 2, &[]),
    ("validate-app-manifest", 3, &[]),
    ("pre-approve-app", 3, &[]),
    ("list-webhook-logs", 3, &[]),
    ("get-registrant", 3, &[]),
    ("list-records", 1, &[UIPATH]),
    ("get-record", 1, &[UIPATH]),
    ("create-record", 1, &[UIPATH]),
    ("update-record", 1, &[UIPATH]),
    ("delete-record", 1, &[UIPATH]),
    ("list-time-zones", 2, &[]),
    ("list-languages", 2, &[]),
    ("list-event-types", 2, &[]),
    ("http-request", 1, &[UIPATH, ACTIVEPIECES, NANGO, WORKATO]),
    ("get-meeting-poll", 3, &[]),
    ("create-meeting-polls", 2, &[]),
    ("recover-recording-file", 2, &[]),
];

const INTRODUCTION: &str = "\
# Actions of the Zoom connector

<!-- Made by `cargo xtask manifest`. -->

What each action asks of Zoom, the scopes of which one is enough (granular, then classic; those that
end in `:admin` are for apps of administrators; of those behind `; and` one is needed too), the label of its rate limit, how early it was wanted
(tier 1 first), and which other connectors to Zoom have one like it, as far as that is known. How an
input looks, `connector-host actions zoom ACTION` shows.
";

/// The document.
#[must_use]
pub fn actions_table() -> String {
    let mut text = INTRODUCTION.to_owned();
    let mut groups: Vec<&str> = Vec::new();
    for action in actions::ALL {
        let group = group(action);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    for name in groups {
        text += &format!("\n## {name}\n\n");
        text += "| Action | Asks | Granular scope | Classic scope | Label | Tier | Also in |\n";
        text += "| --- | --- | --- | --- | --- | --- | --- |\n";
        let of_group = actions::ALL.iter().filter(|action| group(action) == name);
        text.extend(of_group.map(|action| row(action)));
    }
    text
}

fn group(action: &Action) -> &'static str {
    action.about.group.get().name.get()
}

fn row(action: &Action) -> String {
    let endpoint = &action.endpoint;
    let place = PLACES.iter().find(|(id, ..)| *id == action.id);
    let (tier, peers) = place.map_or(("-".to_owned(), String::new()), |(_, tier, peers)| {
        (tier.to_string(), peers.join(", "))
    });
    let asks = match endpoint.path {
        "" if action.asks().next().is_some() => "what the action of the object asks".to_owned(),
        "" => "nothing".to_owned(),
        path => format!("`{} {path}`", endpoint.method),
    };
    let label = match action.about.rate_label.get() {
        "" => "-".to_owned(),
        label => label.to_lowercase(),
    };
    format!(
        "| `{}` | {asks} | {} | {} | {label} | {tier} | {} |\n",
        action.id,
        all_names(action, |scopes| scopes.granular),
        all_names(action, |scopes| scopes.classic),
        if peers.is_empty() { "-" } else { &peers },
    )
}

/// Those of each endpoint that the action can't do without.
fn all_names(action: &Action, family: fn(&Scopes) -> &'static [Scope]) -> String {
    let each = action.needs().map(|scopes| names(family(scopes)));
    each.collect::<Vec<_>>().join("; and ")
}

/// The first form of each scope.
pub(super) fn names(scopes: &[Scope]) -> String {
    let firsts = scopes.iter().filter_map(|scope| scope.forms().next());
    let names: Vec<_> = firsts.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "-".to_owned()
    } else {
        names.join(", ")
    }
}

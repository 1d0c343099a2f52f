//! Names of actions, triggers and fields as a person would write them.

/// Words of names that are not written as they stand there.
static WORDS: &[(&str, &str)] = &[
    ("ai", "AI"),
    ("aic", "AI Companion"),
    ("bo", "breakout room"),
    ("cmr", "cloud recording"),
    ("companion", "Companion"),
    ("cpu", "CPU"),
    ("crc", "CRC"),
    ("e2e", "E2E"),
    ("facebook", "Facebook"),
    ("groupid", "group ID"),
    ("h323", "H.323"),
    ("hd", "HD"),
    ("http", "HTTP"),
    ("id", "ID"),
    ("ids", "IDs"),
    ("im", "IM"),
    ("ip", "IP"),
    ("jbh", "join before host"),
    ("jid", "JID"),
    ("linkedin", "LinkedIn"),
    ("mac", "MAC"),
    ("mtg", "meeting"),
    ("obf", "OBF"),
    ("os", "OS"),
    ("pc", "PC"),
    ("pmi", "PMI"),
    ("pstn", "PSTN"),
    ("qa", "Q&A"),
    ("qos", "QoS"),
    ("sdk", "SDK"),
    ("sip", "SIP"),
    ("tsp", "TSP"),
    ("ttl", "TTL"),
    ("uri", "URI"),
    ("uris", "URIs"),
    ("url", "URL"),
    ("urls", "URLs"),
    ("utc", "UTC"),
    ("uuid", "UUID"),
    ("voip", "VoIP"),
    ("webrtc", "WebRTC"),
    ("youtube", "YouTube"),
    ("zak", "ZAK"),
    ("zoom", "Zoom"),
];

/// Titles of actions, where the words of the id are not those under which people look for it.
static TITLES: &[(&str, &str)] = &[
    ("add-registrant", "Add meeting registrant"),
    ("batch-add-registrants", "Add registrants in batch"),
    ("control-ai-companion", "Start or stop AI Companion"),
    ("control-livestream", "Start or stop livestream"),
    ("control-recording", "Control live recording"),
    ("create-join-package", "Prepare embedded join"),
    ("create-sdk-signature", "Create Meeting SDK signature"),
    ("dashboard-meeting-quality", "Quality of a meeting"),
    ("dashboard-meetings", "List meetings in dashboard"),
    ("dashboard-participants", "List participants in dashboard"),
    (
        "dashboard-webinar-participants",
        "List webinar participants in dashboard",
    ),
    ("dashboard-webinars", "List webinars in dashboard"),
    ("delete-registrant", "Delete meeting registrant"),
    ("delete-user", "Delete or disassociate user"),
    ("download-recording", "Download recording file"),
    ("download-recordings", "Download all recording files"),
    ("get-archived-files", "Get archived files of a meeting"),
    ("get-join-token", "Get bot join token"),
    ("get-meeting-assets", "Get everything of a meeting"),
    ("get-meeting-transcript", "Get transcript information"),
    ("get-recording-link", "Get recording download link"),
    ("get-registrant", "Get meeting registrant"),
    ("get-transcript-text", "Get transcript as text"),
    ("get-user-summary", "Count users by licence"),
    ("get-user-token", "Get ZAK or OBF token"),
    ("invite-to-live-meeting", "Invite people to a live meeting"),
    ("list-past-instances", "List past meeting instances"),
    ("list-past-polls", "List past poll results"),
    ("list-past-qa", "List past questions and answers"),
    ("list-past-webinar-polls", "List past webinar poll results"),
    (
        "list-past-webinar-qa",
        "List past webinar questions and answers",
    ),
    ("list-registrants", "List meeting registrants"),
    ("list-user-summaries", "List summaries of a user"),
    ("list-webhook-logs", "List webhook deliveries"),
    ("pick-host", "Pick a free host"),
    ("pre-approve-app", "Pre-approve app for users"),
    ("recover-meeting", "Recover deleted meeting"),
    ("recover-recordings", "Recover recordings from trash"),
    ("recycle-licence", "Give a host a licence"),
    ("report-active-hosts", "Active or inactive hosts report"),
    ("report-daily-usage", "Daily usage report"),
    ("report-meeting", "Meeting detail report"),
    ("report-meeting-participants", "Meeting participants report"),
    (
        "report-meeting-results",
        "Polls, questions or survey report",
    ),
    ("report-operation-logs", "Operation logs report"),
    ("report-user-meetings", "User meetings report"),
    ("report-webinar-participants", "Webinar participants report"),
    ("schedule-daily-meeting", "Schedule recurring daily meeting"),
    (
        "schedule-monthly-meeting",
        "Schedule recurring monthly meeting",
    ),
    ("schedule-one-time-meeting", "Schedule one-time meeting"),
    (
        "schedule-weekly-meeting",
        "Schedule recurring weekly meeting",
    ),
    ("sync-registrants", "Sync registrants with a list"),
    (
        "update-registrant-status",
        "Approve, deny or cancel registrants",
    ),
    ("update-user-status", "Activate or deactivate user"),
    ("update-waiting-room", "Set waiting room text"),
    (
        "update-webinar-registrant-status",
        "Approve, deny or cancel webinar registrants",
    ),
];

/// The title of an action.
pub(crate) fn of_action(id: &str) -> String {
    let known = TITLES.iter().find(|(known, _)| *known == id);
    known.map_or_else(|| of_words(id), |(_, title)| (*title).to_owned())
}

/// A name as a person would write it: `meeting_uuid` is "Meeting UUID".
pub(crate) fn of_words(name: &str) -> String {
    let words = name.split(['-', '_']).map(|word| {
        let written = WORDS.iter().find(|(known, _)| *known == word);
        written.map_or(word, |(_, written)| written)
    });
    let words = words.collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions;

    #[test]
    fn names_are_written_as_people_write_them() {
        for (name, title) in [
            ("list-meetings", "List meetings"),
            ("meeting_uuid", "Meeting UUID"),
            ("id", "ID"),
            ("h323_passcode", "H.323 passcode"),
            ("auto_start_ai_companion", "Auto start AI Companion"),
            ("", ""),
        ] {
            assert_eq!(of_words(name), title);
        }
        assert_eq!(
            of_action("create-sdk-signature"),
            "Create Meeting SDK signature"
        );
    }

    #[test]
    fn a_title_is_given_to_an_action_that_there_is_and_to_none_that_its_words_would_do_for() {
        for (id, title) in TITLES {
            assert!(actions::ALL.iter().any(|action| action.id == *id), "{id}");
            assert_ne!(of_words(id), *title);
        }
    }
}

//! `remove-alternative-hosts`.

use super::alternative_hosts::{BESIDE, REMOVE, TOLD, people, rules};
use super::group::GROUP;
use super::{fields, get, update};
use crate::action::Action;
use crate::scopes::scope;

pub(crate) static ACTION: Action =
    Action::patch(&GROUP, "remove-alternative-hosts", "/meetings/{meetingId}")
        .operation("meetingUpdate")
        .summary("Removes alternative hosts from a meeting and leaves the others.")
        .description(
        "Zoom knows the list as a whole alone, so the meeting is looked at and the whole list sent. Whoever is \
         none is passed over.",
        )
        .scopes(&[scope("meeting:write")], &[scope("meeting:update:meeting")])
        .also(&[&get::ACTION])
        .input(&[
            fields::OF_A_MEETING,
            &[people("The e-mail addresses of those to remove.")],
            BESIDE,
        ])
        .course(&REMOVE, &[&get::ACTION, &update::ACTION], &[TOLD])
        .rules(rules)
        .sample(
            r#"{ "meeting_id": "85746065432", "alternative_hosts": ["anna@example.com"] }"#,
            r#"{
                "meeting_id": "85746065432",
                "updated": true,
                "alternative_hosts": ["ben@example.com"],
                "changed": ["anna@example.com"]
            }"#,
        );

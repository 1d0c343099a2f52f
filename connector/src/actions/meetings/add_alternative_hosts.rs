//! `add-alternative-hosts`.

use super::alternative_hosts::{ADD, BESIDE, TOLD, people, rules};
use super::group::GROUP;
use super::{fields, get, update};
use crate::action::Action;
use crate::scopes::scope;

pub(crate) static ACTION: Action =
    Action::patch(&GROUP, "add-alternative-hosts", "/meetings/{meetingId}")
        .operation("meetingUpdate")
        .summary("Adds alternative hosts to a meeting and leaves those that it has.")
        .description(
        "Zoom knows the list as a whole alone, so the meeting is looked at and the whole list sent. Whoever is \
         an alternative host already stays one. They have to be licensed users of the account.",
        )
        .scopes(&[scope("meeting:write")], &[scope("meeting:update:meeting")])
        .also(&[&get::ACTION])
        .input(&[
            fields::OF_A_MEETING,
            &[people("The e-mail addresses of those to add.")],
            BESIDE,
        ])
        .course(&ADD, &[&get::ACTION, &update::ACTION], &[TOLD])
        .rules(rules)
        .sample(
            r#"{ "meeting_id": "85746065432", "alternative_hosts": ["ben@example.com"] }"#,
            r#"{
                "meeting_id": "85746065432",
                "updated": true,
                "alternative_hosts": ["anna@example.com", "ben@example.com"],
                "changed": ["ben@example.com"]
            }"#,
        );

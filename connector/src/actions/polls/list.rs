//! `list-meeting-polls`.

use super::group::{GROUP, REFUSALS};
use super::poll::{COLUMNS, POLL};
use crate::action::Action;
use crate::actions::meetings;
use crate::pages::{self, Pages};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, list, member, query};

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "list-meeting-polls", "/meetings/{meetingId}/polls")
        .operation("meetingPolls")
        .summary("Lists the polls of a meeting.")
        .scopes(&[scope("meeting:read")], &[scope("meeting:read:list_polls")])
        .input(&[
            meetings::OF_A_MEETING,
            &[query("anonymous", Kind::Boolean, "Only polls that are anonymous.")],
        ])
        .output(&[&[
            member("polls", list(&Kind::Object(&POLL)), "The polls.").essential(),
            member("total_records", INTEGER, "How many polls Zoom has counted."),
            pages::HAS_MORE,
        ]])
        .pages(Pages::of("polls"))
        .refusals(REFUSALS)
        .columns(COLUMNS)
        .sample(
            r#"{ "meeting_id": "85746065432" }"#,
            r#"{
                "polls": [{
                    "id": "QalIoKWLTJehBJ8e1xRrbQ",
                    "title": "How was it?",
                    "status": "notstart",
                    "poll_type": 1,
                    "anonymous": false,
                    "questions": [{ "name": "Was it of use?", "type": "single", "answers": ["Yes", "No"] }]
                }],
                "total_records": 1,
                "has_more": false
            }"#,
        );

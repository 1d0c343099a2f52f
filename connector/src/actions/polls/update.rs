//! `update-meeting-poll`.

use super::group::{GROUP, POLL_ID, REFUSALS};
use super::poll::{BODY, POLL};
use crate::action::Action;
use crate::actions::meetings;
use crate::ids;
use crate::scopes::scope;
use crate::shape::{Kind, TEXT, TEXTS, member};

pub(crate) static ACTION: Action =
    Action::put(&GROUP, "update-meeting-poll", "/meetings/{meetingId}/polls/{pollId}")
        .operation("meetingPollUpdate")
        .summary("Puts another poll in the place of one of a meeting.")
        .description(
            "What the input leaves out is gone: start from what Get meeting poll gives, which is taken \
             back.",
        )
        .scopes(&[scope("meeting:write")], &[scope("meeting:update:poll")])
        .input(&[meetings::OF_A_MEETING, &[POLL_ID], BODY])
        .takes_back(&POLL)
        .output(&[&[
            member("meeting_id", ids::MEETING, "The meeting's number.").required(),
            member("poll_id", TEXT, "The id of the poll.").required(),
            member("updated", Kind::Boolean, "That the poll was changed.").required(),
            member("updated_fields", TEXTS, "The fields that were sent.").required(),
        ]])
        .changes_parts()
        .refusals(REFUSALS)
        .sample(
            r#"{
                "meeting_id": "85746065432",
                "poll_id": "QalIoKWLTJehBJ8e1xRrbQ",
                "title": "How was it?",
                "questions": [{ "name": "Was it of use?", "type": "single", "answers": ["Yes", "No"] }]
            }"#,
            r#"{
                "meeting_id": "85746065432",
                "poll_id": "QalIoKWLTJehBJ8e1xRrbQ",
                "updated": true,
                "updated_fields": ["questions", "title"]
            }"#,
        );

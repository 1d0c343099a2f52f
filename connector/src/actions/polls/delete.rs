//! `delete-meeting-poll`.

use super::group::{GROUP, POLL_ID, REFUSALS};
use crate::action::Action;
use crate::actions::meetings;
use crate::ids;
use crate::scopes::scope;
use crate::shape::{Kind, TEXT, member};

pub(crate) static ACTION: Action = Action::delete(
    &GROUP,
    "delete-meeting-poll",
    "/meetings/{meetingId}/polls/{pollId}",
)
.operation("meetingPollDelete")
.summary("Deletes a poll of a meeting.")
.scopes(&[scope("meeting:write")], &[scope("meeting:delete:poll")])
.input(&[meetings::OF_A_MEETING, &[POLL_ID]])
.output(&[&[
    member("meeting_id", ids::MEETING, "The meeting's number.").required(),
    member("poll_id", TEXT, "The id of the poll.").required(),
    member("deleted", Kind::Boolean, "That the poll was deleted.").required(),
]])
.done("deleted")
.refusals(REFUSALS)
.sample(
    r#"{ "meeting_id": "85746065432", "poll_id": "QalIoKWLTJehBJ8e1xRrbQ" }"#,
    r#"{ "meeting_id": "85746065432", "poll_id": "QalIoKWLTJehBJ8e1xRrbQ", "deleted": true }"#,
);

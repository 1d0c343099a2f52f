//! `delete-meeting-survey`.

use super::fields;
use super::group::GROUP;
use super::survey::REFUSALS;
use crate::action::Action;
use crate::scopes::scope;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action = Action::delete(
    &GROUP,
    "delete-meeting-survey",
    "/meetings/{meetingId}/survey",
)
.operation("meetingSurveyDelete")
.summary("Deletes what participants are asked when a meeting is over.")
.scopes(&[scope("meeting:write")], &[scope("meeting:delete:survey")])
.input(&[fields::OF_A_MEETING])
.output(&[&[
    fields::DONE_TO,
    member("deleted", Kind::Boolean, "That the survey was deleted.").required(),
]])
.done("deleted")
.refusals(REFUSALS)
.sample(
    r#"{ "meeting_id": "85746065432" }"#,
    r#"{ "meeting_id": "85746065432", "deleted": true }"#,
);

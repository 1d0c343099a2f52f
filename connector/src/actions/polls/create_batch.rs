//! `create-meeting-polls`.

use super::group::{GROUP, REFUSALS};
use super::poll::{NEW, POLL};
use crate::action::{Action, column};
use crate::actions::meetings;
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::scopes::scope;
use crate::shape::{Kind, Path, body, list, member};

pub(crate) static ACTION: Action =
    Action::post(&GROUP, "create-meeting-polls", "/meetings/{meetingId}/batch_polls")
        .operation("createBatchPolls")
        .summary("Makes up to 25 polls or quizzes for a meeting in one request.")
        .scopes(&[scope("meeting:write")], &[scope("meeting:write:batch_polls")])
        .input(&[
            meetings::OF_A_MEETING,
            &[body("polls", Kind::List(&Kind::Object(&NEW), 25), "The polls: at least one, at most 25.").required()],
        ])
        .output(&[&[member("polls", list(&Kind::Object(&POLL)), "The polls, each with its id.").essential()]])
        .rules(rules)
        .refusals(REFUSALS)
        .columns(&[column("Polls", "/polls")])
        .sample(
            r#"{
                "meeting_id": "85746065432",
                "polls": [{
                    "title": "How was it?",
                    "questions": [{ "name": "Was it of use?", "type": "single", "answers": ["Yes", "No"] }]
                }]
            }"#,
            r#"{
                "polls": [{
                    "id": "QalIoKWLTJehBJ8e1xRrbQ",
                    "title": "How was it?",
                    "status": "notstart",
                    "questions": [{ "name": "Was it of use?", "type": "single", "answers": ["Yes", "No"] }]
                }]
            }"#,
        );

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let polls = input.get("polls").and_then(|list| list.as_array());
    if polls.is_some_and(Vec::is_empty) {
        let at = Path::Member(&Path::Whole, "polls");
        problems.push(at.problem("must have at least one poll"));
    }
}

//! `update-waiting-room`.

use super::group::{OF_A_MEETING, body, control};
use crate::action::{Action, Needed};
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::shape::{Path, TEXT, member};

pub(crate) static ACTION: Action = control("update-waiting-room")
    .summary("Sets what the waiting room of a meeting that goes on shows.")
    .input(&[&[
        OF_A_MEETING,
        member("waiting_room_title", TEXT, "The title that is shown."),
        member(
            "waiting_room_description",
            TEXT,
            "The text that is shown below it.",
        ),
    ]])
    .needed(&[Needed::OneOf(&[
        &["waiting_room_title"],
        &["waiting_room_description"],
    ])])
    .rules(rules)
    .beside(|input| body("waiting_room.update".to_owned(), input, SHOWN))
    .sample(
        r#"{ "meeting_id": "85746065432", "waiting_room_title": "We begin at ten past nine" }"#,
        r#"{ "meeting_id": "85746065432", "accepted": true }"#,
    );

const SHOWN: &[&str] = &["waiting_room_title", "waiting_room_description"];

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    if SHOWN.iter().all(|name| input.get(name).is_none()) {
        let message =
            "changes nothing; name `waiting_room_title`, `waiting_room_description` or both";
        problems.push(Path::Whole.problem(message));
    }
}

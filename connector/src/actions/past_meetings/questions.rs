//! What people asked and answered in meetings and webinars that are over.

use crate::action::{Column, column};
use crate::ids;
use crate::shape::{Field, Kind, Shape, TEXT, list, member};
use crate::times::TIMESTAMP;

/// Whoever asked or answered, in a table.
pub(crate) static COLUMNS: &[Column] = &[
    column("Name", "/name"),
    column("E-mail", "/email"),
    column("Answers", "/question_details"),
];

/// What was asked in one instance.
pub(crate) static ASKED: &[Field] = &[
    member("id", ids::MEETING, "Its number."),
    member("uuid", TEXT, "The id of the instance."),
    member("start_time", TIMESTAMP, "When it began, in UTC."),
];

/// What people asked and were answered.
pub(crate) static QUESTIONS: &[Field] = &[member(
    "questions",
    list(&Kind::Object(&PERSON_WITH_QUESTIONS)),
    "Each person, with what they asked.",
)
.essential()];

static PERSON_WITH_QUESTIONS: Shape = Shape::of(&[
    PERSON,
    &[member(
        "question_details",
        list(&Kind::Object(&QUESTION)),
        "What the person asked.",
    )],
]);

static QUESTION: Shape = Shape::of(&[&[
    member("question", TEXT, "The question."),
    member(
        "answer",
        TEXT,
        "The answers, with semicolons between them where several people gave one.",
    ),
]]);

/// What people answered in polls.
pub(crate) static RESULTS: &[Field] = &[member(
    "questions",
    list(&Kind::Object(&PERSON_WITH_ANSWERS)),
    "Each person, with what they answered.",
)
.essential()];

static PERSON_WITH_ANSWERS: Shape = Shape::of(&[
    PERSON,
    &[member(
        "question_details",
        list(&Kind::Object(&ANSWER)),
        "What the person answered.",
    )],
]);

static ANSWER: Shape = Shape::of(&[&[
    member("question", TEXT, "The question of the poll."),
    member(
        "answer",
        TEXT,
        "The answer; several have semicolons between them.",
    ),
    member("polling_id", TEXT, "The id of the poll."),
    member("date_time", TIMESTAMP, "When it was answered, in UTC."),
]]);

static PERSON: &[Field] = &[
    member(
        "name",
        TEXT,
        "The name; `anonymous` for those who did not give one.",
    ),
    member(
        "email",
        TEXT,
        "The e-mail address; empty for those who stayed anonymous.",
    ),
];

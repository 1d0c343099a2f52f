//! A poll.

use crate::action::{Column, column};
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, TEXTS, body, list, member};

/// How a question is answered.
const QUESTION_TYPES: &[&str] = &[
    "single",
    "multiple",
    "matching",
    "rank_order",
    "short_answer",
    "long_answer",
    "fill_in_the_blank",
    "rating_scale",
];

const ANONYMOUS: &str = "Whether nobody sees who answered what.";
const POLL_TYPE: &str = "1 a poll of single and multiple choice, 2 an advanced poll, 3 a quiz.";
const QUESTIONS_OF_A_POLL: &str = "The questions.";
const TITLE: &str = "What the poll is called.";

/// What a poll is made of, in the body of a request.
pub(super) static BODY: &[Field] = &[
    body("title", Kind::Text(0, 64), TITLE),
    body("poll_type", Kind::Code(&[1, 2, 3]), POLL_TYPE),
    body("anonymous", Kind::Boolean, ANONYMOUS),
    body(
        "questions",
        list(&Kind::Object(&QUESTION)),
        QUESTIONS_OF_A_POLL,
    ),
];

/// The same, as a part of something else.
pub(crate) static DEFINED: Shape = Shape::of(&[BODY]).answered(&POLL);

/// The same, as one of several that are made at once.
pub(super) static NEW: Shape = Shape::of(&[&[
    member("title", Kind::Text(0, 64), TITLE),
    member("poll_type", Kind::Code(&[1, 2, 3]), POLL_TYPE),
    member("anonymous", Kind::Boolean, ANONYMOUS),
    member(
        "questions",
        list(&Kind::Object(&QUESTION_OF_ONE)),
        QUESTIONS_OF_A_POLL,
    ),
]])
.answered(&POLL);

/// A question as it goes to Zoom.
static QUESTION: Shape = Shape::of(&[&[NAME, LEAST, lowest(0), HIGHEST], ALIKE]);

/// A question of one of several polls, where Zoom takes no scale that begins with 0.
static QUESTION_OF_ONE: Shape = Shape::of(&[&[NAME, LEAST, lowest(1), HIGHEST], ALIKE]);

const NAME: Field = member("name", Kind::Text(0, 1024), "The question.");
const LEAST: Field = member(
    "answer_min_character",
    Kind::Integer(1, i32::MAX),
    "For `short_answer` and `long_answer`: how many characters an answer has at least.",
);
const HIGHEST: Field = member(
    "rating_max_value",
    Kind::Integer(i32::MIN, 10),
    "For `rating_scale`: the highest value, at most 10.",
);

const fn lowest(least: i32) -> Field {
    member(
        "rating_min_value",
        Kind::Integer(least, i32::MAX),
        "For `rating_scale`: the lowest value.",
    )
}

/// A question as Zoom answers it.
static SEEN_QUESTION: Shape = Shape::of(&[
    &[
        member("name", TEXT, "The question."),
        member(
            "answer_min_character",
            INTEGER,
            "For `short_answer` and `long_answer`: how many characters an answer has at least.",
        ),
        member(
            "rating_min_value",
            INTEGER,
            "For `rating_scale`: the lowest value.",
        ),
        member(
            "rating_max_value",
            INTEGER,
            "For `rating_scale`: the highest value.",
        ),
    ],
    ALIKE,
]);

static ALIKE: &[Field] = &[
    member(
        "type",
        Kind::Choice(QUESTION_TYPES),
        "How the question is answered.",
    ),
    member(
        "answer_required",
        Kind::Boolean,
        "Whether it has to be answered.",
    ),
    member(
        "answers",
        TEXTS,
        "The answers to choose from; two at least.",
    ),
    member("right_answers", TEXTS, "Of a quiz: the right answers."),
    member(
        "answer_max_character",
        INTEGER,
        "For `short_answer` and `long_answer`: how many characters an answer has at most.",
    ),
    member(
        "case_sensitive",
        Kind::Boolean,
        "For `fill_in_the_blank`: whether capitals have to be as in the right answer.",
    ),
    member(
        "show_as_dropdown",
        Kind::Boolean,
        "For `single`: whether the answers are a list that opens.",
    ),
    member(
        "prompts",
        list(&Kind::Object(&PROMPT)),
        "For `matching` and `rank_order`: what is put together with the answers.",
    ),
    member(
        "rating_min_label",
        TEXT,
        "For `rating_scale`: what the lowest value means.",
    ),
    member(
        "rating_max_label",
        TEXT,
        "For `rating_scale`: what the highest value means.",
    ),
];

static PROMPT: Shape = Shape::of(&[&[
    member(
        "prompt_question",
        TEXT,
        "What is put together with an answer.",
    ),
    member(
        "prompt_right_answers",
        TEXTS,
        "Of a quiz: which answers belong to it.",
    ),
]]);

/// A poll as Zoom answers it.
pub(super) static POLL: Shape = Shape::of(&[MEMBERS]);

/// What is told of a poll.
pub(super) static MEMBERS: &[Field] = &[
    member("id", TEXT, "The id of the poll.").essential(),
    member("title", TEXT, TITLE),
    member(
        "status",
        Kind::Choice(&["notstart", "started", "ended", "sharing", "deactivated"]),
        "Whether it has not begun, goes on, is over, its results are shown, or it can't be used.",
    ),
    member("poll_type", Kind::Code(&[1, 2, 3]), POLL_TYPE),
    member("anonymous", Kind::Boolean, ANONYMOUS),
    member(
        "questions",
        list(&Kind::Object(&SEEN_QUESTION)),
        QUESTIONS_OF_A_POLL,
    ),
];

/// What to show of a poll.
pub(super) const COLUMNS: &[Column] = &[
    column("Title", "/title"),
    column("Status", "/status"),
    column("Poll ID", "/id"),
];

/// A poll as it is made.
pub(super) const SAMPLE_INPUT: &str = r#"{
    "meeting_id": "85746065432",
    "title": "How was it?",
    "poll_type": 1,
    "questions": [{ "name": "Was it of use?", "type": "single", "answers": ["Yes", "No"] }]
}"#;

/// A poll as Zoom answers it.
pub(super) const SAMPLE: &str = r#"{
    "id": "QalIoKWLTJehBJ8e1xRrbQ",
    "title": "How was it?",
    "status": "notstart",
    "poll_type": 1,
    "anonymous": false,
    "questions": [{ "name": "Was it of use?", "type": "single", "answers": ["Yes", "No"], "answer_required": false }]
}"#;

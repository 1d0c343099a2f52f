//! What participants are asked when a meeting is over.

use crate::contract::FailureKind::Refused;
use crate::refusals::{Refusal, refusal};
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, body, list, member};

const CUSTOM: &str = "The survey's own questions.";
const BROWSER: &str = "Whether the survey is shown in the browser when the meeting ends.";
const ELSEWHERE: &str = "The address of a survey elsewhere.";

/// What can be set.
pub(super) static INPUT: &[Field] = &[
    body("custom_survey", Kind::Object(&SURVEY), CUSTOM),
    body("show_in_the_browser", Kind::Boolean, BROWSER),
    body("third_party_survey", Kind::Text(0, 64), ELSEWHERE),
];

/// What is told.
pub(super) static OUTPUT: &[Field] = &[
    member("custom_survey", Kind::Object(&SURVEY), CUSTOM),
    member("show_in_the_browser", Kind::Boolean, BROWSER),
    member("third_party_survey", TEXT, ELSEWHERE),
];

static SURVEY: Shape = Shape::of(&[&[
    member("title", Kind::Text(0, 64), "What the survey is called."),
    member(
        "anonymous",
        Kind::Boolean,
        "Whether participants may answer without their names.",
    ),
    member(
        "numbered_questions",
        Kind::Boolean,
        "Whether questions have numbers.",
    ),
    member(
        "show_question_type",
        Kind::Boolean,
        "Whether questions say of which type they are.",
    ),
    member(
        "feedback",
        Kind::Text(0, 320),
        "What participants read when they have answered.",
    ),
    member(
        "questions",
        Kind::List(&Kind::Object(&QUESTION), 100),
        "The questions: at least one.",
    ),
]]);

static QUESTION: Shape = Shape::of(&[&[
    member("name", Kind::Text(0, 420), "The question."),
    member(
        "type",
        Kind::Choice(&[
            "single",
            "multiple",
            "matching",
            "rank_order",
            "short_answer",
            "long_answer",
            "fill_in_the_blank",
            "rating_scale",
        ]),
        "How it is answered.",
    ),
    member(
        "answer_required",
        Kind::Boolean,
        "Whether it has to be answered.",
    ),
    member(
        "show_as_dropdown",
        Kind::Boolean,
        "Whether the answers of a single choice are in a list that opens.",
    ),
    member(
        "answers",
        list(&Kind::Text(0, 200)),
        "The answers to choose from: at least two; at most 50 of choices, 16 of matching, 7 of an order.",
    ),
    member(
        "prompts",
        Kind::List(&Kind::Object(&PROMPT), 10),
        "What is matched or put in order: at least two.",
    ),
    member(
        "answer_min_character",
        Kind::Integer(1, i32::MAX),
        "How many characters an answer has at least. For short and long answers.",
    ),
    member(
        "answer_max_character",
        INTEGER,
        "How many characters an answer has at most: up to 500 of short and 2000 of long answers.",
    ),
    member(
        "rating_min_value",
        Kind::Integer(0, i32::MAX),
        "The lowest value of a scale.",
    ),
    member(
        "rating_max_value",
        Kind::Integer(i32::MIN, 10),
        "The highest value of a scale.",
    ),
    member(
        "rating_min_label",
        Kind::Text(0, 50),
        "What the lowest value means.",
    ),
    member(
        "rating_max_label",
        Kind::Text(0, 50),
        "What the highest value means.",
    ),
]]);

static PROMPT: Shape = Shape::of(&[&[member(
    "prompt_question",
    Kind::Text(0, 200),
    "What is asked for.",
)]]);

/// What the endpoints mean by their errors.
pub(super) static REFUSALS: &[Refusal] = &[refusal(
    400,
    3000,
    Refused,
    "The meeting has no survey: surveys, or links to others, are switched off, it is an instant \
         meeting, or it is a webinar.",
    "Switch on \"Meeting Survey\", or \"Allow host to use a 3rd-party survey link\", in the settings of \
         the host.",
)];

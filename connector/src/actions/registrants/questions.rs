//! What people are asked who register.

use crate::shape::{Field, Kind, Shape, TEXT, TEXTS, member};

/// What Zoom can ask beside first name and e-mail address.
const NAMES: &[&str] = &[
    "last_name",
    "address",
    "city",
    "country",
    "zip",
    "state",
    "phone",
    "industry",
    "org",
    "job_title",
    "purchasing_time_frame",
    "role_in_purchase_process",
    "no_of_employees",
    "comments",
];

/// Zoom's own questions.
pub(crate) const STANDARD: Kind = Kind::List(&Kind::Object(&QUESTION), usize::MAX);
/// The host's own questions.
pub(crate) const CUSTOM: Kind = Kind::List(&Kind::Object(&CUSTOM_QUESTION), usize::MAX);

/// What is asked.
pub(crate) static QUESTIONS: Shape = Shape::of(&[MEMBERS]);

/// The same, as a part of something else.
pub(crate) static DEFINED: Shape = Shape::of(&[&[
    member(
        "questions",
        STANDARD,
        "What Zoom asks beside first name and e-mail address.",
    ),
    member("custom_questions", CUSTOM, "The host's own questions."),
]]);

/// What is asked, as an answer tells it.
pub(crate) static MEMBERS: &[Field] = &[
    member(
        "questions",
        STANDARD,
        "What Zoom asks beside first name and e-mail address.",
    )
    .essential(),
    member("custom_questions", CUSTOM, "The host's own questions."),
];

static QUESTION: Shape = Shape::of(&[&[
    member(
        "field_name",
        Kind::Choice(NAMES),
        "What is asked for, by the name of the field of a registrant.",
    ),
    member("required", Kind::Boolean, "Whether it has to be answered."),
]]);

static CUSTOM_QUESTION: Shape = Shape::of(&[&[
    member("title", TEXT, "The question."),
    member(
        "type",
        Kind::Choice(&["short", "single"]),
        "How it is answered: by a short text, or by one of `answers`.",
    ),
    member("required", Kind::Boolean, "Whether it has to be answered."),
    member(
        "answers",
        TEXTS,
        "The answers to choose from, for `type` `single`.",
    ),
]]);

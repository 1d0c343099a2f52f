//! What passcodes have to be like.

use super::on;
use crate::shape::{Field, INTEGER, Kind, Shape, member};

/// What holds for all passcodes.
static COMMON: &[Field] = &[
    on("have_letter", "Whether there has to be a letter."),
    on("have_number", "Whether there has to be a digit."),
    on(
        "have_special_character",
        "Whether there has to be another character, such as `!` or `@`.",
    ),
    on("only_allow_numeric", "Whether there may be digits alone."),
];

/// How long they are.
const fn length(kind: Kind) -> Field {
    member("length", kind, "The least number of characters.")
}

/// Passcodes of recordings.
pub(super) static OF_RECORDINGS: Shape =
    Shape::of(&[COMMON, &[length(Kind::Integer(i32::MIN, 10))]]);

/// Passcodes of meetings and webinars.
pub(super) static OF_MEETINGS: Shape = Shape::of(&[
    COMMON,
    &[
        length(INTEGER),
        on(
            "have_upper_and_lower_characters",
            "Whether there have to be capital and small letters.",
        ),
        member(
            "consecutive_characters_length",
            Kind::Code(&[0, 4, 5, 6, 7, 8]),
            "From how many on characters that follow one another, such as `abcd`, are too many; 0 where it does not matter.",
        ),
        on(
            "weak_enhance_detection",
            "Whether people are told that a passcode is weak.",
        ),
    ],
]);

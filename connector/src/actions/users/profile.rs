//! What can be said of a user: the parts that stand in what Zoom answers and in what it takes.

use crate::shape::{Field, Kind, Shape, TEXT, member};

const KEY: Field = member("key", TEXT, "The id of the attribute.");
const NAME: Field = member("name", TEXT, "The name of the attribute.");
const VALUE: Field = member("value", TEXT, "Its value.");

/// A value of one of the account's own attributes.
pub(crate) static CUSTOM_ATTRIBUTE: Shape = Shape::of(&[&[KEY, NAME, VALUE]]);

const CODE: Field = member(
    "code",
    TEXT,
    "The calling code of the country, such as `+1`.",
);
const COUNTRY: Field = member("country", TEXT, "The country, such as `US`.");
const LABEL: Field = member(
    "label",
    Kind::Choice(&["Mobile", "Office", "Home", "Fax"]),
    "What the number is for.",
);
const NUMBER: Field = member("number", TEXT, "The number.");

/// A phone number to give to a user.
pub(super) static NEW_PHONE_NUMBER: Shape =
    Shape::of(&[&[CODE, COUNTRY, LABEL, NUMBER]]).answered(&PHONE_NUMBER);

/// A phone number of a user.
pub(super) static PHONE_NUMBER: Shape = Shape::of(&[&[
    CODE,
    COUNTRY,
    LABEL,
    NUMBER,
    member(
        "verified",
        Kind::Boolean,
        "Whether Zoom has verified the number.",
    ),
]]);

/// How the user's pronouns are shown, by Zoom's numbers.
pub(super) const PRONOUNS_OPTIONS: &[i64] = &[1, 2, 3];
pub(super) const PRONOUNS_OPTION: &str = "Where the pronouns are shown: 1 Zoom asks each time the user joins, 2 always, 3 nowhere but on the profile.";
pub(super) const PLAN: &str = "The plan of the user: 1 Basic, 2 Licensed, 4 Unassigned without Meetings Basic, 99 none (only users made with `ssoCreate` have it).";
pub(super) const USE_PMI: &str = "Whether instant meetings have the user's personal meeting id.";

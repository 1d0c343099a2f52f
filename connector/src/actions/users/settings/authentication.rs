//! How people have to be signed in for the meetings and recordings of a user.

use super::on;
use crate::shape::{Field, Kind, Shape, TEXT, body, list, member};

/// What is told with the options `meeting_authentication` and `recording_authentication`.
pub(super) static MEMBERS: &[Field] = &[
    on(
        "meeting_authentication",
        "Whether only people who have signed in can join meetings; with `option: meeting_authentication`.",
    ),
    on(
        "recording_authentication",
        "Whether only people who have signed in can see recordings; with `option: recording_authentication`.",
    ),
    on(
        "allow_authentication_exception",
        "Whether hosts can let in people who have not; with `option: meeting_authentication`.",
    ),
    member(
        "authentication_options",
        list(&Kind::Object(&OPTION)),
        "The ways of having signed in that can be asked for; with either of these options.",
    ),
];

/// What can be changed: one option, and whether it is asked for.
pub(super) static CHANGED: &[Field] = &[
    body(
        "meeting_authentication",
        Kind::Boolean,
        "Whether only people who have signed in can join meetings.",
    ),
    body(
        "recording_authentication",
        Kind::Boolean,
        "Whether only people who have signed in can see recordings.",
    ),
    body(
        "authentication_option",
        Kind::Object(&CHANGED_OPTION),
        "A way of having signed in that is changed, shown or hidden: of meetings, or with `option: recording_authentication` of recordings.",
    ),
];

static CHANGED_OPTION: Shape = Shape::of(&[
    &[member(
        "action",
        Kind::Choice(&["update", "show", "hide"]),
        "What becomes of it.",
    )],
    KEPT,
])
.answered(&OPTION);

static OPTION: Shape = Shape::of(&[KEPT, &[on("visible", "Whether it is shown.")]]);

static KEPT: &[Field] = &[
    member(
        "id",
        TEXT,
        "The id of the option, which goes into `authentication_option` of a meeting's settings.",
    ),
    member("name", TEXT, "The name of the option."),
    member(
        "type",
        Kind::Choice(&[
            "enforce_login",
            "enforce_login_with_same_account",
            "enforce_login_with_domains",
            "internally",
        ]),
        "Who may: everybody who has signed in, people of the same account (`enforce_login_with_same_account`, of recordings and in changes `internally`), or people of certain domains.",
    ),
    member("domains", TEXT, "The domains, with commas between them."),
    on("default_option", "Whether it is the usual one."),
];

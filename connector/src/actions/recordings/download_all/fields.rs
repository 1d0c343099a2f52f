//! What `download-recordings` takes, and what it tells.

use crate::actions::lookups;
use crate::actions::recordings::choice;
use crate::actions::recordings::fields::{FILE_TYPES, RECORDING_TYPES};
use crate::contract::FieldProblem;
use crate::ids;
use crate::input::Input;
use crate::pages::monthly_rules;
use crate::shape::{self, Field, INTEGER, Kind, Path, Shape, TEXT, member};
use crate::times::DATE;

pub(super) static INPUT: &[Field] = &[
    member(
        "meeting_id",
        ids::MEETING_OR_UUID,
        "The meeting's number, which stands for its latest instance, or the UUID of an instance. Either this or `from`.",
    )
    .choices(&lookups::RECORDINGS),
    member(
        "from",
        DATE,
        "The first day of a span, in UTC. Any span will do: Zoom is asked month by month.",
    ),
    member(
        "to",
        DATE,
        "Together with `from`: the last day, in UTC, that day included. Without it, today.",
    ),
    member(
        "user_id",
        ids::USER,
        "Together with `from`: whose recordings, as a user id, an e-mail address, or `me` for the connected user (the owner of the account, where a server-to-server app is connected), who is meant without it.",
    )
    .choices(&lookups::USERS),
    member(
        "file_types",
        shape::list(&Kind::Choice(FILE_TYPES)),
        "Only files of these kinds. Without it, all.",
    ),
    member(
        "recording_types",
        shape::list(&Kind::Choice(RECORDING_TYPES)),
        "Only files that show or hold one of these. Without it, all.",
    ),
    member(
        "max_files",
        Kind::Integer(1, 10_000),
        "Fetch so many files and no more. What is there already does not count, so started again, it goes on from there.",
    )
    .default("100"),
];

pub(super) static OUTPUT: &[Field] = &[
    member("downloaded_count", INTEGER, "How many files were fetched.").required(),
    member("found_count", INTEGER, "How many were there already.").required(),
    member(
        "not_downloaded_count",
        INTEGER,
        "How many could not be had, or not yet.",
    )
    .required(),
    member(
        "has_more",
        Kind::Boolean,
        "Whether there are files left, since `max_files` were fetched.",
    )
    .required(),
    member(
        "files",
        shape::list(&Kind::Object(&FILE)),
        "The files that are there now.",
    )
    .required(),
    member(
        "not_downloaded",
        shape::list(&Kind::Object(&LEFT)),
        "The files that are not, and why.",
    )
    .required(),
];

static FILE: Shape = Shape::of(&[
    choice::FACTS,
    &[
        member("file_name", TEXT, "The name under which the file is kept."),
        member("size", INTEGER, "The size of the file, in bytes."),
        member(
            "was_there",
            Kind::Boolean,
            "Whether it was there already, under its name and of its size.",
        ),
        member(
            "sha256",
            TEXT,
            "The SHA-256 of a file that was fetched, in hexadecimal digits.",
        ),
    ],
]);

static LEFT: Shape = Shape::of(&[
    choice::FACTS,
    &[
        member(
            "reason",
            TEXT,
            "`processing` where Zoom is not done with it, else the kind of failure.",
        ),
        member("message", TEXT, "What happened, and what to do next."),
    ],
]);

/// One meeting or one span, and nothing that goes with the other.
pub(super) fn rules(input: &Input, now: u64, problems: &mut Vec<FieldProblem>) {
    let mut problem = |field: &str, message: &str| {
        problems.push(Path::Member(&Path::Whole, field).problem(message));
    };
    let is_span = input.get("from").is_some();
    if input.get("meeting_id").is_some() == is_span {
        let message = if is_span {
            "does not go together with `from`; remove one of them"
        } else {
            "is missing; name a meeting, or a span of days with `from`"
        };
        problem("meeting_id", message);
    }
    for field in ["to", "user_id"] {
        if input.get(field).is_some() && !is_span {
            problem(field, "goes together with `from`, the first day of a span");
        }
    }
    monthly_rules(input, now, problems);
}

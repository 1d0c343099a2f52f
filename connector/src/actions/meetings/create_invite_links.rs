//! `create-invite-links`.

use super::fields;
use super::group::GROUP;
use crate::action::{Action, column};
use crate::contract::FailureKind::{InvalidInput, Refused};
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, Path, Shape, TEXT, body, list, member};

pub(crate) static ACTION: Action = Action::post(
    &GROUP,
    "create-invite-links",
    "/meetings/{meetingId}/invite_links",
)
.operation("meetingInviteLinksCreate")
.summary("Makes links to a meeting, each for one person, whose name is then known.")
.description(
    "Each link lets in whoever has it, under the name that it was made for. Starting it again makes \
     further links; those made before go on working.",
)
.scopes(
    &[scope("meeting:write")],
    &[scope("meeting:write:invite_links")],
)
.input(&[
    fields::OF_A_MEETING,
    &[
        body(
            "attendees",
            Kind::List(&Kind::Object(&ATTENDEE), 500),
            "For whom: at least one, at most 500.",
        )
        .required(),
        body(
            "ttl",
            Kind::Integer(0, 7_776_000),
            "For how many seconds the links work: at most 90 days. Zoom takes 0 too, and does not say for how long links work then.",
        )
        .default("7200"),
    ],
])
.output(&[&[member(
    "attendees",
    list(&Kind::Object(&LINK)),
    "Each name with its link.",
)
.essential()]])
.rules(rules)
.warnings(warnings)
.refusals(REFUSALS)
.columns(&[
    column("Name", "/attendees/*/name"),
    column("Link", "/attendees/*/join_url"),
])
.sample(
    r#"{ "meeting_id": "85746065432", "attendees": [{ "name": "Anna Huber" }], "ttl": 86400 }"#,
    r#"{ "attendees": [{ "name": "Anna Huber", "join_url": "https://us02web.zoom.us/w/85746065432?tk=example" }] }"#,
);

static ATTENDEE: Shape = Shape::of(&[&[
    member(
        "name",
        Kind::Text(1, 64),
        "The name under which the person joins.",
    )
    .required(),
    member(
        "disable_video",
        Kind::Boolean,
        "Whether the person joins without video.",
    )
    .default("false"),
    member(
        "disable_audio",
        Kind::Boolean,
        "Whether the person joins without sound.",
    )
    .default("false"),
]]);

static LINK: Shape = Shape::of(&[&[
    member("name", TEXT, "The name that the link was made for."),
    member(
        "join_url",
        TEXT,
        "The link: whoever has it joins under that name.",
    )
    .sensitive(),
]]);

static REFUSALS: &[Refusal] = &[
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom does not take the meeting id, or a name.",
        "Check the meeting id, and that each of the attendees has a name.",
    ),
    refusal(
        400,
        3000,
        Refused,
        "Zoom makes no such links for what the meeting id names: it is a webinar.",
        "Invite panelists or registrants to it instead.",
    ),
];

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let none = input.get("attendees").and_then(|list| list.as_array());
    if none.is_some_and(Vec::is_empty) {
        let at = Path::Member(&Path::Whole, "attendees");
        problems.push(at.problem("must name at least one person"));
    }
}

fn warnings(input: &Input, _: u64) -> Vec<String> {
    let none = (input.integer("ttl") == Some(0)).then(|| {
        "Zoom does not say for how long links with a `ttl` of 0 work. Name seconds to be sure."
            .to_owned()
    });
    Vec::from_iter(none)
}

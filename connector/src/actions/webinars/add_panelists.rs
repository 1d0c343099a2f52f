//! `add-panelists`.

use super::fields::OF_A_WEBINAR;
use super::group::{GROUP, NO_LICENCE, NO_WEBINAR, WRONG_ID};
use crate::action::{Action, column};
use crate::contract::FailureKind::Conflict;
use crate::contract::FieldProblem;
use crate::ids;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, Path, Shape, TEXT, body, list, member};
use crate::times::TIMESTAMP;

pub(crate) static ACTION: Action =
    Action::post(&GROUP, "add-panelists", "/webinars/{webinarId}/panelists")
        .operation("webinarPanelistCreate")
        .summary("Adds people to those who speak in a webinar.")
        .description("Zoom invites them by e-mail, if the webinar says so. List panelists tells their ids and links.")
        .scopes(&[scope("webinar:write")], &[scope("webinar:write:panelist")])
        .rate_label("MEDIUM")
        .input(&[
            OF_A_WEBINAR,
            &[body("panelists", list(&Kind::Object(&PANELIST)), "The people: at least one.").required()],
        ])
        .output(&[&[
            member("id", ids::MEETING, "The webinar's number.").essential(),
            member("updated_at", TIMESTAMP, "When the panelists were changed, in UTC."),
        ]])
        .rules(rules)
        .refusals(REFUSALS)
        .columns(&[column("Webinar ID", "/id"), column("Changed", "/updated_at")])
        .sample(
            r#"{ "webinar_id": "95204914252", "panelists": [{ "name": "Ben Okri", "email": "ben@example.com" }] }"#,
            r#"{ "id": "95204914252", "updated_at": "2026-09-12T06:30:00Z" }"#,
        );

static PANELIST: Shape = Shape::of(&[&[
    member("name", TEXT, "The name."),
    member("email", ids::EMAIL, "The e-mail address."),
    member("name_tag_id", TEXT, "The id of the name tag."),
    member("name_tag_name", TEXT, "The name on the name tag."),
    member("name_tag_pronouns", TEXT, "The pronouns on the name tag."),
    member("name_tag_description", TEXT, "What else the name tag says."),
    member(
        "virtual_background_id",
        TEXT,
        "The id of the virtual background.",
    ),
]]);

static REFUSALS: &[Refusal] = &[
    NO_LICENCE,
    WRONG_ID,
    NO_WEBINAR,
    refusal(
        400,
        3000,
        Conflict,
        "The webinar has as many panelists as it may have.",
        "Remove some, or take a larger licence.",
    ),
];

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let people = input.get("panelists").and_then(|list| list.as_array());
    if people.is_some_and(Vec::is_empty) {
        let at = Path::Member(&Path::Whole, "panelists");
        problems.push(at.problem("must name at least one person"));
    }
}

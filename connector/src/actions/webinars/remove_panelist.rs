//! `remove-panelist`.

use http::Method;

use super::fields::{DONE_TO, OF_A_WEBINAR};
use super::group::{GROUP, REFUSALS};
use crate::action::{Action, Needed};
use crate::actions::lookups;
use crate::contract::FieldProblem;
use crate::endpoint::{Content, Endpoint};
use crate::ids;
use crate::input::Input;
use crate::scopes::{Scopes, scope};
use crate::shape::{Kind, Path, Shape, TEXT, member, path};

pub(crate) static ACTION: Action = Action::delete(
    &GROUP,
    "remove-panelist",
    "/webinars/{webinarId}/panelists/{panelistId}",
)
.operation("webinarPanelistDelete")
.version("1.1.0")
.summary("Removes somebody from those who speak in a webinar, or all of them.")
.scopes(
    &[scope("webinar:write")],
    &[scope("webinar:delete:panelist")],
)
.input(&[
    OF_A_WEBINAR,
    &[
        path(
            "panelist_id",
            "{panelistId}",
            ids::ID,
            "The id of the panelist, or the e-mail address. Not together with `all`.",
        )
        .optional()
        .choices(&lookups::PANELISTS),
        member("all", Kind::Boolean, "Remove all panelists."),
    ],
])
.endpoint_by(|input| {
    if input.is_true("all") {
        &ALL
    } else {
        &ACTION.endpoint
    }
})
.needed(&[Needed::OneOf(&[&["panelist_id"], &["all"]])])
.rules(rules)
.output(&[&[
    DONE_TO,
    member("panelist_id", TEXT, "The panelist."),
    member("all", Kind::Boolean, "That it was all of them."),
    member("deleted", Kind::Boolean, "That the panelist was removed.").required(),
]])
.done("deleted")
.refusals(REFUSALS)
.sample(
    r#"{ "webinar_id": "95204914252", "panelist_id": "Tg2b6GhcQKKbV7nSCbDKug" }"#,
    r#"{ "webinar_id": "95204914252", "panelist_id": "Tg2b6GhcQKKbV7nSCbDKug", "deleted": true }"#,
);

/// All of the panelists at once.
static ALL: Endpoint = {
    let mut all = Endpoint::new(Method::DELETE, "/webinars/{webinarId}/panelists");
    all.scopes = Scopes {
        classic: &[scope("webinar:write")],
        granular: &[scope("webinar:delete:panelist")],
    };
    all.input = Shape::of(&[OF_A_WEBINAR]);
    all.content = Content::None;
    all.refusals = REFUSALS;
    all
};

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let problem = match (input.get("panelist_id").is_some(), input.is_true("all")) {
        (false, false) => "is missing; name a panelist, or set `all` to true",
        (true, true) => "does not go together with `all`; remove one of them",
        _ => return,
    };
    problems.push(Path::Member(&Path::Whole, "panelist_id").problem(problem));
}

//! `remove-panelist`.

use super::fields::{DONE_TO, OF_A_WEBINAR};
use super::group::{GROUP, REFUSALS};
use crate::action::Action;
use crate::actions::lookups;
use crate::ids;
use crate::scopes::scope;
use crate::shape::{Kind, TEXT, member, path};

pub(crate) static ACTION: Action = Action::delete(
    &GROUP,
    "remove-panelist",
    "/webinars/{webinarId}/panelists/{panelistId}",
)
.operation("webinarPanelistDelete")
.summary("Removes somebody from those who speak in a webinar.")
.scopes(
    &[scope("webinar:write")],
    &[scope("webinar:delete:panelist")],
)
.input(&[
    OF_A_WEBINAR,
    &[path(
        "panelist_id",
        "{panelistId}",
        ids::ID,
        "The id of the panelist, or the e-mail address.",
    )
    .choices(&lookups::PANELISTS)],
])
.output(&[&[
    DONE_TO,
    member("panelist_id", TEXT, "The panelist.").required(),
    member("deleted", Kind::Boolean, "That the panelist was removed.").required(),
]])
.done("deleted")
.refusals(REFUSALS)
.sample(
    r#"{ "webinar_id": "95204914252", "panelist_id": "Tg2b6GhcQKKbV7nSCbDKug" }"#,
    r#"{ "webinar_id": "95204914252", "panelist_id": "Tg2b6GhcQKKbV7nSCbDKug", "deleted": true }"#,
);

//! `list-meeting-templates`.

use super::group::GROUP;
use crate::action::{Action, column};
use crate::actions::users::fields::of_user;
use crate::pages::{self, Pages};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member};

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "list-meeting-templates",
    "/users/{userId}/meeting_templates",
)
.operation("listMeetingTemplates")
.summary("Lists the meeting templates that a user may schedule with.")
.description("Their ids go into `template_id` of Create meeting.")
.scopes(
    &[scope("meeting:read")],
    &[scope("meeting:read:list_templates")],
)
.rate_label("MEDIUM")
.input(&[&[of_user(
    "Whose templates: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone.",
)]])
.output(&[&[
    member(
        "templates",
        list(&Kind::Object(&TEMPLATE)),
        "The templates.",
    )
    .essential(),
    member(
        "total_records",
        INTEGER,
        "How many templates Zoom has counted.",
    ),
    pages::HAS_MORE,
]])
.pages(Pages::of("templates"))
.columns(&[column("Name", "/name"), column("Template ID", "/id")])
.sample(
    "{}",
    r#"{
                "templates": [{ "id": "CTVdy4yHSgKCR6hC8sKmuw", "name": "Seminar", "type": 2 }],
                "total_records": 1,
                "has_more": false
            }"#,
);

static TEMPLATE: Shape = Shape::of(&[&[
    member("id", TEXT, "The id of the template."),
    member("name", TEXT, "What the template is called."),
    member(
        "type",
        INTEGER,
        "Whose it is: 1 the user's own, 2 an administrator's, for the whole account.",
    ),
]]);

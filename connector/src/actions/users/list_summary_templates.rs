//! `list-summary-templates`.

use super::fields::of_user;
use super::group::GROUP;
use crate::action::{Action, column};
use crate::pages;
use crate::scopes::scope;
use crate::shape::{Kind, Shape, TEXT, list, member};

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "list-summary-templates",
    "/users/{userId}/meeting_summary_templates",
)
.operation("Getmeetingsummarytemplates")
.summary("Lists the templates that a user's meetings may be summarised by.")
.description(
    "Their ids go into `settings.summary_template_id` of Create meeting and Update meeting.",
)
// Unlike at other endpoints, what changes users does not read this.
.scopes(&[scope("user:read")], &[scope("user:read:settings")])
.rate_label("MEDIUM")
.input(&[&[of_user(
    "Whose templates: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone.",
)]])
.output(&[&[
    member(
        "summary_templates",
        list(&Kind::Object(&TEMPLATE)),
        "The templates.",
    )
    .essential(),
    pages::HAS_MORE,
]])
.list("summary_templates")
.columns(&[
    column("Name", "/name"),
    column("Description", "/description"),
    column("Template ID", "/meeting_summary_template_id"),
])
.sample(
    "{}",
    r#"{
        "summary_templates": [{
            "meeting_summary_template_id": "1e1356ad",
            "name": "General template",
            "description": "Recap and next steps"
        }],
        "has_more": false
    }"#,
);

static TEMPLATE: Shape = Shape::of(&[&[
    member(
        "meeting_summary_template_id",
        TEXT,
        "The id of the template.",
    ),
    member("name", TEXT, "What the template is called."),
    member("description", TEXT, "What it makes of a meeting."),
]]);

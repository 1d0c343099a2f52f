//! `list-panelists`.

use super::fields::OF_A_WEBINAR;
use super::group::{GROUP, REFUSALS};
use crate::action::{Action, column};
use crate::ids;
use crate::pages::{self, Pages};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member};

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "list-panelists", "/webinars/{webinarId}/panelists")
        .operation("webinarPanelists")
        .summary("Lists those who speak in a webinar.")
        .scopes(
            &[scope("webinar:read")],
            &[scope("webinar:read:list_panelists")],
        )
        .rate_label("MEDIUM")
        .input(&[OF_A_WEBINAR])
        .output(&[&[
            member(
                "panelists",
                list(&Kind::Object(&PANELIST)),
                "The panelists.",
            )
            .essential(),
            member(
                "total_records",
                INTEGER,
                "How many panelists Zoom has counted.",
            ),
            pages::HAS_MORE,
        ]])
        .pages(Pages::of("panelists"))
        .refusals(REFUSALS)
        .columns(&[
            column("Name", "/name"),
            column("E-mail", "/email"),
            column("Panelist ID", "/id"),
        ])
        .sample(
            r#"{ "webinar_id": "95204914252" }"#,
            r#"{
                "panelists": [{
                    "id": "Tg2b6GhcQKKbV7nSCbDKug",
                    "name": "Ben Okri",
                    "email": "ben@example.com",
                    "join_url": "https://us02web.zoom.us/w/95204914252?tk=example"
                }],
                "total_records": 1,
                "has_more": false
            }"#,
        );

static PANELIST: Shape = Shape::of(&[&[
    member("id", TEXT, "The id of the panelist."),
    member("name", TEXT, "The name."),
    member("email", ids::EMAIL, "The e-mail address."),
    member(
        "join_url",
        TEXT,
        "The link of this person alone: whoever has it joins as a panelist.",
    )
    .sensitive(),
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

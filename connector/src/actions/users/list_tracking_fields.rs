//! `list-tracking-fields`.

use super::group::GROUP;
use crate::action::{Action, column};
use crate::pages::{self, Pages};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, TEXTS, list, member};

pub(crate) static ACTION: Action = Action::get(&GROUP, "list-tracking-fields", "/tracking_fields")
    .operation("trackingfieldList")
    .summary("Lists the tracking fields of the account, with the values that it recommends.")
    .description("Their names go into `tracking_fields` of meetings and webinars.")
    .scopes(
        &[scope("tracking_fields:read").of_administrators()],
        &[scope("tracking_field:read:list_tracking_fields").of_administrators()],
    )
    .rate_label("MEDIUM")
    .output(&[&[
        member(
            "tracking_fields",
            list(&Kind::Object(&TRACKING_FIELD)),
            "The tracking fields.",
        )
        .essential(),
        member(
            "total_records",
            INTEGER,
            "How many tracking fields Zoom has counted.",
        ),
        pages::HAS_MORE,
    ]])
    .pages(Pages::of("tracking_fields"))
    .columns(&[
        column("Field", "/field"),
        column("Values", "/recommended_values"),
        column("Required", "/required"),
        column("ID", "/id"),
    ])
    .sample(
        "{}",
        r#"{
            "tracking_fields": [{
                "id": "a32CJji-weJ92",
                "field": "Course",
                "required": false,
                "visible": true,
                "recommended_values": ["Law", "Medicine"]
            }],
            "total_records": 1,
            "has_more": false
        }"#,
    );

static TRACKING_FIELD: Shape = Shape::of(&[&[
    member("id", TEXT, "The id of the tracking field."),
    member("field", TEXT, "Its name."),
    member(
        "recommended_values",
        TEXTS,
        "The values that the account recommends.",
    ),
    member(
        "required",
        Kind::Boolean,
        "Whether whoever schedules has to fill it in.",
    ),
    member(
        "visible",
        Kind::Boolean,
        "Whether it is shown where meetings are scheduled.",
    ),
]]);

//! `get-webinar`.

use super::fields;
use super::group::{GROUP, REFUSALS};
use crate::action::Action;
use crate::scopes::scope;
use crate::shape::{Kind, query};

pub(crate) static ACTION: Action = Action::get(&GROUP, "get-webinar", "/webinars/{webinarId}")
    .operation("webinar")
    .summary("Gets everything that Zoom knows of a webinar, with a fresh start_url.")
    .scopes(&[scope("webinar:read")], &[scope("webinar:read:webinar")])
    .input(&[
        fields::OF_A_WEBINAR,
        &[
            fields::occurrence("The id of one webinar of a series."),
            query(
                "show_previous_occurrences",
                Kind::Boolean,
                "Whether the webinars of a series that are over are listed too.",
            ),
        ],
    ])
    .output(&[fields::OUTPUT])
    .refusals(REFUSALS)
    .columns(fields::COLUMNS)
    .sample(r#"{ "webinar_id": "95204914252" }"#, fields::SAMPLE);

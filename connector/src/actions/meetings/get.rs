//! `get-meeting`.

use super::fields;
use super::group::GROUP;
use crate::action::Action;
use crate::scopes::scope;
use crate::shape::{Kind, query};

pub(crate) static ACTION: Action = Action::get(&GROUP, "get-meeting", "/meetings/{meetingId}")
    .operation("meeting")
    .summary("Gets everything that Zoom knows of a meeting, with a fresh start_url.")
    .scopes(&[scope("meeting:read")], &[scope("meeting:read:meeting")])
    .input(&[
        fields::OF_A_MEETING,
        &[
            fields::occurrence("The id of one meeting of a series."),
            query(
                "show_previous_occurrences",
                Kind::Boolean,
                "Whether the meetings of a series that are over are listed too.",
            ),
        ],
    ])
    .output(&[fields::OUTPUT])
    .refusals(fields::NOT_A_MEETING)
    .columns(fields::COLUMNS)
    .sample(r#"{ "meeting_id": "85746065432" }"#, fields::SAMPLE);

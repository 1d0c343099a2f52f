//! `delete-meeting`.

use super::group::GROUP;
use super::{fields, gone};
use crate::action::Action;
use crate::contract::FailureKind::{Conflict, InvalidInput, NotFound};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, TEXT, member, query};

pub(crate) static ACTION: Action =
    Action::delete(&GROUP, "delete-meeting", "/meetings/{meetingId}")
        .operation("meetingDelete")
        .summary("Deletes a meeting, a whole series, or one meeting of a series.")
        .description(
            "When Zoom's answer is lost, the meeting is looked for, which takes a scope to read \
             meetings: if it is gone it was deleted.",
        )
        .scopes(&[scope("meeting:write")], &[scope("meeting:delete:meeting")])
        .input(&[
            fields::OF_A_MEETING,
            &[
                fields::occurrence(
                    "The id of the one meeting of a series to delete. Without it the whole series is deleted.",
                ),
                query(
                    "schedule_for_reminder",
                    Kind::Boolean,
                    "Whether the host and alternative hosts are told by e-mail.",
                ),
                query(
                    "cancel_meeting_reminder",
                    Kind::Boolean,
                    "Whether registrants are told by e-mail.",
                )
                .default("false"),
            ],
        ])
        .output(&[&[
            fields::DONE_TO,
            member(
                "occurrence_id",
                TEXT,
                "The id of the meeting of a series that was deleted.",
            ),
            member("deleted", Kind::Boolean, "That the meeting was deleted.").required(),
        ]])
        .done("deleted")
        .recovery(&gone::Deleted)
        .refusals(REFUSALS)
        .sample(
            r#"{ "meeting_id": "85746065432", "cancel_meeting_reminder": true }"#,
            r#"{ "meeting_id": "85746065432", "deleted": true }"#,
        );

static REFUSALS: &[Refusal] = &[
    refusal(
        404,
        3001,
        NotFound,
        "There is no such meeting, or it has expired or been deleted already.",
        "Check the meeting id.",
    ),
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom does not take the occurrence_id.",
        "Get the meeting to see the ids of its occurrences.",
    ),
    fields::ONLY_MEETINGS,
    refusal(
        400,
        3018,
        Conflict,
        "It is a personal meeting, which cannot be deleted.",
        "Change its settings instead.",
    ),
    refusal(
        400,
        3037,
        Conflict,
        "It is a personal audio conference, which cannot be deleted.",
        "Switch it off in the user's settings.",
    ),
];

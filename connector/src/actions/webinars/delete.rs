//! `delete-webinar`.

use super::fields;
use super::group::{GROUP, NO_LICENCE, NO_WEBINAR, WRONG_ID};
use crate::action::Action;
use crate::contract::FailureKind::Refused;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, member, query};

pub(crate) static ACTION: Action = Action::delete(&GROUP, "delete-webinar", "/webinars/{webinarId}")
    .operation("webinarDelete")
    .summary("Deletes a webinar, a whole series, or one webinar of a series.")
    .scopes(&[scope("webinar:write")], &[scope("webinar:delete:webinar")])
    .input(&[
        fields::OF_A_WEBINAR,
        &[
            fields::occurrence("The id of the one webinar of a series to delete. Without it the whole series is deleted."),
            query("cancel_webinar_reminder", Kind::Boolean, "Whether panelists and registrants are told by e-mail."),
        ],
    ])
    .output(&[&[
        fields::DONE_TO,
        fields::DONE_TO_ONE,
        member("deleted", Kind::Boolean, "That the webinar was deleted.").required(),
    ]])
    .done("deleted")
    .refusals(REFUSALS)
    .sample(
        r#"{ "webinar_id": "95204914252", "cancel_webinar_reminder": true }"#,
        r#"{ "webinar_id": "95204914252", "deleted": true }"#,
    );

static REFUSALS: &[Refusal] = &[
    NO_LICENCE,
    WRONG_ID,
    NO_WEBINAR,
    refusal(
        400,
        3000,
        Refused,
        "Zoom does not delete this: there is no such webinar of the series, it belongs to Zoom Events, \
         or it shows a recording as if it were live and has begun.",
        "Get the webinar to see what it is.",
    ),
];

//! `list-webinar-absentees`.

use super::fields::occurrence;
use super::group::{GROUP, NO_LICENCE, NO_WEBINAR};
use crate::action::Action;
use crate::actions::lookups;
use crate::actions::registrants::registrant::{COLUMNS, REGISTRANT};
use crate::contract::FailureKind::{InvalidInput, Refused};
use crate::ids;
use crate::pages::{self, Pages};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, list, member, path};

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "list-webinar-absentees", "/past_webinars/{webinarId}/absentees")
        .operation("webinarAbsentees")
        .summary("Lists those who registered for a webinar and did not come: one page of them, or all.")
        .scopes(&[scope("webinar:read")], &[scope("webinar:read:list_absentees")])
        .rate_label("HEAVY")
        .input(&[
            &[
                path(
                    "webinar_id",
                    "{webinarId}",
                    ids::MEETING_OR_UUID,
                    "The webinar's number, which stands for its latest instance, or the UUID of an instance.",
                )
                .choices(&lookups::WEBINARS),
                occurrence("The id of one webinar of a series."),
                pages::page_size(300),
            ],
            pages::INPUT,
        ])
        .output(&[
            &[
                member("registrants", list(&Kind::Object(&REGISTRANT)), "Those who did not come.").essential(),
                member("page_number", INTEGER, "Which page it is. Zoom does not always say."),
            ],
            pages::OUTPUT,
        ])
        .pages(Pages::of("registrants"))
        .refusals(REFUSALS)
        .columns(COLUMNS)
        .sample(
            r#"{ "webinar_id": "m3WqMkvuRXyYqH+eKWhk9w==", "all_pages": true }"#,
            r#"{
                "registrants": [{
                    "id": "9tboDiHUQAeOnbmudzWa5g",
                    "email": "anna@example.com",
                    "first_name": "Anna"
                }],
                "next_page_token": "",
                "page_size": 300,
                "total_records": 1,
                "has_more": false
            }"#,
        );

static REFUSALS: &[Refusal] = &[
    NO_LICENCE,
    NO_WEBINAR,
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom does not take the occurrence_id, or another value.",
        "Get the webinar to see the ids of its occurrences.",
    ),
    refusal(
        400,
        3000,
        Refused,
        "People did not register for this webinar.",
        "Name a webinar with registration.",
    ),
];

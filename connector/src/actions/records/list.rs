//! `list-records`.

use super::{GROUP, MEETING, RECORDING, RECORDS, REGISTRANT, USER, WEBINAR, fields, object};
use crate::action::{Action, Meant};
use crate::actions::{meetings, recordings, registrants, users, webinars};
use crate::pages;
use crate::shape::{Kind, Shape, list, member};

pub(crate) static ACTION: Action = Action::local(&GROUP, "list-records")
    .summary("Lists meetings, webinars, users, recordings or registrants: one page, or all.")
    .description(
        "It is `list-meetings`, `list-webinars`, `list-users`, `list-recordings` or `list-registrants` under one \
         name, by the object: `fields` are the fields of that action, and what comes is its output, but that the \
         items are called `records`.",
    )
    .input(&[
        &[
            object(&[MEETING, WEBINAR, USER, RECORDING, REGISTRANT]),
            fields("What that action takes beside: `meeting_id` of registrants, `user_id` of meetings, and so on."),
            pages::page_size(300),
        ],
        pages::INPUT,
    ])
    .record(
        &[
            of(MEETING, &meetings::list::ACTION),
            of(WEBINAR, &webinars::list::ACTION),
            of(USER, &users::list::ACTION),
            of(RECORDING, &recordings::list::ACTION),
            of(REGISTRANT, &registrants::list::ACTION),
        ],
        &[
            &[member(RECORDS, list(&Kind::Object(&RECORD)), "The records.").required()],
            pages::OUTPUT,
        ],
    )
    .sample(
        r#"{ "object": "user", "fields": { "status": "active" }, "all_pages": true }"#,
        r#"{
            "records": [{ "id": "30R7kT7bTIKSNUFEuH_Qlg", "email": "host@example.com", "type": 2 }],
            "next_page_token": "",
            "has_more": false
        }"#,
    );

/// Any object.
static RECORD: Shape = Shape::of(&[]);

const fn of(object: &'static str, action: &'static Action) -> Meant {
    Meant {
        object,
        action,
        id: "",
    }
}

//! `create-record`.

use super::{GROUP, MEETING, REGISTRANT, USER, WEBINAR, fields, object};
use crate::action::{Action, Meant};
use crate::actions::{meetings, registrants, users, webinars};

pub(crate) static ACTION: Action = Action::local(&GROUP, "create-record")
    .summary("Makes a meeting, a webinar, a user or a registrant.")
    .description("It is `create-meeting`, `create-webinar`, `create-user` or `add-registrant` under one name, by the object: `fields` are the fields of that action, and what comes is its output.")
    .writes()
    .once()
    .input(&[&[
        object(&[MEETING, WEBINAR, USER, REGISTRANT]),
        fields("What that action takes.").required(),
    ]])
    .record(
        &[
            Meant { object: MEETING, action: &meetings::create::ACTION, id: "" },
            Meant { object: WEBINAR, action: &webinars::create::ACTION, id: "" },
            Meant { object: USER, action: &users::create::ACTION, id: "" },
            Meant { object: REGISTRANT, action: &registrants::add::ACTION, id: "" },
        ],
        &[],
    )
    .sample(
        r#"{ "object": "meeting", "fields": { "topic": "Weekly review", "type": 1 } }"#,
        r#"{ "id": "85746065432", "topic": "Weekly review", "type": 1 }"#,
    );

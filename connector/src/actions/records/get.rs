//! `get-record`.

use super::{GROUP, ID, MEETING, RECORDING, REGISTRANT, USER, WEBINAR, fields, object};
use crate::action::{Action, Meant};
use crate::actions::{meetings, recordings, registrants, users, webinars};

pub(crate) static ACTION: Action = Action::local(&GROUP, "get-record")
    .summary("Gets a meeting, a webinar, a user, a recording or a registrant.")
    .description("It is `get-meeting`, `get-webinar`, `get-user`, `get-meeting-recordings` or `get-registrant` under one name, by the object: `fields` are the fields of that action, and what comes is its output.")
    .input(&[&[
        object(&[MEETING, WEBINAR, USER, RECORDING, REGISTRANT]),
        ID,
        fields("What that action takes beside: `meeting_id` of a registrant, `occurrence_id` of a meeting, and so on."),
    ]])
    .record(
        &[
            Meant { object: MEETING, action: &meetings::get::ACTION, id: "meeting_id" },
            Meant { object: WEBINAR, action: &webinars::get::ACTION, id: "webinar_id" },
            Meant { object: USER, action: &users::get::ACTION, id: "user_id" },
            Meant { object: RECORDING, action: &recordings::get::ACTION, id: "meeting_id" },
            Meant { object: REGISTRANT, action: &registrants::get::ACTION, id: "registrant_id" },
        ],
        &[],
    )
    .sample(
        r#"{ "object": "meeting", "id": "85746065432" }"#,
        r#"{ "id": "85746065432", "topic": "Weekly review", "type": 2 }"#,
    );

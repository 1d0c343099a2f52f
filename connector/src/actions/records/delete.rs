//! `delete-record`.

use super::{GROUP, ID, MEETING, RECORDING, REGISTRANT, USER, WEBINAR, fields, object};
use crate::action::{Action, Meant};
use crate::actions::{meetings, recordings, registrants, users, webinars};

pub(crate) static ACTION: Action = Action::local(&GROUP, "delete-record")
    .summary("Deletes a meeting, a webinar or a registration, puts all files of a recording into the trash, or takes a user out of the account.")
    .description(
        "It is `delete-meeting`, `delete-webinar`, `delete-user`, `delete-meeting-recordings` or `delete-registrant` \
         under one name, by the object: `fields` are the fields of that action, and what comes is its output. Unless \
         `fields` says `\"action\": \"delete\"`, a user goes on with a free account of their own, and a recording \
         can be recovered for 30 days.",
    )
    .destructive()
    // The number of a recording stands for another once one is deleted.
    .once()
    .input(&[&[
        object(&[MEETING, WEBINAR, USER, RECORDING, REGISTRANT]),
        ID,
        fields("What that action takes beside: `meeting_id` of a registrant, `occurrence_id` of a meeting, and so on."),
    ]])
    .record(
        &[
            Meant { object: MEETING, action: &meetings::delete::ACTION, id: "meeting_id" },
            Meant { object: WEBINAR, action: &webinars::delete::ACTION, id: "webinar_id" },
            Meant { object: USER, action: &users::delete::ACTION, id: "user_id" },
            Meant { object: RECORDING, action: &recordings::delete_all::ACTION, id: "meeting_id" },
            Meant { object: REGISTRANT, action: &registrants::delete::ACTION, id: "registrant_id" },
        ],
        &[],
    )
    .sample(
        r#"{ "object": "meeting", "id": "85746065432" }"#,
        r#"{ "meeting_id": "85746065432", "deleted": true }"#,
    );

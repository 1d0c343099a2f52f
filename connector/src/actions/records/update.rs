//! `update-record`.

use super::{
    GROUP, ID, MEETING, RECORDING, REGISTRANT, REGISTRANTS, USER, WEBINAR, fields, object,
};
use crate::action::{Action, Meant};
use crate::actions::{meetings, recordings, registrants, users, webinars};

pub(crate) static ACTION: Action = Action::local(&GROUP, "update-record")
    .summary("Changes a meeting, a webinar, a user, who may see a recording, or whether a registration is approved.")
    .description("It is `update-meeting`, `update-webinar`, `update-user`, `update-recording-settings` or `update-registrant-status` under one name, by the object: `fields` are the fields of that action, and what comes is its output. Of a registrant, `fields` are `meeting_id`, `action` and `email`.")
    .writes()
    .input(&[&[
        object(&[MEETING, WEBINAR, USER, RECORDING, REGISTRANT]),
        ID,
        fields("What that action takes beside.").required(),
    ]])
    .record(
        &[
            Meant { object: MEETING, action: &meetings::update::ACTION, id: "meeting_id" },
            Meant { object: WEBINAR, action: &webinars::update::ACTION, id: "webinar_id" },
            Meant { object: USER, action: &users::update::ACTION, id: "user_id" },
            Meant { object: RECORDING, action: &recordings::update_settings::ACTION, id: "meeting_id" },
            Meant { object: REGISTRANT, action: &registrants::update_status::ACTION, id: REGISTRANTS },
        ],
        &[],
    )
    .sample(
        r#"{ "object": "user", "id": "host@example.com", "fields": { "dept": "Teaching" } }"#,
        r#"{ "user_id": "host@example.com", "updated": true, "updated_fields": ["dept"] }"#,
    );

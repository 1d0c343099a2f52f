//! `remove-live-participant`.

use super::group::{OF_A_MEETING, body, control};
use crate::action::Action;
use crate::shape::{Kind, member};

pub(crate) static ACTION: Action = control("remove-live-participant")
    .summary("Puts somebody out of a meeting that goes on.")
    .description(
        "Zoom answers that it has accepted; the event meeting.participant_left tells that it has happened. \
         Zoom switches this on for an account on demand.",
    )
    .input(&[&[
        OF_A_MEETING,
        member(
            "participant_uuid",
            Kind::Text(1, 200),
            "Who: as the event meeting.participant_joined and List participants in dashboard tell it. It holds for this meeting alone.",
        )
        .required(),
    ]])
    .beside(|input| body("participant.remove".to_owned(), input, &["participant_uuid"]))
    .sample(
        r#"{ "meeting_id": "85746065432", "participant_uuid": "D444CD06-2ABB-2FCC-019B-39E41D8DADF7" }"#,
        r#"{ "meeting_id": "85746065432", "accepted": true }"#,
    );

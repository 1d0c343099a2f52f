//! `create-meeting-poll`.

use super::group::{GROUP, REFUSALS};
use super::poll::{BODY, COLUMNS, MEMBERS, POLL, SAMPLE, SAMPLE_INPUT};
use crate::action::Action;
use crate::actions::meetings;
use crate::scopes::scope;

pub(crate) static ACTION: Action =
    Action::post(&GROUP, "create-meeting-poll", "/meetings/{meetingId}/polls")
        .operation("meetingPollCreate")
        .summary("Makes a poll or a quiz for a meeting.")
        .description("What List meeting polls gives of one is taken back.")
        .scopes(&[scope("meeting:write")], &[scope("meeting:write:poll")])
        .input(&[meetings::OF_A_MEETING, BODY])
        .takes_back(&POLL)
        .output(&[MEMBERS])
        .refusals(REFUSALS)
        .columns(COLUMNS)
        .sample(SAMPLE_INPUT, SAMPLE);

//! The meetings: planned ones of every type, and past ones.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, json};

use super::at;
use crate::{
    api::meetings::settings,
    state::{
        State,
        meeting::{Meeting, kind},
        occurrences::Recurrence,
        registration::Registration,
    },
};

pub(super) fn add(state: &mut State, now: Timestamp) {
    let weekly = Recurrence {
        kind: 2,
        repeat_interval: 1,
        weekly_days: Some("2".into()),
        monthly_day: None,
        monthly_week: None,
        monthly_week_day: None,
        end_times: Some(10),
        end_date_time: None,
    };
    let fixed = kind::RECURRING_FIXED_TIME;
    let planned = [
        (
            0,
            "Quarterly review",
            "Figures and plans",
            kind::SCHEDULED,
            Some(at(now, 2, 10)),
            60,
            None,
        ),
        (
            0,
            "Interview with a candidate",
            "",
            kind::SCHEDULED,
            Some(at(now, 5, 14)),
            45,
            None,
        ),
        (
            0,
            "Team meeting",
            "What is new, what is next",
            fixed,
            Some(at(now, 1, 9)),
            30,
            Some(weekly),
        ),
        (
            0,
            "Open door",
            "",
            kind::RECURRING_NO_FIXED_TIME,
            None,
            60,
            None,
        ),
        (
            0,
            "Retrospective",
            "",
            kind::SCHEDULED,
            Some(at(now, -6, 15)),
            60,
            None,
        ),
        (
            2,
            "Product demo for Example GmbH",
            "",
            kind::SCHEDULED,
            Some(at(now, 3, 11)),
            30,
            None,
        ),
        (
            2,
            "Sales call",
            "",
            kind::SCHEDULED,
            Some(at(now, -3, 16)),
            30,
            None,
        ),
    ];
    for (host, topic, agenda, kind, start_time, duration, recurrence) in planned {
        let host = state.users[host].clone();
        let mut meeting = Meeting {
            id: state.ids.meeting_id(),
            uuid: state.ids.meeting_uuid(),
            host_id: host.id.clone(),
            assistant_id: None,
            kind,
            topic: topic.into(),
            start_time,
            duration,
            timezone: super::TIMEZONE.into(),
            created_at: at(now, -14, 8) + SignedDuration::from_mins(duration),
            source: "Zoom".into(),
            password: state.ids.opaque(6),
            encrypted_password: format!("{}.1", state.ids.opaque(32)),
            numeric_password: state.ids.digits(),
            host_key: state.ids.digits(),
            recurrence,
            occurrences: Vec::new(),
            settings: settings::defaults(kind, &host),
            panelists: Vec::new(),
            polls: Vec::new(),
            livestream: None,
            survey: None,
            tracking_sources: Vec::new(),
            registration: Registration::default(),
            details: Map::from_iter([("agenda".to_owned(), json!(agenda))]),
        };
        meeting.plan();
        state.meetings.push(meeting);
    }
}

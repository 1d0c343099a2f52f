//! Where to learn who was in a meeting: three of Zoom's endpoints tell it, each to other connections.

use serde_json::Value;

use super::persons::Marks;
use crate::action::Action;
use crate::actions::past_meetings::group::{GROUP, NOT_OVER, TOO_LONG_AGO};
use crate::actions::past_meetings::list_participants;
use crate::actions::reports::meeting_participants;
use crate::endpoint::Ask;
use crate::ids;
use crate::input::Input;
use crate::pages;
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Field, Kind, Shape, TEXT, list, member, path, query};

/// One of the places to ask.
pub(super) struct Source {
    /// What the output calls it.
    pub(super) id: &'static str,
    pub(super) endpoint: &'static Action,
    /// What is asked for beside the meeting.
    asked: &'static [(&'static str, &'static str)],
    /// The members of a stay that have the e-mail address and the name.
    email: &'static str,
    name: &'static str,
}

/// All of them, the best first: the report is complete once the meeting is over, what the past meeting
/// tells needs no administrator, and the dashboard knows meetings that still go on.
pub(super) static SOURCES: [Source; 4] = [
    Source {
        id: REPORT,
        endpoint: &meeting_participants::ACTION,
        asked: &[("include_fields", "registrant_id")],
        email: "user_email",
        name: "name",
    },
    Source {
        id: PAST_MEETING,
        endpoint: &list_participants::ACTION,
        asked: &[],
        email: "user_email",
        name: "name",
    },
    Source {
        id: DASHBOARD,
        endpoint: &METRICS,
        asked: &[("type", "past"), ("include_fields", "registrant_id")],
        email: "email",
        name: "user_name",
    },
    Source {
        id: LIVE_DASHBOARD,
        endpoint: &METRICS,
        asked: &[("type", "live"), ("include_fields", "registrant_id")],
        email: "email",
        name: "user_name",
    },
];

const REPORT: &str = "report";
const PAST_MEETING: &str = "past_meeting";
const DASHBOARD: &str = "dashboard";
const LIVE_DASHBOARD: &str = "dashboard_live";

/// What the sources are called.
pub(super) const IDS: &[&str] = &[REPORT, PAST_MEETING, DASHBOARD, LIVE_DASHBOARD];

impl Source {
    /// The next page of the stays.
    pub(super) fn ask(&self, input: &Input, token: Option<&str>) -> Option<Ask> {
        let mut asked = Input::default()
            .with("meeting_id", input.get("meeting_id")?.clone())
            .with("page_size", 300);
        for (name, value) in self.asked {
            asked = asked.with(name, *value);
        }
        if let Some(token) = token {
            asked = asked.with("next_page_token", token);
        }
        Some(Ask {
            action: "",
            endpoint: &self.endpoint.endpoint,
            input: asked,
        })
    }

    /// Whether a connection with these scopes may ask it, as far as they are known.
    pub(super) fn is_open_to(&self, scopes: &[String]) -> bool {
        scopes.is_empty() || self.lacking(scopes).is_empty()
    }

    /// The sets of scopes of which a connection with these lacks one.
    pub(super) fn lacking(&self, scopes: &[String]) -> Vec<Vec<String>> {
        self.endpoint.endpoint.scopes.missing(scopes)
    }

    /// Whether it tells of meetings that go on.
    pub(super) fn is_live(&self) -> bool {
        self.id == LIVE_DASHBOARD
    }

    /// What a stay tells of who it was.
    pub(super) fn marks(&self, stay: &Value) -> Marks {
        let text = |name: &str| {
            let text = stay.get(name).and_then(Value::as_str).unwrap_or_default();
            text.trim().to_owned()
        };
        let user_id = match text("participant_user_id") {
            // The older member. The report gives another one for each meeting to whoever has not
            // signed in; it is longer, and tells nobody from others the next time.
            none if none.is_empty() => text("id"),
            user_id => user_id,
        };
        Marks {
            registrant_id: text("registrant_id"),
            email: text(self.email),
            user_id,
            name: text(self.name),
        }
    }
}

const MEETING: Field = path(
    "meeting_id",
    "{meetingId}",
    ids::MEETING_OR_UUID,
    "The meeting.",
);
const REGISTRANTS: Field = query(
    "include_fields",
    Kind::Choice(&["registrant_id"]),
    "That the ids of registrants are told.",
);

/// Who is in a meeting, or was, as the dashboard has it.
pub(super) static METRICS: Action = Action::get(
    &GROUP,
    "get-attendance",
    "/metrics/meetings/{meetingId}/participants",
)
.scopes(
    &[
        scope("dashboard_meetings:read").of_administrators(),
        scope("dashboard:read").of_administrators(),
    ],
    &[scope("dashboard:read:list_meeting_participants").of_administrators()],
)
.rate_label("HEAVY")
.input(&[
    &[
        MEETING,
        query(
            "type",
            Kind::Choice(&["past", "pastOne", "live"]),
            "Meetings that are over or go on.",
        ),
        REGISTRANTS,
        pages::page_size(300),
    ],
    pages::INPUT,
])
.output(&[
    &[member("participants", list(&Kind::Object(&SEEN)), "Each stay.").essential()],
    pages::OUTPUT,
])
.refusals(NOT_TOLD);

static NOT_TOLD: &[Refusal] = &[TOO_LONG_AGO, NOT_OVER];

static SEEN: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id."),
    member("participant_user_id", TEXT, "The user id."),
    member("user_name", TEXT, "The name."),
    member("email", TEXT, "The e-mail address."),
    member("registrant_id", TEXT, "The id of the registrant."),
    member("join_time", TEXT, "When the stay began."),
    member("leave_time", TEXT, "When it ended."),
    member(
        "status",
        Kind::Choice(&["in_meeting", "in_waiting_room"]),
        "Where it was.",
    ),
]]);

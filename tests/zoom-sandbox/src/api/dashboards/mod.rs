//! Dashboards: what goes on and what took place, with what people joined by.

mod instance;
mod list;
mod participants;
mod quality;

use serde_json::{Map, Value};

use super::{call::Call, error::ApiError, operations::Handlers};
use crate::{
    prune::prune,
    state::{State, instance::Instance, meeting::kind::is_webinar},
};

pub(crate) const HANDLERS: Handlers = &[
    ("dashboardMeetings", |call, state| {
        list::answer(call, state, Kind::Meeting)
    }),
    ("dashboardMeetingDetail", |call, state| {
        instance::answer(call, state, &MEETING)
    }),
    ("dashboardMeetingParticipants", |call, state| {
        participants::answer(call, state, &MEETING_PARTICIPANTS)
    }),
    ("dashboardMeetingParticipantsQOS", |call, state| {
        quality::answer(call, state, &MEETING_QUALITY)
    }),
    ("dashboardWebinars", |call, state| {
        list::answer(call, state, Kind::Webinar)
    }),
    ("dashboardWebinarDetail", |call, state| {
        instance::answer(call, state, &WEBINAR)
    }),
    ("dashboardWebinarParticipants", |call, state| {
        participants::answer(call, state, &WEBINAR_PARTICIPANTS)
    }),
];

/// Which of the two is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Meeting,
    Webinar,
}

impl Kind {
    fn is_of(self, instance: &Instance) -> bool {
        is_webinar(instance.kind) == (self == Self::Webinar)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Webinar => "webinar",
        }
    }
}

/// An operation on one meeting or webinar, with what it refuses.
struct OfOne {
    kind: Kind,
    parameter: &'static str,
    not_found: &'static str,
    too_old: &'static str,
}

const MEETING: OfOne = OfOne {
    kind: Kind::Meeting,
    parameter: "meetingId",
    not_found: "Meeting ID is invalid or the meeting has not ended yet.",
    too_old: "Cannot access meetings from over one year ago.",
};
const MEETING_PARTICIPANTS: OfOne = OfOne {
    not_found: "Meeting ID is invalid or has not ended.",
    too_old: "Can not access a meeting a year ago.",
    ..MEETING
};
const MEETING_QUALITY: OfOne = OfOne {
    not_found: "This meeting's detail info is not available.",
    too_old: "Can not access a meeting a year ago.",
    ..MEETING
};
const WEBINAR: OfOne = OfOne {
    kind: Kind::Webinar,
    parameter: "webinarId",
    not_found: "The webinar has not ended yet or the Webinar ID is not valid.",
    too_old: "Can not access a webinar a year ago.",
};
const WEBINAR_PARTICIPANTS: OfOne = OfOne {
    not_found: "This webinar's detail information is not available or the ID is not valid.",
    too_old: "Cannot access a webinar a year ago.",
    ..WEBINAR
};

impl OfOne {
    /// The instance that the path names by its UUID or, for the last one, by
    /// the meeting's id.
    fn find<'s>(&self, call: &Call<'_>, state: &'s State) -> Result<&'s Instance, ApiError> {
        permit(call, state)?;
        let named = call.path(self.parameter);
        let id = named.parse().ok();
        let instance = state
            .instances
            .iter()
            .filter(|instance| self.kind.is_of(instance) && is_of_type(call, instance))
            .filter(|instance| instance.uuid == named || Some(instance.meeting_id) == id)
            .max_by_key(|instance| instance.start_time)
            .ok_or_else(|| ApiError::not_found(3001, self.not_found))?;
        if instance.is_too_old(call.now) {
            return Err(ApiError::bad_request(12_702, self.too_old));
        }
        Ok(instance)
    }
}

/// Refuses a caller who does not act for the account, and an account without
/// the Dashboard. That it is refused so for webinars too is a guess.
fn permit(call: &Call<'_>, state: &State) -> Result<(), ApiError> {
    call.may_act_for_account()?;
    if state.rate_limits.has_dashboard() {
        return Ok(());
    }
    Err(ApiError::bad_request(
        400,
        "This API is only available for ZMP and Business or higher accounts that have enabled the Dashboard feature.",
    ))
}

/// Whether it is what the query's `type` asks for: what goes on, what is over,
/// or what is over and had one person in it.
fn is_of_type(call: &Call<'_>, instance: &Instance) -> bool {
    match call.query_text("type") {
        Some("past") => instance.ended,
        Some("pastOne") => instance.ended && instance.participants.len() == 1,
        _ => !instance.ended,
    }
}

/// Leaves only the members that are published of the operation: meetings have
/// some that webinars lack.
fn as_published(call: &Call<'_>, answer: Map<String, Value>) -> Value {
    let mut answer = Value::Object(answer);
    if let Some(schema) = &call.published.response {
        prune(&mut answer, &[schema]);
    }
    answer
}

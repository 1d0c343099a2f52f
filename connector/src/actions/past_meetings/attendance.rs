//! `get-attendance`.

mod output;
mod persons;
mod sources;

use serde_json::Value;

use super::group::GROUP;
use super::list_participants;
use crate::action::{Action, column};
use crate::actions::lookups;
use crate::actions::reports::meeting_participants;
use crate::contract::{Connection, Failure, FailureKind};
use crate::course::{Came, Course, Files, Leg, Trip, Turn, state_is_lost};
use crate::ids;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::manifest_only::ManifestOnly;
use crate::pages::Circle;
use crate::passed_over::{PassedOver, is_of_one_place, nowhere};
use crate::scopes::scope;
use crate::shape::{Kind, member, path};
use crate::times::DateTime;
use persons::AllStays;
use sources::{SOURCES, Source};

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "get-attendance",
    "/report/meetings/{meetingId}/participants",
)
.operation("reportMeetingParticipants")
.summary("Gets who was in a meeting and for how long: one entry for each person, however often they joined.")
.description(
    "Zoom tells each stay by itself; here those of one person are joined, by the registration, the \
     e-mail address or the user id, and by the name where a stay has none of these. Whoever is there \
     with two devices counts once, and the waiting room does not count. The report is asked first, then \
     what the past meeting tells, then the dashboard, as far as scopes and plan allow; the output says \
     which it was and why not the others. Of a meeting that goes on, the dashboard alone tells (Business \
     plan), until now. Shares are of the time from the first arrival to the last departure, or of \
     meeting_minutes.",
)
.scopes(
    &[
        scope("report:read").of_administrators(),
        scope("meeting:read"),
        scope("dashboard_meetings:read").of_administrators(),
        scope("dashboard:read").of_administrators(),
    ],
    &[
        scope("report:read:list_meeting_participants").of_administrators(),
        scope("meeting:read:list_past_participants"),
        scope("dashboard:read:list_meeting_participants").of_administrators(),
    ],
)
.rate_label("HEAVY")
.input(&[&[
    path(
        "meeting_id",
        "{meetingId}",
        ids::MEETING_OR_UUID,
        "The meeting's number, which stands for its latest instance, or the UUID of an instance.",
    )
    .choices(&lookups::PAST_MEETINGS),
    member(
        "source",
        Kind::Choice(sources::IDS),
        "Ask this alone: the report, the past meeting, or the dashboard of meetings that are over or go on.",
    ),
    member(
        "meeting_minutes",
        Kind::Integer(1, 100_000),
        "How long the meeting counts, in minutes, whenever people came and left: shares are of that.",
    ),
    member(
        "present_minutes",
        Kind::Integer(0, 100_000),
        "Who was there for at least so many minutes counts as present.",
    )
    .default("0"),
    member(
        "present_percent",
        Kind::Integer(0, 100),
        "Who was there for at least so much of the meeting counts as present.",
    )
    .default("0"),
]])
.course(
    &Course {
        files: ManifestOnly::new(Files::None),
        begin,
        leg,
        take,
    },
    &[
            &meeting_participants::ACTION,
            &list_participants::ACTION,
            &sources::METRICS,
        ],
    &[output::MEMBERS],
)
.columns(&[
    column("Source", "/source"),
    column("People", "/people_count"),
    column("Present", "/present_count"),
    column("Seconds", "/meeting_seconds"),
    column("Name", "/people/*/name"),
    column("Minutes", "/people/*/minutes"),
    column("There", "/people/*/present"),
    column("E-mail", "/people/*/email"),
    column("Came", "/people/*/first_join"),
    column("Left", "/people/*/last_leave"),
])
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "present_percent": 75 }"#,
    output::SAMPLE,
);

/// What is known so far.
struct Memory {
    /// The sources that are left, by their places among all; the first is being asked.
    left: Vec<usize>,
    /// Those that are not asked for want of a scope, as long as none is asked that is less good.
    unasked: Vec<PassedOver>,
    passed_over: Vec<PassedOver>,
    token: Option<String>,
    circle: Circle,
    stays: AllStays,
    /// How many stays have no times.
    untimed: u32,
}

kept!(Memory {
    left,
    unasked,
    passed_over,
    token,
    circle,
    stays,
    untimed,
});

/// The most that is kept, in bytes of JSON: a state has a limit.
const MOST: usize = 800_000;

impl Memory {
    fn source(&self) -> Option<&'static Source> {
        SOURCES.get(*self.left.first()?)
    }

    fn on(self) -> Turn {
        Turn::On(self.into_value())
    }

    /// Names those that are better than the one that is asked now.
    fn tell_of_better(&mut self) {
        let Some(&asked) = self.left.first() else {
            return;
        };
        let is_better = |passed: &mut PassedOver| {
            let place = SOURCES.iter().position(|source| source.id == passed.source);
            place.is_some_and(|place| place < asked)
        };
        self.passed_over
            .extend(self.unasked.extract_if(.., is_better));
    }

    /// Goes on to the next source, or ends where there is none.
    fn pass_over(mut self, source: &Source, failure: Failure) -> Result<Turn, Failure> {
        self.left.remove(0);
        self.passed_over.push(PassedOver::new(source.id, &failure));
        if self.left.is_empty() {
            return Err(nowhere(ACTION.id, &self.passed_over, failure));
        }
        self.tell_of_better();
        Ok(self.on())
    }

    /// Takes a stay.
    fn add(&mut self, source: &Source, stay: &Value, now: u64) {
        let text = |name: &str| stay.get(name).and_then(Value::as_str).unwrap_or_default();
        let moment = |name| DateTime::parse(text(name)).and_then(|time| time.timestamp());
        let seconds = || stay.get("duration").and_then(Value::as_u64);
        let marks = source.marks(stay);
        let Some(join) = moment("join_time") else {
            self.untimed = self.untimed.saturating_add(1);
            return;
        };
        let leave = moment("leave_time")
            .or_else(|| Some(join.saturating_add(seconds()?)))
            .or(source.is_live().then_some(now));
        let Some(leave) = leave else {
            self.untimed = self.untimed.saturating_add(1);
            return;
        };
        let leave = leave.max(join);
        if text("status") == "in_waiting_room" {
            self.stays.add_waiting(marks, leave - join);
        } else {
            self.stays.add(marks, (join, leave));
        }
    }
}

fn begin(input: &Input, connection: &Connection) -> Result<Turn, Failure> {
    let wanted = input.text("source");
    let is_asked = |source: &Source| match wanted {
        Some(wanted) => source.id == wanted,
        None => source.is_open_to(&connection.scopes),
    };
    let all = SOURCES.iter().enumerate();
    let mut left: Vec<_> = all
        .filter(|(_, source)| is_asked(source))
        .map(|(place, _)| place)
        .collect();
    if left.is_empty() {
        // None of them is known to be open: Zoom says which scope is missing.
        left.push(0);
    }
    let all = SOURCES.iter().enumerate();
    let unasked = all
        .filter(|(place, _)| wanted.is_none() && !left.contains(place))
        .map(|(_, source)| PassedOver::unasked(source.id, &source.lacking(&connection.scopes)));
    let mut memory = Memory {
        unasked: unasked.collect(),
        left,
        passed_over: Vec::new(),
        token: None,
        circle: Circle::default(),
        stays: AllStays::default(),
        untimed: 0,
    };
    memory.tell_of_better();
    Ok(memory.on())
}

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let place = memory.pointer("/left/0")?.as_u64()?;
    let source = SOURCES.get(usize::try_from(place).ok()?)?;
    let token = memory.get("token").and_then(Value::as_str);
    source.ask(input, token).map(Leg::Ask)
}

fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let memory = Memory::read(memory);
    let source = memory.as_ref().and_then(Memory::source);
    let (Some(mut memory), Some(source), Came::Answer(answer)) = (memory, source, came) else {
        return Err(state_is_lost(ACTION.id));
    };
    let page = match answer {
        Ok(page) => page,
        Err(failure) if memory.token.is_none() && tells_nothing(&failure) => {
            return memory.pass_over(source, failure);
        }
        Err(failure) => return Err(failure),
    };
    let stays = page.get("participants").and_then(Value::as_array);
    for stay in stays.into_iter().flatten() {
        memory.add(source, stay, trip.began_at);
    }
    memory.stays.gather();
    let token = page.get("next_page_token").and_then(Value::as_str);
    let token = token.filter(|token| !token.is_empty());
    if let Some(token) = token {
        if !memory.circle.take(token) {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                "`get-attendance` stopped: Zoom names a page as the next one that it has given before. \
                 Start it again.",
            ));
        }
        memory.token = Some(token.to_owned());
        let turn = memory.on();
        return match &turn {
            Turn::On(memory) if json::text(memory).len() > MOST => Err(Failure::new(
                FailureKind::Refused,
                "`get-attendance` failed: the meeting had more people and stays than it can join. List \
                 them with `report-meeting-participants` and `all_pages: true`.",
            )),
            _ => Ok(turn),
        };
    }
    if memory.stays.is_empty() && memory.untimed == 0 {
        let nobody = Failure::new(
            FailureKind::NotFound,
            "`get-attendance` failed: Zoom tells of nobody who was in this meeting. Start it again when \
             the meeting has been over for some minutes.",
        );
        return memory.pass_over(source, nobody);
    }
    Ok(Turn::Done(output::of(trip.input, source, memory)))
}

/// Whether a failure of one source says nothing of the others.
fn tells_nothing(failure: &Failure) -> bool {
    /// Zoom's code for what it has forgotten.
    const TOO_LONG_AGO: &str = "12702";
    is_of_one_place(failure) || failure.code.as_deref() == Some(TOO_LONG_AGO)
}

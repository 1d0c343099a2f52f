//! `list-past-meetings`.
//!
//! Zoom has no list of the times that a user's meetings have taken place, unless to administrators. So
//! the meetings of the user are listed, and the instances of each that may have taken place looked up.

use serde_json::Value;

use super::group::GROUP;
use super::list_instances;
use crate::action::{Action, column};
use crate::actions::meetings;
use crate::actions::users::fields::of_user;
use crate::contract::{Failure, FailureKind};
use crate::course::{Came, Course, Files, Leg, Trip, Turn, state_is_lost};
use crate::endpoint::Ask;
use crate::ids;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::manifest_only::ManifestOnly;
use crate::order;
use crate::pages::Circle;
use crate::passed_over::is_of_one_place;
use crate::scopes::scope;
use crate::shape::{Kind, Shape, TEXT, list, member};
use crate::times::{DateTime, TIMESTAMP};

pub(crate) static ACTION: Action = Action::get(&GROUP, "list-past-meetings", "/users/{userId}/meetings")
    .operation("meetings")
    .summary("Lists the meetings of a user that have taken place, each time by itself, the latest first.")
    .description(
        "The meetings that Zoom lists are looked up one by one, the latest 50 of them, for each time that they \
         took place: a series that goes on has some too. Instant meetings, and those whose number has expired, a \
         single one 30 days after it, are in none of Zoom's lists; User meetings report has them. Where the times \
         can't be seen, meetings are told with their numbers, which stand for the latest time.",
    )
    .scopes(&[scope("meeting:read")], &[scope("meeting:read:list_meetings")])
    .rate_label("MEDIUM")
    .input(&[&[
        of_user("Whose meetings: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone."),
        member("max_items", Kind::Integer(1, 500), "Stop after this many.").default("100"),
    ]])
    .course(
        &Course {
            files: ManifestOnly::new(Files::None),
            begin: |_, _| Ok(Turn::On(Memory::default().into_value())),
            leg,
            take,
        },
        &[&meetings::list::ACTION, &list_instances::ACTION],
        &[&[
            member("meetings", list(&Kind::Object(&MEETING)), "Each time that a meeting has taken place.").required(),
            member("has_more", Kind::Boolean, "Whether there may be more, beyond max_items or beyond the meetings that were looked up. No next page gives them: raise max_items, or take User meetings report.").required(),
        ]],
    )
    .columns(&[
        column("Start", "/meetings/*/start_time"),
        column("Topic", "/meetings/*/topic"),
        column("Meeting", "/meetings/*/meeting_id"),
    ])
    .sample(
        r#"{ "user_id": "host@example.com" }"#,
        r#"{
            "meetings": [
                { "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "id": "85746065432", "topic": "Weekly review", "start_time": "2026-09-15T01:00:00Z" },
                { "meeting_id": "LBbrAvzKQYyZ4fLCF1rKCA==", "id": "85746065432", "topic": "Weekly review", "start_time": "2026-09-08T01:00:00Z" }
            ],
            "has_more": false
        }"#,
    );

static MEETING: Shape = Shape::of(&[&[
    member(
        "meeting_id",
        TEXT,
        "What actions on past meetings take: the UUID of this instance, or the meeting's number where the instances can't be seen.",
    )
    .required(),
    member("id", ids::MEETING, "The meeting's number."),
    member("topic", TEXT, "What the meeting is called."),
    member("start_time", TIMESTAMP, "When it began, in UTC."),
]]);

/// How many meetings are looked up.
const MOST: usize = 50;
/// Zoom's numbers for series without and with fixed times.
const SERIES: [i64; 2] = [3, 8];

/// What is known so far.
#[derive(Default)]
struct Memory {
    /// Whether all pages of the meetings were read.
    listed: bool,
    token: Option<String>,
    circle: Circle,
    /// The meetings that are to be looked up, as they are told where that can't be done.
    meetings: Vec<Value>,
    found: Vec<Value>,
    has_more: bool,
    /// Why the instances of some can't be seen.
    unseen: Option<String>,
}

kept!(Memory {
    listed,
    token,
    circle,
    meetings,
    found,
    has_more,
    unseen,
});

fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Those that began at one time, or at none that is known, stay in their order.
fn latest_first(mut meetings: Vec<Value>) -> Vec<Value> {
    meetings.reverse();
    let mut ordered = order::by_key(meetings, |meeting| match text(meeting, "start_time") {
        // It may have been this moment.
        "" => "9".to_owned(),
        start => start.to_owned(),
    });
    ordered.reverse();
    ordered
}

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let memory = Memory::read(memory.clone())?;
    let (endpoint, asked) = if memory.listed {
        let id = text(memory.meetings.first()?, "id");
        (
            &list_instances::ACTION.endpoint,
            Input::default().with("meeting_id", id),
        )
    } else {
        let user = input.text("user_id").unwrap_or("me");
        let mut asked = Input::default()
            .with("user_id", user)
            .with("type", "scheduled")
            .with("page_size", 300);
        if let Some(token) = memory.token {
            asked = asked.with("next_page_token", token);
        }
        (&meetings::list::ACTION.endpoint, asked)
    };
    Some(Leg::Ask(Ask {
        action: "",
        endpoint,
        input: asked,
    }))
}

fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let (Some(mut memory), Came::Answer(answer)) = (Memory::read(memory), came) else {
        return Err(state_is_lost(ACTION.id));
    };
    if memory.listed {
        let meeting = memory.meetings.remove(0);
        match answer {
            Ok(instances) => memory.took_place(&meeting, &instances),
            // It has not taken place, or was too long ago.
            Err(failure) if failure.kind == FailureKind::NotFound.name() => {}
            Err(failure) if is_of_one_place(&failure) => memory.not_seen(meeting, failure),
            Err(failure) => return Err(failure),
        }
    } else {
        memory.list(&answer?, trip.began_at)?;
    }
    let most = trip.input.integer("max_items").unwrap_or(100);
    Ok(memory.on(usize::try_from(most).unwrap_or(0)))
}

impl Memory {
    /// Takes a page of the user's meetings.
    fn list(&mut self, page: &Value, now: u64) -> Result<(), Failure> {
        let meetings = page.get("meetings").and_then(Value::as_array);
        for meeting in meetings.into_iter().flatten() {
            let kind = meeting.get("type").and_then(Value::as_i64);
            let start = text(meeting, "start_time");
            let began = DateTime::parse(start).and_then(|start| start.timestamp());
            let is_over = began.is_some_and(|began| began <= now);
            let may_have_been = is_over || kind.is_some_and(|kind| SERIES.contains(&kind));
            let id = text(meeting, "id");
            if may_have_been && self.meetings.iter().all(|known| text(known, "id") != id) {
                // Of a series that is when it takes place next.
                let began = if is_over { start } else { "" };
                self.meetings.push(told(id, meeting, began));
            }
        }
        self.meetings = latest_first(std::mem::take(&mut self.meetings));
        self.has_more |= self.meetings.len() > MOST;
        self.meetings.truncate(MOST);
        let token = text(page, "next_page_token");
        if token.is_empty() {
            self.listed = true;
        } else if self.circle.take(token) {
            self.token = Some(token.to_owned());
        } else {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                "`list-past-meetings` stopped: Zoom names a page as the next one that it has given before. \
                 Start it again.",
            ));
        }
        Ok(())
    }

    fn took_place(&mut self, meeting: &Value, instances: &Value) {
        let instances = instances.get("meetings").and_then(Value::as_array);
        for instance in instances.into_iter().flatten() {
            let uuid = text(instance, "uuid");
            if !uuid.is_empty() {
                let start = text(instance, "start_time");
                self.found.push(told(uuid, meeting, start));
            }
        }
    }

    /// Its instances can't be seen, and where that is for want of something that all need, those of no other.
    fn not_seen(&mut self, meeting: Value, failure: Failure) {
        self.found.push(meeting);
        let of_all = [FailureKind::MissingScope, FailureKind::PlanRequired];
        if of_all.iter().any(|kind| failure.kind == kind.name()) {
            self.found.append(&mut self.meetings);
        }
        self.unseen = Some(failure.message);
    }

    fn on(mut self, most: usize) -> Turn {
        // A series that goes on stands before meetings that took place later than all that it has had.
        if !self.listed || !self.meetings.is_empty() {
            return Turn::On(self.into_value());
        }
        let has_more = self.has_more || self.found.len() > most;
        self.found = latest_first(self.found);
        self.found.truncate(most);
        let mut told = vec![
            ("meetings", self.found.into()),
            ("has_more", has_more.into()),
        ];
        if let Some(reason) = self.unseen {
            let warning = format!(
                "Some meetings are told with their numbers, since their times can't be seen: {reason}"
            );
            told.push(("warnings", vec![warning].into()));
        }
        Turn::Done(json::object(told))
    }
}

/// A meeting as it is told, found by that id.
fn told(meeting_id: &str, meeting: &Value, start: &str) -> Value {
    let mut told = vec![("meeting_id", meeting_id.into())];
    for (name, value) in [
        ("id", text(meeting, "id")),
        ("topic", text(meeting, "topic")),
        ("start_time", start),
    ] {
        if !value.is_empty() {
            told.push((name, value.into()));
        }
    }
    json::object(told)
}

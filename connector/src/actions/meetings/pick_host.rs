//! `pick-host`.
//!
//! A licensed user hosts one meeting at a time, so whoever has a pool of hosts needs one who is free. What
//! each has planned, and what goes on, is read one host after the other, until one is free.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::planned::{LENGTH, start_in_utc};
use super::schedule::{RECURRING, RECURRING_WITHOUT_TIME};
use super::{group::GROUP, list};
use crate::action::{Action, column};
use crate::actions::users;
use crate::contract::{Connection, Failure, FailureKind, FieldProblem};
use crate::course::{Came, Course, Files, Leg, Trip, Turn, state_is_lost};
use crate::endpoint::Ask;
use crate::ids;
use crate::input::Input;
use crate::manifest_only::ManifestOnly;
use crate::pages::Circle;
use crate::passed_over::is_of_one_place;
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Path, Shape, TEXT, list as list_of, member};
use crate::times::{self, DATE_TIME, DateTime, TIME_ZONE, TIMESTAMP};

pub(crate) static ACTION: Action = Action::get(&GROUP, "pick-host", "/users/{userId}/meetings")
    .operation("meetings")
    .summary("Picks a host out of several who has no other meeting at a time.")
    .description(
        "Hosts are looked at in the order of user_ids; without that, all licensed users of the account, \
         which takes a connection of an administrator and a scope to list users. A meeting that goes on \
         counts until its planned end, and for half an hour from now at least. Of a time more than six months \
         away Zoom lists no meetings of series; which series the host has is told then. Nothing is reserved: make \
         the meeting at once. Where nobody is free, that is the outcome.",
    )
    .scopes(&[scope("meeting:read")], &[scope("meeting:read:list_meetings")])
    .rate_label("MEDIUM")
    .input(&[&[
        member(
            "user_ids",
            Kind::List(&ids::USER, 100),
            "The hosts to choose from: user ids or e-mail addresses, the preferred first.",
        ),
        member(
            "start_time",
            DATE_TIME,
            "When the meeting begins: what a clock in `timezone` shows, or a time with `Z` or an offset. Without it, now.",
        ),
        member("timezone", TIME_ZONE, "The zone of `start_time`, by its name in the IANA database."),
        member(
            "duration",
            LENGTH,
            "How long the meeting is planned to last: minutes, or a length of time as ISO 8601 has it, such as `PT1H30M`.",
        )
        .required(),
        member(
            "buffer_minutes",
            Kind::Integer(0, 240),
            "How many minutes there have to be between this meeting and others.",
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
        &[&list::ACTION, &users::list::ACTION],
        &[&[
            member("available", Kind::Boolean, "Whether somebody is free.").required(),
            member("user_id", TEXT, "Who: what other actions take as `user_id`."),
            member("start_time", TIMESTAMP, "When the time begins that was looked at, in UTC.").required(),
            member("end_time", TIMESTAMP, "When it ends, in UTC.").required(),
            member("looked_at", INTEGER, "How many hosts were looked at.").required(),
            member("busy", list_of(&Kind::Object(&BUSY)), "Those who have a meeting then.").required(),
            member("passed_over", list_of(&Kind::Object(&PASSED_OVER)), "Those whose meetings could not be seen.").required(),
        ]],
    )
    .rules(rules)
    .columns(&[
        column("Available", "/available"),
        column("Host", "/user_id"),
        column("Start", "/start_time"),
    ])
    .sample(
        r#"{ "user_ids": ["anna@example.com", "ben@example.com"], "start_time": "2026-10-21T09:00:00Z", "duration": "PT1H" }"#,
        r#"{
            "available": true,
            "user_id": "ben@example.com",
            "start_time": "2026-10-21T09:00:00Z",
            "end_time": "2026-10-21T10:00:00Z",
            "looked_at": 2,
            "busy": [{ "user_id": "anna@example.com", "meeting_id": "85746065432", "topic": "Weekly review", "start_time": "2026-10-21T09:30:00Z" }],
            "passed_over": []
        }"#,
    );

static BUSY: Shape = Shape::of(&[&[
    member("user_id", TEXT, "The host.").required(),
    member("meeting_id", ids::MEETING, "The meeting's number."),
    member("topic", TEXT, "What it is called."),
    member("start_time", TIMESTAMP, "When it begins, in UTC."),
]]);

static PASSED_OVER: Shape = Shape::of(&[&[
    member("user_id", TEXT, "The host.").required(),
    member("reason", TEXT, "Why its meetings could not be seen.").required(),
]]);

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let mut problem = |field: &str, message: &str| {
        problems.push(Path::Member(&Path::Whole, field).problem(message));
    };
    if input
        .get("user_ids")
        .and_then(Value::as_array)
        .is_some_and(Vec::is_empty)
    {
        problem(
            "user_ids",
            "must name at least one host; leave it out for all licensed users",
        );
    }
    let start = input.text("start_time");
    if start.is_some_and(|start| start_in_utc(start, input.text("timezone")).is_none()) {
        problem(
            "timezone",
            "is missing or not known for that time; say in which zone, like \"Europe/Berlin\", or give \
             `start_time` a `Z` or an offset",
        );
    }
}

/// The lists that have what a host is busy with.
const LISTS: &[&str] = &["upcoming_meetings", "live"];
/// How far the list of what is to come reaches, in seconds: six months, of which none is shorter than this.
const REACH: u64 = 180 * 24 * 3600;
/// The list that reaches beyond. It has each series once, and not each meeting of it.
const FAR_LISTS: &[&str] = &["scheduled"];
/// Zoom's numbers for series.
const SERIES: [i64; 2] = [RECURRING_WITHOUT_TIME, RECURRING];

/// The lists to read for a time that ends then.
fn lists(input: &Input, now: u64) -> &'static [&'static str] {
    let (_, end) = wanted(input, now);
    if end.saturating_add(buffer(input)) > now.saturating_add(REACH) {
        FAR_LISTS
    } else {
        LISTS
    }
}

/// How much time there has to be between two meetings, in seconds.
fn buffer(input: &Input) -> u64 {
    let minutes = input.integer("buffer_minutes").unwrap_or(0);
    u64::try_from(minutes).unwrap_or(0) * 60
}
/// How long a meeting that goes on counts at least, in seconds.
const GOES_ON: u64 = 1800;

/// What is known so far.
#[derive(Serialize, Deserialize)]
struct Memory {
    /// Those who have not been looked at; the first is being.
    hosts: Vec<String>,
    /// Whether more of the users are still to be listed.
    lists_users: bool,
    list: usize,
    /// When the call began.
    now: u64,
    /// The series of the host that is being looked at whose meetings are not told one by one.
    series: Vec<String>,
    token: Option<String>,
    circle: Circle,
    looked_at: u64,
    busy: Vec<Value>,
    passed_over: Vec<Value>,
}

fn begin(input: &Input, connection: &Connection) -> Result<Turn, Failure> {
    let named = input.get("user_ids").and_then(Value::as_array);
    let hosts = named.into_iter().flatten().filter_map(Value::as_str);
    Ok(Turn::On(json!(Memory {
        hosts: hosts.map(str::to_owned).collect(),
        lists_users: named.is_none(),
        list: 0,
        now: connection.now,
        series: Vec::new(),
        token: None,
        circle: Circle::default(),
        looked_at: 0,
        busy: Vec::new(),
        passed_over: Vec::new(),
    })))
}

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let memory = Memory::deserialize(memory).ok()?;
    let (endpoint, mut asked) = if memory.lists_users {
        (
            &users::list::ACTION.endpoint,
            Input::default().with("page_size", 300),
        )
    } else {
        let asked = Input::default()
            .with("user_id", memory.hosts.first()?.as_str())
            .with("type", *lists(input, memory.now).get(memory.list)?)
            .with("page_size", 300);
        (&list::ACTION.endpoint, asked)
    };
    if let Some(token) = memory.token {
        asked = asked.with("next_page_token", token);
    }
    Some(Leg::Ask(Ask {
        action: "",
        endpoint,
        input: asked,
    }))
}

/// The time that is looked at, in seconds since 1970-01-01T00:00:00Z.
fn wanted(input: &Input, now: u64) -> (u64, u64) {
    let start = input.text("start_time").and_then(|start| {
        let (moment, _) = start_in_utc(start, input.text("timezone"))?;
        DateTime::parse(&moment)?.timestamp()
    });
    let start = start.unwrap_or(now);
    let minutes = input
        .integer("duration")
        .and_then(|minutes| u64::try_from(minutes).ok());
    (start, start.saturating_add(minutes.unwrap_or(0) * 60))
}

/// Whether a meeting of a host leaves no room for the one that is wanted.
fn is_in_the_way(trip: &Trip<'_>, meeting: &Value, goes_on: bool) -> bool {
    let buffer = buffer(trip.input);
    let (start, end) = wanted(trip.input, trip.began_at);
    let begins = meeting.get("start_time").and_then(Value::as_str);
    let begins = begins.and_then(|start| DateTime::parse(start)?.timestamp());
    let minutes = meeting.get("duration").and_then(Value::as_u64).unwrap_or(0);
    let (begins, ends) = match (begins, goes_on) {
        (Some(begins), false) => (begins, begins.saturating_add(minutes * 60)),
        (None, false) => return false,
        (begins, true) => {
            let begins = begins.unwrap_or(trip.began_at);
            let planned = begins.saturating_add(minutes * 60);
            (begins, planned.max(trip.began_at.saturating_add(GOES_ON)))
        }
    };
    begins < end.saturating_add(buffer) && start < ends.saturating_add(buffer)
}

fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let (Ok(mut memory), Came::Answer(answer)) = (Memory::deserialize(memory), came) else {
        return Err(state_is_lost(ACTION.id));
    };
    if memory.lists_users {
        let page = answer?;
        let users = page.get("users").and_then(Value::as_array);
        let licensed = |user: &&Value| user.get("type").and_then(Value::as_i64) == Some(2);
        let ids = users.into_iter().flatten().filter(licensed);
        let ids = ids.filter_map(|user| user.get("id")?.as_str());
        memory.hosts.extend(ids.map(str::to_owned));
        memory.lists_users = memory.turn(&page)?;
        return Ok(memory.on(trip, false));
    }
    let host = memory.hosts.first().cloned().unwrap_or_default();
    let page = match answer {
        Ok(page) => page,
        Err(failure) if is_of_one_place(&failure) => {
            if memory.hosts.len() == 1 && memory.looked_at == 0 {
                return Err(failure);
            }
            let reason = failure.message;
            memory
                .passed_over
                .push(json!({ "user_id": host, "reason": reason }));
            memory.next_host();
            return Ok(memory.on(trip, false));
        }
        Err(failure) => return Err(failure),
    };
    let lists = lists(trip.input, memory.now);
    let goes_on = lists.get(memory.list) == Some(&"live");
    let meetings = page.get("meetings").and_then(Value::as_array);
    if lists == FAR_LISTS {
        memory.note_series(meetings.map_or(&[], Vec::as_slice));
    }
    let mut meetings = meetings.into_iter().flatten();
    if let Some(meeting) = meetings.find(|meeting| is_in_the_way(trip, meeting, goes_on)) {
        let mut busy = json!({ "user_id": host, "meeting_id": meeting.get("id") });
        for name in ["topic", "start_time"] {
            if let Some(value) = meeting.get(name) {
                busy[name] = value.clone();
            }
        }
        memory.busy.push(busy);
        memory.looked_at += 1;
        memory.next_host();
        return Ok(memory.on(trip, false));
    }
    if memory.turn(&page)? {
        return Ok(memory.on(trip, false));
    }
    memory.list += 1;
    let free = memory.list == lists.len();
    if free {
        memory.looked_at += 1;
    }
    Ok(memory.on(trip, free))
}

impl Memory {
    /// Takes the token of a page: whether there is another.
    fn turn(&mut self, page: &Value) -> Result<bool, Failure> {
        let token = page.get("next_page_token").and_then(Value::as_str);
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            self.token = None;
            self.circle = Circle::default();
            return Ok(false);
        };
        if !self.circle.take(token) {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                "`pick-host` stopped: Zoom names a page as the next one that it has given before. Start \
                 it again.",
            ));
        }
        self.token = Some(token.to_owned());
        Ok(true)
    }

    /// Keeps which of the meetings are series.
    fn note_series(&mut self, meetings: &[Value]) {
        let is_series = |meeting: &&Value| {
            let kind = meeting.get("type").and_then(Value::as_i64);
            kind.is_some_and(|kind| SERIES.contains(&kind))
        };
        let ids = meetings.iter().filter(is_series).filter_map(|meeting| {
            let id = meeting.get("id")?;
            Some(id.as_str().map_or_else(|| id.to_string(), str::to_owned))
        });
        self.series.extend(ids);
    }

    fn next_host(&mut self) {
        if !self.hosts.is_empty() {
            self.hosts.remove(0);
        }
        self.list = 0;
        self.series.clear();
        self.token = None;
        self.circle = Circle::default();
    }

    fn on(self, trip: &Trip<'_>, free: bool) -> Turn {
        if !free && (self.lists_users || !self.hosts.is_empty()) {
            return Turn::On(json!(self));
        }
        let (start, end) = wanted(trip.input, trip.began_at);
        let mut told = json!({
            "available": free,
            "start_time": times::utc(start),
            "end_time": times::utc(end),
            "looked_at": self.looked_at,
            "busy": self.busy,
            "passed_over": self.passed_over,
        });
        if let (true, Some(host)) = (free, self.hosts.first()) {
            told["user_id"] = host.as_str().into();
            if !self.series.is_empty() {
                told["warnings"] = json!([format!(
                    "The time is more than six months away, for which Zoom does not list the meetings of a \
                     series one by one: whether {} of this host has one then was not seen. Get the meeting \
                     to see its occurrences.",
                    self.series.join(", ")
                )]);
            }
        }
        Turn::Done(told)
    }
}

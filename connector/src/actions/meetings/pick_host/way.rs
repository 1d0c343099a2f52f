//! From one host to the next: what is known of each, and what to ask.

use serde_json::Value;

use super::ACTION;
use super::room::{FAR_LISTS, LIVE, Unseen, WEBINARS, is_in_the_way, lists, of_series, wanted};
use crate::actions::meetings::schedule::RECURRING;
use crate::actions::meetings::{get, list};
use crate::actions::{users, webinars};
use crate::contract::{Connection, Failure, FailureKind};
use crate::course::{Came, Leg, Trip, Turn, state_is_lost};
use crate::endpoint::Ask;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::pages::Circle;
use crate::passed_over::is_of_one_place;
use crate::times;

/// What is known so far.
#[derive(Default)]
struct Memory {
    /// Those who have not been looked at; the first is being.
    hosts: Vec<String>,
    /// Whether more of the users are still to be listed.
    lists_users: bool,
    list: usize,
    /// When the call began.
    now: u64,
    /// The series of the host that is being looked at whose meetings have still to be seen.
    series: Vec<Once>,
    /// Those of its series that the list has told meeting by meeting.
    told: Vec<String>,
    /// Those of which it can't be seen whether they have a meeting then.
    unseen: Vec<String>,
    /// Why its webinars can't be seen.
    no_webinars: Option<String>,
    token: Option<String>,
    circle: Circle,
    looked_at: u64,
    busy: Vec<Value>,
    passed_over: Vec<Value>,
}

kept!(Memory {
    hosts,
    lists_users,
    list,
    now,
    series,
    told,
    unseen,
    no_webinars,
    token,
    circle,
    looked_at,
    busy,
    passed_over,
});

/// A series that a list has told once.
struct Once {
    id: String,
    start: String,
    is_webinar: bool,
}

kept!(Once [id, start, is_webinar]);

pub(super) fn begin(input: &Input, connection: &Connection) -> Result<Turn, Failure> {
    let named = input.get("user_ids").and_then(Value::as_array);
    let mut memory = Memory {
        lists_users: named.is_none(),
        now: connection.now,
        ..Memory::default()
    };
    for host in named.into_iter().flatten().filter_map(Value::as_str) {
        memory.hosts.push(host.to_owned());
    }
    Ok(Turn::On(memory.into_value()))
}

pub(super) fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let memory = Memory::read(memory.clone())?;
    let (endpoint, mut asked) = if memory.lists_users {
        (
            &users::list::ACTION.endpoint,
            Input::default().with("page_size", 300),
        )
    } else if let Some(series) = memory.series_to_see(input) {
        let (endpoint, field) = match series.is_webinar {
            true => (&webinars::get::ACTION.endpoint, "webinar_id"),
            false => (&get::ACTION.endpoint, "meeting_id"),
        };
        (endpoint, Input::default().with(field, series.id.as_str()))
    } else {
        let (endpoint, kind) = match *lists(input, memory.now).get(memory.list)? {
            WEBINARS => (&webinars::list::ACTION.endpoint, "scheduled"),
            kind => (&list::ACTION.endpoint, kind),
        };
        let asked = Input::default()
            .with("user_id", memory.hosts.first()?.as_str())
            .with("type", kind)
            .with("page_size", 300);
        (endpoint, asked)
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

pub(super) fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let (Some(mut memory), Came::Answer(answer)) = (Memory::read(memory), came) else {
        return Err(state_is_lost(ACTION.id));
    };
    if memory.lists_users {
        let page = answer?;
        let users = page.get("users").and_then(Value::as_array);
        let licensed = |user: &&Value| user.get("type").and_then(Value::as_i64) == Some(2);
        for user in users.into_iter().flatten().filter(licensed) {
            if let Some(id) = user.get("id").and_then(Value::as_str) {
                memory.hosts.push(id.to_owned());
            }
        }
        memory.lists_users = memory.turn(&page)?;
        return Ok(memory.on(trip, false));
    }
    if let Some(id) = memory
        .series_to_see(trip.input)
        .map(|series| series.id.clone())
    {
        memory.series.remove(0);
        match answer {
            Ok(series) => match of_series(trip, &series) {
                Ok(Some(meeting)) => {
                    memory.is_busy(&id, series.get("topic"), meeting);
                    return Ok(memory.on(trip, false));
                }
                Ok(None) => {}
                Err(Unseen) => memory.unseen.push(id),
            },
            Err(failure) if is_of_one_place(&failure) => memory.unseen.push(id),
            Err(failure) => return Err(failure),
        }
        return Ok(memory.looked(trip));
    }
    let lists = lists(trip.input, memory.now);
    let list = lists.get(memory.list).copied().unwrap_or_default();
    let page = match answer {
        Ok(page) => page,
        Err(failure) if list == WEBINARS && is_of_one_place(&failure) => {
            // Where the plan has no webinars, the host has none.
            if failure.kind != FailureKind::PlanRequired.name() {
                memory.no_webinars = Some(failure.message);
            }
            Value::Null
        }
        Err(failure) if is_of_one_place(&failure) => {
            if memory.hosts.len() == 1 && memory.looked_at == 0 {
                return Err(failure);
            }
            memory.passed_over.push(json::object(vec![
                ("user_id", memory.hosts.first().cloned().into()),
                ("reason", failure.message.into()),
            ]));
            memory.next_host();
            return Ok(memory.on(trip, false));
        }
        Err(failure) => return Err(failure),
    };
    let (goes_on, is_webinar) = (list == LIVE, list == WEBINARS);
    let of_list = if is_webinar { WEBINARS } else { "meetings" };
    let meetings = page.get(of_list).and_then(Value::as_array);
    if !goes_on {
        let far = lists == FAR_LISTS || is_webinar;
        memory.note_series(meetings.map_or(&[], Vec::as_slice), far, is_webinar);
    }
    let mut meetings = meetings.into_iter().flatten();
    if let Some(meeting) = meetings.find(|meeting| is_in_the_way(trip, meeting, goes_on)) {
        memory.is_busy(&id_of(meeting), meeting.get("topic"), meeting);
        return Ok(memory.on(trip, false));
    }
    if memory.turn(&page)? {
        return Ok(memory.on(trip, false));
    }
    memory.list += 1;
    Ok(memory.looked(trip))
}

/// The number of a meeting.
fn id_of(meeting: &Value) -> String {
    match meeting.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(id) => id.to_string(),
        None => String::new(),
    }
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

    /// Keeps the series that have to be got: those that are listed once, and where it is `far`, for nothing
    /// says how far that list tells a series, those that are listed more often too.
    fn note_series(&mut self, meetings: &[Value], far: bool, is_webinar: bool) {
        let series = if is_webinar {
            webinars::RECURRING
        } else {
            RECURRING
        };
        for meeting in meetings {
            if meeting.get("type").and_then(Value::as_i64) != Some(series) {
                continue;
            }
            let id = id_of(meeting);
            if self.told.contains(&id) {
                continue;
            }
            let start = meeting.get("start_time").and_then(Value::as_str);
            let start = start.unwrap_or_default();
            match self.series.iter().position(|known| known.id == id) {
                Some(_) if far => {}
                // Two pages may have the same.
                Some(place)
                    if self
                        .series
                        .get(place)
                        .is_some_and(|known| known.start == start) => {}
                Some(place) => {
                    self.series.remove(place);
                    self.told.push(id);
                }
                None => self.series.push(Once {
                    id,
                    start: start.to_owned(),
                    is_webinar,
                }),
            }
        }
    }

    /// The series whose meetings are to be seen next: once the lists are read.
    fn series_to_see(&self, input: &Input) -> Option<&Once> {
        let are_read = self.list == lists(input, self.now).len();
        self.series.first().filter(|_| are_read)
    }

    /// The host that is being looked at has a meeting then.
    fn is_busy(&mut self, id: &str, topic: Option<&Value>, meeting: &Value) {
        let mut busy = vec![
            ("user_id", self.hosts.first().cloned().into()),
            ("meeting_id", id.into()),
        ];
        let start = meeting.get("start_time");
        for (name, value) in [("topic", topic), ("start_time", start)] {
            if let Some(value) = value {
                busy.push((name, value.clone()));
            }
        }
        self.busy.push(json::object(busy));
        self.looked_at += 1;
        self.next_host();
    }

    /// Goes on, or ends with this host, where nothing more is to be looked at.
    fn looked(mut self, trip: &Trip<'_>) -> Turn {
        let free = self.list == lists(trip.input, self.now).len() && self.series.is_empty();
        if free {
            self.looked_at += 1;
        }
        self.on(trip, free)
    }

    fn next_host(&mut self) {
        if !self.hosts.is_empty() {
            self.hosts.remove(0);
        }
        self.list = 0;
        self.series.clear();
        self.told.clear();
        self.unseen.clear();
        self.no_webinars = None;
        self.token = None;
        self.circle = Circle::default();
    }

    fn on(self, trip: &Trip<'_>, free: bool) -> Turn {
        if !free && (self.lists_users || !self.hosts.is_empty()) {
            return Turn::On(self.into_value());
        }
        let (start, end) = wanted(trip.input, trip.began_at);
        let mut told = vec![
            ("available", free.into()),
            ("start_time", times::utc(start).into()),
            ("end_time", times::utc(end).into()),
            ("looked_at", self.looked_at.into()),
            ("busy", self.busy.into()),
            ("passed_over", self.passed_over.into()),
        ];
        if let (true, Some(host)) = (free, self.hosts.first()) {
            told.push(("user_id", host.as_str().into()));
            let mut warnings = Vec::new();
            if !self.unseen.is_empty() {
                warnings.push(format!(
                    "Whether a meeting of the series {} of this host is then was not seen.",
                    self.unseen.join(", ")
                ));
            }
            if let Some(reason) = self.no_webinars {
                warnings.push(format!(
                    "Whether this host has a webinar then was not seen: {reason}"
                ));
            }
            if !warnings.is_empty() {
                told.push(("warnings", warnings.into()));
            }
        }
        Turn::Done(json::object(told))
    }
}

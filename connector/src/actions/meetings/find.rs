//! `find-meetings`.
//!
//! Zoom's list can't be asked for a topic. So it is read whole, for each host and each kind of list, and
//! what has the topic is kept. A host whose meetings can't be seen does not hide those of the others.

use serde_json::Value;

use super::list;
use crate::action::{Action, column};
use crate::actions::lookups;
use crate::contract::{Connection, Failure, FailureKind, FieldProblem};
use crate::course::{Came, Course, Files, Leg, Trip, Turn, state_is_lost};
use crate::endpoint::Ask;
use crate::ids;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::manifest_only::ManifestOnly;
use crate::pages::{self, Circle};
use crate::passed_over::is_of_one_place;
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Path, Shape, TEXT, TEXTS, list as list_of, member};
use crate::times::{DATE, TIME_ZONE};

pub(crate) static ACTION: Action =
    Action::get(&super::group::GROUP, "find-meetings", "/users/{userId}/meetings")
        .operation("meetings")
        .summary("Finds the meetings of one or several hosts by their topic.")
        .description(
            "Zoom does not look for topics, so all pages of the list of each host are read, and what has the \
             topic is kept. What can't be seen of one host is told in `passed_over` and does not hide the \
             others. Instant meetings are in none of Zoom's lists.",
        )
        .scopes(&[scope("meeting:read")], &[scope("meeting:read:list_meetings")])
        .rate_label("MEDIUM")
        .input(&[&[
            member(
                "topic",
                Kind::Text(1, 200),
                "What the topic has in it, in capital or small letters.",
            )
            .required(),
            member(
                "match",
                Kind::Choice(&["contains", "starts_with", "equals"]),
                "Whether the topic has the text in it, begins with it, or is it.",
            )
            .default("\"contains\""),
            member(
                "user_ids",
                Kind::List(&ids::USER, 100),
                "The hosts: user ids, e-mail addresses, or `me`. Without them, the connected user, or the owner of the account where a server-to-server app is connected.",
            )
            .choices(&lookups::USERS),
            member(
                "types",
                Kind::List(&Kind::Choice(list::TYPES), 5),
                "Which lists are read: all that have not expired (`scheduled`), those going on (`live`), those to come together with those going on (`upcoming` and `upcoming_meetings`, which Zoom describes alike), or those that are over (`previous_meetings`).",
            )
            .default("[\"scheduled\"]"),
            member("from", DATE, "The first day."),
            member("to", DATE, "The last day."),
            member(
                "timezone",
                TIME_ZONE,
                "The time zone of `from` and `to`, by its name in the IANA database.",
            )
            .choices(&lookups::TIME_ZONES),
            member(
                "max_items",
                Kind::Integer(1, 500),
                "Stop after this many meetings.",
            )
            .default("100"),
        ]])
        .course(
            &Course {
                files: ManifestOnly::new(Files::None),
                begin,
                leg,
                take,
            },
            &[&list::ACTION],
            &[&[
                member("meetings", list_of(&Kind::Object(&list::MEETING)), "The meetings that have the topic.").required(),
                member("searched", INTEGER, "How many meetings were looked at.").required(),
                member("has_more", Kind::Boolean, "Whether it stopped at `max_items`, so that there may be more.").required(),
                member("passed_over", list_of(&Kind::Object(&PASSED_OVER)), "The hosts whose meetings could not be seen.").required(),
            ]],
        )
        .rules(rules)
        .columns(&[
            column("Start", "/meetings/*/start_time").in_zone("/meetings/*/timezone"),
            column("Topic", "/meetings/*/topic"),
            column("Meeting ID", "/meetings/*/id"),
            column("Searched", "/searched"),
        ])
        .sample(
            r#"{ "topic": "review", "types": ["upcoming"] }"#,
            r#"{
                "meetings": [{
                    "id": "85746065432",
                    "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                    "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
                    "topic": "Weekly review",
                    "type": 2,
                    "start_time": "2036-09-16T01:00:00Z",
                    "timezone": "Asia/Tokyo",
                    "duration": 30,
                    "join_url": "https://us02web.zoom.us/j/85746065432?pwd=example"
                }],
                "searched": 12,
                "has_more": false,
                "passed_over": []
            }"#,
        );

static PASSED_OVER: Shape = Shape::of(&[&[
    member("user_id", TEXT, "The host.").required(),
    member("reason", TEXT, "Why its meetings could not be seen.").required(),
    member(
        "missing_scopes",
        list_of(&TEXTS),
        "Sets of scopes, any one of which would do.",
    ),
]]);

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    for field in ["user_ids", "types"] {
        if input
            .get(field)
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            let at = Path::Member(&Path::Whole, field);
            problems.push(at.problem("must not be empty; leave it out for what holds without it"));
        }
    }
    pages::days(input, problems);
}

/// What is known so far.
#[derive(Default)]
struct Memory {
    host: usize,
    kind: usize,
    token: Option<String>,
    circle: Circle,
    found: Vec<Value>,
    searched: u64,
    passed_over: Vec<Value>,
    /// How many lists could be read.
    read: u64,
}

kept!(Memory {
    host,
    kind,
    token,
    circle,
    found,
    searched,
    passed_over,
    read,
});

fn texts(input: &Input, field: &str, otherwise: &str) -> Vec<String> {
    match input.get(field).and_then(Value::as_array) {
        Some(texts) => {
            let texts = texts.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        None => vec![otherwise.to_owned()],
    }
}

fn hosts(input: &Input) -> Vec<String> {
    texts(input, "user_ids", "me")
}

fn kinds(input: &Input) -> Vec<String> {
    texts(input, "types", "scheduled")
}

fn begin(_: &Input, _: &Connection) -> Result<Turn, Failure> {
    Ok(Turn::On(Memory::default().into_value()))
}

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let memory = Memory::read(memory.clone())?;
    let mut asked = Input::default()
        .with("user_id", hosts(input).get(memory.host)?.as_str())
        .with("type", kinds(input).get(memory.kind)?.as_str())
        .with("page_size", 300);
    for field in ["from", "to", "timezone"] {
        if let Some(value) = input.get(field) {
            asked = asked.with(field, value.clone());
        }
    }
    if let Some(token) = memory.token {
        asked = asked.with("next_page_token", token);
    }
    Some(Leg::Ask(Ask {
        action: "",
        endpoint: &list::ACTION.endpoint,
        input: asked,
    }))
}

fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let input = trip.input;
    let (Some(mut memory), Came::Answer(answer)) = (Memory::read(memory), came) else {
        return Err(state_is_lost(ACTION.id));
    };
    let page = match answer {
        Ok(page) => page,
        Err(failure) if memory.token.is_none() && is_of_one_place(&failure) => {
            let hosts = hosts(input);
            if hosts.len() == 1 || memory.read == 0 && memory.host + 1 == hosts.len() {
                return Err(failure);
            }
            memory.passed_over.push(json::object(vec![
                ("user_id", hosts.get(memory.host).cloned().into()),
                ("reason", failure.message.into()),
                ("missing_scopes", failure.missing_scopes.into()),
            ]));
            memory.kind = 0;
            memory.host += 1;
            return Ok(memory.on(input));
        }
        Err(failure) => return Err(failure),
    };
    memory.look_through(input, &page);
    let token = page.get("next_page_token").and_then(Value::as_str);
    match token.filter(|token| !token.is_empty()) {
        _ if memory.is_full(input) => {}
        Some(token) if memory.circle.take(token) => memory.token = Some(token.to_owned()),
        Some(_) => {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                "`find-meetings` stopped: Zoom names a page as the next one that it has given before. \
                 Start it again.",
            ));
        }
        None => {
            memory.read += 1;
            memory.token = None;
            memory.circle = Circle::default();
            memory.kind += 1;
            if memory.kind == kinds(input).len() {
                memory.kind = 0;
                memory.host += 1;
            }
        }
    }
    Ok(memory.on(input))
}

impl Memory {
    fn is_full(&self, input: &Input) -> bool {
        let most = input.integer("max_items").unwrap_or(100);
        i64::try_from(self.found.len()).is_ok_and(|found| found >= most)
    }

    fn on(self, input: &Input) -> Turn {
        let full = self.is_full(input);
        if !full && self.host < hosts(input).len() {
            return Turn::On(self.into_value());
        }
        Turn::Done(json::object(vec![
            ("meetings", self.found.into()),
            ("searched", self.searched.into()),
            ("has_more", full.into()),
            ("passed_over", self.passed_over.into()),
        ]))
    }

    fn look_through(&mut self, input: &Input, page: &Value) {
        let wanted = input.text("topic").unwrap_or_default().to_lowercase();
        let fits: fn(&str, &str) -> bool = match input.text("match") {
            Some("equals") => |topic, wanted| topic.trim() == wanted,
            Some("starts_with") => |topic, wanted| topic.trim_start().starts_with(wanted),
            _ => |topic, wanted| topic.contains(wanted),
        };
        let meetings = page.get("meetings").and_then(Value::as_array);
        for meeting in meetings.into_iter().flatten() {
            self.searched += 1;
            let topic = meeting.get("topic").and_then(Value::as_str);
            let has_it = topic.is_some_and(|topic| fits(&topic.to_lowercase(), &wanted));
            // A meeting may be in several lists, and a series in each once or once for each of its meetings:
            // Zoom does not say which.
            let same = |known: &Value| {
                ["id", "start_time"]
                    .iter()
                    .all(|name| known.get(name) == meeting.get(name))
            };
            if has_it && !self.is_full(input) && !self.found.iter().any(same) {
                self.found.push(meeting.clone());
            }
        }
    }
}

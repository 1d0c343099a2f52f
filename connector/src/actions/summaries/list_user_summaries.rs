//! `list-user-summaries`.
//!
//! Zoom lists summaries of the whole account alone, and only to administrators. So the meetings of a user
//! that are over are listed, each time that one has taken place is looked up, and its summary got.

use serde_json::Value;

use super::fields::COMMON;
use super::get_summary;
use super::group::GROUP;
use super::markdown::markdown;
use crate::action::{Action, column};
use crate::actions::meetings;
use crate::actions::past_meetings::list_instances;
use crate::actions::users::fields::of_user;
use crate::contract::{Failure, FailureKind};
use crate::course::{Came, Course, Files, Leg, Trip, Turn, state_is_lost};
use crate::endpoint::Ask;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::manifest_only::ManifestOnly;
use crate::pages::{self, Circle};
use crate::passed_over::is_of_one_place;
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member};
use crate::times::DATE;

pub(crate) static ACTION: Action = Action::get(&GROUP, "list-user-summaries", "/users/{userId}/meetings")
    .operation("meetings")
    .summary("Lists the summaries of a user's meetings within some days, as Markdown.")
    .description(
        "For connections that may not list those of the whole account, which List meeting summaries does \
         at once. The meetings that are over are listed, each time that one took place is looked up, and \
         its summary is got: that takes a request for each, so name few days. Times of which there is no \
         summary are counted and left out.",
    )
    .scopes(&[scope("meeting:read")], &[scope("meeting:read:list_meetings")])
    .also(&[&list_instances::ACTION, &get_summary::ACTION])
    .rate_label("MEDIUM")
    .input(&[&[
        of_user("Whose meetings: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone."),
        member("from", DATE, "The first day, in UTC.").required(),
        member("to", DATE, "The last day, in UTC.").required(),
        member("max_items", Kind::Integer(1, 100), "Stop after this many summaries.").default("30"),
    ]])
    .course(
        &Course {
            files: ManifestOnly::new(Files::None),
            begin: |_, _| Ok(Turn::On(Memory::default().into_value())),
            leg,
            take,
        },
        &[&meetings::list::ACTION, &list_instances::ACTION, &get_summary::ACTION],
        &[&[
            member("summaries", list(&Kind::Object(&SUMMARY)), "The summaries.").required(),
            member("instances", INTEGER, "How many times of meetings were looked at.").required(),
            member("without_summary", INTEGER, "How many of these have no summary.").required(),
            member("has_more", Kind::Boolean, "Whether it stopped early, so that there may be more.").required(),
            member("passed_over", list(&Kind::Object(&PASSED_OVER)), "What could not be seen.").required(),
        ]],
    )
    .rules(|input, _, problems| pages::days(input, problems))
    .columns(&[
        column("Start", "/summaries/*/meeting_start_time"),
        column("Topic", "/summaries/*/meeting_topic"),
        column("Summary", "/summaries/*/markdown"),
        column("Looked at", "/instances"),
    ])
    .sample(
        r#"{ "from": "2026-11-01", "to": "2026-11-07" }"#,
        r###"{
            "summaries": [{
                "meeting_id": "85746065432",
                "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "meeting_topic": "Weekly review",
                "meeting_start_time": "2026-11-03T01:00:00Z",
                "markdown": "## Quick recap\n\nThe team went through the week."
            }],
            "instances": 2,
            "without_summary": 1,
            "has_more": false,
            "passed_over": []
        }"###,
    );

static SUMMARY: Shape = Shape::of(&[
    COMMON,
    &[
        member("summary_title", TEXT, "What the summary is called."),
        member("markdown", TEXT, "The summary in Markdown.").required(),
    ],
]);

static PASSED_OVER: Shape = Shape::of(&[&[
    member(
        "meeting_id",
        TEXT,
        "The meeting's number, or the id of the instance.",
    )
    .required(),
    member("reason", TEXT, "Why it could not be seen.").required(),
]]);

/// The most that is kept of summaries, in bytes of JSON: a state has a limit.
const MOST: usize = 800_000;

/// What is known so far.
#[derive(Default)]
struct Memory {
    /// Whether all pages of the meetings were read.
    listed: bool,
    token: Option<String>,
    circle: Circle,
    /// The meetings whose instances are to be looked up, and those that were.
    meetings: Vec<String>,
    known: Vec<String>,
    /// The instances whose summaries are to be got.
    instances: Vec<String>,
    looked_at: u64,
    without: u64,
    summaries: Vec<Value>,
    full: bool,
    passed_over: Vec<Value>,
}

kept!(Memory {
    listed,
    token,
    circle,
    meetings,
    known,
    instances,
    looked_at,
    without,
    summaries,
    full,
    passed_over,
});

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let memory = Memory::read(memory.clone())?;
    let span = |mut asked: Input| {
        for field in ["from", "to"] {
            if let Some(day) = input.get(field) {
                asked = asked.with(field, day.clone());
            }
        }
        asked
    };
    let of = |id: &String| Input::default().with("meeting_id", id.as_str());
    let (endpoint, asked) = match (memory.instances.first(), memory.meetings.first()) {
        (Some(instance), _) => (&get_summary::ACTION.endpoint, of(instance)),
        (None, Some(meeting)) => (&list_instances::ACTION.endpoint, span(of(meeting))),
        (None, None) => {
            let user = input.text("user_id").unwrap_or("me");
            let mut asked = span(Input::default().with("user_id", user))
                .with("type", "previous_meetings")
                .with("page_size", 300);
            if let Some(token) = memory.token {
                asked = asked.with("next_page_token", token);
            }
            (&meetings::list::ACTION.endpoint, asked)
        }
    };
    Some(Leg::Ask(Ask {
        action: "",
        endpoint,
        input: asked,
    }))
}

fn texts<'a>(page: &'a Value, name: &'static str) -> impl Iterator<Item = String> + 'a {
    let items = page.get("meetings").and_then(Value::as_array);
    let items = items.into_iter().flatten();
    items.filter_map(move |item| Some(item.get(name)?.as_str()?.to_owned()))
}

fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let (Some(mut memory), Came::Answer(answer)) = (Memory::read(memory), came) else {
        return Err(state_is_lost(ACTION.id));
    };
    if !memory.instances.is_empty() {
        let instance = memory.instances.remove(0);
        memory.looked_at += 1;
        match answer {
            Ok(summary) => memory.keep(summary),
            Err(failure) if failure.kind == FailureKind::NotFound.name() => memory.without += 1,
            Err(failure) => memory.pass_over(&instance, failure)?,
        }
    } else if !memory.meetings.is_empty() {
        let meeting = memory.meetings.remove(0);
        match answer {
            Ok(page) => memory.instances.extend(texts(&page, "uuid")),
            Err(failure) => memory.pass_over(&meeting, failure)?,
        }
    } else {
        let page = answer?;
        // A meeting is in the list once for each time that it took place.
        for id in texts(&page, "id") {
            if !memory.known.contains(&id) {
                memory.known.push(id.clone());
                memory.meetings.push(id);
            }
        }
        memory.turn(&page)?;
    }
    let most = trip.input.integer("max_items").unwrap_or(30);
    let enough = i64::try_from(memory.summaries.len()).is_ok_and(|kept| kept >= most);
    Ok(memory.on(enough))
}

impl Memory {
    fn keep(&mut self, mut summary: Value) {
        let mut kept = vec![("markdown", markdown(&summary).into())];
        for field in SUMMARY.fields() {
            if let Some(value) = summary.get_mut(field.name) {
                kept.push((field.name, value.take()));
            }
        }
        self.summaries.push(json::object(kept));
        self.full = json::bytes(&self.summaries).len() > MOST;
    }

    /// What can't be seen of one meeting hides no other, unless it is for want of something that all need.
    fn pass_over(&mut self, id: &str, failure: Failure) -> Result<(), Failure> {
        let of_all = [FailureKind::MissingScope, FailureKind::PlanRequired];
        let of_all = of_all.iter().any(|kind| failure.kind == kind.name());
        if of_all || !is_of_one_place(&failure) {
            return Err(failure);
        }
        let reason = failure.message;
        self.passed_over.push(json::object(vec![
            ("meeting_id", id.into()),
            ("reason", reason.into()),
        ]));
        Ok(())
    }

    fn turn(&mut self, page: &Value) -> Result<(), Failure> {
        let token = page.get("next_page_token").and_then(Value::as_str);
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            self.listed = true;
            return Ok(());
        };
        if !self.circle.take(token) {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                "`list-user-summaries` stopped: Zoom names a page as the next one that it has given \
                 before. Start it again.",
            ));
        }
        self.token = Some(token.to_owned());
        Ok(())
    }

    fn on(self, enough: bool) -> Turn {
        let left = !self.listed || !self.meetings.is_empty() || !self.instances.is_empty();
        let stops = self.full || enough;
        if left && !stops {
            return Turn::On(self.into_value());
        }
        Turn::Done(json::object(vec![
            ("summaries", self.summaries.into()),
            ("instances", self.looked_at.into()),
            ("without_summary", self.without.into()),
            ("has_more", (left && stops).into()),
            ("passed_over", self.passed_over.into()),
        ]))
    }
}

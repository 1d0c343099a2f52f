//! `sync-registrants`.
//!
//! What there is is read first: those who are approved, who wait and who were denied are lists of their
//! own. Then whoever is missing is registered and whoever is no longer named is cancelled, 30 at a time.
//! What fails for some is told, and the rest is done all the same. Where no answer tells what has become
//! of some, it is looked who is registered.

use serde_json::Value;

use super::batch::{BATCH, MOST, PERSON, REGISTERED, ask, email, people};
use super::group::GROUP;
use super::sync_search::{Search, may_be_done};
use super::{list, update_status};
use crate::action::{Action, column};
use crate::actions::meetings;
use crate::contract::{Failure, FailureKind, FieldProblem};
use crate::course::{Came, Course, Files, Leg, PLAN_ONLY, Trip, Turn, state_is_lost};
use crate::endpoint::Ask;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::manifest_only::ManifestOnly;
use crate::pages::Circle;
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Path, Shape, TEXT, TEXTS, list as list_of, member};

pub(crate) static ACTION: Action = Action::post(
    &GROUP,
    "sync-registrants",
    "/meetings/{meetingId}/batch_registrants",
)
.operation("addBatchRegistrants")
.summary("Brings the registrants of a scheduled meeting in line with a list of people.")
.description(
    "Whoever of the list is not registered is, and who is registered and not on the list is cancelled, \
     unless keep_others says otherwise; people are known by their e-mail addresses. Starting it again \
     does no harm. With plan_only it tells what it would do, and writes nothing. Only for meetings of \
     `type` 2. Whoever was denied stays so.",
)
.scopes(&[scope("meeting:write")], &[scope("meeting:write:batch_registrants")])
.also(&[&list::ACTION, &update_status::ACTION])
.rate_label("HEAVY")
.input(&[
    meetings::OF_A_MEETING,
    &[
        member("registrants", Kind::List(&Kind::Object(&PERSON), 900), "Everybody who is to be registered.").required(),
        member("keep_others", Kind::Boolean, "Leave those who are registered and not on the list.").default("false"),
        member(PLAN_ONLY, Kind::Boolean, "Tell what would be done, and do nothing.").default("false"),
        member("auto_approve", Kind::Boolean, "Approve the new registrations at once, whatever the meeting's `approval_type` is."),
        member("registrants_confirmation_email", Kind::Boolean, "Whether Zoom sends each new registrant the mail that confirms it."),
    ],
])
.course(
    &Course {
        files: ManifestOnly::new(Files::None),
        begin: |_, _| Ok(Turn::On(Memory::default().into_value())),
        leg,
        take,
    },
    &[&list::ACTION, &BATCH, &update_status::ACTION],
    &[&[
        member("meeting_id", crate::ids::MEETING, "The meeting's number.").required(),
        member("planned", Kind::Boolean, "Whether this is a plan, and nothing was done.").required(),
        member("to_add", TEXTS, "The e-mail addresses of those who were missing.").required(),
        member("to_cancel", TEXTS, "The e-mail addresses of those who are no longer named.").required(),
        member("denied", TEXTS, "The e-mail addresses of those on the list who were denied before, and stay so.").required(),
        member("unchanged", INTEGER, "How many of the list were registered already, or wait for a decision.").required(),
        member("added", list_of(&Kind::Object(&REGISTERED)), "Those who were registered.").required(),
        member("cancelled", TEXTS, "The e-mail addresses of those who were cancelled.").required(),
        member("failed", list_of(&Kind::Object(&FAILED)), "What could not be done, or of which that is not known.").required(),
    ]],
)
.rules(rules)
.columns(&[
    column("Added", "/added"),
    column("Cancelled", "/cancelled"),
    column("Unchanged", "/unchanged"),
])
.sample(
    r#"{
        "meeting_id": "85746065432",
        "registrants": [{ "email": "anna@example.com", "first_name": "Anna", "last_name": "Huber" }]
    }"#,
    r#"{
        "meeting_id": "85746065432",
        "planned": false,
        "to_add": ["anna@example.com"],
        "to_cancel": [],
        "denied": [],
        "unchanged": 0,
        "added": [{
            "email": "anna@example.com",
            "registrant_id": "9tboDiHUQAeOnbmudzWa5g",
            "join_url": "https://us02web.zoom.us/w/85746065432?tk=example"
        }],
        "cancelled": [],
        "failed": []
    }"#,
);

static FAILED: Shape = Shape::of(&[&[
    member(
        "emails",
        TEXTS,
        "The e-mail addresses of those whom it is about.",
    )
    .required(),
    member("reason", TEXT, "Why.").required(),
]]);

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let mut known: Vec<String> = Vec::new();
    for (place, person) in people(input).iter().enumerate() {
        let email = email(person);
        if known.contains(&email) {
            let at = Path::Member(&Path::Whole, "registrants");
            problems
                .push(Path::Item(&at, place).problem("is on the list twice; remove one of them"));
        }
        known.push(email);
    }
    if people(input).is_empty()
        && input.get("registrants").is_some()
        && input.is_true("keep_others")
    {
        let at = Path::Member(&Path::Whole, "registrants");
        problems.push(at.problem("must name at least one person where others are kept"));
    }
}

/// The lists that are read, one after the other.
const LISTS: [&str; 3] = ["approved", "pending", "denied"];

/// What is known so far.
#[derive(Default)]
struct Memory {
    /// Which of the lists is being read; all are at its end.
    list: usize,
    token: Option<String>,
    circle: Circle,
    /// The e-mail addresses of those who are registered or wait.
    there: Vec<String>,
    denied: Vec<String>,
    /// Who is to be cancelled, with the id.
    to_cancel: Vec<Person>,
    /// The places of those of the list who are to be added.
    to_add: Vec<usize>,
    /// How many of either have been sent.
    added: usize,
    cancelled: usize,
    registered: Vec<Value>,
    gone: Vec<String>,
    failed: Vec<Value>,
    /// What is looked for, when no answer tells.
    search: Option<Search>,
}

kept!(Memory {
    list,
    token,
    circle,
    there,
    denied,
    to_cancel,
    to_add,
    added,
    cancelled,
    registered,
    gone,
    failed,
    search,
});

struct Person {
    id: String,
    email: String,
}

kept!(Person { id, email });

/// What is done next.
enum Next<'a> {
    Read(&'static str),
    Search(&'a Search),
    Add(Vec<Value>),
    Cancel(&'a [Person]),
    Nothing,
}

impl Memory {
    fn next(&self, input: &Input) -> Next<'_> {
        if let Some(search) = &self.search {
            return Next::Search(search);
        }
        if let Some(list) = LISTS.get(self.list) {
            return Next::Read(list);
        }
        if input.is_true(PLAN_ONLY) {
            return Next::Nothing;
        }
        let all = people(input);
        let left = self.to_add.iter().skip(self.added).take(MOST);
        let batch: Vec<Value> = left.filter_map(|place| all.get(*place).cloned()).collect();
        if !batch.is_empty() {
            return Next::Add(batch);
        }
        let left = self.to_cancel.get(self.cancelled..).unwrap_or_default();
        match left.chunks(MOST).next() {
            Some(batch) => Next::Cancel(batch),
            None => Next::Nothing,
        }
    }

    /// Takes a page of one of the lists.
    fn take_page(&mut self, input: &Input, page: &Value) -> Result<(), Failure> {
        let wanted: Vec<_> = people(input).iter().map(email).collect();
        let registrants = page.get("registrants").and_then(Value::as_array);
        for registrant in registrants.into_iter().flatten() {
            let email = email(registrant);
            let is_wanted = wanted.contains(&email);
            let of_denied = self.list + 1 == LISTS.len();
            let id = registrant.get("id").and_then(Value::as_str);
            match (is_wanted, of_denied, id) {
                (true, true, _) => self.denied.push(email),
                (true, false, _) => self.there.push(email),
                (false, false, Some(id)) if !input.is_true("keep_others") => {
                    self.to_cancel.push(Person {
                        id: id.to_owned(),
                        email,
                    });
                }
                _ => {}
            }
        }
        let token = page.get("next_page_token").and_then(Value::as_str);
        match token.filter(|token| !token.is_empty()) {
            Some(token) if self.circle.take(token) => self.token = Some(token.to_owned()),
            Some(_) => {
                return Err(Failure::new(
                    FailureKind::UnexpectedResponse,
                    "`sync-registrants` stopped: Zoom names a page as the next one that it has given \
                     before. Nothing was changed; start it again.",
                ));
            }
            None => {
                self.token = None;
                self.circle = Circle::default();
                self.list += 1;
            }
        }
        if self.list == LISTS.len() {
            let is_missing =
                |email: &String| !self.there.contains(email) && !self.denied.contains(email);
            let places = wanted.iter().enumerate();
            self.to_add = places
                .filter(|(_, email)| is_missing(email))
                .map(|(place, _)| place)
                .collect();
        }
        Ok(())
    }

    fn output(&self, input: &Input) -> Value {
        let all = people(input);
        let to_add = self.to_add.iter().filter_map(|place| all.get(*place));
        let cancel = self.to_cancel.iter().map(|person| person.email.as_str());
        let mut told = vec![
            ("meeting_id", input.get("meeting_id").cloned().into()),
            ("planned", input.is_true(PLAN_ONLY).into()),
            ("to_add", to_add.map(email).collect::<Vec<_>>().into()),
            ("to_cancel", cancel.collect::<Vec<_>>().into()),
            ("denied", self.denied.clone().into()),
            ("unchanged", self.there.len().into()),
            ("added", self.registered.clone().into()),
            ("cancelled", self.gone.clone().into()),
            ("failed", self.failed.clone().into()),
        ];
        if !self.failed.is_empty() {
            let warning =
                "Not all could be done: see `failed`. Starting it again does what is left.";
            told.push(("warnings", vec![warning].into()));
        }
        json::object(told)
    }
}

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let memory = Memory::read(memory.clone())?;
    let meeting = || Some(Input::default().with("meeting_id", input.get("meeting_id")?.clone()));
    let (endpoint, asked) = match memory.next(input) {
        Next::Read(status) => {
            let mut asked = meeting()?.with("status", status).with("page_size", 300);
            if let Some(token) = &memory.token {
                asked = asked.with("next_page_token", token.as_str());
            }
            (&list::ACTION.endpoint, asked)
        }
        Next::Search(search) => return search.ask(input).map(Leg::Ask),
        Next::Add(batch) => return ask(input, &batch).map(Leg::Ask),
        Next::Cancel(batch) => {
            let batch: Vec<_> = batch
                .iter()
                .map(|person| {
                    json::object(vec![
                        ("id", person.id.as_str().into()),
                        ("email", person.email.as_str().into()),
                    ])
                })
                .collect();
            let asked = meeting()?
                .with("action", "cancel")
                .with("registrants", batch);
            (&update_status::ACTION.endpoint, asked)
        }
        Next::Nothing => return None,
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
    let input = trip.input;
    match memory.next(input) {
        Next::Read(_) => {
            memory.take_page(input, &answer?)?;
            return Ok(memory.on(input));
        }
        Next::Search(_) => return memory.take_found(input, answer),
        Next::Add(_) | Next::Cancel(_) | Next::Nothing => {}
    }
    let Some((emails, adds)) = memory.batch(input) else {
        return Err(state_is_lost(ACTION.id));
    };
    match answer {
        Ok(mut answer) => {
            if let Some(Value::Array(more)) = answer.get_mut("registrants").map(Value::take)
                && adds
            {
                memory.registered.extend(more);
            }
            memory.settle(input, &emails, adds, &emails, None)
        }
        Err(failure) if may_be_done(trip, &failure) => {
            memory.search = Some(Search::after(&failure));
            Ok(Turn::On(memory.into_value()))
        }
        Err(failure) => memory.settle(input, &emails, adds, &[], Some(failure)),
    }
}

impl Memory {
    /// The e-mail addresses of those whom the next request is about, and whether it adds them.
    fn batch(&self, input: &Input) -> Option<(Vec<String>, bool)> {
        match self.next(input) {
            Next::Add(batch) => Some((batch.iter().map(email).collect(), true)),
            Next::Cancel(batch) => {
                let emails = batch.iter().map(|person| person.email.clone());
                Some((emails.collect(), false))
            }
            Next::Read(_) | Next::Search(_) | Next::Nothing => None,
        }
    }

    /// Takes a page of those who are registered by now.
    fn take_found(
        mut self,
        input: &Input,
        answer: Result<Value, Failure>,
    ) -> Result<Turn, Failure> {
        let search = self.search.take();
        let (Some(mut search), Some((emails, adds))) = (search, self.batch(input)) else {
            return Err(state_is_lost(ACTION.id));
        };
        let found = answer.map(|page| search.take(&emails, &page));
        if found == Ok(false) {
            self.search = Some(search);
            return Ok(Turn::On(self.into_value()));
        }
        let (failure, there) = search.end(&emails);
        let emails_there: Vec<_> = there.iter().map(email).collect();
        let done: Vec<_> = match found {
            Err(_) => Vec::new(),
            Ok(_) if adds => emails_there,
            Ok(_) => {
                let is_gone = |email: &&String| !emails_there.contains(email);
                emails.iter().filter(is_gone).cloned().collect()
            }
        };
        if adds && found.is_ok() {
            self.registered.extend(there);
        }
        self.settle(input, &emails, adds, &done, Some(failure))
    }

    /// Goes on after a request about some people, which was carried out for those of `done`, and not for
    /// the others because of `failure`.
    fn settle(
        mut self,
        input: &Input,
        emails: &[String],
        adds: bool,
        done: &[String],
        failure: Option<Failure>,
    ) -> Result<Turn, Failure> {
        let is_left = |email: &&String| !done.contains(email);
        let left: Vec<String> = emails.iter().filter(is_left).cloned().collect();
        if let Some(failure) = failure.filter(|_| !left.is_empty()) {
            // Before anything was done, what is in the way is in the way of all of it.
            if done.is_empty() && self.added == 0 && self.cancelled == 0 {
                return Err(failure);
            }
            self.failed.push(json::object(vec![
                ("emails", left.into()),
                ("reason", failure.message.into()),
            ]));
        }
        if adds {
            self.added += emails.len();
        } else {
            self.gone.extend_from_slice(done);
            self.cancelled += emails.len();
        }
        Ok(self.on(input))
    }

    fn on(self, input: &Input) -> Turn {
        match self.next(input) {
            Next::Nothing => Turn::Done(self.output(input)),
            Next::Read(_) | Next::Search(_) | Next::Add(_) | Next::Cancel(_) => {
                Turn::On(self.into_value())
            }
        }
    }
}

//! `recycle-licence`.
//!
//! An account with more hosts than licences gives each the licence of somebody who has not used one for
//! long. Nobody loses one whose meeting or webinar goes on or begins soon, nor the owner, nor whoever is connected,
//! nor whom the input protects. What can't be looked at is not taken away.

mod candidates;

use serde_json::Value;

use super::fields::a_user;
use super::group::GROUP;
use super::{get, list, update};
use crate::action::{Action, column};
use crate::actions::{meetings, webinars};
use crate::contract::{Connection, Failure, FailureKind};
use crate::course::{Came, Course, Files, Leg, PLAN_ONLY, Trip, Turn};
use crate::endpoint::Ask;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::manifest_only::ManifestOnly;
use crate::pages::Circle;
use crate::passed_over::PassedOver;
use crate::scopes::scope;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, TEXTS, list as list_of, member};
use candidates::{Candidate, Candidates};

pub(crate) static ACTION: Action = Action::patch(&GROUP, "recycle-licence", "/users/{userId}")
    .operation("userUpdate")
    .summary("Gives a user a licence for meetings, taken from whoever has not signed in for longest where none is free.")
    .description(
        "Without max_licensed it tries to give one first, and looks for somebody to take one from only when \
         Zoom says that none is free. The owner of the account, the connected user, and whom the input \
         protects keep theirs, and so does everybody whose meeting or webinar goes on or begins soon. Zoom \
         does not promise to list meetings that were started on the spot as going on: protect whoever holds \
         such. Whoever has never signed in comes first, unless the user is of the last 7 days: protect hosts \
         whose meetings are started for them, who never sign in. With plan_only it reads, and says who it would be. A user who has lost the licence can be no alternative host any \
         more, and meetings end after 40 minutes.",
    )
    .scopes(&[scope("user:write")], &[scope("user:update:user")])
    .also(&[
&get::ACTION,
&list::ACTION,
&meetings::list::ACTION,
&webinars::list::ACTION,
])
    .rate_label("LIGHT")
    .input(&[INPUT])
    .course(
        &Course {
            files: ManifestOnly::new(Files::None),
            begin,
            leg,
            take,
        },
        &[
&update::ACTION,
&get::ACTION,
&list::ACTION,
&meetings::list::ACTION,
&webinars::list::ACTION,
],
        &[OUTPUT],
    )
    .columns(&[
        column("User", "/user_id"),
        column("Given", "/given"),
        column("Taken from", "/taken_from/email"),
        column("Why", "/reason"),
    ])
    .sample(
        r#"{ "user_id": "ben@example.com" }"#,
        r#"{
            "user_id": "ben@example.com",
            "given": true,
            "reason": "A licence was free.",
            "skipped": []
        }"#,
    );

static INPUT: &[Field] = &[
    a_user("Who is to have a licence: a user id or an e-mail address."),
    member(
        "max_licensed",
        Kind::Integer(1, i32::MAX),
        "How many users may have a licence: where so many have, one is taken away first. Without it, that is for Zoom to say. Active users are counted; who is invited and has not come yet may hold one too.",
    ),
    member(
        "protected_groups",
        TEXTS,
        "The ids of groups whose members keep their licences.",
    ),
    member(
        "protected_users",
        TEXTS,
        "User ids or e-mail addresses of those who keep their licences.",
    ),
    member(
        "free_for_minutes",
        Kind::Integer(0, 10_080),
        "Whose meeting or webinar begins within so many minutes keeps the licence.",
    )
    .default("120"),
    member(
        PLAN_ONLY,
        Kind::Boolean,
        "Change nothing, and say whose licence it would take.",
    )
    .default("false"),
];

static OUTPUT: &[Field] = &[
    member(
        "user_id",
        TEXT,
        "Who was to have a licence, as the input names it.",
    )
    .required(),
    member(
        "given",
        Kind::Boolean,
        "Whether the user has a licence now.",
    )
    .required(),
    member("reason", TEXT, "How that has come.").required(),
    member(
        "taken_from",
        Kind::Object(&PERSON),
        "Whose licence was taken away.",
    ),
    member(
        "would_take_from",
        Kind::Object(&PERSON),
        "With plan_only: whose licence it would take.",
    ),
    member(
        "licensed_count",
        INTEGER,
        "How many others have a licence, where they were counted.",
    ),
    member(
        "skipped",
        list_of(&Kind::Object(&SKIPPED)),
        "Who came first, and kept the licence all the same.",
    )
    .required(),
];

static PERSON: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id.").required(),
    member("email", TEXT, "The e-mail address."),
    member(
        "last_login_time",
        TEXT,
        "When the user signed in last; left out where that was never.",
    ),
]]);

static SKIPPED: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id.").required(),
    member("email", TEXT, "The e-mail address."),
    member("reason", TEXT, "Why.").required(),
]]);

/// How many people are looked at before it gives up: each takes three requests.
const MOST_LOOKS: usize = 20;

/// What is known so far.
struct Memory {
    next: Stage,
    caller: Option<String>,
    target: String,
    candidates: Candidates,
    token: Option<String>,
    circle: Circle,
    skipped: Vec<Value>,
    taken_from: Option<Candidate>,
    looks: usize,
}

kept!(Memory {
    next,
    caller,
    target,
    candidates,
    token,
    circle,
    skipped,
    taken_from,
    looks,
});

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// Whether the user has a licence already.
    Target,
    /// A licence that is free is tried for.
    Try,
    /// Who is connected.
    Caller,
    /// Who has a licence.
    Users,
    /// Whether the first candidate is in a meeting.
    Live,
    /// Whether a meeting of the first candidate begins soon.
    Soon,
    /// Whether a webinar of the first candidate goes on or begins soon.
    Webinars,
    Take,
    Give,
}

kept!(
    enum Stage {
        Target,
        Try,
        Caller,
        Users,
        Live,
        Soon,
        Webinars,
        Take,
        Give,
    }
);

fn begin(_: &Input, _: &Connection) -> Result<Turn, Failure> {
    let memory = Memory {
        next: Stage::Target,
        caller: None,
        target: String::new(),
        candidates: Candidates::default(),
        token: None,
        circle: Circle::default(),
        skipped: Vec::new(),
        taken_from: None,
        looks: 0,
    };
    Ok(memory.at(Stage::Target))
}

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let memory = Memory::read(memory.clone())?;
    let of = |user: &str| Input::default().with("user_id", user);
    let candidate = || Some(memory.candidates.first()?.id.clone());
    let named = input.text("user_id")?;
    let (action, asked): (&'static Action, Input) = match memory.next {
        Stage::Target => (&get::ACTION, of(named)),
        Stage::Try | Stage::Give => (&update::ACTION, of(named).with("type", LICENSED)),
        Stage::Caller => (&get::ACTION, of("me")),
        Stage::Users => {
            let page = Input::default()
                .with("status", "active")
                .with("page_size", 300);
            let page = match &memory.token {
                Some(token) => page.with("next_page_token", token.as_str()),
                None => page,
            };
            (&list::ACTION, page)
        }
        Stage::Live => (
            &meetings::list::ACTION,
            of(&candidate()?).with("type", "live"),
        ),
        Stage::Soon => {
            let asked = of(&candidate()?)
                .with("type", "upcoming")
                .with("page_size", 300);
            (&meetings::list::ACTION, asked)
        }
        // The webinars to come, and those going on.
        Stage::Webinars => {
            let asked = of(&candidate()?)
                .with("type", "upcoming")
                .with("page_size", 300);
            (&webinars::list::ACTION, asked)
        }
        Stage::Take => (&update::ACTION, of(&candidate()?).with("type", BASIC)),
    };
    Some(Leg::Ask(Ask {
        action: "",
        endpoint: &action.endpoint,
        input: asked,
    }))
}

const BASIC: i64 = 1;
const LICENSED: i64 = 2;
/// Zoom's codes for an account that has no licence left: of that sort, of the subscription, and none that
/// is paid for. 2033 is for users without one, and is no reason to take one from anybody.
const NONE_FREE: [&str; 3] = ["2034", "2038", "3412"];

fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let (Some(memory), Came::Answer(answer)) = (Memory::read(memory), came) else {
        return Err(Failure::new(
            FailureKind::InvalidInput,
            "`recycle-licence` cannot go on from this state. Start it again.",
        ));
    };
    let input = trip.input;
    match memory.next {
        Stage::Target => Ok(memory.target(input, &answer?)),
        Stage::Try => memory.tried(input, answer),
        Stage::Caller => memory.caller(&answer?),
        Stage::Users => memory.users(trip, &answer?),
        Stage::Live => memory.live(input, answer),
        Stage::Soon => memory.soon(trip, answer),
        Stage::Webinars => memory.webinars(trip, answer),
        Stage::Take => memory.taken(input, answer),
        Stage::Give => memory.given(input, answer),
    }
}

impl Memory {
    fn at(mut self, stage: Stage) -> Turn {
        self.next = stage;
        Turn::On(self.into_value())
    }

    fn done(self, input: &Input, given: bool, reason: &str) -> Turn {
        let mut output = vec![
            ("user_id", input.text("user_id").into()),
            ("given", given.into()),
            ("reason", reason.into()),
            ("skipped", self.skipped.into()),
        ];
        if self.candidates.is_counted() {
            output.push(("licensed_count", self.candidates.licensed().into()));
        }
        if let Some(person) = self.taken_from {
            output.push(("taken_from", person.told()));
        }
        Turn::Done(json::object(output))
    }

    fn target(mut self, input: &Input, user: &Value) -> Turn {
        let text = |name: &str| user.get(name).and_then(Value::as_str).unwrap_or_default();
        text("id").clone_into(&mut self.target);
        if user.get("type").and_then(Value::as_i64) == Some(LICENSED) {
            return self.done(input, true, "The user had a licence already.");
        }
        let tries = !input.is_true(PLAN_ONLY) && input.get("max_licensed").is_none();
        self.at(if tries { Stage::Try } else { Stage::Caller })
    }

    fn tried(self, input: &Input, answer: Result<Value, Failure>) -> Result<Turn, Failure> {
        match answer {
            Ok(_) => Ok(self.done(input, true, "A licence was free.")),
            Err(failure) if is_none_free(&failure) => Ok(self.at(Stage::Caller)),
            Err(failure) => Err(failure),
        }
    }

    /// Without knowing who is connected it can't be said whose licence must stay.
    fn caller(mut self, user: &Value) -> Result<Turn, Failure> {
        self.caller = user.get("id").and_then(Value::as_str).map(str::to_owned);
        Ok(self.at(Stage::Users))
    }

    fn users(mut self, trip: &Trip<'_>, page: &Value) -> Result<Turn, Failure> {
        let input = trip.input;
        let who = candidates::Spared {
            input,
            target: &self.target,
            caller: self.caller.as_deref(),
            made_since: trip.began_at.saturating_sub(candidates::NEW_FOR),
        };
        let users = page.get("users").and_then(Value::as_array);
        for user in users.into_iter().flatten() {
            self.candidates.add(user, &who);
        }
        let token = page.get("next_page_token").and_then(Value::as_str);
        if let Some(token) = token.filter(|token| !token.is_empty()) {
            if !self.circle.take(token) {
                return Err(Failure::new(
                    FailureKind::UnexpectedResponse,
                    "`recycle-licence` stopped: Zoom names a page as the next one that it has given before. \
                     Start it again.",
                ));
            }
            self.token = Some(token.to_owned());
            return Ok(self.at(Stage::Users));
        }
        self.candidates.counted();
        let most = input.integer("max_licensed");
        let has_room = most.is_some_and(|most| self.candidates.licensed() < most);
        Ok(match (has_room, input.is_true(PLAN_ONLY)) {
            (true, false) => self.at(Stage::Give),
            (true, true) => self.done(
                input,
                false,
                "A licence is free: none would be taken from anybody.",
            ),
            (false, _) => self.look(input),
        })
    }

    /// Looks at whoever comes first.
    fn look(mut self, input: &Input) -> Turn {
        if self.candidates.first().is_none() {
            let reason = "There is nobody whose licence may be taken away; nothing was changed.";
            return self.done(input, false, reason);
        }
        if self.looks == MOST_LOOKS {
            let reason = format!(
                "The {MOST_LOOKS} who come first keep their licences, and no more are looked at in one call; \
                 nothing was changed. Start it again later, or protect those who are always busy."
            );
            return self.done(input, false, &reason);
        }
        self.looks += 1;
        self.at(Stage::Live)
    }

    /// Goes on to the next candidate.
    fn skip(mut self, input: &Input, reason: &str) -> Turn {
        if let Some(candidate) = self.candidates.take_first() {
            self.skipped.push(json::object(vec![
                ("id", candidate.id.into()),
                ("email", candidate.email.into()),
                ("reason", reason.into()),
            ]));
        }
        self.look(input)
    }

    fn live(self, input: &Input, answer: Result<Value, Failure>) -> Result<Turn, Failure> {
        Ok(match listed("meetings", answer)? {
            None => self.skip(input, "Zoom does not tell of the meetings of this user."),
            Some(meetings) if meetings.is_empty() => self.at(Stage::Soon),
            Some(_) => self.skip(input, "A meeting of this user goes on."),
        })
    }

    fn soon(self, trip: &Trip<'_>, answer: Result<Value, Failure>) -> Result<Turn, Failure> {
        let input = trip.input;
        Ok(match listed("meetings", answer)? {
            None => self.skip(input, "Zoom does not tell of the meetings of this user."),
            Some(meetings) if begins_soon(&meetings, trip) => {
                self.skip(input, "A meeting of this user begins soon.")
            }
            Some(_) => self.at(Stage::Webinars),
        })
    }

    fn webinars(
        mut self,
        trip: &Trip<'_>,
        answer: Result<Value, Failure>,
    ) -> Result<Turn, Failure> {
        let input = trip.input;
        let webinars = match answer {
            // Where the plan has no webinars, the user has none.
            Err(failure) if failure.kind == FailureKind::PlanRequired.name() => Some(Vec::new()),
            answer => listed("webinars", answer)?,
        };
        Ok(match webinars {
            None => self.skip(input, "Zoom does not tell of the webinars of this user."),
            Some(webinars) if begins_soon(&webinars, trip) => {
                self.skip(input, "A webinar of this user goes on or begins soon.")
            }
            Some(_) if input.is_true(PLAN_ONLY) => {
                let person = self.candidates.take_first().map(|first| first.told());
                // A plan tries for none, so it does not know whether one is free.
                let reason = match input.get("max_licensed") {
                    Some(_) => "The licence of the user that is named would be taken away.",
                    None => {
                        "The licence of the user that is named would be taken away if none is free, which \
                         only the try shows."
                    }
                };
                match self.done(input, false, reason) {
                    Turn::Done(mut output) => {
                        output["would_take_from"] = person.unwrap_or_default();
                        Turn::Done(output)
                    }
                    on => on,
                }
            }
            Some(_) => self.at(Stage::Take),
        })
    }

    fn taken(mut self, input: &Input, answer: Result<Value, Failure>) -> Result<Turn, Failure> {
        match answer {
            Ok(_) => {
                self.taken_from = self.candidates.take_first();
                Ok(self.at(Stage::Give))
            }
            Err(failure) if is_of_one_user(&failure) => {
                let reason = PassedOver::new("", &failure).reason;
                Ok(self.skip(
                    input,
                    &format!("Zoom does not take the licence of this user away. {reason}"),
                ))
            }
            Err(failure) if is_in_doubt(&failure) => {
                let lost = self.candidates.take_first();
                Err(Failure {
                    message: format!(
                        "{} Whether the licence of {} was taken away is not known: look with `get-user` \
                         before you start this again; where it was, `update-user` gives it back with `type` 2.",
                        failure.message,
                        lost.as_ref().map_or("the user", Candidate::name),
                    ),
                    ..failure
                })
            }
            Err(failure) => Err(failure),
        }
    }

    fn given(self, input: &Input, answer: Result<Value, Failure>) -> Result<Turn, Failure> {
        let lost = self.taken_from.as_ref().map(|lost| lost.name().to_owned());
        match (answer, lost) {
            (Ok(_), Some(_)) => Ok(self.done(
                input,
                true,
                "The licence was taken from the user that is named.",
            )),
            (Ok(_), None) => Ok(self.done(input, true, "A licence was free.")),
            // By the caller's own count there was room, and Zoom has none.
            (Err(failure), None) if is_none_free(&failure) => Ok(self.look(input)),
            (Err(failure), None) => Err(failure),
            (Err(failure), Some(lost)) => Err(Failure {
                message: format!(
                    "{} The licence of {} was taken away before that: give it back with `update-user` and \
                     `type` 2, or start this again.",
                    failure.message, lost
                ),
                ..failure
            }),
        }
    }
}

fn is_none_free(failure: &Failure) -> bool {
    failure
        .code
        .as_deref()
        .is_some_and(|code| NONE_FREE.contains(&code))
}

/// Zoom's codes for an account that has as many users without a licence as it may have: then nobody can
/// become one.
const TOO_MANY_BASIC: [&str; 2] = ["2033", "3412"];

/// Whether Zoom has refused to take the licence of this user away, and may take that of another.
fn is_of_one_user(failure: &Failure) -> bool {
    let kinds = [
        FailureKind::InvalidInput,
        FailureKind::Forbidden,
        FailureKind::PlanRequired,
        FailureKind::NotFound,
        FailureKind::Conflict,
        FailureKind::Refused,
    ];
    let code = failure.code.as_deref();
    kinds.iter().any(|kind| failure.kind == kind.name())
        && !code.is_some_and(|code| TOO_MANY_BASIC.contains(&code))
}

/// Whether a failure leaves it open if the licence was taken away.
fn is_in_doubt(failure: &Failure) -> bool {
    let kinds = [
        FailureKind::UnknownOutcome,
        FailureKind::Unavailable,
        FailureKind::UnexpectedResponse,
    ];
    kinds.iter().any(|kind| failure.kind == kind.name())
}

/// Whether one of these begins before the licence would be missed, or has begun.
fn begins_soon(listed: &[Value], trip: &Trip<'_>) -> bool {
    let minutes = trip.input.integer("free_for_minutes").unwrap_or(120);
    let until = trip
        .began_at
        .saturating_add(minutes.unsigned_abs().saturating_mul(60));
    listed.iter().any(|one| candidates::begins_by(one, until))
}

/// The meetings or webinars that a list has; none where it can't be said which the user has.
fn listed(member: &str, answer: Result<Value, Failure>) -> Result<Option<Vec<Value>>, Failure> {
    match answer {
        Ok(page) => {
            // What is on further pages might be the one that matters.
            let more = page.get("next_page_token").and_then(Value::as_str);
            let whole = more.is_none_or(str::is_empty);
            let listed = page.get(member).and_then(Value::as_array).cloned();
            Ok(listed.filter(|_| whole))
        }
        Err(failure)
            if [FailureKind::NotFound, FailureKind::Forbidden]
                .iter()
                .any(|kind| failure.kind == kind.name()) =>
        {
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

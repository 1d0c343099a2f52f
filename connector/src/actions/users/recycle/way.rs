//! The way to a licence: who has one, who may lose it, and what is asked in which order.

use serde_json::Value;

use super::answers::{begins_soon, is_in_doubt, is_none_free, is_of_one_user, listed};
use super::candidates::{Candidate, Candidates, NEW_FOR, Spared};
use super::{BASIC, LICENSED, get, list, meetings, update, webinars};
use crate::action::Action;
use crate::contract::{Connection, Failure, FailureKind};
use crate::course::{Came, Leg, PLAN_ONLY, Trip, Turn};
use crate::endpoint::Ask;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::pages::Circle;
use crate::passed_over::PassedOver;

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

pub(super) fn begin(_: &Input, _: &Connection) -> Result<Turn, Failure> {
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

pub(super) fn leg(input: &Input, memory: &Value) -> Option<Leg> {
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

pub(super) fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
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
        let who = Spared {
            input,
            target: &self.target,
            caller: self.caller.as_deref(),
            made_since: trip.began_at.saturating_sub(NEW_FOR),
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

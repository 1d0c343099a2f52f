//! The invocation of an action, from its input to its output.
//!
//! A call is a value: its state is its input, what it knows of the connection, and how far it has
//! come. Each request is made anew from these, so asking again is nothing special.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::action::{Action, Flow};
use crate::actions;
use crate::answer::clock;
use crate::attempt::{Attempt, Outcome};
use crate::auth;
use crate::contract::{
    Connection, Exchange, Failure, FailureKind, HttpResponse, Page, Receipt, Reply, Step,
};
use crate::endpoint::Endpoint;
use crate::file::{File, refused_download};
use crate::input::Input;
use crate::pages::{Position, Turn};
use crate::recovery::{Finding, Lost, Recovery, unknown_outcome};
use crate::shape::tidy;
use crate::state::State;

/// An action under way.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Call {
    action: String,
    input: Input,
    /// The host's clock when the call began, in seconds since 1970-01-01T00:00:00Z.
    began_at: u64,
    attempt: Attempt,
    stage: Stage,
}

/// How far a call has come.
#[derive(Clone, Serialize, Deserialize)]
enum Stage {
    /// Its one exchange is under way.
    Answer,
    /// A page of a list is.
    Page(Position),
    /// A file is being fetched.
    Download(File),
    /// The answer was lost, and what was done is being looked for.
    Recovery {
        /// The host's clock before the exchange without an answer.
        sent_at: u64,
        memory: Value,
    },
}

/// Begin an action.
pub(crate) fn begin(connection: &Connection, id: &str, input: &str) -> Result<Step, Failure> {
    let action = actions::find(id)?;
    let account = auth::account(connection)?;
    let mut problems = Vec::new();
    let input = Input::parse(input, &action.endpoint.input, &mut problems);
    input.check_rules(action.rules, &mut problems);
    if !problems.is_empty() {
        return Err(Failure::invalid_input(
            &format!("`{id}` was not started"),
            problems,
        ));
    }
    let stage = match &action.flow {
        Flow::Pages(_) => Stage::Page(Position::default()),
        Flow::Answer(_) | Flow::Download(..) => Stage::Answer,
    };
    let call = Call {
        action: id.to_owned(),
        input,
        began_at: connection.now,
        attempt: Attempt::new(account.base_url, &connection.scopes, connection.now),
        stage,
    };
    Ok(Step::Send(call.ask(action)))
}

impl Call {
    /// Go on with the outcome of the last step.
    pub(crate) fn resume(self, reply: Reply, now: u64) -> Result<Step, Failure> {
        let action = actions::find(&self.action)?;
        match (reply, self.stage.clone()) {
            (Reply::Response(response), Stage::Recovery { sent_at, memory }) => {
                self.look(action, sent_at, &memory, &response, now)
            }
            (Reply::Response(response), Stage::Download(_)) => {
                let question = self.attempt.question(action.id, &action.endpoint, now);
                Err(refused_download(&question, &response))
            }
            (Reply::Response(response), _) => self.answered(action, &response, now),
            (Reply::Downloaded(receipt), Stage::Download(file)) => {
                Ok(self.downloaded(action, file, receipt))
            }
            (Reply::Lost, Stage::Answer) if !action.endpoint.repeatable => self.lost(action, now),
            (Reply::Downloaded(_) | Reply::Signature(_) | Reply::Lost, _) => {
                Err(self.not_mine("did not ask for that reply"))
            }
        }
    }

    fn answered(
        self,
        action: &'static Action,
        response: &HttpResponse,
        now: u64,
    ) -> Result<Step, Failure> {
        let outcome = self
            .attempt
            .take(action.id, &action.endpoint, response, now)?;
        let mut answer = match outcome {
            Outcome::Accepted(answer) => answer,
            Outcome::Again(attempt, after_ms) => {
                let again = Self { attempt, ..self };
                return Ok(Step::Send(Exchange {
                    after_ms,
                    ..again.ask(action)
                }));
            }
        };
        tidy(&action.endpoint.output, &mut answer);
        match (&action.flow, &self.stage) {
            (Flow::Pages(pages), Stage::Page(position)) => {
                match pages.turn(action.id, &self.input, self.began_at, position, answer)? {
                    Turn::On(items, next) => Ok(Step::Page(Page {
                        items: Value::Array(items).to_string(),
                        then: self.next(Stage::Page(next), now).ask(action),
                    })),
                    Turn::End(output) => Ok(self.done(action, output)),
                }
            }
            (Flow::Download(choose, _), _) => {
                let file = choose(&self.input, answer)?;
                let state = self.next(Stage::Download(file.clone()), now).to_bytes();
                Ok(Step::Download(file.transfer(state)))
            }
            (Flow::Answer(output), _) => Ok(self.done(action, output(&self.input, answer))),
            (Flow::Pages(_), _) => Err(self.not_mine("cannot go on from this state")),
        }
    }

    fn downloaded(&self, action: &Action, file: File, receipt: Receipt) -> Step {
        let mut output = file.output(receipt);
        tidy(action.output_shape(), &mut output);
        self.done(action, output)
    }

    /// The answer will never come: look for what was done, where that can be told.
    fn lost(&self, action: &Action, now: u64) -> Result<Step, Failure> {
        let Some(recovery) = action.recovery else {
            return Err(unknown_outcome(action.id, ""));
        };
        self.recover(action, recovery, self.attempt.made_at, Value::Null, now)
    }

    /// Ask what there is to ask with this memory.
    fn recover(
        &self,
        action: &Action,
        recovery: &Recovery,
        sent_at: u64,
        memory: Value,
        now: u64,
    ) -> Result<Step, Failure> {
        let Some(ask) = (recovery.ask)(&self.input, &memory) else {
            return Err(unknown_outcome(action.id, ""));
        };
        let next = self.next(Stage::Recovery { sent_at, memory }, now);
        Ok(Step::Send(next.exchange(action, ask.endpoint, &ask.input)))
    }

    /// Take what was found.
    fn look(
        self,
        action: &'static Action,
        sent_at: u64,
        memory: &Value,
        response: &HttpResponse,
        now: u64,
    ) -> Result<Step, Failure> {
        let recovery = action.recovery;
        let asked = recovery.and_then(|recovery| (recovery.ask)(&self.input, memory));
        let (Some(recovery), Some(ask)) = (recovery, asked) else {
            return Err(self.not_mine("cannot go on from this state"));
        };
        let outcome = self.attempt.take(ask.action, ask.endpoint, response, now);
        let answer = match outcome {
            Ok(Outcome::Again(attempt, after_ms)) => {
                let again = Self { attempt, ..self };
                return Ok(Step::Send(Exchange {
                    after_ms,
                    ..again.exchange(action, ask.endpoint, &ask.input)
                }));
            }
            Ok(Outcome::Accepted(mut answer)) => {
                tidy(&ask.endpoint.output, &mut answer);
                Ok(answer)
            }
            Err(failure) => Err(failure),
        };
        let lost = Lost::seen_from(&self.input, sent_at, now, clock(response));
        match (recovery.take)(&lost, memory, answer) {
            Finding::AskOn(memory) => self.recover(action, recovery, sent_at, memory, now),
            Finding::Done(output) => Ok(self.done(action, output)),
            Finding::Unknown(told) => Err(unknown_outcome(action.id, &told)),
        }
    }

    /// The end: `output`, and what the caller should know about it.
    fn done(&self, action: &Action, mut output: Value) -> Step {
        let warnings = action.warnings_of(&self.input);
        if let (Value::Object(members), false) = (&mut output, warnings.is_empty()) {
            let all = members
                .entry("warnings")
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(all) = all {
                all.extend(warnings.into_iter().map(Value::String));
            }
        }
        Step::Done(output.to_string())
    }

    /// The call at its next stage.
    fn next(&self, stage: Stage, now: u64) -> Self {
        Self {
            attempt: self.attempt.next(now),
            stage,
            ..self.clone()
        }
    }

    /// The exchange for where the call has come to.
    fn ask(self, action: &Action) -> Exchange {
        match (&action.flow, &self.stage) {
            (Flow::Pages(pages), Stage::Page(position)) => {
                let shape = &action.endpoint.input;
                let input = pages.input(shape, &self.input, self.began_at, position);
                self.exchange(action, &action.endpoint, &input)
            }
            _ => self.exchange(action, &action.endpoint, &self.input),
        }
    }

    fn exchange(&self, action: &Action, endpoint: &Endpoint, input: &Input) -> Exchange {
        Exchange {
            warnings: action.warnings_of(&self.input),
            ..self.attempt.exchange(endpoint, input, self.to_bytes())
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        State::<_, ()>::Action(self).to_bytes()
    }

    /// The failure of a step that this call has not led to.
    fn not_mine(&self, what: &str) -> Failure {
        Failure::new(
            FailureKind::InvalidInput,
            format!("`{}` {what}. Start it again.", self.action),
        )
    }
}

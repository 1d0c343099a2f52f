//! Going on with a call: what each stage makes of the outcome of its step.

use serde_json::Value;

use super::{Call, Stage};
use crate::action::{Action, Flow};
use crate::actions::{self, records};
use crate::answer::clock;
use crate::api::wants_other_encoding;
use crate::attempt::Outcome;
use crate::contract::{Exchange, Failure, FailureKind, HttpResponse, Page, Receipt, Reply, Step};
use crate::course::{Came, Leg, Trip, Turn as CourseTurn};
use crate::endpoint::{Ask, Endpoint};
use crate::file::{File, empty_download, text_of};
use crate::json;
use crate::kept::Kept;
use crate::look::Look;
use crate::pages::{Position, Turn, first_of_several};
use crate::recovery::{DELETED_BEFORE, Finding, Lost, MAY_BE_DONE, Recovery, unknown_outcome};
use crate::request::get_beginning;
use crate::shape::tidy;

impl Call {
    /// Go on with the outcome of the last step.
    pub(crate) fn resume(self, reply: Reply, now: u64) -> Result<Step, Failure> {
        if self.record.is_empty() {
            return self.go(reply, now);
        }
        let (action, record) = (self.action.clone(), self.record.clone());
        let step = self.go(reply, now);
        step.map_err(|failure| records::failure(&action, &record, failure))
    }

    fn go(self, reply: Reply, now: u64) -> Result<Step, Failure> {
        let action = actions::find(&self.action)?;
        match self.leg(action) {
            Some(Leg::Read(_) | Leg::Peek(_)) => return self.read_file(action, reply, now),
            Some(Leg::Fetch(_)) => return self.fetched(action, reply, now),
            Some(Leg::Ask(_) | Leg::Sign(..)) | None => {}
        }
        match (reply, &self.stage) {
            (Reply::Response(response), Stage::Peek(file)) => {
                let file = file.clone();
                self.peeked(action, file, &response, now)
            }
            (Reply::Response(response), Stage::Download(file)) => {
                let (attempt, after_ms) = self.attempt.take_in_place_of_file(
                    action.id,
                    &action.endpoint,
                    &response,
                    now,
                )?;
                let file = file.clone();
                let state = Self { attempt, ..self }.to_bytes();
                Ok(Step::Download(file.transfer(state, after_ms)))
            }
            (Reply::Response(response), _) => self.answered(action, response, now),
            (Reply::Signature(signature), Stage::Course(_))
                if matches!(self.leg(action), Some(Leg::Sign(..))) =>
            {
                self.go_on(action, Came::Signature(signature), now)
            }
            (Reply::Downloaded(receipt), Stage::Download(_)) if receipt.size == 0 => {
                Err(empty_download(action.id))
            }
            (Reply::Downloaded(receipt), Stage::Download(file)) => {
                Ok(self.downloaded(action, file.clone(), receipt))
            }
            (Reply::Lost, Stage::Course(_)) => {
                let Some(asked) = self.asked(action) else {
                    return Err(self.not_mine("cannot go on from this state"));
                };
                let lost = unknown_outcome(action.id, asked.endpoint.repeatable, "");
                self.go_on(action, Came::Answer(Err(lost)), now)
            }
            (Reply::Lost, Stage::Then { .. }) => {
                let lost = Failure {
                    message: "No answer came, so whether that was done is not known: look before \
                        doing it anew."
                        .to_owned(),
                    ..unknown_outcome(action.id, false, "")
                };
                self.then(action, Err(lost), now)
            }
            (Reply::Lost, Stage::Answer)
                if !action.endpoint_for(&self.input).repeatable_unseen() =>
            {
                self.lost(action, now)
            }
            (Reply::Downloaded(_) | Reply::Signature(_) | Reply::Lost, _) => {
                Err(self.not_mine("did not ask for that reply"))
            }
        }
    }

    fn answered(
        self,
        action: &'static Action,
        mut response: HttpResponse,
        now: u64,
    ) -> Result<Step, Failure> {
        let Some(asked) = self.asked(action) else {
            return Err(self.not_mine("cannot go on from this state"));
        };
        let Ask {
            endpoint, input, ..
        } = asked;
        let outcome = self
            .attempt
            .take(asked.action, endpoint, &input, &mut response, now);
        let again = |attempt, after_ms| {
            let again = Self {
                attempt,
                ..self.clone()
            };
            let exchange = again.ask(action)?;
            Ok(Step::Send(Exchange {
                after_ms,
                ..exchange
            }))
        };
        let answer = match outcome {
            Ok(Outcome::Again(attempt, after_ms)) => return again(attempt, after_ms),
            Ok(Outcome::Accepted(answer)) => Ok(answer),
            Ok(Outcome::Gone) => {
                let mut done = self;
                done.warnings.push(DELETED_BEFORE.to_owned());
                return Ok(done.end(action, Value::Null));
            }
            Err(failure) => {
                let code = failure.code.as_deref().unwrap_or_default();
                let may_be_the_encoding =
                    endpoint.method.is_safe() && wants_other_encoding(endpoint, &input, code);
                match self.attempt.otherwise(now) {
                    Some(attempt) if may_be_the_encoding => return again(attempt, 0),
                    _ => match self.doubt(action, &failure) {
                        Some((recovery, memory)) => {
                            // The first of the attempts is not older than the call.
                            let sent_at = self.began_at;
                            return self.recover(action, recovery, sent_at, memory, now);
                        }
                        None => Err(self.uncertain(endpoint, failure)),
                    },
                }
            }
        };
        match (&self.stage, &action.flow) {
            (Stage::Look, _) => match (action.look, answer) {
                (Some(look), Ok(seen)) => self.decide(action, look, Some(&seen), now),
                (Some(look), Err(failure)) if failure.kind == FailureKind::MissingScope.name() => {
                    self.decide(action, look, None, now)
                }
                (_, Err(failure)) => Err(failure),
                (None, Ok(_)) => Err(self.not_mine("cannot go on from this state")),
            },
            (Stage::Review(output), _) => {
                let output = output.clone();
                // It is done: what can't be looked at takes nothing from that.
                Ok(match answer {
                    Ok(seen) => self.reviewed(action, &seen).done(output),
                    Err(_) => self.done(output),
                })
            }
            (Stage::Recovery { sent_at, memory }, _) => {
                let (sent_at, memory) = (*sent_at, memory.clone());
                let lost = Lost::seen_from(&self.input, sent_at, now, clock(&response));
                let Some(recovery) = action.recovery else {
                    return Err(self.not_mine("cannot go on from this state"));
                };
                match recovery.take(&lost, &memory, answer) {
                    Finding::AskOn(memory) => self.recover(action, recovery, sent_at, memory, now),
                    Finding::Done(output) => self.beside(action, output, now),
                    Finding::AsAnswered(told) => {
                        let mut done = self;
                        done.warnings.extend(told);
                        let output = action.output_of(&done.input, Value::Null);
                        done.beside(action, output, now)
                    }
                    Finding::NotDone(failure) => Err(failure),
                    Finding::Unknown(told) => Err(self.unknown(action, &told)),
                }
            }
            (Stage::Then { .. }, _) => self.then(action, answer, now),
            (Stage::Page(position), Flow::Pages(pages)) => {
                let Some(position) = Position::read(position.clone()) else {
                    return Err(self.not_mine("cannot go on from this state"));
                };
                match pages.turn(&self.list(action), &position, answer?)? {
                    Turn::On(items, next) => Ok(Step::Page(Page {
                        items: json::text(&Value::Array(items)),
                        then: self.next(Stage::Page(next.into_value()), now).ask(action)?,
                    })),
                    Turn::End(output) => {
                        let mut whole = self.reviewed(action, &output);
                        let told = first_of_several(&whole.input, &output);
                        whole.warnings.extend(told);
                        Ok(whole.done(output))
                    }
                }
            }
            (Stage::Course(_), _) => self.go_on(action, Came::Answer(answer), now),
            (_, Flow::Download(choose, _)) => {
                let file = choose(&self.input, answer?)?;
                if file.needs_a_look() {
                    let url = file.url.clone();
                    return Ok(self
                        .next(Stage::Peek(file), now)
                        .read(get_beginning(url), 0));
                }
                let state = self.next(Stage::Download(file.clone()), now).to_bytes();
                Ok(Step::Download(file.transfer(state, 0)))
            }
            (_, Flow::Answer(_)) => {
                let answer = answer?;
                let after = |look: &Look| (look.after)(&self.input);
                if !self.certain && action.look.and_then(after).is_some() {
                    let output = action.output_of(&self.input, answer);
                    let next = self.next(Stage::Review(output), now);
                    return next.ask(action).map(Step::Send);
                }
                let reviewed = self.reviewed(action, &answer);
                let output = action.output_of(&reviewed.input, answer);
                reviewed.beside(action, output, now)
            }
            (_, Flow::Derived(output, _)) => {
                let mut output = output(&self.input, answer?)?;
                tidy(action.output_shape(), &mut output);
                Ok(self.reviewed(action, &output).done(output))
            }
            (_, Flow::Pages(_) | Flow::Course(..) | Flow::Identity(_) | Flow::Record(..)) => {
                Err(self.not_mine("cannot go on from this state"))
            }
        }
    }

    /// Fetch a file that was read, unless something else has come in its place.
    fn peeked(
        self,
        action: &'static Action,
        file: File,
        response: &HttpResponse,
        now: u64,
    ) -> Result<Step, Failure> {
        if text_of(response).is_some() {
            let state = self.next(Stage::Download(file.clone()), now).to_bytes();
            return Ok(Step::Download(file.transfer(state, 0)));
        }
        let (attempt, after_ms) =
            self.attempt
                .take_in_place_of_file(action.id, &action.endpoint, response, now)?;
        Ok(Self { attempt, ..self }.read(get_beginning(file.url), after_ms))
    }

    /// Take a file that is read, or what has come in its place.
    fn read_file(self, action: &'static Action, reply: Reply, now: u64) -> Result<Step, Failure> {
        let Reply::Response(response) = reply else {
            return Err(self.not_mine("did not ask for that reply"));
        };
        if let Some(text) = text_of(&response) {
            return self.go_on(action, Came::Text(Ok(text)), now);
        }
        self.no_file(action, &response, |failure| Came::Text(Err(failure)), now)
    }

    /// Take a file that was fetched, or what has come in its place.
    fn fetched(self, action: &'static Action, reply: Reply, now: u64) -> Result<Step, Failure> {
        match reply {
            Reply::Downloaded(receipt) if receipt.size == 0 => {
                let empty = Came::File(Err(empty_download(action.id)));
                self.go_on(action, empty, now)
            }
            Reply::Downloaded(receipt) => self.go_on(action, Came::File(Ok(receipt)), now),
            Reply::Response(response) => {
                self.no_file(action, &response, |failure| Came::File(Err(failure)), now)
            }
            Reply::Signature(_) | Reply::Lost => Err(self.not_mine("did not ask for that reply")),
        }
    }

    /// Get a file once more in whose place something else has come, or go on without it.
    fn no_file(
        self,
        action: &'static Action,
        response: &HttpResponse,
        came: fn(Failure) -> Came,
        now: u64,
    ) -> Result<Step, Failure> {
        let endpoint = &action.endpoint;
        match self
            .attempt
            .take_in_place_of_file(action.id, endpoint, response, now)
        {
            Ok((attempt, wait)) => {
                let again = Self { attempt, ..self };
                let mut step = again.set_out(action)?;
                match &mut step {
                    Step::Send(exchange) => exchange.after_ms = wait,
                    Step::Download(transfer) => transfer.after_ms = wait,
                    Step::Page(_) | Step::Sign(_) | Step::Done(_) => {}
                }
                Ok(step)
            }
            Err(failure) => self.go_on(action, came(failure), now),
        }
    }

    /// Go on with what a leg has come to.
    fn go_on(self, action: &'static Action, came: Came, now: u64) -> Result<Step, Failure> {
        let (Stage::Course(memory), Flow::Course(course, ..)) = (&self.stage, &action.flow) else {
            return Err(self.not_mine("cannot go on from this state"));
        };
        let trip = Trip {
            input: &self.input,
            began_at: self.began_at,
            uncertain: self.attempt.is_uncertain(),
        };
        match (course.take)(&trip, memory.clone(), came)? {
            CourseTurn::On(memory) => self.next(Stage::Course(memory), now).set_out(action),
            CourseTurn::Done(mut output) => {
                tidy(action.output_shape(), &mut output);
                Ok(self.done(output))
            }
        }
    }

    /// Send what is to be sent, now that it is known what there is.
    pub(super) fn decide(
        mut self,
        action: &'static Action,
        look: &Look,
        seen: Option<&Value>,
        now: u64,
    ) -> Result<Step, Failure> {
        let shape = &action.endpoint.input;
        let decision = (look.decide)(shape, self.input.clone(), seen, now);
        if !decision.problems.is_empty() {
            return Err(Failure::invalid_input(
                &format!("`{}` has changed nothing", action.id),
                decision.problems,
            ));
        }
        self.input = decision.input;
        self.warnings.extend(decision.warnings);
        self.certain = decision.certain;
        let next = self.next(Stage::Answer, now);
        next.ask(action).map(Step::Send)
    }

    /// With what the caller should know of what has come of it.
    fn reviewed(mut self, action: &Action, seen: &Value) -> Self {
        if let Some(review) = action.review {
            self.warnings.extend(review(&self.input, seen));
        }
        self
    }

    fn downloaded(&self, action: &Action, file: File, receipt: Receipt) -> Step {
        let mut output = file.output(receipt);
        tidy(action.output_shape(), &mut output);
        self.done(output)
    }

    /// A refusal, with what is to be said of the attempts before it.
    fn uncertain(&self, endpoint: &Endpoint, refusal: Failure) -> Failure {
        let failing = refusal.kind == FailureKind::Unavailable.name();
        if endpoint.method.is_safe() || failing || !self.attempt.is_uncertain() {
            return refusal;
        }
        Failure {
            message: format!("{} {MAY_BE_DONE}", refusal.message),
            ..refusal
        }
    }

    /// How to find out whether a refusal is due to an attempt before, where it may be.
    fn doubt(
        &self,
        action: &'static Action,
        refusal: &Failure,
    ) -> Option<(&'static dyn Recovery, Value)> {
        let doubtful = matches!(self.stage, Stage::Answer) && self.attempt.is_uncertain();
        let recovery = action.recovery.filter(|_| doubtful)?;
        let memory = recovery.doubt(&self.input, refusal)?;
        Some((recovery, memory))
    }

    /// The failure where nobody knows whether it was carried out.
    fn unknown(&self, action: &'static Action, told: &str) -> Failure {
        unknown_outcome(action.id, action.endpoint_for(&self.input).repeatable, told)
    }

    /// The answer will never come: look for what was done, where that can be told.
    fn lost(&self, action: &'static Action, now: u64) -> Result<Step, Failure> {
        let Some(recovery) = action.recovery else {
            return Err(self.unknown(action, ""));
        };
        self.recover(action, recovery, self.attempt.made_at, Value::Null, now)
    }

    /// Ask what there is to ask with this memory.
    fn recover(
        &self,
        action: &'static Action,
        recovery: &dyn Recovery,
        sent_at: u64,
        memory: Value,
        now: u64,
    ) -> Result<Step, Failure> {
        if recovery.ask(&self.input, &memory).is_none() {
            return Err(self.unknown(action, ""));
        }
        let next = self.next(Stage::Recovery { sent_at, memory }, now);
        next.ask(action).map(Step::Send)
    }
}

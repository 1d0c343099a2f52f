//! The invocation of an action, from its input to its output.
//!
//! A call is a value: its state is its input, what it knows of the connection, and how far it has
//! come. Each request is made anew from these, so asking again is nothing special.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::State;
use crate::action::{Action, Flow};
use crate::actions;
use crate::answer::{Question, Verdict, judge};
use crate::api;
use crate::auth;
use crate::contract::{
    Connection, Credential, Exchange, Failure, FailureKind, HttpRequest, HttpResponse, Receipt,
    Redirects, Reply, Step,
};
use crate::download::File;
use crate::input::Input;
use crate::pages::Position;
use crate::scopes::Sort;
use crate::shape::{Object, tidy};

/// An action under way.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Call {
    action: String,
    pub(crate) input: Input,
    base_url: String,
    /// The sort of scopes that the app has, where it is known.
    sort: Option<Sort>,
    /// The host's clock when the call began, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) now: u64,
    /// How often the request has been repeated.
    repetitions: u32,
    stage: Stage,
}

/// How far a call has come.
#[derive(Clone, Serialize, Deserialize)]
enum Stage {
    Answer,
    Page(Position),
    Download(File),
}

/// Begin an action.
pub(crate) fn begin(connection: &Connection, id: &str, input: &str) -> Result<Step, Failure> {
    let action = actions::find(id)?;
    let mut problems = Vec::new();
    let input = Input::parse(input, &action.input, &mut problems);
    input.check_rules(action.rules, &mut problems);
    if !problems.is_empty() {
        return Err(Failure::invalid_input(
            &format!("`{id}` was not started"),
            problems,
        ));
    }
    let stage = match &action.flow {
        Flow::Pages(_) => Stage::Page(Position::default()),
        Flow::Answer(_) | Flow::Download(_) => Stage::Answer,
    };
    let call = Call {
        action: id.to_owned(),
        input,
        base_url: auth::account(connection)?.base_url,
        sort: Sort::of(&connection.scopes),
        now: connection.now,
        repetitions: 0,
        stage,
    };
    Ok(Step::Send(call.ask(action, 0)))
}

impl Call {
    /// Go on with the outcome of the last step.
    pub(crate) fn resume(self, reply: Reply, now: u64) -> Result<Step, Failure> {
        let action = actions::find(&self.action)?;
        match (reply, self.stage.clone()) {
            (Reply::Lost, Stage::Answer) if !action.repeatable => Err(self.lost()),
            (Reply::Response(response), Stage::Download(_)) => {
                Err(self.question(action, now).refused_download(&response))
            }
            (Reply::Response(response), _) => self.answered(action, &response, now),
            (Reply::Downloaded(receipt), Stage::Download(file)) => {
                Ok(self.downloaded(action, file, receipt))
            }
            (Reply::Downloaded(_) | Reply::Signature(_) | Reply::Lost, _) => Err(Failure::new(
                FailureKind::InvalidInput,
                format!(
                    "`{}` did not ask for that reply. Start it again.",
                    self.action
                ),
            )),
        }
    }

    fn answered(
        self,
        action: &'static Action,
        response: &HttpResponse,
        now: u64,
    ) -> Result<Step, Failure> {
        let mut answer = match judge(&self.question(action, now), response) {
            Verdict::Accept(answer) => answer,
            Verdict::AskAgain(after_ms) => {
                let again = Self {
                    repetitions: self.repetitions + 1,
                    ..self
                };
                return Ok(Step::Send(again.ask(action, after_ms)));
            }
            Verdict::Fail(failure) => return Err(failure),
        };
        tidy(&action.output, &mut answer);
        match (&action.flow, self.stage.clone()) {
            (Flow::Pages(pages), Stage::Page(position)) => {
                pages.turn(&self, action, &position, answer)
            }
            (Flow::Download(choose), _) => {
                let file = choose(&self.input, answer)?;
                let state = Self {
                    stage: Stage::Download(file.clone()),
                    ..self
                };
                Ok(Step::Download(file.transfer(State::Call(state).to_bytes())))
            }
            (Flow::Answer(output), _) => {
                let output = output(&self, answer);
                Ok(self.done(action, output))
            }
            (Flow::Pages(_), _) => Err(Failure::new(
                FailureKind::InvalidInput,
                format!(
                    "The state of `{}` does not fit it. Start it again.",
                    self.action
                ),
            )),
        }
    }

    /// The failure of an exchange whose answer will never come.
    fn lost(&self) -> Failure {
        Failure::new(
            FailureKind::UnknownOutcome,
            format!(
                "Whether `{}` was carried out is not known: it was sent, and no answer came. Look \
                 before starting it again.",
                self.action
            ),
        )
    }

    fn downloaded(&self, action: &Action, file: File, receipt: Receipt) -> Step {
        let mut output = file.output(receipt);
        tidy(&action.output, &mut output);
        self.done(action, output)
    }

    /// The end: `output`, and what the caller should know about it.
    pub(crate) fn done(&self, action: &Action, mut output: Value) -> Step {
        let warnings = (action.warnings)(&self.input);
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

    /// The call that asks for the page at `position`.
    pub(crate) fn at(&self, position: Position) -> Self {
        Self {
            stage: Stage::Page(position),
            repetitions: 0,
            ..self.clone()
        }
    }

    /// The exchange for where the call has come to.
    pub(crate) fn ask(self, action: &Action, after_ms: u64) -> Exchange {
        let request = self.request(action);
        Exchange {
            request,
            credential: Credential::Connection,
            redirects: Redirects::Origins,
            repeatable: action.repeatable,
            after_ms,
            warnings: (action.warnings)(&self.input),
            state: State::Call(self).to_bytes(),
        }
    }

    fn request(&self, action: &Action) -> HttpRequest {
        let input = match (&action.flow, &self.stage) {
            (Flow::Pages(pages), Stage::Page(position)) => {
                &pages.input(&self.input, self.now, position)
            }
            _ => &self.input,
        };
        api::request(action, input, &self.base_url)
    }

    fn question<'a>(&'a self, action: &'a Action, now: u64) -> Question<'a> {
        Question {
            action: action.id,
            scopes: &action.scopes,
            sort: self.sort,
            refusals: action.refusals,
            method: &action.method,
            repeatable: action.repeatable,
            daily_quota: action.daily_quota,
            repetitions: self.repetitions,
            now,
        }
    }

    /// An object that says what was done to which meeting, for answers without content.
    pub(crate) fn acknowledgement(&self, done: &str) -> Object {
        let mut output = Object::new();
        for name in ["meeting_id", "occurrence_id"] {
            if let Some(value) = self.input.get(name) {
                output.insert(name.to_owned(), value.clone());
            }
        }
        output.insert(done.to_owned(), Value::Bool(true));
        output
    }
}

//! The invocation of an action, from its input to its output.
//!
//! A call is a value: its state is its input, what it knows of the connection, and how far it has
//! come. Each request is made anew from these, so asking again is nothing special.

mod begin;
mod beside;
mod resume;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::action::{Action, Flow};
use crate::actions::{self, records::RECORDS};
use crate::attempt::Attempt;
use crate::contract::{
    Credential, Exchange, Failure, FailureKind, HttpRequest, Redirects, Signing, Step,
};
use crate::course::{Leg, PLAN_ONLY};
use crate::endpoint::Ask;
use crate::file::File;
use crate::input::Input;
use crate::json;
use crate::kept::Kept;
use crate::look::LOOKS_FIRST;
use crate::pages::{Asked, Position};
use crate::request::{get_beginning, get_file};
use crate::state::State;

pub(crate) use begin::begin;

/// An action under way.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Call {
    action: String,
    input: Input,
    /// The host's clock when the call began, in seconds since 1970-01-01T00:00:00Z.
    began_at: u64,
    attempt: Attempt,
    /// What the caller should know so far, although nothing is wrong.
    warnings: Vec<String>,
    /// Whether it is known that nothing of what is sent will be ignored.
    certain: bool,
    /// The action that stands for it, which calls the items of every list records; empty where none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    record: String,
    stage: Stage,
}

/// How far a call has come.
#[derive(Clone, Serialize, Deserialize)]
enum Stage {
    /// What there is is being looked at.
    Look,
    /// Its one exchange is under way.
    Answer,
    /// What has become of it is being looked at; this is the output.
    Review(Value),
    /// It is done, with this output, and what is done beside has come to this place.
    Then {
        output: Value,
        place: usize,
        /// The places of what was refused in a way that goes for others too: for those that take as much
        /// as stands beside it.
        refused: Vec<(usize, u8)>,
    },
    /// A page of a list is under way, at this position of it.
    Page(Value),
    /// A file is being read that is to be fetched, to see whether it is the file.
    Peek(File),
    /// A file is being fetched.
    Download(File),
    /// It asks for nothing; this is the output.
    Made(Value),
    /// It is on its way through several exchanges, with this memory.
    Course(Value),
    /// The answer was lost, and what was done is being looked for.
    Recovery {
        /// The host's clock before the exchange without an answer.
        sent_at: u64,
        memory: Value,
    },
}

impl Call {
    /// What the exchange that is under way asks for.
    fn asked(&self, action: &'static Action) -> Option<Ask> {
        let endpoint = &action.endpoint;
        match (&self.stage, &action.flow) {
            (Stage::Look, _) => Some(Ask {
                action: action.id,
                ..(action.look?.before)(&self.input)?
            }),
            (Stage::Review(_), _) => (action.look?.after)(&self.input),
            (Stage::Then { output, place, .. }, _) => Some(Ask {
                action: action.id,
                ..self.part(action, output, *place)?.ask
            }),
            (Stage::Recovery { memory, .. }, _) => action.recovery?.ask(&self.input, memory),
            (Stage::Page(position), Flow::Pages(pages)) => Some(Ask {
                action: action.id,
                endpoint,
                input: pages.input(&self.list(action), &Position::read(position.clone())?),
            }),
            (Stage::Answer, Flow::Answer(_) | Flow::Derived(..) | Flow::Download(..)) => {
                Some(Ask {
                    action: action.id,
                    endpoint: action.endpoint_for(&self.input),
                    input: self.input.clone(),
                })
            }
            (Stage::Course(_), _) => match self.leg(action)? {
                Leg::Ask(ask) => Some(Ask {
                    action: action.id,
                    ..ask
                }),
                Leg::Read(_) | Leg::Peek(_) | Leg::Fetch(_) | Leg::Sign(..) => None,
            },
            (
                Stage::Page(_)
                | Stage::Answer
                | Stage::Peek(_)
                | Stage::Download(_)
                | Stage::Made(_),
                _,
            ) => None,
        }
    }

    /// The leg that is under way, of several.
    fn leg(&self, action: &'static Action) -> Option<Leg> {
        match (&self.stage, &action.flow) {
            (Stage::Course(memory), Flow::Course(course, ..)) => (course.leg)(&self.input, memory),
            _ => None,
        }
    }

    /// The step for where the call has come to.
    fn set_out(&self, action: &'static Action) -> Result<Step, Failure> {
        match self.leg(action) {
            Some(Leg::Read(url)) => Ok(self.read(get_file(url), 0)),
            Some(Leg::Peek(url)) => Ok(self.read(get_beginning(url), 0)),
            Some(Leg::Sign(secret, message)) => Ok(Step::Sign(Signing {
                secret: secret.to_owned(),
                message,
                state: self.to_bytes(),
            })),
            Some(Leg::Fetch(file)) => Ok(Step::Download(file.transfer(self.to_bytes(), 0))),
            Some(Leg::Ask(_)) | None => self.ask(action).map(Step::Send),
        }
    }

    /// The step that gets a file, or its beginning, to read it.
    fn read(&self, request: HttpRequest, after_ms: u64) -> Step {
        Step::Send(Exchange {
            request,
            credential: Credential::Connection,
            // Zoom sends whoever may have the file on to a storage host outside its own domains.
            redirects: Redirects::Public,
            repeatable: true,
            after_ms,
            warnings: self.warnings.clone(),
            state: self.to_bytes(),
        })
    }

    /// The list that is asked for.
    fn list<'a>(&'a self, action: &'a Action) -> Asked<'a> {
        Asked {
            action: action.id,
            shape: &action.endpoint.input,
            input: &self.input,
            now: self.began_at,
        }
    }

    /// The exchange for where the call has come to.
    fn ask(&self, action: &'static Action) -> Result<Exchange, Failure> {
        let Some(Ask {
            endpoint, input, ..
        }) = self.asked(action)
        else {
            return Err(self.not_mine("cannot go on from this state"));
        };
        let mut warnings = self.warnings.clone();
        let writes_later = matches!(self.stage, Stage::Course(_))
            && endpoint.method.is_safe()
            && !action.endpoint.method.is_safe()
            && !self.input.is_true(PLAN_ONLY);
        if matches!(self.stage, Stage::Look) || writes_later {
            warnings.insert(0, LOOKS_FIRST.to_owned());
        }
        Ok(Exchange {
            warnings,
            ..self.attempt.exchange(endpoint, &input, self.to_bytes())
        })
    }

    /// The end, with the output that is made of the answer.
    fn end(&self, action: &Action, answer: Value) -> Step {
        self.done(action.output_of(&self.input, answer))
    }

    /// The end: `output`, and what the caller should know about it.
    fn done(&self, mut output: Value) -> Step {
        if let Value::Object(members) = &mut output {
            if !self.record.is_empty()
                && let Ok(Flow::Pages(pages)) =
                    actions::find(&self.action).map(|action| &action.flow)
                && let Some(items) = members.remove(pages.items)
            {
                members.insert(RECORDS.to_owned(), items);
            }
            // A member of that name is the connector's, whatever an answer has there.
            let mut all = match members.remove("warnings") {
                Some(Value::Array(all)) => all,
                _ => Vec::new(),
            };
            all.retain(Value::is_string);
            all.extend(self.warnings.iter().cloned().map(Value::String));
            if !all.is_empty() {
                members.insert("warnings".to_owned(), all.into());
            }
        }
        Step::Done(json::text(&output))
    }

    /// The call at its next stage.
    fn next(&self, stage: Stage, now: u64) -> Self {
        Self {
            attempt: self.attempt.next(now),
            stage,
            ..self.clone()
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        State::<_, (), ()>::Action(self).to_bytes()
    }

    /// The failure of a step that this call has not led to.
    fn not_mine(&self, what: &str) -> Failure {
        Failure::new(
            FailureKind::InvalidInput,
            format!("`{}` {what}. Start it again.", self.action),
        )
    }
}

//! Asking Zoom: the same request again, for as long as that is worth it, until there is an answer to
//! go on with.

use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::{Question, Verdict, is_failing, judge, unexpected};
use crate::api;
use crate::auth::Account;
use crate::contract::{Credential, Exchange, Failure, HttpResponse, Redirects};
use crate::endpoint::{Content, Endpoint};
use crate::file::{empty_download, refused_download};
use crate::input::Input;
use crate::recovery::is_gone;
use crate::scopes::Sort;
use crate::shape::{Field, tidy};

/// An exchange with Zoom under way.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Attempt {
    /// Where the API of the account is.
    base_url: String,
    /// The sort of scopes that the app has, where it is known.
    sort: Option<Sort>,
    /// Whether it is the token of an app of the account's own, and has no scopes.
    scopeless: bool,
    /// How often the request has been repeated.
    repetitions: u32,
    /// Whether what can be encoded in two ways is encoded in the other one.
    otherwise: bool,
    /// Whether it may have been carried out before: Zoom failed while it was at it.
    uncertain: bool,
    /// The host's clock before the request was sent, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) made_at: u64,
}

/// What is to happen after an answer.
pub(crate) enum Outcome {
    /// Go on with this content, null when there is none.
    Accepted(Value),
    /// What was to be deleted is not there, and may have been deleted by an attempt that Zoom failed at.
    Gone,
    /// Ask the same again, this many milliseconds later.
    Again(Attempt, u64),
}

impl Attempt {
    /// Whether it may have been carried out before.
    pub(crate) fn is_uncertain(&self) -> bool {
        self.uncertain
    }

    /// The first attempt for a connection with these scopes.
    pub(crate) fn new(account: Account, scopes: &[String], now: u64) -> Self {
        Self {
            base_url: account.base_url,
            sort: Sort::of(scopes),
            scopeless: account.id.is_some() && scopes.is_empty(),
            repetitions: 0,
            otherwise: false,
            uncertain: false,
            made_at: now,
        }
    }

    /// The first attempt at the next exchange of the same call.
    pub(crate) fn next(&self, now: u64) -> Self {
        Self {
            repetitions: 0,
            otherwise: false,
            uncertain: false,
            made_at: now,
            ..self.clone()
        }
    }

    /// The first attempt at the same exchange with what can be encoded in two ways in the other one,
    /// if that has not been tried.
    pub(crate) fn otherwise(&self, now: u64) -> Option<Self> {
        (!self.otherwise).then(|| Self {
            otherwise: true,
            ..self.next(now)
        })
    }

    /// The exchange that asks `endpoint` for `input`.
    pub(crate) fn exchange(&self, endpoint: &Endpoint, input: &Input, state: Vec<u8>) -> Exchange {
        Exchange {
            request: api::ask(endpoint, input, &self.base_url, self.otherwise),
            credential: Credential::Connection,
            redirects: Redirects::Origins,
            repeatable: endpoint.repeatable_unseen(),
            after_ms: 0,
            warnings: Vec::new(),
            state,
        }
    }

    /// Take the answer to it. What is accepted has all that the endpoint's answer must have, each
    /// documented member in its type. Its body is empty afterwards: a large one makes room for what
    /// is made of it.
    pub(crate) fn take(
        &self,
        action: &str,
        endpoint: &Endpoint,
        input: &Input,
        response: &mut HttpResponse,
        now: u64,
    ) -> Result<Outcome, Failure> {
        let question = Question {
            goes_on: input.get("next_page_token").is_some(),
            ..self.question(action, endpoint, now)
        };
        match judge(&question, response) {
            Verdict::Accept(mut content) => {
                tidy(&endpoint.output, &mut content);
                let has = |field: &Field| content.get(field.name).is_some();
                let mut documented = endpoint.output.fields().peekable();
                let wanted = matches!(endpoint.content, Content::Object);
                if wanted && documented.peek().is_some() && !documented.any(has) {
                    let what = "has nothing of what Zoom documents";
                    return Err(unexpected(&question, response, what));
                }
                let says = |value: &Value| !value.is_null() && value.as_str() != Some("");
                let lacks =
                    |field: &&Field| field.essential && !content.get(field.name).is_some_and(says);
                match endpoint.output.fields().find(lacks) {
                    Some(Field { name, .. }) if !content.is_null() => {
                        let what = format!("has no `{name}`");
                        Err(unexpected(&question, response, &what))
                    }
                    _ => {
                        response.body = Vec::new();
                        Ok(Outcome::Accepted(content))
                    }
                }
            }
            Verdict::AskAgain(after_ms) => {
                let again = Self {
                    repetitions: self.repetitions + 1,
                    uncertain: self.uncertain || is_failing(response.status),
                    made_at: now,
                    ..self.clone()
                };
                Ok(Outcome::Again(again, after_ms))
            }
            Verdict::Fail(failure)
                if self.uncertain && endpoint.method == Method::DELETE && is_gone(&failure) =>
            {
                Ok(Outcome::Gone)
            }
            Verdict::Fail(failure) => Err(failure),
        }
    }

    /// Take what came in the place of a file: the attempt to get it once more and how many
    /// milliseconds to wait before that, or why that is of no use.
    pub(crate) fn take_in_place_of_file(
        &self,
        action: &str,
        endpoint: &Endpoint,
        response: &HttpResponse,
        now: u64,
    ) -> Result<(Self, u64), Failure> {
        let question = self.question(action, endpoint, now);
        // The beginning of a file was asked for, and it has none.
        if response.status == StatusCode::RANGE_NOT_SATISFIABLE.as_u16() {
            return Err(empty_download(action));
        }
        if (200..300).contains(&response.status) || response.status == 401 {
            return Err(refused_download(&question, response));
        }
        match judge(&question, response) {
            Verdict::AskAgain(after_ms) => {
                let again = Self {
                    repetitions: self.repetitions + 1,
                    made_at: now,
                    ..self.clone()
                };
                Ok((again, after_ms))
            }
            Verdict::Fail(failure) => Err(failure),
            Verdict::Accept(_) => Err(refused_download(&question, response)),
        }
    }

    /// What was asked, as far as judging the answer needs it.
    pub(crate) fn question<'a>(
        &self,
        action: &'a str,
        endpoint: &'a Endpoint,
        now: u64,
    ) -> Question<'a> {
        Question {
            action,
            endpoint,
            sort: self.sort,
            scopeless: self.scopeless,
            goes_on: false,
            repetitions: self.repetitions,
            now,
        }
    }
}

//! Asking Zoom: the same request again, for as long as that is worth it, until there is an answer to
//! go on with.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::{Question, Verdict, judge};
use crate::api;
use crate::contract::{Credential, Exchange, Failure, HttpResponse, Redirects};
use crate::endpoint::Endpoint;
use crate::input::Input;
use crate::scopes::Sort;

/// An exchange with Zoom under way.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Attempt {
    /// Where the API of the account is.
    base_url: String,
    /// The sort of scopes that the app has, where it is known.
    sort: Option<Sort>,
    /// How often the request has been repeated.
    repetitions: u32,
    /// The host's clock before the request was sent, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) made_at: u64,
}

/// What is to happen after an answer.
pub(crate) enum Outcome {
    /// Go on with this content, null when there is none.
    Accepted(Value),
    /// Ask the same again, this many milliseconds later.
    Again(Attempt, u64),
}

impl Attempt {
    /// The first attempt for a connection with these scopes.
    pub(crate) fn new(base_url: String, scopes: &[String], now: u64) -> Self {
        Self {
            base_url,
            sort: Sort::of(scopes),
            repetitions: 0,
            made_at: now,
        }
    }

    /// The first attempt at the next exchange of the same call.
    pub(crate) fn next(&self, now: u64) -> Self {
        Self {
            repetitions: 0,
            made_at: now,
            ..self.clone()
        }
    }

    /// The exchange that asks `endpoint` for `input`.
    pub(crate) fn exchange(&self, endpoint: &Endpoint, input: &Input, state: Vec<u8>) -> Exchange {
        Exchange {
            request: api::ask(endpoint, input, &self.base_url),
            credential: Credential::Connection,
            redirects: Redirects::Origins,
            repeatable: endpoint.repeatable,
            after_ms: 0,
            warnings: Vec::new(),
            state,
        }
    }

    /// Take the answer to it.
    pub(crate) fn take(
        &self,
        action: &str,
        endpoint: &Endpoint,
        response: &HttpResponse,
        now: u64,
    ) -> Result<Outcome, Failure> {
        match judge(&self.question(action, endpoint, now), response) {
            Verdict::Accept(content) => Ok(Outcome::Accepted(content)),
            Verdict::AskAgain(after_ms) => {
                let again = Self {
                    repetitions: self.repetitions + 1,
                    made_at: now,
                    ..self.clone()
                };
                Ok(Outcome::Again(again, after_ms))
            }
            Verdict::Fail(failure) => Err(failure),
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
            repetitions: self.repetitions,
            now,
        }
    }
}

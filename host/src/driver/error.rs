//! Why a call ended without an output.

use std::time::Duration;

use super::CredentialError;
use crate::component::CallError;
use crate::consent::ConsentRefusal;
use crate::contract::{Failure, FailureKind, MESSAGE_LIMIT, STATE_LIMIT};
use crate::download::DownloadError;
use crate::egress::EgressError;
use crate::output::Misfit;

/// Why a call ended without an output.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DriveError {
    /// The connector says so: wrong input, or the API's own refusal.
    #[error("{}", .0.message)]
    Failure(Box<Failure>),
    /// The API rejected the credential, and there is no other.
    #[error("{}", .failure.message)]
    Rejected {
        /// What the connector makes of the API's answer.
        failure: Box<Failure>,
        /// Why there is no other.
        #[source]
        renewal: CredentialError,
    },
    /// There is no credential.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// An exchange brought no answer, and nothing was executed.
    #[error(transparent)]
    Egress(#[from] EgressError),
    /// An exchange that must not be sent twice brought no answer after it may
    /// have been sent, and the connector could not find out what became of it.
    #[error("{} ({cause})", .failure.message)]
    OutcomeUnknown {
        /// What the connector makes of it.
        failure: Box<Failure>,
        /// How the answer was lost.
        cause: EgressError,
    },
    /// A file could not be fetched or kept.
    #[error(transparent)]
    Download(#[from] DownloadError),
    /// The connector asked for a download, and the caller gave no destination.
    #[error("this action downloads a file: say where to keep it")]
    NoDestination,
    /// The component failed.
    #[error(transparent)]
    Component(#[from] CallError),
    /// The component answered with something that the contract does not allow.
    #[error("the connector broke the contract: {0}. Report it to the connector's makers")]
    Contract(&'static str),
    /// The output is not what the manifest promises, and nothing was changed or
    /// fetched for it.
    #[error("{0}")]
    Output(Misfit),
    /// The component wants to keep more between two steps than the contract
    /// allows.
    #[error(
        "the connector broke the contract: it wanted to keep {size} bytes between two steps, and {STATE_LIMIT} are allowed. Report it to the connector's makers"
    )]
    StateTooLarge {
        /// The size of the state, in bytes.
        size: usize,
    },
    /// The component wants to have a message signed that is longer than the contract
    /// allows.
    #[error(
        "the connector broke the contract: it wanted to have {size} bytes signed, and {MESSAGE_LIMIT} are allowed. Report it to the connector's makers"
    )]
    MessageTooLarge {
        /// The size of the message, in bytes.
        size: usize,
    },
    /// The caller could not take a page.
    #[error("a page of the output could not be handed on: {0}")]
    Sink(#[source] std::io::Error),
    /// The call could not be kept before a request that must not be sent twice.
    /// Nothing was sent.
    #[error(
        "the call could not be kept before a request that must not be sent twice, so it was not sent: {0}"
    )]
    Mark(#[source] std::io::Error),
    /// The connector wants to wait for longer than the limit.
    #[error(
        "the API asks to wait {} s before the next request, longer than this host waits; try again then",
        .0.as_secs()
    )]
    LongWait(Duration),
    /// The connector wants to go on for more steps than the limit.
    #[error("the call was ended after {0} steps; narrow the input, or raise the limit")]
    TooManySteps(usize),
    /// The connector may not do what it wants.
    #[error(transparent)]
    NotAllowed(#[from] ConsentRefusal),
    /// The connector computed for longer than the limit, in all of its steps
    /// together.
    #[error(
        "the connector computed for more than {} s in this call and was stopped; narrow the input, or raise the limit", .0.as_secs()
    )]
    TooMuchComputing(Duration),
    /// The output is longer than the limit.
    #[error("the output has more than {0} bytes; narrow the input, or raise the limit")]
    OutputTooLong(usize),
    /// The output would take more memory than the limit.
    #[error(
        "the output would take more than {0} bytes of memory; narrow the input, take the pages as they come, or raise the limit"
    )]
    OutputTooLarge(usize),
    /// The call took longer than the limit.
    #[error("the call was ended after {} s; narrow the input, or raise the limit", .0.as_secs())]
    TooLong(Duration),
    /// The connector failed, or the API rejected the credential, after the call had
    /// written, or may have. What is told of the failure holds for the request that it
    /// is about, and not for those before.
    #[error("{0} (The call may have changed something by then: look before you make it again.)")]
    AfterWrite(Box<Self>),
    /// Something else ended the call after a request may have been carried out that
    /// must not be made twice.
    #[error(
        "a request may have been carried out that must not be made twice: look before you make the call again. What ended the call: {0}"
    )]
    InDoubt(Box<Self>),
}

impl DriveError {
    /// What ended the call, whatever it had written before.
    #[must_use]
    pub fn ended_by(&self) -> &Self {
        match self {
            Self::AfterWrite(error) | Self::InDoubt(error) => error.ended_by(),
            error => error,
        }
    }

    /// The connector's own failure, when that is what ended the call.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self.ended_by() {
            Self::Failure(failure)
            | Self::Rejected { failure, .. }
            | Self::OutcomeUnknown { failure, .. } => Some(failure),
            _ => None,
        }
    }

    /// The same at the end of a call that has written, unless a refusal was all that
    /// came of it, or that may have. A connector's failure is its word on what was lost,
    /// and says by its own kind when it does not know.
    pub(super) fn at_the_end_of(self, has_written: bool, may_have_written: bool) -> Self {
        match self {
            Self::OutcomeUnknown { .. } | Self::AfterWrite(_) | Self::InDoubt(_) => self,
            Self::Failure(failure) if failure.kind() == FailureKind::UnknownOutcome => {
                Self::Failure(failure)
            }
            error @ (Self::Failure(_) | Self::Rejected { .. }) if has_written => {
                Self::AfterWrite(Box::new(error))
            }
            Self::Failure(failure) => Self::Failure(failure),
            error if may_have_written => Self::InDoubt(Box::new(error)),
            error => error,
        }
    }
}

//! The step loop: does what a connector asks for until it is done.
//!
//! A connector answers each call with the next step. [`Driver`] performs it,
//! with the credential attached at the last moment, and resumes the connector
//! with the outcome. Between two calls no component instance exists.

mod allowance;
mod credential;
mod error;
mod exchange;
#[cfg(any(test, fuzzing))]
pub(crate) mod foreign;
mod lost;
mod pages;
mod promise;
mod redact;
mod retry;
mod run;
mod sign;
mod unanswered;

pub use credential::{AccessToken, CredentialError, CredentialSource};
pub use error::DriveError;
pub use pages::{Collected, PageSink};
pub use run::{Call, Driver, Limits, Output};
pub use unanswered::Unanswered;

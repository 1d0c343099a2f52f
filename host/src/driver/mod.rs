//! The step loop: does what a connector asks for until it is done.
//!
//! A connector answers each call with the next step. [`Driver`] performs it,
//! with the credential attached at the last moment, and resumes the connector
//! with the outcome. Between two calls no component instance exists: what there is
//! of a call then is its [`Progress`], a value that may be kept and gone on with
//! elsewhere. [`Driver::run`] is [`Driver::begin`] and then [`Driver::advance`]
//! until there is an output.

mod advance;
mod allowance;
mod call;
mod credential;
mod error;
mod exchange;
#[cfg(any(test, fuzzing))]
pub(crate) mod foreign;
mod form;
mod limits;
mod lost;
mod marking;
mod output;
mod pages;
mod progress;
mod promise;
mod redact;
mod retry;
mod run;
mod sign;
mod traffic;
mod written;

use serde::de::DeserializeOwned;

pub use call::Call;
pub use credential::{AccessToken, CredentialError, CredentialSource};
pub use error::DriveError;
pub use limits::Limits;
pub use marking::{Marking, NotKept};
pub use output::Output;
pub use pages::{Collected, PageSink};
pub use progress::Progress;
pub use run::{Driver, Means};
pub use written::MayHaveWritten;

use crate::contract::{MESSAGE_LIMIT, STATE_LIMIT, Step};

fn check_state(step: &Step) -> Result<(), DriveError> {
    match step.state() {
        Some(state) if state.len() > STATE_LIMIT => {
            Err(DriveError::StateTooLarge { size: state.len() })
        }
        _ => Ok(()),
    }
}

fn check_message(message: &[u8]) -> Result<(), DriveError> {
    if message.len() > MESSAGE_LIMIT {
        return Err(DriveError::MessageTooLarge {
            size: message.len(),
        });
    }
    Ok(())
}

fn parse<T: DeserializeOwned>(json: &str, otherwise: &'static str) -> Result<T, DriveError> {
    serde_json::from_str(json).map_err(|_| DriveError::Contract(otherwise))
}

//! Running a call, and telling how it failed.

use std::future::Future;

use connector_host::{Error, connections::Connection, driver::Unanswered};

use crate::{
    errors,
    exit::{CommandError, Exit},
    screen::{Shown as _, Text},
    session::Session,
};

/// A call, and what it takes to explain how it failed.
pub(super) struct Call<'a> {
    pub(super) session: &'a Session,
    /// Where to look up what the input may be.
    pub(super) fields: Text,
    pub(super) used: Option<&'a Connection>,
    /// What is on its way when the call is interrupted.
    pub(super) unanswered: Unanswered,
}

impl Call<'_> {
    pub(super) fn run<T>(
        &self,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, CommandError> {
        let outcome = self
            .session
            .run(async { call.await.map_err(|error| self.told(&error)) });
        match outcome {
            // What it would say had the answer been lost on the way.
            Err(CommandError::Interrupted | CommandError::Terminated)
                if self.unanswered.is_set() =>
            {
                Err(CommandError::new(
                    Exit::Unknown,
                    "interrupted before the answer came. The request may have been carried out all the same: look before you try again",
                ))
            }
            outcome => outcome,
        }
    }

    pub(super) fn told(&self, error: &Error) -> CommandError {
        let told = errors::told(error, &self.session.around(self.used));
        if errors::is_invalid_input(error) {
            told.with_next(self.fields.text())
        } else {
            told
        }
    }
}

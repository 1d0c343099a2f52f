//! Running a call, and telling how it failed.

use std::future::Future;

use connector_host::{Error, connections::Connection, driver::MayHaveWritten};

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
    /// Whether it may have written when it is interrupted.
    pub(super) may_have_written: MayHaveWritten,
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
            // What it would say had it ended by itself.
            Err(CommandError::Interrupted | CommandError::Terminated)
                if self.may_have_written.is_set() =>
            {
                Err(CommandError::new(
                    Exit::Unknown,
                    "interrupted, and the call may have changed something by then: look before you make it again",
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

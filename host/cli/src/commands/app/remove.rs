//! `app remove`: forgets an app.

use clap::Args;

use super::Which;
use crate::{
    exit::CommandError,
    screen::{terminal, text},
    session::Session,
};

/// Forget an app
#[derive(Args, Debug)]
#[command(
    after_help = "Its connections stay, and can be renewed again once the same app is set.

Example:
  connector-host app remove example"
)]
pub(super) struct Remove {
    #[command(flatten)]
    which: Which,
}

impl Remove {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let Which { key, name } = &self.which;
        if !session.run(session.host().remove_app(key, name))? {
            return Err(self.which.none());
        }
        terminal::done(text!(
            "Forgot {}. Its connections can no longer be renewed.",
            self.which.told(key)
        ));
        Ok(())
    }
}

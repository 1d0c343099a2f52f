//! `connections reconnect`: brings a connection back.

use clap::Args;
use connector_host::{
    Connected, Error,
    connections::{Connection, StoreError},
    driver::{CredentialError, DriveError},
    manifest::Manifest,
};

use super::view::summary;
use crate::{
    account, errors,
    exit::CommandError,
    lookup,
    output::{Form, Output, write_json},
    program::program,
    screen::{terminal, text},
    session::Session,
    settings::{SettingArguments, Settings, question},
    sign_in::{self, RedirectArguments},
    uncovered::Extent,
};

/// Bring a connection back that needs reconnecting
#[derive(Args, Debug)]
#[command(
    after_help = "The tokens that are kept are renewed when that is possible. Else you sign in again, in the way \
the connection was made and as the same account.

Examples:
  connector-host connections reconnect work
  connector-host connections reconnect work \\
      --set-env client_secret=EXAMPLE_SECRET
  connector-host connections reconnect work --app europe
  connector-host connections reconnect work --sign-in"
)]
pub(super) struct Reconnect {
    /// The connection
    name: String,
    /// Sign in again even when the tokens that are kept are good, such as for added scopes
    #[arg(long)]
    sign_in: bool,
    /// The app that it goes through from now on, of those that are registered: by another
    /// one than before you sign in again
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    settings: SettingArguments,
    #[command(flatten)]
    redirect: RedirectArguments,
}

impl Reconnect {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connection = session.run(session.host().connection(&self.name))?;
        let connector = session.connector(&connection.connector)?;
        let manifest = connector.manifest();
        let method = lookup::method(manifest, &connection.method)?;
        let mut settings = self.settings.given(method)?;

        let mut outcome = self.attempt(session, manifest, &settings)?;
        // The app's secret was replaced, as it seems: ask for the new one.
        if let Err(error) = &outcome
            && is_client_refused(error)
            && settings.secret.is_empty()
            && terminal::can_ask()
        {
            terminal::warn(error);
            let secrets = method.settings();
            for setting in secrets.filter(|setting| setting.secret && setting.required) {
                settings.keep(&setting, question(&setting)?);
            }
            if !settings.secret.is_empty() {
                outcome = self.attempt(session, manifest, &settings)?;
            }
        }
        let connected = outcome.map_err(|error| explain(session, &error, &connection))?;
        if self.output.form != Form::Table {
            return write_json(self.output.form, &summary(&connected.connection));
        }
        let before = connection.grant.client_id;
        let Connected {
            connection,
            identity,
            ..
        } = &connected;
        terminal::done(text!(
            "{} is connected again, as {}.",
            connection.name,
            identity.account.label
        ));
        let now = &connection.grant.client_id;
        if before != *now {
            terminal::tell(text!(
                "It goes through another app from now on: that of client id {}, where it was {}.",
                now,
                before
            ));
        }
        account::tell_limits(manifest, connection, identity, Extent::InPassing);
        account::tell_sharing(session, connection)
    }

    fn attempt(
        &self,
        session: &Session,
        manifest: &Manifest,
        settings: &Settings,
    ) -> Result<Result<Connected, Error>, CommandError> {
        let mut reconnect = session
            .host()
            .reconnect(&self.name)
            .redirect(self.redirect.redirect());
        if let Some(app) = &self.app {
            reconnect = reconnect.app(app);
        }
        if self.sign_in {
            reconnect = reconnect.sign_in();
        }
        for (name, value) in &settings.open {
            reconnect = reconnect.setting(name, value.clone());
        }
        for (name, value) in &settings.secret {
            reconnect = reconnect.secret(name, value.clone());
        }
        sign_in::follow(session, manifest, &self.redirect, reconnect.start())
    }
}

fn is_client_refused(error: &Error) -> bool {
    matches!(
        error.ended_by(),
        Error::Drive {
            source: DriveError::Credential(CredentialError::ClientRefused(_)),
            ..
        }
    )
}

fn explain(session: &Session, error: &Error, connection: &Connection) -> CommandError {
    let told = errors::told(error, &session.around(Some(connection)));
    match error.ended_by() {
        Error::Store(StoreError::NameTaken { .. }) => told.with_next(text!(
            "sign in as {}; an account of its own gets a connection by {} connect {} --method {}",
            connection.grant.account.label,
            program(),
            connection.connector,
            connection.method
        )),
        _ => told,
    }
}

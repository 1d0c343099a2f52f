//! `app rotate`: a new secret beside the one before, and the end of that.

use clap::Args;
use connector_host::connections::CLIENT_SECRET;

use super::{Which, check_secret};
use crate::{
    exit::CommandError,
    program::program,
    screen::{Text, terminal, text, words},
    secret,
    session::Session,
    settings::Placed,
};

/// Give an app a new secret beside the one before, or end that
#[derive(Args, Debug)]
#[command(
    after_help = "The new secret is used from then on, and the one before where the API does not take it, so that \
it does not matter which of both places learns of it first. Once the API takes the new one alone, \
--end forgets the one before; without --secret, of all secrets of the app.

The new secret comes from --set-file or --set-env, or is asked for on a terminal, without echo.

Examples:
  connector-host app rotate example
  connector-host app rotate example --secret webhook_secret
  connector-host app rotate example --set-env webhook_secret=EXAMPLE_WEBHOOK
  connector-host app rotate example --end"
)]
pub(super) struct Rotate {
    #[command(flatten)]
    which: Which,
    /// Ask for this secret; without it, for the client secret. With --end, end its rotation alone
    #[arg(long, value_name = "NAME", conflicts_with_all = ["set_file", "set_env"])]
    secret: Option<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Args, Debug)]
#[group(multiple = false)]
struct How {
    /// A new secret from a file
    #[arg(long, value_name = "KEY=PATH", value_parser = Placed::file)]
    set_file: Option<Placed>,
    /// A new secret from an environment variable
    #[arg(long, value_name = "KEY=VAR", value_parser = Placed::environment)]
    set_env: Option<Placed>,
    /// Forget the secret before
    #[arg(long)]
    end: bool,
}

impl Rotate {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let Self { which, secret, how } = self;
        let app = session.run(session.host().app(&which.key, &which.name))?;
        let app = app.ok_or_else(|| which.none())?;
        if how.end {
            return end(session, &which, secret.as_deref());
        }
        // What is wrong is told before a secret is asked for.
        let placed = how.set_file.or(how.set_env);
        let named = placed.as_ref().map(|placed| placed.setting.as_str());
        let named = named.or(secret.as_deref());
        let name = named.unwrap_or(CLIENT_SECRET);
        let connector = session.connector(&which.key)?;
        check_secret(session, &connector, name)?;
        if !app.secrets.iter().any(|its| its.name == name) {
            let arguments = match name {
                CLIENT_SECRET => Text::default(),
                // Its client secret stays, and a public client stays one.
                _ => text!(" --secret {}", name),
            };
            return Err(CommandError::usage(text!(
                "{} has no {} to rotate",
                which.told(&connector.manifest().name),
                name
            ))
            .with_next(text!(
                "set it: {} app set {} --client-id {}{}",
                program(),
                which.arguments(),
                app.client_id,
                arguments
            )));
        }
        let new = match &placed {
            Some(placed) => placed.place.read()?,
            None if terminal::can_ask() => secret::ask(text!(
                "New {} of the {} app",
                name,
                connector.manifest().name
            ))?,
            None => {
                return Err(
                    CommandError::usage("the new secret is missing").with_next(text!(
                        "add --set-env {}=VAR or --set-file {}=PATH",
                        name,
                        name
                    )),
                );
            }
        };
        let host = session.host();
        session.run(host.rotate_app_secret(&which.key, &which.name, name, new))?;
        terminal::done(text!(
            "{} of {} is rotated: the one before is kept until that is ended.",
            name,
            which.told(&connector.manifest().name)
        ));
        // Without a name all rotations end, and another secret may be at its own.
        let mut others = app.secrets.iter().filter(|its| its.name != name);
        let named = if name != CLIENT_SECRET || others.any(|its| its.is_rotated) {
            text!(" --secret {}", name)
        } else {
            Text::default()
        };
        terminal::tell(text!(
            "Next, once the API takes the new one alone: {} app rotate {}{} --end",
            program(),
            which.arguments(),
            named
        ));
        Ok(())
    }
}

fn end(session: &Session, which: &Which, secret: Option<&str>) -> Result<(), CommandError> {
    let host = session.host();
    let ended = session.run(host.end_app_rotation(&which.key, &which.name, secret))?;
    if ended.is_empty() {
        terminal::done(text!(
            "No secret of {} is being rotated.",
            which.told(&which.key)
        ));
        return Ok(());
    }
    terminal::done(text!(
        "Forgot the secrets before, of {}: {}.",
        which.told(&which.key),
        words::list(&ended)
    ));
    Ok(())
}

//! `app show`: one app, without its secrets.

use clap::Args;
use connector_host::connections::CLIENT_SECRET;

use super::{Which, summary};
use crate::{
    exit::CommandError,
    output::Output,
    screen::{Facts, terminal, text},
    session::Session,
};

/// Show which app is registered; never its secrets
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host app show example
  connector-host app show example --output json")]
pub(super) struct Show {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    output: Output,
}

impl Show {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let Which { key, name } = &self.which;
        let app = session
            .run(session.host().app(key, name))?
            .ok_or_else(|| self.which.none())?;
        self.output.write(&summary(&app), || {
            let mut facts = Facts::default();
            facts.add("Connector", &app.connector);
            facts.add("Name", &app.name);
            facts.add("Client id", &app.client_id);
            facts.add(
                "Deliveries",
                text!(
                    "{} (what a program that embeds this host knows them by)",
                    app.delivery_address
                ),
            );
            let is_client_secret = |name: &str| name == CLIENT_SECRET;
            if !app.secrets.iter().any(|its| is_client_secret(&its.name)) {
                facts.add("Client secret", "none: a public client");
            }
            for its in &app.secrets {
                let title = match is_client_secret(&its.name) {
                    true => "Client secret",
                    false => its.name.as_str(),
                };
                let kept = match its.is_rotated {
                    true => "being rotated: both are kept, not shown",
                    false => "kept, not shown",
                };
                facts.add(title, kept);
            }
            facts.render(terminal::text_width())
        })
    }
}

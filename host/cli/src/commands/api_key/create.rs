//! `api-key create`: makes a key, and shows it.

use clap::{Args, ValueEnum};
use connector_host::connections::{ApiKey, Holder, NewApiKey, Right};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;

use crate::{
    exit::CommandError,
    program::program,
    screen::{Text, terminal, text, words},
    session::Session,
};

/// Create an API key, and print it this once
#[derive(Args, Debug)]
#[command(
    after_help = "It is for the tenant of --tenant, or else for the tenant `default`. An operator's key may do \
everything, for every tenant. Names may repeat, so that one key can take the place of another: keys \
are told apart by their ids.

Examples:
  connector-host api-key create ops --operator
  connector-host api-key create shop --tenant acme --right invoke \\
      --expires-in 90"
)]
pub(super) struct Create {
    /// What it is for: letters, digits, `-`, `_`, `.` and `@`
    name: String,
    /// Make it the operator's
    #[arg(long, conflicts_with = "right")]
    operator: bool,
    /// What it may be used for: invoke, read, manage; repeat it for more. All when left out
    #[arg(long, value_name = "RIGHT", hide_possible_values = true)]
    right: Vec<Allowed>,
    /// After how many days it is of no use; never when left out
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..))]
    expires_in: Option<u32>,
}

/// The values of `--right`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Allowed {
    Invoke,
    Read,
    Manage,
}

impl From<Allowed> for Right {
    fn from(allowed: Allowed) -> Self {
        match allowed {
            Allowed::Invoke => Self::Invoke,
            Allowed::Read => Self::Read,
            Allowed::Manage => Self::Manage,
        }
    }
}

impl Create {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let host = session.host();
        let holder = match self.operator {
            true => Holder::Operator,
            false => Holder::Tenant(host.tenant_name().clone()),
        };
        let rights: Vec<Right> = match self.right.as_slice() {
            [] => Right::ALL.into(),
            some => some.iter().copied().map(Right::from).collect(),
        };
        let expires_at = self.expires_in.map(|days| {
            let days = SignedDuration::from_hours(24 * i64::from(days));
            Timestamp::now().checked_add(days).unwrap_or(Timestamp::MAX)
        });
        let new = NewApiKey::new(self.name, holder)
            .rights(rights)
            .expires_at(expires_at);
        let (key, shown) = session.run(host.create_api_key(new))?;
        let all = session.run(host.api_keys())?;
        terminal::data(format!("{}\n", shown.expose_secret()).as_bytes())?;
        terminal::done(match key.expires_at {
            Some(time) => text!(
                "Created the key {}, good until {}.",
                key.id,
                words::time(time)
            ),
            None => text!("Created the key {}.", key.id),
        });
        terminal::tell("Keep it safe: it is not shown again.");
        let is_alike = |other: &&ApiKey| other.name == key.name && other.holder == key.holder;
        let others = all.iter().filter(is_alike);
        let others = others.filter(|other| other.id != key.id);
        let others: Vec<Text> = others.map(|other| text!("{}", other.id)).collect();
        if !others.is_empty() {
            terminal::warn(text!(
                "there is another key named {} already ({}), which stays as it is. Next, once nothing uses it any more: {} api-key remove ID",
                key.name,
                Text::joined(others, ", "),
                program()
            ));
        }
        Ok(())
    }
}

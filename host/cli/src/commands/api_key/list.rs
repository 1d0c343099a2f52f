//! `api-key list`: the keys that there are, without what they are proved by.

use clap::Args;
use connector_host::connections::Holder;
use jiff::Timestamp;

use super::summary;
use crate::{
    exit::CommandError,
    output::{Form, Output},
    screen::{table::Table, terminal, text, words},
    session::Session,
};

/// List the API keys
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host api-key list
  connector-host api-key list --output json")]
pub(super) struct List {
    #[command(flatten)]
    output: Output,
}

impl List {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        list(session, self.output)
    }
}

pub(super) fn list(session: &Session, output: Output) -> Result<(), CommandError> {
    let keys = session.run(session.host().api_keys())?;
    if output.form == Form::Table && keys.is_empty() {
        terminal::tell("There are no API keys. Next: connector-host api-key create NAME");
        return Ok(());
    }
    let summaries: Vec<_> = keys.iter().map(summary).collect();
    let now = Timestamp::now();
    let page = || {
        let mut table = Table::whole([
            "Name",
            "For",
            "Rights",
            "Expires (UTC)",
            "Last used (UTC)",
            "Id",
        ]);
        for key in &keys {
            let (holder, rights) = match &key.holder {
                Holder::Operator => (text!("the operator"), text!("all")),
                Holder::Tenant(tenant) => {
                    let rights = key.rights.iter().map(|right| right.name());
                    (text!("{}", tenant), words::list(rights))
                }
            };
            let time = |time: Option<_>| time.map_or_else(|| text!("never"), words::time_in_table);
            let expired = match key.expires_at {
                Some(time) if time <= now => " (expired)",
                _ => "",
            };
            table.row([
                text!("{}", key.name),
                holder,
                rights,
                text!("{}{}", time(key.expires_at), expired),
                time(key.last_used_at),
                text!("{}", key.id),
            ]);
        }
        table.render(terminal::width())
    };
    output.write(&summaries, page)
}

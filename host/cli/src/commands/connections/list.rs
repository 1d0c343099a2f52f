//! `connections`: all of them, with what is in the way of those that are of no
//! use.

use connector_host::connections::{Connection, GrantState, State};

use super::view::{apps_of, summary_with_app};
use crate::{
    errors,
    exit::CommandError,
    output::{Form, Output},
    screen::{Text, table::Table, terminal, text, words},
    session::Session,
};

pub(super) fn list(session: &Session, output: Output) -> Result<(), CommandError> {
    let connections = session.run(session.host().connections())?;
    if output.form == Form::Table && connections.is_empty() {
        terminal::tell(
            "No account is connected yet. Next: connector-host methods KEY (how to connect an account)",
        );
        return Ok(());
    }
    let apps = apps_of(session, &connections)?;
    let all = connections.iter().zip(&apps);
    let summaries = all.map(|(connection, app)| summary_with_app(connection, app.as_ref()));
    let summaries: Vec<_> = summaries.collect();
    let table = table(&connections);
    output.write(&summaries, || table.render(terminal::width()))?;
    if output.form == Form::Table {
        terminal::tell_left_out(table.left_out(terminal::width()));
        for connection in &connections {
            tell_trouble(connection);
        }
    }
    Ok(())
}

fn table(connections: &[Connection]) -> Table {
    // A column that would be empty is left out: the page is narrow.
    let has_owners = connections.iter().any(|one| one.owner.is_some());
    let owner = has_owners.then_some("Owner");
    let titles = ["Name", "Account", "State", "Connector"].into_iter();
    let mut table = Table::new(titles.chain(owner).chain(["Last used (UTC)", "Method"]));
    for connection in connections {
        let default = if connection.is_default {
            " (default)"
        } else {
            ""
        };
        let owner = connection.owner.as_deref().unwrap_or_default();
        let last_used = connection
            .last_used_at
            .map_or_else(|| text!("never"), words::time_in_table);
        let cells = [
            text!("{}{}", connection.name, default),
            text!("{}", connection.grant.account.label),
            text!("{}", state(connection)),
            text!("{}", connection.connector),
        ];
        let owner = has_owners.then(|| text!("{}", owner));
        let rest = [last_used, text!("{}", connection.method)];
        table.row(cells.into_iter().chain(owner).chain(rest));
    }
    table
}

fn state(connection: &Connection) -> &'static str {
    match connection.state() {
        State::Connected if connection.grant.trouble.is_some() => "in trouble",
        State::Connected => "connected",
        State::NeedsReconnecting { .. } => "needs reconnecting",
        State::Disabled { .. } => "disabled",
    }
}

/// Warns of what is in the way of a connection, and says what to do about it.
fn tell_trouble(connection: &Connection) {
    if let Some((reason, next)) = trouble(connection) {
        terminal::warn(text!("{}: {}", connection.name, reason));
        terminal::tell_detail(&text!("next: {}", next));
    }
}

fn trouble(connection: &Connection) -> Option<(&str, Text)> {
    if connection.disabled_at.is_some() {
        return None;
    }
    let grant = &connection.grant;
    match &grant.state {
        GrantState::Ended { reason } | GrantState::ClientRefused { reason } => {
            Some((reason, errors::reconnect(connection)))
        }
        GrantState::Living => grant.trouble.as_ref().map(|trouble| {
            let time = words::time(trouble.retry_at);
            let next = text!("wait; its tokens are renewed from {} on", time);
            (trouble.reason.as_str(), next)
        }),
    }
}

//! `connections`: all of them, with what is in the way of those that are of no
//! use.

use connector_host::connections::{Connection, GrantState, State};

use super::view::{summary, time};
use crate::cli::{
    connect,
    exit::CommandError,
    layout,
    output::{self, Format},
    session::Session,
    terminal,
};

pub(super) fn list(session: &Session, format: Format) -> Result<(), CommandError> {
    let connections = session.run(session.host().connections())?;
    if format == Format::Json {
        return output::json(&connections.iter().map(summary).collect::<Vec<_>>());
    }
    if connections.is_empty() {
        terminal::tell(
            "No account is connected yet. Next: connector-host methods KEY (how to connect an account)",
        );
        return Ok(());
    }
    output::page(&table(&connections))?;
    for connection in &connections {
        if let Some(trouble) = trouble(connection) {
            terminal::warn(format_args!("{}: {trouble}", connection.name));
        }
    }
    Ok(())
}

fn table(connections: &[Connection]) -> String {
    // A column that would be empty is left out: the page is narrow.
    let has_owners = connections.iter().any(|one| one.owner.is_some());
    let mut titles = vec!["Name", "Connector", "Account"];
    if has_owners {
        titles.push("Owner");
    }
    titles.extend(["Method", "State", "Last used (UTC)"]);
    let rows = connections.iter().map(|connection| {
        let default = if connection.is_default {
            " (default)"
        } else {
            ""
        };
        let mut cells = vec![
            format!("{}{default}", connection.name),
            connection.connector.clone(),
            connection.grant.account.label.clone(),
        ];
        if has_owners {
            cells.push(connection.owner.clone().unwrap_or_default());
        }
        cells.push(connection.method.clone());
        cells.push(state(connection).to_owned());
        cells.push(connection.last_used_at.map_or_else(
            || "never".to_owned(),
            |at| at.strftime("%Y-%m-%d %H:%M").to_string(),
        ));
        cells
    });
    layout::table(&titles, rows)
}

fn state(connection: &Connection) -> &'static str {
    match connection.state() {
        State::Connected if connection.grant.trouble.is_some() => "in trouble",
        State::Connected => "connected",
        State::NeedsReconnecting { .. } => "needs reconnecting",
        State::Disabled { .. } => "disabled",
    }
}

/// What is in the way of a connection, and what to do about it.
fn trouble(connection: &Connection) -> Option<String> {
    if connection.disabled_at.is_some() {
        return None;
    }
    let grant = &connection.grant;
    match &grant.state {
        GrantState::Ended { reason } | GrantState::ClientRefused { reason } => {
            Some(format!("{reason}\n  next: {}", connect::again(connection)))
        }
        GrantState::Living => grant.trouble.as_ref().map(|trouble| {
            format!(
                "{}\n  next: wait; its tokens are renewed from {} on",
                trouble.reason,
                time(trouble.retry_at)
            )
        }),
    }
}

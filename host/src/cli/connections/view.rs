//! How a connection is shown, on a page and as JSON.

use std::fmt;

use connector_host::connections::{Connection, State};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::{
    exit::CommandError,
    layout::{self, Facts},
    output::{self, Format, Output},
    schema::shown,
    terminal,
};

/// Tells that a connection was changed: in words, or with what it is now.
pub(super) fn tell_change(
    output: Output,
    connection: &Connection,
    words: fmt::Arguments<'_>,
) -> Result<(), CommandError> {
    match output.format {
        Format::Json => output::json(&summary(connection)),
        Format::Table => {
            terminal::done(words);
            Ok(())
        }
    }
}

pub(super) fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn state(connection: &Connection) -> String {
    match connection.state() {
        State::Connected => "connected".to_owned(),
        State::NeedsReconnecting { reason } => format!("needs reconnecting: {reason}"),
        State::Disabled { since } => format!("disabled since {}", time(since)),
    }
}

pub(super) fn describe(connection: &Connection) -> String {
    let grant = &connection.grant;
    let mut facts = Facts::default();
    facts.add("Name", connection.name.clone());
    facts.add("Connector", connection.connector.clone());
    let default = if connection.is_default { "yes" } else { "no" };
    facts.add("Default", default);
    facts.add_some("Owner", connection.owner.as_deref());
    facts.add("Account", grant.account.label.clone());
    for (name, value) in &grant.account.facts {
        facts.add(format!("  {name}"), shown(value));
    }
    facts.add("State", state(connection));
    if let Some(trouble) = &grant.trouble {
        facts.add(
            "In trouble",
            format!(
                "{} (tried {} times; again from {} on)",
                trouble.reason,
                trouble.count,
                time(trouble.retry_at)
            ),
        );
    }
    if grant.rerouted == Some(true) {
        facts.add("Made under", "a reroute, by a server on this machine");
    }
    facts.add("Auth method", connection.method.clone());
    for (name, value) in &connection.settings {
        facts.add(format!("  {name}"), shown(value));
    }
    facts.add("Client id", grant.client_id.clone());
    let scopes = if grant.scopes.is_empty() {
        "not told".to_owned()
    } else {
        layout::list(&grant.scopes)
    };
    facts.add("Scopes", scopes);
    facts.add_some("API at", grant.base_url.as_deref());
    facts.add("Connected", time(connection.created_at));
    facts.add("Last token", time(grant.received_at));
    facts.add_some("Expires", grant.expires_at.map(time));
    facts.add(
        "Last used",
        connection.last_used_at.map_or("never".to_owned(), time),
    );
    facts.render()
}

pub(super) fn summary(connection: &Connection) -> Value {
    let grant = &connection.grant;
    let (state, reason) = match connection.state() {
        State::Connected => ("connected", None),
        State::NeedsReconnecting { reason } => ("needs-reconnecting", Some(reason)),
        State::Disabled { .. } => ("disabled", None),
    };
    json!({
        "name": connection.name,
        "connector": connection.connector,
        "default": connection.is_default,
        "owner": connection.owner,
        "method": connection.method,
        "settings": connection.settings,
        "account": {
            "subject": grant.account.subject,
            "reach": grant.account.reach,
            "label": grant.account.label,
            "facts": grant.account.facts,
        },
        "client_id": grant.client_id,
        "scopes": grant.scopes,
        "base_url": grant.base_url,
        "rerouted": grant.rerouted,
        "state": state,
        "reason": reason,
        "disabled_at": connection.disabled_at.map(|time| time.to_string()),
        "trouble": grant.trouble.as_ref().map(|trouble| json!({
            "reason": trouble.reason,
            "count": trouble.count,
            "retry_at": trouble.retry_at.to_string(),
        })),
        "created_at": connection.created_at.to_string(),
        "last_used_at": connection.last_used_at.map(|time| time.to_string()),
        "received_at": grant.received_at.to_string(),
        "expires_at": grant.expires_at.map(|time| time.to_string()),
    })
}

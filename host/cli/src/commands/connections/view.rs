//! How a connection is shown, on a page and as JSON.

use connector_host::{
    connections::{AppOf, Connection, State},
    schema::shown,
};
use serde_json::{Value, json};

use crate::{
    exit::CommandError,
    output::Output,
    screen::{Facts, Text, terminal, text, words},
    session::Session,
};

/// Tells that a connection was changed: in words, or with what it is now.
pub(super) fn tell_change(
    output: Output,
    connection: &Connection,
    words: Text,
) -> Result<(), CommandError> {
    output.write_or_tell(&summary(connection), || terminal::done(words))
}

fn state(connection: &Connection) -> Text {
    match connection.state() {
        State::Connected => text!("connected"),
        State::NeedsReconnecting { reason } => text!("needs reconnecting: {}", reason),
        State::Disabled { since } => text!("disabled since {}", words::time(since)),
    }
}

/// The registered app that each of them goes through.
pub(super) fn apps_of(
    session: &Session,
    connections: &[Connection],
) -> Result<Vec<Option<AppOf>>, CommandError> {
    session.run(session.host().apps_of(connections))
}

pub(super) fn describe(connection: &Connection, app: Option<&AppOf>) -> Text {
    let grant = &connection.grant;
    let mut facts = Facts::default();
    facts.add("Name", &connection.name);
    facts.add("Id", &connection.id);
    facts.add("Connector", &connection.connector);
    let default = if connection.is_default { "yes" } else { "no" };
    facts.add("Default", default);
    facts.add_some("Owner", connection.owner.as_deref());
    facts.add("Account", &grant.account.label);
    for (name, value) in &grant.account.facts {
        facts.add(text!("  {}", name), shown(value));
    }
    facts.add("State", state(connection));
    if let Some(trouble) = &grant.trouble {
        facts.add(
            "In trouble",
            text!(
                "{} (tried {} times; again from {} on)",
                trouble.reason,
                trouble.count,
                words::time(trouble.retry_at)
            ),
        );
    }
    if grant.rerouted == Some(true) {
        facts.add("Made under", "a reroute, by a server on this machine");
    }
    facts.add("Auth method", &connection.method);
    for (name, value) in &connection.settings {
        facts.add(text!("  {}", name), shown(value));
    }
    facts.add_some("App", app.map(told_app));
    facts.add("Client id", &grant.client_id);
    let scopes = if grant.scopes.is_empty() {
        text!("not told")
    } else {
        words::list(&grant.scopes)
    };
    facts.add("Scopes", scopes);
    facts.add_some("API at", grant.base_url.as_deref());
    facts.add("Connected", words::time(connection.created_at));
    facts.add("Last token", words::time(grant.received_at));
    facts.add_some("Expires", grant.expires_at.map(words::time));
    facts.add(
        "Last used",
        connection
            .last_used_at
            .map_or("never".to_owned(), words::time),
    );
    facts.render(terminal::text_width())
}

fn told_app(app: &AppOf) -> Text {
    match app.of_operator {
        true => text!("{} (of the operator)", app.name),
        false => text!("{}", app.name),
    }
}

/// The same for programs, with the registered app that it goes through.
pub(super) fn summary_with_app(connection: &Connection, app: Option<&AppOf>) -> Value {
    let mut summary = summary(connection);
    summary["app"] = json!(app.map(|app| &app.name));
    summary
}

pub(super) fn summary(connection: &Connection) -> Value {
    let grant = &connection.grant;
    let (state, reason) = match connection.state() {
        State::Connected => ("connected", None),
        State::NeedsReconnecting { reason } => ("needs-reconnecting", Some(reason)),
        State::Disabled { .. } => ("disabled", None),
    };
    json!({
        "id": connection.id.as_str(),
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

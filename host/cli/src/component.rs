//! What a connector's component is, on a page and as JSON.

use connector_host::{
    component::Connector,
    consent::Consent,
    contract::Version,
    manifest::{Action, Manifest, Mark, Redirects},
};
use serde_json::{Value, json};

use super::{
    consent, lookup,
    screen::{Facts, Text, running, style, table::Table, terminal, text, words},
    triggers,
};

/// The world of every component that loads.
fn world() -> String {
    format!("ipaas:connector/plugin@{}", Version::SPOKEN)
}

pub(super) fn summary(connector: &Connector) -> Value {
    let manifest = connector.manifest();
    json!({
        "key": manifest.key,
        "name": manifest.name,
        "version": manifest.version,
        "world": world(),
        "imports": [],
        "size": connector.size(),
        "sha256": connector.digest(),
        "auth_methods": manifest.auth_methods.iter().map(|method| &method.id).collect::<Vec<_>>(),
        "origins": manifest.origins,
        "actions": manifest.actions.iter().map(|action| &action.id).collect::<Vec<_>>(),
        "triggers": triggers::summaries(manifest),
        "wants": Consent::of(manifest).ok(),
        "downloads": doing(manifest, |action| action.downloads),
        "redirected_anywhere": doing(manifest, |action| action.redirects == Redirects::Public),
        "failure_kinds": manifest.failure_kinds,
    })
}

/// What a component is, for a person. A component that loads fits the world
/// and imports nothing: the library refuses any other.
pub(super) fn describe(connector: &Connector) -> Text {
    let width = terminal::text_width();
    let manifest = connector.manifest();
    let mut facts = Facts::default();
    facts.add("Key", &manifest.key);
    facts.add("World", world());
    facts.add("Imports", "none");
    facts.add("Size", words::bytes(connector.size() as u64));
    facts.add("SHA-256", connector.digest());
    facts.add_some("API version", manifest.api_version.as_deref());
    facts.add("Auth methods", lookup::methods(manifest));
    facts.add(
        "Actions",
        words::list(manifest.actions.iter().map(|action| &action.id)),
    );
    facts.add(
        "Downloads",
        words::list(doing(manifest, |action| action.downloads)),
    );
    facts.add(
        "Redirected to any host",
        words::list(doing(manifest, |action| {
            action.redirects == Redirects::Public
        })),
    );
    facts.add("Documentation", &manifest.docs_url);
    let mut origins = Table::whole(["Talks to", "Secrets sent there", "For"]);
    for origin in &manifest.origins {
        let sent = origin.marks.iter().map(|mark| match mark {
            Mark::SignIn => "sign-in",
            Mark::Credential => "access token",
        });
        origins.row([
            text!("{}", origin.origin),
            words::list(sent),
            running(&origin.purpose),
        ]);
    }
    let triggers = match triggers::table(manifest) {
        Some(table) => text!("\n{}", table.render(terminal::width())),
        None => Text::default(),
    };
    text!(
        "{} {}\n{}\n\n{}\n{}{}\n{}",
        style::heading(&manifest.name),
        manifest.version,
        running(&manifest.summary).paragraph(2, width),
        facts.render(width),
        origins.render(terminal::width()),
        triggers,
        consent::describe(manifest, width),
    )
}

/// How its calls can fail, and what to do then; nothing where it does not say.
pub(super) fn failures(manifest: &Manifest) -> Text {
    if manifest.failure_kinds.is_empty() {
        return Text::default();
    }
    let mut table = Table::whole(["A failure", "It means", "What to do"]);
    for failure in &manifest.failure_kinds {
        table.row([
            text!("{}", failure.kind),
            running(&failure.meaning),
            running(&failure.remedy),
        ]);
    }
    text!("\n\n{}", table.render(terminal::width()))
}

/// The ids of the actions that do something.
fn doing(manifest: &Manifest, does: impl Fn(&Action) -> bool) -> Vec<&str> {
    let actions = manifest.actions.iter().filter(|action| does(action));
    actions.map(|action| action.id.as_str()).collect()
}

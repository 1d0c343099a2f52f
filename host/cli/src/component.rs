//! What a connector's component is, on a page and as JSON.

use connector_host::{
    component::Connector,
    consent::Consent,
    contract::Version,
    manifest::{Action, Effect, Manifest, Mark, Redirects},
    schema::{UnusableSchema, UnusableSchemas},
};
use serde_json::{Value, json};

use super::{
    consent::{self, Named},
    lookup,
    screen::{Facts, Shown as _, Text, running, style, table::Table, terminal, text, words},
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
        "resumes": doing(manifest, |action| action.resumes),
        "redirected_anywhere": doing(manifest, |action| action.redirects == Redirects::Public),
        "failure_kinds": manifest.failure_kinds,
    })
}

/// The same with the schemas that this host can't work with.
pub(super) fn looked_into(connector: &Connector, schemas: &UnusableSchemas) -> Value {
    let mut summary = summary(connector);
    summary["unusable_schemas"] = schemas.unusable.iter().map(unusable).collect();
    summary["schemas_not_looked_at"] = schemas.not_looked_at.into();
    summary
}

fn unusable(schema: &UnusableSchema) -> Value {
    json!({
        "of": schema.of.owner(),
        "id": schema.id,
        "schema": schema.of.name(),
        "reason": schema.reason,
        "meaning": schema.of.meaning(),
    })
}

/// What a component is, for a person. A component that loads fits the world
/// and imports nothing: the library refuses any other.
pub(super) fn describe(connector: &Connector, schemas: &UnusableSchemas, named: Named) -> Text {
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
    let actions: Vec<&str> = doing(manifest, |_| true);
    facts.add("Actions", listed(&actions, "actions", manifest, named));
    facts.add("Effects", effects(manifest));
    match named {
        Named::First => {
            let triggers = manifest.triggers.iter();
            let triggers: Vec<&str> = triggers.map(|trigger| trigger.id.as_str()).collect();
            facts.add("Triggers", listed(&triggers, "triggers", manifest, named));
        }
        Named::All => {
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
        }
    }
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
    let agrees = match named {
        Named::First => "By adding it you agree that it",
        Named::All => "Whoever adds it agrees that it",
    };
    text!(
        "{} {}\n{}\n\n{}\n{}\n{}\n{}{}",
        style::heading(&manifest.name),
        manifest.version,
        running(&manifest.summary).paragraph(2, width),
        facts.render(width),
        origins.render(terminal::width()),
        style::heading(agrees),
        consent::describe(manifest, width, named),
        unusable_schemas(schemas, width),
    )
}

/// Where secrets go and what actions do, for whoever is asked to agree to all of it.
pub(super) fn in_short(manifest: &Manifest) -> Text {
    let origins = manifest.origins.iter();
    let with_secrets = origins.filter(|origin| !origin.marks.is_empty());
    text!(
        "In short: what is secret goes to {} and nowhere else. Its {} actions by their effect: {}.",
        words::list(with_secrets.map(|origin| origin.origin.as_str())),
        manifest.actions.len(),
        effects(manifest)
    )
}

/// How many ids are listed for whoever adds a connector. They all can be listed afterwards.
const MOST_IDS: usize = 20;

/// The ids, or how many there are, and the command that lists them.
fn listed(ids: &[&str], command: &'static str, manifest: &Manifest, named: Named) -> Text {
    if named == Named::All || ids.len() <= MOST_IDS {
        return words::list(ids);
    }
    text!(
        "{}; connector-host {} {} lists them",
        ids.len(),
        command,
        manifest.key
    )
}

/// What it can tell of; nothing where that is nothing.
pub(super) fn triggers(manifest: &Manifest) -> Text {
    match triggers::table(manifest) {
        Some(table) => text!("\n\n{}", table.render(terminal::width()).trim_end()),
        None => Text::default(),
    }
}

/// How many actions do what to the account.
fn effects(manifest: &Manifest) -> Text {
    let of = |effect: Effect| doing(manifest, |action| action.effect == effect).len();
    text!(
        "{} read, {} write (change something), {} destructive (remove or end something)",
        of(Effect::Read),
        of(Effect::Write),
        of(Effect::Destructive)
    )
}

/// How many schemas are told of that can't be used. Whoever wants them all asks for
/// JSON.
const MOST_SCHEMAS: usize = 20;

/// The schemas that this host can't work with; nothing where there are none.
fn unusable_schemas(found: &UnusableSchemas, width: usize) -> Text {
    if found.is_empty() {
        return Text::default();
    }
    let shown = found.unusable.iter().take(MOST_SCHEMAS);
    let mut lines: Vec<Text> = shown
        .map(|schema| text!("{}. {}", schema, schema.of.meaning()))
        .collect();
    let more = found.unusable.len().saturating_sub(MOST_SCHEMAS);
    if more > 0 {
        lines.push(text!("{} more: --output json tells them all", more));
    }
    if found.not_looked_at > 0 {
        lines.push(text!(
            "nobody has looked at {} more: those before them are too much to read",
            found.not_looked_at
        ));
    }
    lines.push("Report them to the connector's makers.".text());
    let lines = lines.into_iter().map(|line| line.paragraph(4, width));
    text!(
        "\n{}\n{}",
        style::heading("Schemas that this host can't work with").paragraph(2, width),
        Text::lines(lines)
    )
}

/// How its calls can fail, and what to do then; nothing where it does not say.
pub(super) fn failures(manifest: &Manifest) -> Text {
    if manifest.failure_kinds.is_empty() {
        return Text::default();
    }
    let mut table = Table::whole(["A failure", "It means", "What to do"]).with_prose();
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

//! `inspect`: what a component file is, before anything is done with it.

use std::path::PathBuf;

use clap::Args;
use connector_host::component::Connector;
use connector_host::consent::Consent;
use connector_host::contract::Version;
use connector_host::manifest::{Action, Manifest, Mark, Redirects};
use serde_json::json;

use super::{
    consent,
    exit::CommandError,
    layout::{self, Facts},
    output::{self, Format, Output},
    session::Session,
};

/// Show what a component is: its world, imports, size, actions and origins
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host inspect ./example.wasm
  connector-host inspect ./example.wasm --output json")]
pub(super) struct Inspect {
    /// The component file
    #[arg(value_name = "COMPONENT")]
    file: PathBuf,
    #[command(flatten)]
    output: Output,
}

impl Inspect {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.load(&self.file)?;
        match self.output.format {
            Format::Json => output::json(&summary(&connector)),
            Format::Table => output::page(&describe(&connector)),
        }
    }
}

/// The world of every component that loads.
fn world() -> String {
    format!("ipaas:connector/plugin@{}", Version::SPOKEN)
}

pub(super) fn summary(connector: &Connector) -> serde_json::Value {
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
        "triggers": manifest.triggers.iter().map(|trigger| &trigger.id).collect::<Vec<_>>(),
        "wants": Consent::of(manifest).ok(),
        "downloads": doing(manifest, |action| action.downloads),
        "redirected_anywhere": doing(manifest, |action| action.redirects == Redirects::Public),
    })
}

/// What a component is, for a person. A component that loads fits the world
/// and imports nothing: the library refuses any other.
pub(super) fn describe(connector: &Connector) -> String {
    let manifest = connector.manifest();
    let mut facts = Facts::default();
    facts.add("Key", manifest.key.clone());
    facts.add("World", world());
    facts.add("Imports", "none");
    facts.add("Size", layout::bytes(connector.size() as u64));
    facts.add("SHA-256", connector.digest());
    facts.add_some("API version", manifest.api_version.as_deref());
    facts.add("Auth methods", super::methods::ids(manifest));
    facts.add(
        "Actions",
        layout::list(manifest.actions.iter().map(|action| &action.id)),
    );
    facts.add(
        "Triggers",
        layout::list(manifest.triggers.iter().map(|trigger| &trigger.id)),
    );
    facts.add(
        "Downloads",
        layout::list(doing(manifest, |action| action.downloads)),
    );
    facts.add(
        "Redirected to any host",
        layout::list(doing(manifest, |action| {
            action.redirects == Redirects::Public
        })),
    );
    facts.add("Documentation", manifest.docs_url.clone());
    let origins = manifest.origins.iter().map(|origin| {
        let sent = origin.marks.iter().map(|mark| match mark {
            Mark::SignIn => "sign-in",
            Mark::Credential => "access token",
        });
        vec![
            format!("  {}", origin.origin),
            layout::list(sent),
            origin.purpose.clone(),
        ]
    });
    format!(
        "{} {}\n{}\n\n{}\n{}\n{}",
        layout::heading(&manifest.name),
        manifest.version,
        layout::paragraph(&manifest.summary, 2),
        facts.render(),
        layout::table(&["  Talks to", "Secrets sent there", "For"], origins),
        consent::describe(connector).trim_end(),
    )
}

/// The ids of the actions that do something.
fn doing(manifest: &Manifest, does: impl Fn(&Action) -> bool) -> Vec<&str> {
    let actions = manifest.actions.iter().filter(|action| does(action));
    actions.map(|action| action.id.as_str()).collect()
}

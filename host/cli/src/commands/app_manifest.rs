//! `app manifest`: what to give to the API's makers to make an app.

use std::collections::{BTreeSet, HashSet};

use clap::Args;
use connector_host::{
    egress::OriginPattern,
    input::Assignment,
    manifest::{APP_MANIFEST, Action, Manifest},
    oauth::Redirect,
    schema::Schema,
};
use serde_json::{Value, json};
use url::Url;

use crate::{
    exit::CommandError,
    input, lookup,
    output::{Form, write_json},
    program::program,
    screen::{Text, running, terminal, text, words},
    session::Session,
};

/// Where the address of the service may be, for [`returns_here`].
const PUBLIC_URL: &str = "CONNECTOR_HOST_PUBLIC_URL";

/// Print the manifest of an app for chosen actions, to paste where the API's makers take it
#[derive(Args, Debug)]
#[command(
    after_help = "It asks for no more than the actions need. Nothing is sent, and nobody has to have connected.

Without --redirect-uri the app returns to this machine, http://127.0.0.1:8917/oauth/callback/KEY, where \
connect listens. The pages of connector-host serve are returned to at \
https://HOST/oauth/callback/KEY, with the host of its --public-url. An app may have both.

Examples:
  connector-host app manifest example --for create-note,list-notes
  connector-host app manifest example --for list-notes \\
      --redirect-uri https://connect.example.com/oauth/callback/example
  connector-host app manifest example --for list-notes \\
      --set name=Notes > manifest.json"
)]
pub(super) struct AppManifest {
    /// The connector
    key: String,
    /// The actions that the app is for
    #[arg(
        long = "for",
        value_name = "ACTIONS",
        value_delimiter = ',',
        required = true
    )]
    actions: Vec<String>,
    /// Where the browser returns to after a sign-in, when it is not this host's own address
    #[arg(long, value_name = "URL")]
    redirect_uri: Vec<Url>,
    /// More of what the connector's action takes; connector-host actions KEY tells
    #[arg(short, long, value_name = "FIELD=VALUE")]
    set: Vec<Assignment>,
}

impl AppManifest {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.connector(&self.key)?;
        let manifest = connector.manifest();
        let action = makes_manifests(manifest).ok_or_else(|| {
            CommandError::usage(text!("{} makes no manifests of apps", manifest.name)).with_next(
                text!(
                    "connector-host methods {} says how to prepare an app",
                    self.key
                ),
            )
        })?;
        for named in &self.actions {
            // No id has a colon: what is behind one is for the connector to read.
            let id = named.split(':').next().unwrap_or(named);
            lookup::action(manifest, id)?;
        }
        let schema = action.input.value();
        let mut input = input::assemble(Schema::new(&schema), None, &self.set)?;
        input.insert("actions".to_owned(), json!(self.actions));
        let addresses = match self.redirect_uri.as_slice() {
            [] => vec![Redirect::default().uri(&manifest.key)],
            named => named.to_vec(),
        };
        let addresses: Vec<_> = addresses.iter().map(Url::as_str).collect();
        input.insert("redirect_uris".to_owned(), json!(addresses));
        let input = Value::Object(input);
        let made = session.run(session.host().app_manifest(&self.key, input.clone()))?;
        let made = made.unwrap_or_default();
        tell(&made);
        if self.redirect_uri.is_empty() {
            let public_url = std::env::var(PUBLIC_URL).ok();
            terminal::tell(returns_here(&manifest.key, public_url.as_deref()));
        }
        for address in unasked(&made["manifest"], &input, manifest) {
            terminal::tell(text!(
                "The connector leads the app to {}, which nobody has named here. Leave it out unless you know whose it is.",
                address
            ));
        }
        write_json(Form::Json, &made["manifest"])
    }
}

/// Where the browser returns to when nobody has named an address, and what to name for the
/// pages of a service, which may be known.
fn returns_here(key: &str, public_url: Option<&str>) -> Text {
    let here = Redirect::default().uri(key);
    let public_url = public_url.and_then(|url| Url::parse(url).ok());
    let origin = public_url.map_or_else(
        || "https://HOST".to_owned(),
        |url| url.origin().ascii_serialization(),
    );
    text!(
        "Redirect address: {}, for {} connect on this machine.\nFor the sign-in pages of connector-host serve: --redirect-uri {}{}",
        here,
        program(),
        origin,
        here.path()
    )
}

/// The action that makes manifests of apps.
pub(super) fn makes_manifests(manifest: &Manifest) -> Option<&Action> {
    let mut actions = manifest.actions.iter();
    actions.find(|action| action.role.as_deref() == Some(APP_MANIFEST))
}

/// What there is to know beside the manifest.
fn tell(made: &Value) {
    let list = |name: &str| made[name].as_array().into_iter().flatten();
    for warning in list("warnings").filter_map(Value::as_str) {
        terminal::tell(running(warning));
    }
    for left_out in list("uncovered") {
        let part = |name: &str| left_out[name].as_str().unwrap_or_default();
        terminal::tell(text!("Not covered: {}: {}.", part("id"), part("reason")));
    }
    let scopes = list("scopes").filter_map(Value::as_str);
    terminal::tell(text!("Scopes: {}", words::list(scopes)));
}

/// The origins of addresses in the manifest of an app that whoever asks for it has not
/// named, and that are none of the connector's. The app would send people there, or tell
/// what it sees.
fn unasked(made: &Value, input: &Value, manifest: &Manifest) -> BTreeSet<String> {
    let mut named = HashSet::new();
    each_address(input, &mut |url| {
        named.insert(url.origin());
    });
    let origins = manifest.origins.iter();
    let origins: Vec<OriginPattern> = origins
        .filter_map(|declared| declared.origin.parse().ok())
        .collect();
    let mut unasked = BTreeSet::new();
    each_address(made, &mut |url| {
        let is_the_connectors = origins.iter().any(|origin| origin.covers(url));
        if !is_the_connectors && !named.contains(&url.origin()) {
            unasked.insert(url.origin().ascii_serialization());
        }
    });
    unasked
}

/// Each text in a value that is an address of the web.
fn each_address(value: &Value, seen: &mut impl FnMut(&Url)) {
    match value {
        Value::String(text) => {
            let url = Url::parse(text).ok();
            url.iter().filter(|url| url.has_host()).for_each(seen);
        }
        Value::Array(values) => values.iter().for_each(|value| each_address(value, seen)),
        Value::Object(members) => {
            for (name, value) in members {
                each_address(&Value::String(name.clone()), seen);
                each_address(value, seen);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_address_it_is_said_which_one_the_pages_of_a_service_have() {
        let told = [
            None,
            Some("https://connect.example.com"),
            Some("no address"),
        ]
        .map(|public_url| returns_here("notes", public_url).plain());
        insta::assert_snapshot!(told.join("\n"), @r"
        Redirect address: http://127.0.0.1:8917/oauth/callback/notes, for connector-host connect on this machine.
        For the sign-in pages of connector-host serve: --redirect-uri https://HOST/oauth/callback/notes
        Redirect address: http://127.0.0.1:8917/oauth/callback/notes, for connector-host connect on this machine.
        For the sign-in pages of connector-host serve: --redirect-uri https://connect.example.com/oauth/callback/notes
        Redirect address: http://127.0.0.1:8917/oauth/callback/notes, for connector-host connect on this machine.
        For the sign-in pages of connector-host serve: --redirect-uri https://HOST/oauth/callback/notes
        ");
    }

    #[test]
    fn an_address_that_nobody_has_named_is_told() {
        let manifest = include_str!("../../../tests/support/manifest.json");
        let manifest = Manifest::parse(manifest).unwrap();
        let input = json!({ "redirect_uris": ["https://flows.example/callback"] });
        let made = json!({
            "redirect": "https://flows.example/other",
            "events": [{ "to": "https://hooks.test/here?a=1" }, "https://hooks.test/there"],
            "https://members.test/": 1,
            "docs": "see https://in.the.middle/",
            "mail": "mailto:cook@example.com",
        });
        let unasked = unasked(&made, &input, &manifest);
        let unasked: Vec<_> = unasked.iter().map(String::as_str).collect();
        assert_eq!(unasked, ["https://hooks.test", "https://members.test"]);
    }
}

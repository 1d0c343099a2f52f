//! `methods`: the ways to connect an account, and how to prepare each.

use clap::Args;
use connector_host::{
    manifest::{AuthMethod, AuthorizationKind, Endpoints, Manifest, SecretUse},
    oauth::Redirect,
    schema::Schema,
};
use url::Url;

use super::app_manifest;
use crate::{
    exit::CommandError,
    fields, lookup,
    output::Output,
    page_errors,
    program::program,
    screen::{Text, running, style, table::Table, terminal, text},
    session::Session,
};

/// Show the ways to connect an account, or how to prepare one of them
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host methods example
  connector-host methods example oauth2")]
pub(crate) struct Methods {
    /// The connector
    key: String,
    /// The auth method to show with its steps and settings; all in short when left out
    method: Option<String>,
    /// The redirect address to show in the steps, when it is not this host's own
    #[arg(long, value_name = "URL")]
    redirect_uri: Option<Url>,
    #[command(flatten)]
    output: Output,
}

impl Methods {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.connector(&self.key)?;
        let manifest = connector.manifest();
        let Some(id) = &self.method else {
            let methods = &manifest.auth_methods;
            return self.output.write(methods, || overview(manifest));
        };
        let method = lookup::method(manifest, id)?;
        self.output.write(method, || {
            let redirect_uri = self
                .redirect_uri
                .unwrap_or_else(|| Redirect::default().uri(&manifest.key));
            describe(manifest, method, &redirect_uri)
        })
    }
}

fn overview(manifest: &Manifest) -> Text {
    let mut table = Table::whole(["Method", "Sign-in", "Summary"]);
    for method in &manifest.auth_methods {
        table.row([
            style::name(&method.id),
            text!("{}", how(method)),
            running(&method.summary),
        ]);
    }
    text!(
        "{}\nSteps of one: connector-host methods {} METHOD",
        table.render(terminal::width()),
        manifest.key
    )
}

/// How somebody signs in.
fn how(method: &AuthMethod) -> &'static str {
    match method.authorization {
        AuthorizationKind::AuthorizationCode => "in a browser",
        AuthorizationKind::TokenGrant => "nobody has to",
        AuthorizationKind::DeviceCode => "on another device",
    }
}

fn title(method: &AuthMethod) -> Text {
    let width = terminal::text_width();
    let title = text!(
        "{}  {}",
        style::name(&method.id),
        style::heading(&method.name)
    );
    text!(
        "{}\n{}\n  Sign-in: {}.\n",
        title.paragraph(0, width),
        running(&method.summary).paragraph(2, width),
        how(method)
    )
}

fn describe(manifest: &Manifest, method: &AuthMethod, redirect_uri: &Url) -> Text {
    let mut page = title(method);
    let fields = Schema::new(&method.settings).fields();
    if !fields.is_empty() {
        page.push(text!("\n  {}\n", style::heading("Settings")));
        for field in &fields {
            page.push(fields::describe(field, None));
        }
    }
    let width = terminal::text_width();
    for (name, used) in &method.secrets {
        let used = match used {
            SecretUse::ClientSecret => {
                "goes to the authorization server, to prove who the client is"
            }
            SecretUse::Sign => "signs and checks messages on this machine, and goes nowhere",
        };
        page.push(text!("{} {}.", name, used).paragraph(2, width));
        page.end_line();
    }
    page.push(text!(
        "\n  {}\n{}\n",
        style::heading("Where to sign in"),
        servers(&method.endpoints)
    ));
    if !method.setup.is_empty() {
        let title = style::heading("Once, before the first connection");
        page.push(text!("\n  {}\n", title));
        for (number, step) in (1..).zip(&method.setup) {
            let step = running(&step.replace("{redirect_uri}", redirect_uri.as_str()));
            let lines = step.wrapped(terminal::text_width().saturating_sub(6));
            let number = text!("{}. ", number);
            let number = number.indented(6 - number.width());
            for (line, margin) in lines.into_iter().zip(first_then(number)) {
                page.push(text!("{}{}\n", margin, line));
            }
        }
    }
    if app_manifest::makes_manifests(manifest).is_some() {
        page.push(text!(
            "\n  Or let the app's manifest be made, to paste: connector-host app manifest {} --for ACTIONS\n",
            manifest.key
        ));
    }
    page.push(text!(
        "\n  Then: {} connect {} --method {}\n",
        program(),
        manifest.key,
        method.id
    ));
    if method.authorization == AuthorizationKind::AuthorizationCode
        && let Some(errors) = page_errors::explained(manifest, redirect_uri, 4)
    {
        let title = style::heading("When the sign-in page shows an error");
        page.push(text!("\n  {}\n{}\n", title, errors));
    }
    page
}

/// The authorization servers, the usual one first.
fn servers(endpoints: &[Endpoints]) -> Text {
    Text::lines(endpoints.iter().map(|server| {
        let first = server.authorization_endpoint.as_ref();
        let first = first.or(server.device_authorization_endpoint.as_ref());
        let address = first.unwrap_or(&server.token_endpoint);
        let mut line = text!("{}: {}", server.name, address);
        if let Some(issuer) = &server.issuer {
            line.push(text!(" (it has to name itself {})", issuer));
        }
        line.paragraph(2, terminal::text_width())
    }))
}

/// A margin for the first line of a step, and blanks for the others.
fn first_then(margin: Text) -> impl Iterator<Item = Text> {
    let blanks = Text::default().padded(margin.width());
    std::iter::once(margin).chain(std::iter::repeat(blanks))
}

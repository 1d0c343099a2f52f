//! `methods`: the ways to connect an account, and how to prepare each.

use clap::Args;
use connector_host::{
    manifest::{AuthMethod, AuthorizationKind, Endpoints, Manifest, SecretUse},
    oauth::Redirect,
};
use url::Url;

use super::{
    actions,
    exit::CommandError,
    layout,
    output::{self, Format, Output},
    page_errors,
    schema::Schema,
    session::Session,
    terminal::style,
};

/// Show the ways to connect an account, and what to prepare for each
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host methods example
  connector-host methods example oauth2")]
pub(super) struct Methods {
    /// The connector
    key: String,
    /// The auth method to show; all when left out
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
        let methods: Vec<&AuthMethod> = match &self.method {
            Some(id) => vec![find(manifest, id)?],
            None => manifest.auth_methods.iter().collect(),
        };
        match self.output.format {
            Format::Json => output::json(&methods),
            Format::Table => {
                let redirect_uri = self
                    .redirect_uri
                    .unwrap_or_else(|| Redirect::default().uri(&manifest.key));
                let pages: Vec<String> = methods
                    .iter()
                    .map(|method| describe(manifest, method, &redirect_uri))
                    .collect();
                output::page(&pages.join("\n"))
            }
        }
    }
}

/// The auth method of that id, or an error that lists the ones there are.
pub(super) fn find<'a>(manifest: &'a Manifest, id: &str) -> Result<&'a AuthMethod, CommandError> {
    manifest.auth_method(id).ok_or_else(|| {
        CommandError::usage(format_args!(
            "{} has no auth method {id}; it has {}",
            manifest.name,
            ids(manifest)
        ))
        .with_next(format_args!(
            "connector-host methods {} explains them",
            manifest.key
        ))
    })
}

/// The ids of all methods, for a sentence.
pub(super) fn ids(manifest: &Manifest) -> String {
    layout::list(manifest.auth_methods.iter().map(|method| &method.id))
}

fn describe(manifest: &Manifest, method: &AuthMethod, redirect_uri: &Url) -> String {
    let (name, aside) = (style::NAME, style::ASIDE);
    let how = match method.authorization {
        AuthorizationKind::AuthorizationCode => "approved in a browser",
        AuthorizationKind::TokenGrant => "no browser needed",
        AuthorizationKind::DeviceCode => "approved on another device",
    };
    let mut page = format!(
        "{name}{}{name:#}  {}  {aside}{how}{aside:#}\n{}\n",
        method.id,
        layout::heading(&method.name),
        layout::paragraph(&method.summary, 2)
    );
    let fields = Schema::new(&method.settings).fields();
    if !fields.is_empty() {
        page += &format!("\n  {}\n", layout::heading("Settings"));
        for field in &fields {
            page += &actions::describe(field, None);
        }
    }
    for (name, used) in &method.secrets {
        let used = match used {
            SecretUse::ClientSecret => {
                "goes to the authorization server, to prove who the client is"
            }
            SecretUse::Sign => "signs and checks messages on this machine, and goes nowhere",
        };
        page += &format!("{}\n", layout::paragraph(&format!("{name} {used}."), 2));
    }
    page += &format!(
        "\n  {}\n{}\n",
        layout::heading("Where to sign in"),
        servers(&method.endpoints)
    );
    if !method.setup.is_empty() {
        page += &format!(
            "\n  {}\n",
            layout::heading("Once, before the first connection")
        );
        for (number, step) in (1..).zip(&method.setup) {
            let step = step.replace("{redirect_uri}", redirect_uri.as_str());
            page += &format!(
                "  {number:>2}. {}\n",
                layout::paragraph(&step, 6).trim_start()
            );
        }
    }
    page += &format!(
        "\n  Then: connector-host connect {} --method {}\n",
        manifest.key, method.id
    );
    if method.authorization == AuthorizationKind::AuthorizationCode {
        let errors = page_errors::explained(manifest, redirect_uri, 4);
        if !errors.is_empty() {
            let title = layout::heading("When the sign-in page shows an error");
            page += &format!("\n  {title}\n{errors}");
        }
    }
    page
}

/// The authorization servers, the usual one first.
fn servers(endpoints: &[Endpoints]) -> String {
    let lines = endpoints.iter().map(|server| {
        let first = server.authorization.as_ref();
        let first = first.or(server.device_authorization.as_ref());
        let address = first.unwrap_or(&server.token);
        layout::paragraph(&format!("{}: {address}", server.name), 2)
    });
    lines.collect::<Vec<_>>().join("\n")
}

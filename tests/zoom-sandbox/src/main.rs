//! The program `zoom-sandbox`.

use std::{
    io::Write as _,
    net::IpAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anstream::eprintln;
use clap::{Args, Parser, Subcommand};
use jiff::SignedDuration;
use serde_json::json;
use zoom_sandbox::{
    AccountError, App, BrowserError, Fault, Landing, Plan, Report, Sandbox, Schemas, Subscription,
    approve, decline,
};

/// A local Zoom to develop and test against. Everything is in memory and gone
/// when it stops.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(flatten)]
    serve: Serve,
    #[command(subcommand)]
    command: Option<Command>,
}

/// How to serve.
#[derive(Debug, Args)]
struct Serve {
    /// The loopback address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8780)]
    port: u16,
    /// Listen with TLS as well, on this port; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    tls_port: Option<u16>,
    /// Write the certificate that clients have to trust to this file
    #[arg(long, value_name = "FILE", requires = "tls_port")]
    ca_file: Option<PathBuf>,
    /// What ids are drawn from: the same seed gives the same ids
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Start with the account's owner and nothing else
    #[arg(long, conflicts_with = "account")]
    empty: bool,
    /// Start with the account in this JSON file
    #[arg(long, value_name = "FILE")]
    account: Option<PathBuf>,
    /// Add an app, such as {"client_id":"mine","kind":"public","scope_type":"granular"} or {"client_id":"mine","client_secret":"…","kind":"user-managed","scope_type":"granular"}; may be given more than once
    #[arg(long, value_name = "JSON")]
    app: Vec<App>,
    /// Allow apps any redirect URI on this machine, which Zoom never does
    #[arg(long)]
    any_loopback_redirect: bool,
    /// Enforce the rate limits of this plan; without it nothing is limited
    #[arg(long, value_name = "PLAN")]
    rate_limits: Option<Plan>,
    /// How long access tokens live, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 3600, value_parser = clap::value_parser!(u32).range(1..))]
    access_token_lifetime: u32,
    /// The most items that a page holds, whatever is asked for
    #[arg(long, value_name = "ITEMS", value_parser = clap::value_parser!(u64).range(1..))]
    max_page_size: Option<u64>,
    /// Let downloads take their token as ?access_token= too, as until 2023
    #[arg(long)]
    token_in_query: bool,
    /// Let a new server-to-server token end the one before, as until 2023
    #[arg(long)]
    one_account_token: bool,
    /// Let the licences for meetings come from a bundle such as Zoom Workplace
    #[arg(long)]
    bundled_plans: bool,
    /// Let members add only apps that an admin has approved
    #[arg(long)]
    admin_pre_approval: bool,
    /// Subscribe a receiver on this machine, such as {"url":"http://127.0.0.1:3000/zoom/events","secret_token":"…"}; may be given more than once
    #[arg(long, value_name = "JSON", value_parser = subscription)]
    webhook: Vec<Subscription>,
    /// Turn a fault on, such as {"path":"/v2/*","trouble":"lost-answer"}; may be given more than once
    #[arg(long, value_name = "JSON")]
    fault: Vec<Fault>,
    /// Add every exchange and delivery to this file, for `zoom-sandbox check`
    #[arg(long, value_name = "FILE", env = "ZOOM_SANDBOX_JOURNAL")]
    journal: Option<PathBuf>,
    /// Print one line of JSON with the address and the apps, and nothing more
    #[arg(long)]
    json: bool,
}

fn subscription(json: &str) -> Result<Subscription, serde_json::Error> {
    serde_json::from_str(json)
}

/// Plays the person at the browser, or the critic.
#[derive(Debug, Subcommand)]
enum Command {
    /// Press "Allow" on the consent page and go where it leads
    Approve {
        /// The address an app would open in the browser
        url: String,
    },
    /// Press "Decline" on the consent page and go where it leads
    Decline {
        /// The address an app would open in the browser
        url: String,
    },
    /// Hold all that a journal has against the schemas that Zoom publishes
    Check {
        /// A file that `--journal` wrote
        journal: PathBuf,
        /// A directory of Zoom's OpenAPI documents to hold it against as well
        #[arg(long, value_name = "DIRECTORY", env = "ZOOM_OPENAPI")]
        openapi: Option<PathBuf>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        None => serve(cli.serve).await,
        Some(Command::Approve { url }) => land(approve(&url).await),
        Some(Command::Decline { url }) => land(decline(&url).await),
        Some(Command::Check { journal, openapi }) => check(&journal, openapi.as_deref()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("zoom-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Serve) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Sandbox::builder()
        .host(options.host)
        .port(options.port)
        .seed(options.seed)
        .access_token_lifetime(SignedDuration::from_secs(
            options.access_token_lifetime.into(),
        ));
    if let Some(items) = options.max_page_size {
        builder = builder.max_page_size(items);
    }
    if options.token_in_query {
        builder = builder.token_in_query();
    }
    if options.empty {
        builder = builder.empty();
    }
    if let Some(file) = options.account {
        let named =
            |problem: &dyn std::fmt::Display| format!("--account {}: {problem}", file.display());
        let text = std::fs::read_to_string(&file).map_err(|error| named(&error))?;
        builder = builder.account(text.parse().map_err(|error: AccountError| named(&error))?);
    }
    if let Some(port) = options.tls_port {
        builder = builder.tls_port(port);
    }
    if let Some(plan) = options.rate_limits {
        builder = builder.rate_limits(plan);
    }
    if options.one_account_token {
        builder = builder.one_account_token();
    }
    if options.bundled_plans {
        builder = builder.bundled_plans();
    }
    if options.admin_pre_approval {
        builder = builder.admin_pre_approval();
    }
    if options.any_loopback_redirect {
        builder = builder.any_loopback_redirect();
    }
    for app in options.app {
        builder = builder.app(app);
    }
    for subscription in options.webhook {
        builder = builder.webhook(subscription);
    }
    if let Some(file) = options.journal {
        builder = builder.journal(file);
    }
    for fault in options.fault {
        builder = builder.fault(fault);
    }
    let sandbox = builder.start().await?;
    if let (Some(file), Some(certificate)) = (options.ca_file, sandbox.ca_certificate()) {
        std::fs::write(&file, certificate)
            .map_err(|error| format!("--ca-file: can't write {}: {error}", file.display()))?;
    }
    // Whoever reads the address may ask the sandbox to end at once.
    let stop = stop_signal()?;
    if options.json {
        let mut line = json!({
            "url": sandbox.url(),
            "reroutes": sandbox.reroutes(),
            "apps": sandbox.apps(),
            "user": sandbox.user(),
        });
        if let Some(url) = sandbox.tls_url() {
            line["tls_url"] = json!(url);
        }
        print(&format!("{line}\n"))?;
    } else {
        print(&introduction(&sandbox))?;
    }
    stop.await?;
    sandbox.stop().await?;
    Ok(())
}

fn introduction(sandbox: &Sandbox) -> String {
    let url = sandbox.url();
    let user = sandbox.user();
    let mut text = format!(
        "A local Zoom listens on {url} (open it in a browser to look inside).\n\
         The API is {url}/v2, authorization {url}/oauth/authorize, tokens {url}/oauth/token.\n"
    );
    if let Some(tls_url) = sandbox.tls_url() {
        text.push_str(&format!(
            "With TLS it is {tls_url}; trust {url}/_sandbox/ca.pem, and with HTTPS_PROXY={url} Zoom's own hosts lead here.\n"
        ));
    }
    let [zoom, hosts_under_it] = sandbox.reroutes();
    text.push_str(&format!(
        "connector-host comes here with\n\n  \
         --reroute '{zoom}' --reroute '{hosts_under_it}'\n\n\
         or, for every command of a shell, after\n\n  \
         export CONNECTOR_HOST_REROUTE='{zoom},{hosts_under_it}'\n\n"
    ));
    text.push_str(&format!(
        "Signed in is {} <{}>, account {}.\n",
        user.display_name, user.email, user.account_id
    ));
    for app in sandbox.apps() {
        text.push_str(&format!(
            "\n{}\n  client id      {}\n",
            app.name, app.client_id
        ));
        if !app.client_secret.is_empty() {
            text.push_str(&format!("  client secret  {}\n", app.client_secret));
        }
        for uri in app.redirect_uris {
            text.push_str(&format!("  redirect URI   {uri}\n"));
        }
    }
    text.push_str("\nCtrl-C stops it.\n");
    text
}

/// Writes to stdout, which may be full or closed, and says so then.
fn print(text: &str) -> Result<(), String> {
    let mut stdout = std::io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| format!("can't write to stdout: {error}"))
}

/// Waits for Ctrl-C or a polite request to end, and hears the latter from now on.
fn stop_signal() -> std::io::Result<impl Future<Output = std::io::Result<()>>> {
    #[cfg(unix)]
    let mut terminate = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate())?
    };
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
        #[cfg(not(unix))]
        tokio::signal::ctrl_c().await
    })
}

fn check(journal: &Path, openapi: Option<&Path>) -> Result<(), Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(journal)
        .map_err(|error| format!("can't read the journal {}: {error}", journal.display()))?;
    let mut schemas = vec![Schemas::kept()];
    if let Some(directory) = openapi {
        schemas.push(Schemas::read(directory)?);
    }
    let report =
        Report::of(&text, &schemas).map_err(|error| format!("{}: {error}", journal.display()))?;
    print(&format!("{report}\n"))?;
    if report.violations.is_empty() {
        Ok(())
    } else {
        Err("the sandbox does not do as Zoom publishes; the violations are above".into())
    }
}

fn land(landing: Result<Landing, BrowserError>) -> Result<(), Box<dyn std::error::Error>> {
    let landing = landing?;
    print(&format!("{} {}\n", landing.status.as_u16(), landing.url))?;
    if landing.status.is_success() {
        Ok(())
    } else {
        Err(format!("the app answered {}: {}", landing.status, landing.body).into())
    }
}

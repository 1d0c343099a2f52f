//! `serve`: offers this host over HTTP.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, ValueHint};
use connector_host_service::{Service, Settings, SettingsError, listen, serve};
use url::Url;

use crate::{
    exit::{CommandError, Exit},
    screen::{terminal, text},
    session::Session,
    signals::told_to_end,
    traces,
};

/// Offer connectors and connections over HTTP, for platforms in any language
#[derive(Args, Debug)]
#[command(
    after_help = "The API is described at /v1/openapi.json. As long as no API key was ever made, this user's programs \
on this machine need none; connector-host api-key create makes them, and from then on every request \
shows one. Beyond this machine it takes a public URL and a key.

SIGTERM and Ctrl-C let requests that are under way end, for as long as --drain says; a second one \
ends them.

Examples:
  connector-host serve
  connector-host serve --listen 0.0.0.0:8787 \\
      --public-url https://connect.example.com
  curl http://127.0.0.1:8787/v1/connectors"
)]
pub(crate) struct Serve {
    /// Where to listen; port 0 for any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Where others reach it, such as behind a proxy that ends TLS
    #[arg(
        long,
        value_name = "URL",
        env = "CONNECTOR_HOST_PUBLIC_URL",
        hide_env_values = true
    )]
    public_url: Option<Url>,
    /// Answer programs of all users of this machine without a key, as long as none was made; else
    /// only this user's are
    #[arg(long)]
    open_to_this_machine: bool,
    /// Where files wait until they are sent; the system's temporary directory when left out
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    downloads: Option<PathBuf>,
    /// How long requests may go on once it is told to end
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    drain: u64,
    /// How many connections there may be at once
    #[arg(long, value_name = "NUMBER", default_value_t = 1024)]
    connections: usize,
    /// How many requests may be under way at once that are no GET; they count until they end
    #[arg(long, value_name = "NUMBER", default_value_t = 1024)]
    calls: usize,
    /// How many of those each tenant may have
    #[arg(long, value_name = "NUMBER", default_value_t = 512)]
    tenant_calls: usize,
    /// How many GiB the files may have that wait to be sent
    #[arg(long, value_name = "GIB", default_value_t = 64)]
    disk: u32,
    /// How many of those each tenant may have
    #[arg(long, value_name = "GIB", default_value_t = 32)]
    tenant_disk: u32,
    /// How many requests each key may make a second; 0 for any number
    #[arg(long, value_name = "NUMBER", default_value_t = 500)]
    rate: u32,
    /// How many MiB the body of a request may have
    #[arg(long, value_name = "MIB", default_value_t = 4)]
    body: usize,
    /// How long the body of a request may take to arrive
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    arrival: u64,
    /// How long a call may take, waits and downloads included
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    call_time: u64,
}

impl Serve {
    /// How long a call may take.
    pub(super) fn call_time(&self) -> Duration {
        Duration::from_secs(self.call_time)
    }

    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        session.run_listening(self.serve(session))
    }

    async fn serve(self, session: &Session) -> Result<(), CommandError> {
        let mut settings = Settings::new(self.listen);
        settings.public_url = self.public_url;
        settings.open_to_this_machine = self.open_to_this_machine;
        settings.downloads = self.downloads;
        settings.continue_trace = Some(traces::continues);
        settings.limits.drain = Duration::from_secs(self.drain);
        settings.limits.connections = self.connections;
        settings.limits.calls = self.calls;
        settings.limits.tenant_calls = self.tenant_calls;
        settings.limits.downloads = u64::from(self.disk) << 30;
        settings.limits.tenant_downloads = u64::from(self.tenant_disk) << 30;
        settings.limits.rate = self.rate;
        settings.limits.body = self.body.saturating_mul(1 << 20);
        // Once it is read it takes more, by as much as it does by default.
        settings.limits.weight = settings.limits.body.saturating_mul(8);
        settings.limits.arrival = Duration::from_secs(self.arrival);
        let host = session.host().clone();
        let checked = settings.check(&host).await;
        session.tell_of_key();
        checked.map_err(|error| told(session, error))?;
        let listener = listen(self.listen).map_err(|error| {
            CommandError::new(Exit::Other, text!("{}: {}", self.listen, error))
                .with_next("name another port with --listen")
        })?;
        // Of port 0 it is known by now which one it is.
        let address = listener.local_addr()?;
        settings.listen = address;
        let redirect_uri = settings.redirect_uri("CONNECTOR");
        let needs_key = host.has_had_api_keys().await;
        let needs_key = needs_key.map_err(|error| session.told(error))?;
        let service = Service::new(host, settings).await;
        let service = service.map_err(|error| told(session, error))?;
        session.tell_of_key();
        terminal::tell(text!(
            "Listening on http://{}; /v1/openapi.json describes it, and Ctrl-C ends it",
            address
        ));
        terminal::tell(text!(
            "The redirect address of apps, for sign-ins on its pages, is {}",
            redirect_uri
        ));
        if !needs_key {
            terminal::tell(match self.open_to_this_machine {
                true => {
                    "No API key was made, so that every program on this machine may use it. connector-host api-key create makes one"
                }
                false => {
                    "No API key was made, so that this user's programs on this machine may use it. connector-host api-key create makes one"
                }
            });
        }
        let end = async {
            let _ = told_to_end().await;
            terminal::tell("Ending; Ctrl-C again does not wait for requests that are under way");
        };
        let (begun, mut has_begun) = tokio::sync::oneshot::channel();
        let end = async {
            end.await;
            let _ = begun.send(());
        };
        let impatient = async {
            let _ = (&mut has_begun).await;
            told_to_end().await
        };
        tokio::select! {
            () = serve(service, listener, end) => Ok(()),
            again = impatient => Err(again),
        }
    }
}

fn told(session: &Session, error: SettingsError) -> CommandError {
    match error {
        SettingsError::Host(error) => session.told(error),
        error @ SettingsError::NoKeys(_) => {
            CommandError::usage(error).with_next("connector-host api-key create ops --operator")
        }
        error @ SettingsError::NoPublicUrl(_) => {
            CommandError::usage(error).with_next("add --public-url https://HOST")
        }
        error => CommandError::usage(error),
    }
}

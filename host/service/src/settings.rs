//! What the service is told before it starts, and what it takes to be reachable
//! from other machines.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::HeaderMap;
use connector_host::{Error, Host};
use url::Url;

/// How the service is to be.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where others reach it, such as behind a proxy that ends TLS; none when only
    /// programs on this machine do.
    pub public_url: Option<Url>,
    /// Whether requests that need no key are answered whichever user of this machine
    /// they come from. Otherwise only those of the service's own user are, and of root.
    pub open_to_this_machine: bool,
    /// Where files wait until they are sent; none for the system's directory for
    /// temporary files.
    pub downloads: Option<PathBuf>,
    /// What has the span of a request go on with the trace that its header names, where
    /// traces are exported; see `docs/service.md`.
    pub continue_trace: Option<fn(&tracing::Span, &HeaderMap)>,
    /// What requests may take.
    pub limits: Limits,
}

/// What requests may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections there are at once; others are told that there are too
    /// many. A few places are kept for whoever asks whether the service lives.
    pub connections: usize,
    /// How many requests are worked at at once that may change something: invocations
    /// and all else that is no GET. They count from the moment that they are let in and
    /// their body is there until they end, whether or not the caller is still there.
    pub calls: usize,
    /// How many of those each tenant may have.
    pub tenant_calls: usize,
    /// How many bytes the files may have that wait to be sent: what fetches more ends there.
    pub downloads: u64,
    /// How many of those each tenant may have.
    pub tenant_downloads: u64,
    /// How long the head of a request may take, and how long a connection may
    /// say nothing between two requests.
    pub head: Duration,
    /// How many bytes the body of a request may have.
    pub body: usize,
    /// How many bytes of memory the body of a request may take once it is read.
    pub weight: usize,
    /// How many all bodies together may take, with the answers that are not read yet, of which
    /// those of one tenant may take half.
    pub weight_in_all: usize,
    /// How many bytes a component may have.
    pub component: usize,
    /// How long the body of a request may take to arrive.
    pub arrival: Duration,
    /// How long a reader may take nothing of an answer.
    pub reader: Duration,
    /// How many requests each key may make a second; 0 for any number.
    pub rate: u32,
    /// How many keys that are not known yet are looked up a second for each address
    /// that they come from, and five times as many for all of them; 0 for any number.
    /// As many links and cookies of connect sessions are, beside them.
    pub strangers: u32,
    /// How long requests may go on once the service is told to end.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            calls: 1024,
            tenant_calls: 512,
            downloads: 64 << 30,
            tenant_downloads: 32 << 30,
            head: Duration::from_secs(30),
            body: 4 << 20,
            weight: 32 << 20,
            weight_in_all: 1 << 30,
            component: 64 << 20,
            arrival: Duration::from_secs(30),
            reader: Duration::from_secs(60),
            rate: 500,
            strangers: 100,
            drain: Duration::from_secs(30),
        }
    }
}

/// Why the service does not start like that.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// Others could reach it, and it does not know by what address.
    #[error(
        "{0} can be reached from other machines: say by which https address they reach the service, or listen on 127.0.0.1"
    )]
    NoPublicUrl(SocketAddr),
    /// The public URL is not one that keys could be sent to.
    #[error(
        "{0} is no address of a service: it is https, with nothing behind the host and the port"
    )]
    PublicUrl(Url),
    /// Others could reach it, and everybody could use it.
    #[error(
        "{0} can be reached from other machines, and no API key was made: make the operator's first"
    )]
    NoKeys(SocketAddr),
    /// The store could not be asked.
    #[error(transparent)]
    Host(#[from] Error),
}

impl Settings {
    /// The usual ones, for a place to listen at.
    #[must_use]
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            listen,
            public_url: None,
            open_to_this_machine: false,
            downloads: None,
            continue_trace: None,
            limits: Limits::default(),
        }
    }

    /// Where the browser comes back to of somebody who signs in on the pages of the service: the
    /// redirect address that an app has to have for a connector, of that key. Without a public
    /// URL it is on this machine.
    #[must_use]
    pub fn redirect_uri(&self, connector: &str) -> Url {
        self.address(&format!("/oauth/callback/{connector}"))
    }

    /// An address of this service, as browsers reach it.
    pub(crate) fn address(&self, path: &str) -> Url {
        let mut address = match &self.public_url {
            Some(public) => public.clone(),
            None => {
                let local = format!("http://{}", self.listen);
                local
                    .parse()
                    .unwrap_or_else(|_| unreachable!("an address of a socket stands in a URL"))
            }
        };
        address.set_path(path);
        address
    }

    /// Whether only programs on this machine can reach it, as far as it can tell.
    pub(crate) fn is_local(&self) -> bool {
        self.listen.ip().is_loopback() && self.public_url.is_none()
    }

    /// Refuses to be reached by others without a public URL and keys, as
    /// [`Service::new`](crate::Service::new) does.
    ///
    /// # Errors
    /// What is missing, and when the store can't be read.
    pub async fn check(&self, host: &Host) -> Result<(), SettingsError> {
        if let Some(url) = self.public_url.as_ref().filter(|url| !is_origin(url)) {
            return Err(SettingsError::PublicUrl(url.clone()));
        }
        if self.is_local() {
            return Ok(());
        }
        if self.public_url.is_none() {
            return Err(SettingsError::NoPublicUrl(self.listen));
        }
        if host.api_keys().await?.is_empty() {
            return Err(SettingsError::NoKeys(self.listen));
        }
        Ok(())
    }
}

/// Whether it is an https address of a host alone.
fn is_origin(url: &Url) -> bool {
    url.scheme() == "https"
        && url.host().is_some()
        && url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_the_origin_of_an_https_service() {
        let is_origin = |text: &str| is_origin(&text.parse().unwrap());
        assert!(is_origin("https://connect.example"));
        assert!(is_origin("https://connect.example:8443/"));
        for other in [
            "http://connect.example/",
            "https://connect.example/api",
            "https://ada@connect.example/",
            "https://connect.example/?a",
            "https://connect.example/#a",
            "data:text/plain,a",
        ] {
            assert!(!is_origin(other), "{other}");
        }
    }

    #[test]
    fn a_browser_comes_back_to_where_it_has_come_from() {
        let mut settings = Settings::new(([127, 0, 0, 1], 8787).into());
        let local = settings.redirect_uri("notes");
        assert_eq!(local.as_str(), "http://127.0.0.1:8787/oauth/callback/notes");
        settings.public_url = Some("https://connect.example:8443".parse().unwrap());
        let public = settings.redirect_uri("notes");
        assert_eq!(
            public.as_str(),
            "https://connect.example:8443/oauth/callback/notes"
        );
    }

    #[tokio::test]
    async fn whoever_can_be_reached_from_elsewhere_needs_a_public_url_and_keys() {
        let directory = tempfile::tempdir().unwrap();
        let host = Host::builder().data_dir(directory.path()).build().unwrap();
        let mut settings = Settings::new(([127, 0, 0, 1], 80).into());
        settings.check(&host).await.unwrap();
        settings.listen = ([0, 0, 0, 0], 80).into();
        let refused = settings.check(&host).await.unwrap_err();
        assert!(
            matches!(refused, SettingsError::NoPublicUrl(_)),
            "{refused}"
        );
        settings.public_url = Some("https://connect.example".parse().unwrap());
        let refused = settings.check(&host).await.unwrap_err();
        assert!(matches!(refused, SettingsError::NoKeys(_)), "{refused}");
        // A proxy on this machine brings others as well.
        settings.listen = ([127, 0, 0, 1], 80).into();
        let refused = settings.check(&host).await.unwrap_err();
        assert!(matches!(refused, SettingsError::NoKeys(_)), "{refused}");
        let holder = connector_host::connections::Holder::Operator;
        let key = connector_host::connections::NewApiKey::new("ops", holder);
        host.create_api_key(key).await.unwrap();
        settings.check(&host).await.unwrap();
    }
}

//! The two pools of connections: one to the internet, one to this machine.
//!
//! They are separate so that neither can be talked into doing the other's
//! work: the first speaks https to public addresses only, the second serves
//! reroutes and knows no certificate. Each is made when first needed, since
//! reading the system's root certificates takes a while.

use std::sync::{Arc, OnceLock};

use reqwest::redirect;
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use super::resolver::PublicOnly;
use super::{EgressError, Limits};

#[derive(Debug)]
pub(super) struct Pools {
    limits: Limits,
    public: OnceLock<Result<reqwest::Client, String>>,
    loopback: OnceLock<Result<reqwest::Client, String>>,
}

impl Pools {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            public: OnceLock::new(),
            loopback: OnceLock::new(),
        }
    }

    /// Connections to public servers.
    pub(super) fn public(&self) -> Result<&reqwest::Client, EgressError> {
        self.public
            .get_or_init(|| {
                let builder = self
                    .common()
                    .https_only(true)
                    .dns_resolver(PublicOnly)
                    .tls_backend_preconfigured(public_tls()?);
                builder.build().map_err(|error| error.to_string())
            })
            .as_ref()
            .map_err(|reason| EgressError::Setup(reason.clone()))
    }

    /// Connections to this machine, for reroutes.
    pub(super) fn loopback(&self) -> Result<&reqwest::Client, EgressError> {
        self.loopback
            .get_or_init(|| {
                let builder = self.common().tls_backend_preconfigured(no_tls()?);
                builder.build().map_err(|error| error.to_string())
            })
            .as_ref()
            .map_err(|reason| EgressError::Setup(reason.clone()))
    }

    fn common(&self) -> reqwest::ClientBuilder {
        reqwest::Client::builder()
            .user_agent(concat!(
                env!("CARGO_PKG_NAME"),
                "/",
                env!("CARGO_PKG_VERSION")
            ))
            // A redirect is a new request, to be decided on like any other.
            .redirect(redirect::Policy::none())
            .referer(false)
            // A proxy from the environment would resolve names in our place.
            .no_proxy()
            .connect_timeout(self.limits.connect)
            .http2_max_header_list_size(u32::try_from(self.limits.headers).unwrap_or(u32::MAX))
    }
}

/// Trusts what the machine trusts. An operator who adds or withdraws a root
/// certificate does so once for all programs, and there is no list of ours to
/// go stale.
fn public_tls() -> Result<ClientConfig, String> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| format!("the system's root certificates can't be used: {error}"))?
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Trusts nobody: rerouted requests are plain http.
fn no_tls() -> Result<ClientConfig, String> {
    Ok(
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth(),
    )
}

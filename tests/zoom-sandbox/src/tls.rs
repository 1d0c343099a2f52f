//! TLS with a certificate authority of the sandbox's own, for clients whose
//! addresses begin with `https://` and can't be told otherwise.
//!
//! The authority is made anew each time and its key never leaves the process.
//! It can vouch for `zoom.us` and for this machine alone, so that whoever
//! trusts it trusts it with nothing else.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, DnType, GeneralSubtree, IsCa,
    KeyPair, KeyUsagePurpose, NameConstraints,
};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use thiserror::Error;
use tokio::{net::TcpListener, sync::mpsc, task::JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::connection::{Connection, Listener};

/// The names that the certificate is for.
const NAMES: [&str; 5] = ["zoom.us", "*.zoom.us", "localhost", "127.0.0.1", "::1"];

/// Why certificates could not be made.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// They could not be issued.
    #[error(transparent)]
    Issue(#[from] rcgen::Error),
    /// They could not be used.
    #[error(transparent)]
    Use(#[from] rustls::Error),
}

/// A certificate authority with the certificate it issued.
pub(crate) struct Authority {
    /// Its own certificate, in PEM.
    pub(crate) certificate: String,
    pub(crate) acceptor: TlsAcceptor,
}

impl Authority {
    pub(crate) fn new() -> Result<Self, CertificateError> {
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "zoom-sandbox");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![
                GeneralSubtree::DnsName("zoom.us".into()),
                GeneralSubtree::DnsName("localhost".into()),
                GeneralSubtree::IpAddress(CidrSubnet::V4([127, 0, 0, 0], [255, 0, 0, 0])),
                GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(
                    std::net::Ipv6Addr::LOCALHOST.octets(),
                    128,
                )),
            ],
            excluded_subtrees: Vec::new(),
        });
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let names: Vec<String> = NAMES.map(str::to_owned).to_vec();
        let mut params = CertificateParams::new(names)?;
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&key, &issuer)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(Self {
            certificate: issuer.pem(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
}

/// Accepts connections and shakes hands, with each client at its own pace. The
/// second part has to be polled for as long as there are to be connections.
pub(crate) fn accept(
    listener: TcpListener,
    acceptor: TlsAcceptor,
) -> (Listener, impl Future<Output = ()> + Send) {
    let (sender, receiver) = mpsc::channel(1);
    let address = listener.local_addr();
    let accepting = async move {
        let mut handshakes = JoinSet::new();
        let mut listener = listener;
        loop {
            let (stream, address) = axum::serve::Listener::accept(&mut listener).await;
            let (acceptor, sender) = (acceptor.clone(), sender.clone());
            handshakes.spawn(async move {
                // One who does not trust the authority hangs up.
                if let Ok(stream) = acceptor.accept(stream).await {
                    let connection = Connection::tls(stream);
                    // An error means that the sandbox is about to stop.
                    sender.send((connection, address)).await.unwrap_or_default();
                }
            });
            while handshakes.try_join_next().is_some() {}
        }
    };
    (Listener::Tls { receiver, address }, accepting)
}

//! TLS to a PostgreSQL database, with the certificates that the machine trusts.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::Failed;

/// What connects when the address says `sslmode=prefer` or `require`.
pub(super) fn connector() -> Result<MakeRustlsConnect, Failed> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| {
            Failed::unavailable(format!(
                "the system's root certificates can't be used: {error}"
            ))
        })?
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

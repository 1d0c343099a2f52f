//! TLS to a PostgreSQL database, with the certificates that the machine trusts.

use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt as _;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::PostgresError;

/// What connects when the address says `sslmode=prefer` or `require`.
pub(super) fn connector() -> Result<MakeRustlsConnect, PostgresError> {
    let config = ClientConfig::with_platform_verifier()
        .map_err(|error| PostgresError::Unavailable(error.to_string()))?;
    Ok(MakeRustlsConnect::new(config))
}

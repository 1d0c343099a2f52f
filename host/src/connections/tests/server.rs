//! A real PostgreSQL server for one test, as the tests of the store speak of it.

use std::path::{Path, PathBuf};

use crate::connections::PostgresAddress;

/// The server, which ends when it is dropped.
pub(crate) struct Server(local_postgresql::Server);

impl Server {
    pub(crate) fn start() -> Self {
        Self(local_postgresql::Server::start().unwrap())
    }

    /// One that lets others in by TCP as well, with TLS and the password `hush`, as
    /// `ada`.
    pub(crate) fn start_with_tls() -> Self {
        Self(local_postgresql::Server::start_with_tls().unwrap())
    }

    /// Its certificate, which nobody trusts.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.0.certificate()
    }

    /// Where one is that was started with TLS, for whoever has that password.
    pub(crate) fn address_with_tls(&self, password: &str) -> String {
        self.0.address_with_tls(password).unwrap()
    }

    pub(crate) fn address(&self) -> PostgresAddress {
        self.0.address("postgres").parse().unwrap()
    }

    /// A database that nobody else uses.
    pub(crate) fn new_database(&self) -> PostgresAddress {
        let name = self.0.new_database().unwrap();
        self.0.address(&name).parse().unwrap()
    }

    pub(crate) fn address_for(&self, user: &str, database: &str) -> PostgresAddress {
        let directory = self.directory().display();
        format!("host={directory} user={user} dbname={database}")
            .parse()
            .unwrap()
    }

    /// Ends every connection, as a crash does, and starts again.
    pub(crate) fn restart(&self) {
        self.0.crash_and_start().unwrap();
    }

    /// A connection of its own.
    pub(crate) async fn connect(
        &self,
    ) -> (
        tokio_postgres::Client,
        tokio_postgres::Connection<tokio_postgres::Socket, tokio_postgres::tls::NoTlsStream>,
    ) {
        let address = format!(
            "{} options='-c search_path=connector_host,public'",
            self.0.address("postgres")
        );
        tokio_postgres::connect(&address, tokio_postgres::NoTls)
            .await
            .unwrap()
    }

    /// Where its socket is.
    pub(crate) fn directory(&self) -> &Path {
        self.0.socket_directory()
    }
}

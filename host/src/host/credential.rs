//! The credential of a connection, as the driver asks for it.

use futures_util::future::BoxFuture;
use secrecy::SecretString;

use super::Host;
use crate::Error;
use crate::component::Connector;
use crate::connections::Connection;
use crate::driver::{AccessToken, CredentialError, CredentialSource};

pub(super) struct GrantCredential {}

impl GrantCredential {
    pub(super) async fn new(
        host: &Host,
        connector: &Connector,
        connection: Connection,
    ) -> Result<Self, Error> {
        let _ = (host, connector, connection);
        todo!()
    }
}

impl CredentialSource for GrantCredential {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        todo!()
    }
    fn renew<'a>(
        &'a self,
        _rejected: &'a AccessToken,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        todo!()
    }
    fn secret_setting<'a>(
        &'a self,
        _name: &'a str,
    ) -> BoxFuture<'a, Result<SecretString, CredentialError>> {
        todo!()
    }
}

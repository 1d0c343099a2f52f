//! Whom the tokens of a sign-in are for: found out, and kept as a connection.

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::Host;
use super::connect::Connected;
use super::credential::FreshCredential;
use crate::component::Connector;
use crate::connections::{Identity, SignIn, StoreError, Tokens};
use crate::driver::{Call, Collected, CredentialSource};
use crate::{Error, contract, oauth};

/// Whom tokens are for, once there are any.
#[derive(Debug)]
pub(super) struct Applicant {
    pub(super) host: Host,
    pub(super) connector: Connector,
    pub(super) method: String,
    pub(super) name: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) reconnects: bool,
    pub(super) settings: Map<String, Value>,
    pub(super) secrets: Vec<(String, SecretString)>,
    pub(super) client: oauth::Client,
}

impl Applicant {
    /// Refuses a name that cannot be this sign-in's, whoever signs in, before
    /// somebody is asked to.
    pub(super) async fn check_name_is_free(&self) -> Result<(), Error> {
        let Some(name) = self.name.as_ref().filter(|_| !self.reconnects) else {
            return Ok(());
        };
        let existing = match self.host.connection(name).await {
            Err(Error::Store(StoreError::NoConnection { .. })) => return Ok(()),
            existing => existing?,
        };
        let connector = &self.connector.manifest().key;
        let may_be_the_same = existing.connector == *connector
            && existing.grant.token_endpoint == self.client.server.token_endpoint
            && existing.grant.client_id == self.client.id;
        if may_be_the_same {
            return Ok(());
        }
        Err(Error::Store(StoreError::NameTaken {
            name: name.clone(),
            existing: format!(
                "{} at {}, by the app of client id `{}`",
                existing.grant.account.label, existing.connector, existing.grant.client_id
            ),
            new: format!("{connector}, by the app of client id `{}`", self.client.id),
            grant_renewed: false,
        }))
    }

    /// Asks whose account the tokens are for and keeps both. When that fails the
    /// tokens are revoked, so that nothing is left behind anywhere.
    pub(super) async fn keep(self, tokens: Tokens) -> Result<Connected, Error> {
        let client = self.client.clone();
        let outcome = self.identify_and_keep(tokens.clone()).await;
        if let Err(error) = &outcome
            && !matches!(
                error,
                Error::Store(StoreError::NameTaken {
                    grant_renewed: true,
                    ..
                })
            )
            && let Err(error) = client.revoke(&tokens).await
        {
            tracing::warn!(%error, "the tokens of a failed sign-in could not be revoked");
        }
        outcome
    }

    async fn identify_and_keep(self, tokens: Tokens) -> Result<Connected, Error> {
        let view = contract::Connection {
            method: self.method.clone(),
            settings: Value::from(self.settings.clone()).to_string(),
            base_url: tokens.base_url.clone(),
            scopes: tokens.scopes.clone(),
            now: self.host.now_in_seconds(),
        };
        let credential = FreshCredential {
            access_token: &tokens.access_token,
            secret_settings: &self.secrets,
        };
        let identity = identify(&self.host, &self.connector, view, &credential).await?;
        let oauth::Client {
            id: client_id,
            secret,
            server,
            ..
        } = self.client;
        let sign_in = SignIn {
            name: self.name,
            reconnects: self.reconnects,
            connector: self.connector.manifest().key.clone(),
            method: self.method,
            owner: self.owner,
            settings: self.settings,
            secret_settings: self.secrets,
            token_endpoint: server.token_endpoint,
            client_id,
            client_secret: server.client.id.and(secret),
            account: identity.account.clone(),
            tokens,
        };
        let connection = self.host.store().await?.keep(sign_in).await?;
        Ok(Connected {
            connection,
            identity,
        })
    }
}

/// Asks the connector whose account a connection is.
pub(super) async fn identify(
    host: &Host,
    connector: &Connector,
    view: contract::Connection,
    credential: &dyn CredentialSource,
) -> Result<Identity, Error> {
    let policy = host.policy(connector)?;
    let call = Call::Connect(view);
    let driver = &host.inner.driver;
    let output = driver
        .run(
            connector,
            &policy,
            credential,
            call,
            &mut Collected::default(),
            None,
        )
        .await?;
    serde_json::from_value(output.value).map_err(Error::Identity)
}

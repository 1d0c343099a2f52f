//! Whom the tokens of a sign-in are for: found out, and kept as a connection.

use std::sync::Arc;

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::Host;
use super::connect::Connected;
use super::credential::FreshCredential;
use crate::component::Connector;
use crate::connections::{DatabaseTrouble, Identity, SignIn, StoreError, Tokens};
use crate::consent::{Bounds, Consent, Leave};
use crate::contract::TokenGrant;
use crate::driver::{Call, Collected, CredentialSource};
use crate::oauth::{AuthorizationRequest, DeviceAuthorization, RedirectPath};
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
    /// What the connector may do for it.
    pub(super) bounds: Bounds,
    /// What somebody agrees to by it.
    pub(super) consent: Consent,
    /// Whether the browser returns to the address that all connectors had in
    /// common.
    pub(super) common_redirect: bool,
}

/// What an applicant gets tokens with.
pub(super) enum Means {
    /// An authorization code, and the request that it answers.
    Code {
        code: String,
        request: Arc<AuthorizationRequest>,
    },
    /// What the client knows by itself.
    TokenGrant(TokenGrant),
}

/// Whether somebody has approved on a device.
pub(super) enum Approval {
    Given(Box<Connected>),
    /// Not yet: who is to ask again, with what.
    Pending(Box<(Applicant, DeviceAuthorization)>),
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

    /// Where the browser returns to on this machine: to the address that the app
    /// is registered with, as far as that is known.
    pub(super) async fn redirect_path(&self) -> Result<RedirectPath, Error> {
        let connector = &self.connector.manifest().key;
        let store = self.host.store().await?;
        let is_common = store.has_common_redirect(connector, &self.client.id);
        Ok(if is_common.await? {
            RedirectPath::common()
        } else {
            RedirectPath::of(connector)
        })
    }

    /// Gets tokens and keeps them. Whatever the server gives is kept or ended even
    /// when the caller goes away: where it keeps one grant alive, those that were
    /// there before are of no use from then on.
    pub(super) async fn connect_by(self, means: Means) -> Result<Connected, Error> {
        let host = self.host.clone();
        host.to_its_end(async move {
            let (client, clock) = (&self.client, &*self.host.inner.clock);
            let tokens = match &means {
                Means::Code { code, request } => {
                    client.exchange_code(code.clone(), request, clock).await?
                }
                Means::TokenGrant(grant) => client.request_token(grant, clock).await?,
            };
            self.keep(tokens).await
        })
        .await
    }

    /// Asks whether somebody has approved on a device, and keeps the tokens then.
    pub(super) async fn ask_whether_approved(
        self,
        mut device: DeviceAuthorization,
    ) -> Result<Approval, Error> {
        let host = self.host.clone();
        host.to_its_end(async move {
            let clock = &*self.host.inner.clock;
            let asked = self.client.ask_whether_approved(&mut device, clock).await?;
            Ok(match asked {
                Some(tokens) => Approval::Given(Box::new(self.keep(tokens).await?)),
                None => Approval::Pending(Box::new((self, device))),
            })
        })
        .await
    }

    /// Asks whose account the tokens are for and keeps both. When that fails the
    /// tokens are revoked, so that nothing is left behind anywhere; but not when it
    /// isn't known whether they are kept.
    async fn keep(self, tokens: Tokens) -> Result<Connected, Error> {
        let client = self.client.clone();
        let outcome = self.identify_and_keep(tokens.clone()).await;
        if let Err(error) = &outcome
            && !may_be_kept(error)
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
        let leave = self.bounds.leave(&self.method, None);
        let identity = identify(&self.host, &self.connector, &leave, view, &credential).await?;
        let rerouted = self.host.leads_here(&self.client.server.token_endpoint);
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
            consent: self.consent,
            rerouted,
            common_redirect: self.common_redirect,
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
    leave: &Leave,
    view: contract::Connection,
    credential: &dyn CredentialSource,
) -> Result<Identity, Error> {
    let call = Call::Connect(view);
    let driver = &host.inner.driver;
    let output = driver
        .run(
            connector,
            leave,
            credential,
            call,
            &mut Collected::default(),
            None,
        )
        .await?;
    serde_json::from_value(output.value).map_err(Error::Identity)
}

/// Whether a database that could not be reached may have kept what was given to
/// it.
fn may_be_kept(error: &Error) -> bool {
    matches!(
        error,
        Error::Store(StoreError::Database(error))
            if error.trouble() == DatabaseTrouble::Unavailable
    )
}

//! Whom the tokens of a sign-in are for: found out, and kept as a connection.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::Host;
use super::audit::CallWatch;
use super::client::{Which, client_secret_of};
use super::connect::Connected;
use super::credential::FreshCredential;
use super::identity;
use super::keeping::{Kept, NotConnected};
use super::patience::Patience;
use crate::component::Connector;
use crate::connections::{
    AuditKind, Awaited, Begun, Claim, Connection, Identity, MadeIn, NewSignIn, Secret, SignIn,
    StoreError, Tokens, UnderWay, WhoseClient,
};
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
    /// The id of the connect session that it is in, if it is in one.
    pub(super) session: Option<String>,
    pub(super) settings: Map<String, Value>,
    pub(super) secrets: Vec<(String, SecretString)>,
    pub(super) client: oauth::Client,
    /// What the connector may do for it.
    pub(super) bounds: Bounds,
    /// What somebody agrees to by it.
    pub(super) consent: Consent,
    /// Whether the client is the operator's app, and none of a tenant's own. It is
    /// known before there are tokens, which no trouble of the store may cost.
    pub(super) by_operators_app: bool,
    /// Whether the browser returns to the address that all connectors had in
    /// common.
    pub(super) common_redirect: bool,
    /// The claim to the sign-in that was begun for it; none before it is, and
    /// where nobody has to approve.
    pub(super) claim: Option<Claim>,
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

/// Whether a client is the operator's app, and none of the tenant's own.
pub(super) async fn is_by_operators_app(
    host: &Host,
    connector: &Connector,
    client: &oauth::Client,
) -> Result<bool, Error> {
    if client.server.client.id.is_some() {
        return Ok(false);
    }
    let app = host.app_of_client(&connector.manifest().key, &client.id);
    Ok(app.await?.is_none_or(|app| app.of != host.tenant))
}

impl Applicant {
    /// The applicant of a sign-in that was begun, here or elsewhere, as far as
    /// everything it was begun with is as it was.
    pub(super) async fn of(
        host: &Host,
        connector: Connector,
        begun: &Begun,
        claim: Claim,
    ) -> Result<Self, Error> {
        let method = &begun.method;
        let consent = begun.consent.clone();
        let bounds = host.bounds_of_sign_in(&connector, consent.clone()).await?;
        bounds.check_method(method, "connect by")?;
        let authorization = Host::authorize(&connector, method, &begun.settings).await?;
        let secrets = begun.secret_settings();
        let (client, _) = host
            .oauth_client(
                &connector,
                &bounds,
                method,
                &begun.settings,
                &authorization,
                Which::OfClient(&begun.client_id),
                |server| client_secret_of(&bounds, method, server, &secrets),
            )
            .await?;
        if client.id != begun.client_id {
            return Err(StoreError::NoSignIn.into());
        }
        let by_operators_app = is_by_operators_app(host, &connector, &client).await?;
        Ok(Self {
            host: host.clone(),
            connector,
            method: method.clone(),
            name: begun.connection.clone(),
            owner: begun.owner.clone(),
            reconnects: begun.reconnects,
            session: begun.session.clone(),
            settings: begun.settings.clone(),
            secrets,
            client,
            bounds,
            consent,
            by_operators_app,
            common_redirect: begun.common_redirect,
            claim: Some(claim),
        })
    }

    /// Keeps the sign-in while somebody has yet to approve. A server that is to be
    /// asked whether somebody has wants to be asked every `interval`.
    pub(super) async fn begin(
        &self,
        awaited: Awaited,
        lifetime: Duration,
        interval: Option<Duration>,
    ) -> Result<UnderWay, Error> {
        let connector = &self.connector.manifest().key;
        let app_of = match self.client.server.client.id {
            Some(_) => None,
            None => {
                let app = self.host.app_of_client(connector, &self.client.id);
                app.await?.map(|app| (app.of, app.name))
            }
        };
        let secrets = self.secrets.iter();
        let secrets = secrets.map(|(name, value)| (name.clone(), Secret(value.clone())));
        let begun = Begun {
            connector: connector.clone(),
            method: self.method.clone(),
            connection: self.name.clone(),
            reconnects: self.reconnects,
            owner: self.owner.clone(),
            session: self.session.clone(),
            settings: self.settings.clone(),
            secrets: secrets.collect(),
            client_id: self.client.id.clone(),
            consent: self.consent.clone(),
            common_redirect: self.common_redirect,
            awaited,
        };
        let new = NewSignIn {
            begun,
            app_of,
            lifetime,
            interval,
        };
        let (store, now) = (self.host.store().await?, self.host.inner.clock.now());
        Ok(store.begin_sign_in(new, now).await?)
    }

    /// Refuses what the connect session that it is in is not good for, before anybody is
    /// asked.
    pub(super) async fn check_session(&self) -> Result<(), Error> {
        let Some(session) = &self.session else {
            return Ok(());
        };
        let (store, now) = (self.host.store().await?, self.host.inner.clock.now());
        let check = store.check_connect_session(session, self.name.as_deref(), now);
        Ok(check.await?)
    }

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
        // Each step is large, and whoever waits for it would have it in a frame of its own.
        host.to_its_end(async move {
            let (client, clock) = (&self.client, &*self.host.inner.clock);
            let tokens = match &means {
                Means::Code { code, request } => {
                    Box::pin(client.exchange_code(code.clone(), request, clock)).await?
                }
                Means::TokenGrant(grant) => Box::pin(client.request_token(grant, clock)).await?,
            };
            Box::pin(self.keep(tokens)).await
        })
        .await
    }

    /// Asks whether somebody has approved on a device, and keeps the tokens then.
    /// It is to be done whoever goes away.
    pub(super) async fn ask_whether_approved(
        self,
        device: &mut DeviceAuthorization,
    ) -> Result<Option<Connected>, Error> {
        let clock = &*self.host.inner.clock;
        match Box::pin(self.client.ask_whether_approved(device, clock)).await? {
            Some(tokens) => {
                let (host, claim) = (self.host.clone(), self.claim.clone());
                let mut keeping = Box::pin(self.keep(tokens));
                let kept = tokio::select! {
                    kept = &mut keeping => kept,
                    () = hold(host, claim) => keeping.await,
                };
                kept.map(Some)
            }
            None => Ok(None),
        }
    }

    /// Asks whose account the tokens are for and keeps both. When that fails the
    /// tokens are revoked, so that nothing is left behind anywhere; but only if it
    /// is known that they are not kept.
    async fn keep(self, tokens: Tokens) -> Result<Connected, Error> {
        let (client, host) = (self.client.clone(), self.host.clone());
        let session = self.session.clone();
        let failed = match self.identify(tokens.clone()).await {
            Ok((sign_in, identity)) => match host
                .keep(sign_in, session.map(|id| MadeIn::new(id, &identity)))
                .await
            {
                Ok(connection) => {
                    return Ok(Connected {
                        connection,
                        identity,
                    });
                }
                Err(failed) => failed,
            },
            Err(error) => NotConnected {
                error,
                tokens: Kept::No,
            },
        };
        if failed.tokens == Kept::No
            && let Err(error) = Box::pin(client.revoke(&tokens)).await
        {
            tracing::warn!(%error, "the tokens of a failed sign-in could not be revoked");
        }
        Err(failed.error)
    }

    async fn identify(self, tokens: Tokens) -> Result<(SignIn, Identity), Error> {
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
        let key = &self.connector.manifest().key;
        let shared_by_tenants = self.host.inner.policy.of(key).shares_grants();
        let leave = self.bounds.leave(&self.method, None);
        let (host, connector) = (&self.host, &self.connector);
        let kind = AuditKind::Connect;
        let identity = identify(host, connector, &leave, view, &credential, None, kind).await?;
        let rerouted = self.host.leads_here(&self.client.server.token_endpoint);
        let oauth::Client {
            id: client_id,
            secrets,
            server,
            ..
        } = self.client;
        let sign_in = SignIn {
            claim: self.claim,
            name: self.name,
            reconnects: self.reconnects,
            connector: self.connector.manifest().key.clone(),
            method: self.method,
            owner: self.owner,
            settings: self.settings,
            secret_settings: self.secrets,
            token_endpoint: server.token_endpoint,
            client_id,
            client: match (server.client.id, self.by_operators_app) {
                (Some(_), _) => WhoseClient::Brought(secrets.current),
                (None, true) => WhoseClient::Operators,
                (None, false) => WhoseClient::Tenants,
            },
            shared_by_tenants,
            account: identity.account.clone(),
            tokens,
            consent: self.consent,
            rerouted,
            common_redirect: self.common_redirect,
        };
        Ok((sign_in, identity))
    }
}

/// Keeps others from asking about a sign-in that somebody has approved. What can't be
/// noted is no reason to lose its tokens.
async fn hold(host: Host, claim: Option<Claim>) {
    let (Some(claim), Ok(store)) = (claim, host.store().await) else {
        return;
    };
    let (mut patience, clock) = (Patience::new(), &*host.inner.clock);
    while let Err(error) = store.hold_sign_in(claim.clone(), clock.now()).await {
        tracing::debug!(%error, "another host may ask about a sign-in that was approved");
        if !patience.wait(clock).await {
            return;
        }
    }
}

/// Asks the connector whose account a connection is, or that of somebody who signs in.
pub(super) async fn identify(
    host: &Host,
    connector: &Connector,
    leave: &Leave,
    view: contract::Connection,
    credential: &dyn CredentialSource,
    connection: Option<&Connection>,
    kind: AuditKind,
) -> Result<Identity, Error> {
    let call = Call::Connect(view);
    let driver = host.driver_for(CallWatch {
        kind,
        connector,
        connection,
        action: None,
        run: None,
    });
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
    identity::read(output.value).map_err(Error::Identity)
}

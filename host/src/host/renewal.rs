//! Renewing the tokens of a grant.
//!
//! It follows one order, so that a rotated refresh token is neither lost nor
//! used twice: wait for the right to renew the grant, read it again, write down
//! that a renewal begins, ask the server, commit what it answered, and only
//! then use it. It runs in a task of its own: a caller who goes away in the
//! middle takes nothing with it.

use jiff::Timestamp;
use secrecy::SecretString;
use tracing::Instrument as _;

use super::Host;
use super::beginning::{Beginning, too_slow};
use super::client::Which;
use super::cool_down::{cool_down_of, trouble_after};
use super::credential::{GrantCredential, access_token};
use super::patience::Patience;
use super::spans;
use crate::Error;
use crate::connections::{Fence, GrantSecrets, RenewalFailure, Tokens};
use crate::contract::{Authorization, TokenGrant};
use crate::driver::{AccessToken, CredentialError};
use crate::oauth::{self, OAuthError};

const RENEWED_ELSEWHERE: &str = "another host is renewing the same grant";

impl Host {
    /// Waits until no renewal of tokens is under way, and no sign-in whose code was
    /// sent. To be awaited before the process ends or its runtime is dropped: the
    /// answer to a refresh would be lost with them, and its refresh token is used
    /// up.
    pub async fn finish_renewals(&self) {
        let (records, store) = (&self.inner.records, self.inner.store.get());
        // Such as what was gathered in a runtime that is gone.
        if let Some(store) = store.filter(|_| records.is_left())
            && let Err(error) = records.write_gathered(store, &*self.inner.clock).await
        {
            tracing::warn!(%error, "records of exchanges could not be written and are lost");
        }
        let _hurry = (self.inner.uses.hurry(), records.hurry());
        // A closed tracker takes tasks all the same; it only can be waited for.
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }
}

/// A token request that is ready to be sent.
struct TokenRequest {
    client: oauth::Client,
    means: Means,
}

enum Means {
    TokenGrant(Box<TokenGrant>),
    RefreshToken(SecretString),
}

impl GrantCredential {
    /// A token of another generation than `generation`: a later one, to which
    /// the grant is brought unless somebody else has done so.
    pub(super) async fn later_than(&self, generation: u64) -> Result<AccessToken, CredentialError> {
        self.to_its_end(move |this| async move {
            let turn = this.grants.turn_with_grant(&this.connection.grant.id).await;
            // Of many tasks with the same token, the first renews it, and the
            // others need not wait for other processes in turn.
            if let Some(token) = this.renewed_since(generation).await? {
                return Ok(token);
            }
            let lock = turn.lock().await?;
            let renewed = this.renewed_from(generation, lock.fence()).await;
            lock.give_back().await;
            renewed
        })
        .await
    }

    /// A later token than that of `generation`, for who has the right to renew
    /// the grant.
    async fn renewed_from(
        &self,
        generation: u64,
        fence: Fence,
    ) -> Result<AccessToken, CredentialError> {
        match self.renewed_since(generation).await? {
            Some(token) => Ok(token),
            None => self.renew(&self.grant().await?, fence).await,
        }
    }

    /// The token of another generation than `generation`, if there is one.
    /// Whoever waited for a renewal that failed shares its outcome.
    async fn renewed_since(&self, generation: u64) -> Result<Option<AccessToken>, CredentialError> {
        let grant = self.grant().await?;
        if grant.generation != generation {
            return Ok(Some(access_token(grant)));
        }
        match cool_down_of(grant.trouble.as_ref(), self.host.inner.clock.now()) {
            Some(in_trouble) => Err(in_trouble),
            None => Ok(None),
        }
    }

    /// A token that is renewed now, whatever the grant's state and trouble.
    /// `client_secret` takes the place of the one that is kept.
    pub(super) async fn renewed_now(
        &self,
        client_secret: Option<SecretString>,
    ) -> Result<AccessToken, CredentialError> {
        self.to_its_end(move |this| async move {
            let lock = this.grants.lock_grant(&this.connection.grant.id).await?;
            let renewed = this.renewed_anyway(client_secret, lock.fence()).await;
            lock.give_back().await;
            renewed
        })
        .await
    }

    async fn renewed_anyway(
        &self,
        client_secret: Option<SecretString>,
        fence: Fence,
    ) -> Result<AccessToken, CredentialError> {
        let id = &self.connection.grant.id;
        let mut grant = self.grants.grant_secrets(id).await?;
        if client_secret.is_some() {
            (grant.client_secret, grant.is_secret_new) = (client_secret, true);
        }
        self.renew(&grant, fence).await
    }

    /// Does the work whether or not the caller stays to see its end.
    async fn to_its_end<W>(
        &self,
        work: impl FnOnce(Self) -> W + Send + 'static,
    ) -> Result<AccessToken, CredentialError>
    where
        W: Future<Output = Result<AccessToken, CredentialError>> + Send + 'static,
    {
        let span = spans::renewal(&self.host.tenant, self.connection.connection());
        let renewed = self.host.to_its_end(work(self.clone()));
        let renewed = renewed.instrument(span.clone()).await;
        renewed.inspect_err(|error| spans::failed(&span, error.code()))
    }

    async fn renew(
        &self,
        grant: &GrantSecrets,
        fence: Fence,
    ) -> Result<AccessToken, CredentialError> {
        let outcome = self.attempt(grant, fence).await;
        let kept = self.grants.grant_secrets(&self.connection.grant.id).await?;
        // A sign-in may have renewed it meanwhile, whatever became of this.
        if kept.generation != grant.generation {
            return Ok(access_token(kept));
        }
        outcome?;
        // It took so long that the right to renew it is somebody else's.
        Err(CredentialError::Unavailable(RENEWED_ELSEWHERE.to_owned()))
    }

    async fn attempt(&self, grant: &GrantSecrets, fence: Fence) -> Result<(), CredentialError> {
        let prepared = self.prepare(grant).await;
        let mut request = match prepared.map_err(|error| match error {
            Error::Consent(refusal) => CredentialError::NotAllowed(refusal),
            Error::Store(error) => error.into(),
            error => CredentialError::Unavailable(error.to_string()),
        })? {
            Ok(request) => request,
            Err(failure) => {
                let unfinished = grant.unfinished_renewal;
                return Err(self.fail(grant, failure, unfinished, fence).await);
            }
        };
        let (begun_at, error) = loop {
            let begun_at = match self.begin(grant, fence).await? {
                Beginning::Begun(begun_at) => begun_at,
                Beginning::MovedOn => return Ok(()),
                Beginning::TooSlow => {
                    let failure = RenewalFailure::Trouble(too_slow(grant, self.now()));
                    let unfinished = grant.unfinished_renewal;
                    return Err(self.fail(grant, failure, unfinished, fence).await);
                }
            };
            let outcome = self.send(&request, grant).await;
            // Nothing is used up by a request of which the client was refused. So much
            // time may have passed with it that the next one has to begin as well.
            if let Some(client) = request.client.by_other_secret(&outcome) {
                request.client = client;
                continue;
            }
            match outcome {
                Ok(tokens) => return self.commit(grant.generation, tokens, fence).await,
                Err(error) => break (begun_at, error),
            }
        };
        let unfinished = if error.issued_nothing() {
            grant.unfinished_renewal
        } else {
            Some(grant.unfinished_renewal.unwrap_or(begun_at))
        };
        let failure = failure(grant, &error, self.now());
        Err(self.fail(grant, failure, unfinished, fence).await)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.host.inner.clock.now()
    }

    /// The request for new tokens, or why there can be none.
    async fn prepare(
        &self,
        grant: &GrantSecrets,
    ) -> Result<Result<TokenRequest, RenewalFailure>, Error> {
        let (method, settings) = (&self.connection.method, &self.connection.settings);
        let authorization = Host::authorize(&self.connector, method, settings).await?;
        // Whatever the component says by now, secrets go where somebody has
        // agreed that this grant's go.
        let bounds = self.host.bounds_of(&self.connector, &self.connection)?;
        let own_secret = grant.client_secret.clone();
        // Another tenant's app of the same client id is not the one that it was made with.
        let client = self
            .host
            .of(self.connection.grant_tenant.clone())
            .oauth_client(
                &self.connector,
                &bounds,
                method,
                settings,
                &authorization,
                Which::OfClient(&grant.client_id),
                |_| Ok(own_secret),
            )
            .await;
        let (client, _) = match client {
            Err(error @ Error::NoApp { .. }) => {
                return Ok(Err(RenewalFailure::ClientRefused(error.to_string())));
            }
            client => client?,
        };
        let connector = &self.connector.manifest().key;
        let connection = self.connection.connection();
        let client = self.host.watch(client, connector, Some(connection));
        if client.id != grant.client_id {
            return Ok(Err(RenewalFailure::ClientRefused(format!(
                "it was made with the app of client id `{}`, and this host now uses the app of client id `{}`",
                grant.client_id, client.id
            ))));
        }
        let means = match (authorization, &grant.tokens.refresh_token) {
            (Authorization::TokenGrant(grant), _) => Means::TokenGrant(Box::new(grant)),
            (_, Some(refresh_token)) => Means::RefreshToken(refresh_token.clone()),
            (_, None) => {
                return Ok(Err(RenewalFailure::Ended(
                    "its access token has ended, and the server gave no refresh token".to_owned(),
                )));
            }
        };
        Ok(Ok(TokenRequest { client, means }))
    }

    async fn send(
        &self,
        request: &TokenRequest,
        grant: &GrantSecrets,
    ) -> Result<Tokens, OAuthError> {
        let TokenRequest { client, means } = request;
        let clock = &*self.host.inner.clock;
        match means {
            Means::TokenGrant(grant) => client.request_token_once(grant, clock).await,
            Means::RefreshToken(token) => client.refresh(token, &grant.tokens, clock).await,
        }
    }

    /// Keeps new tokens, whatever it takes: the old ones are used up.
    async fn commit(
        &self,
        generation: u64,
        tokens: Tokens,
        fence: Fence,
    ) -> Result<(), CredentialError> {
        let id = &self.connection.grant.id;
        let mut patience = Patience::new();
        loop {
            let settled = self
                .grants
                .finish_renewal(id, generation, tokens.clone(), fence)
                .await;
            let reason = match settled {
                Ok(true) => {
                    tracing::debug!(generation, "new tokens are kept");
                    return Ok(());
                }
                Ok(false) => RENEWED_ELSEWHERE.to_owned(),
                Err(error) => error.to_string(),
            };
            tracing::warn!(%reason, "new tokens could not be kept");
            if !patience.wait(&*self.host.inner.clock).await {
                return Err(CredentialError::NotKept(reason));
            }
        }
    }

    /// Notes why a renewal brought no tokens, and tells it.
    async fn fail(
        &self,
        grant: &GrantSecrets,
        failure: RenewalFailure,
        unfinished_renewal: Option<Timestamp>,
        fence: Fence,
    ) -> CredentialError {
        let id = &self.connection.grant.id;
        let noted = self
            .grants
            .fail_renewal(
                id,
                grant.generation,
                failure.clone(),
                unfinished_renewal,
                fence,
            )
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "the outcome of a renewal could not be noted");
        }
        match failure {
            RenewalFailure::Ended(reason) => CredentialError::NeedsReconnecting(reason),
            RenewalFailure::ClientRefused(reason) | RenewalFailure::SecretRefused(reason) => {
                CredentialError::ClientRefused(reason)
            }
            RenewalFailure::Trouble(trouble) => CredentialError::in_trouble(&trouble),
        }
    }
}

/// What the authorization server's answer says of the grant.
fn failure(grant: &GrantSecrets, error: &OAuthError, now: Timestamp) -> RenewalFailure {
    if error.refuses_the_client() {
        return match grant.is_secret_new {
            true => RenewalFailure::SecretRefused(error.to_string()),
            false => RenewalFailure::ClientRefused(error.to_string()),
        };
    }
    if !error.ends_the_grant() {
        let earlier = grant.trouble.as_ref().map_or(0, |trouble| trouble.count);
        return RenewalFailure::Trouble(trouble_after(earlier, error, now));
    }
    RenewalFailure::Ended(match grant.unfinished_renewal {
        None => error.to_string(),
        Some(begun_at) => format!(
            "{error}. A renewal that began at {begun_at} was never finished, since the host was stopped or the answer was lost; it has probably used up the refresh token"
        ),
    })
}

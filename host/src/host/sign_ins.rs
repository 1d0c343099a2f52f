//! Sign-ins under way: ended by whoever receives the browser, and asked about by
//! whoever has the time. Each is kept in the store, so that need not be who has
//! begun it.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use url::Url;

use super::applicant::{Applicant, Means};
use super::client::Which;
use super::{Connected, Host};
use crate::Error;
use crate::connections::{
    Awaited, Begun, Claim, ConnectSession, DEFAULT_APP, SignInId, SignInState, Store, StoreError,
    ToAsk, UnderWay,
};
use crate::oauth::{AuthorizationRequest, DeviceAuthorization, OAuthError, state_of};

/// How long somebody may take to approve in a browser.
pub(super) const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// A sign-in that somebody has yet to approve.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignInUnderWay {
    /// Its id, which is no secret.
    pub id: SignInId,
    /// The key of the connector.
    pub connector: String,
    /// The id of the auth method.
    pub method: String,
    /// The name of the connection that it makes or renews, or the id of the one
    /// that it brings back; none when that is chosen at its end.
    pub connection: Option<String>,
    /// Whether it brings a connection back.
    pub reconnects: bool,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// Until when somebody may approve.
    pub expires_at: Timestamp,
    /// How somebody does.
    pub approval: Approval,
}

/// How somebody approves a sign-in.
#[derive(Clone)]
#[non_exhaustive]
pub enum Approval {
    /// In a browser, which returns.
    Browser {
        /// The address to open.
        url: Url,
        /// Where the browser returns to.
        redirect_uri: Url,
    },
    /// On any device with a browser (RFC 8628).
    Device {
        /// What the person types.
        user_code: String,
        /// Where.
        verification_uri: Url,
        /// The same with the user code filled in, where the server offers that.
        verification_uri_complete: Option<Url>,
    },
}

/// What the authorization server said of an approval on a device.
#[derive(Debug)]
#[non_exhaustive]
pub enum Polled {
    /// Somebody has approved.
    Connected(Box<Connected>),
    /// Nobody has so far.
    Pending {
        /// When the server may be asked again. Who asks earlier is told the same
        /// and the server is not asked.
        ask_again_at: Timestamp,
    },
}

impl Host {
    /// Ends a sign-in with the address that the browser returned to: on whichever
    /// host of the tenant it was begun. It is good for one answer, whatever that is.
    /// Once it is taken, the sign-in goes on to its end even when whoever waits for
    /// it goes away.
    ///
    /// ```no_run
    /// # async fn example(one: connector_host::Host, other: connector_host::Host, came_to: url::Url) -> Result<(), Box<dyn std::error::Error>> {
    /// use connector_host::{Attempt, oauth::Redirect};
    ///
    /// let redirect = Redirect::Elsewhere("https://platform.example/oauth/callback".parse()?);
    /// let attempt = one.connect("notes", "oauth2").redirect(redirect).start().await?;
    /// if let Attempt::Pending(pending) = attempt {
    ///     println!("Send the browser to {}.", pending.url());
    /// }
    /// // Another machine with the same store receives it.
    /// let connected = other.finish_sign_in(&came_to).await?;
    /// # let _ = connected;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`StoreError::NoSignIn`] when no sign-in of the tenant waits for that answer:
    /// it is over, has expired, or never was. When somebody declined, another issuer
    /// answered, and as [`Connect::start`](super::Connect::start).
    pub async fn finish_sign_in(&self, callback: &Url) -> Result<Connected, Error> {
        let state = state_in(callback)?;
        let (host, callback) = (self.clone(), callback.clone());
        self.to_its_end(async move {
            let store = host.store().await?;
            let now = host.inner.clock.now();
            let (claim, begun) = store.claim_sign_in(state, now).await?;
            let finishing = host.finish_claimed(&claim, &begun, &callback);
            let outcome = host.while_at_it(&store, &claim, finishing).await;
            match outcome {
                Ok(connected) => Ok(connected),
                Err(error) => {
                    forget(&store, claim).await;
                    Err(host.about_brought_back(&begun, error).await)
                }
            }
        })
        .await
    }

    async fn finish_claimed(
        &self,
        claim: &Claim,
        begun: &Begun,
        callback: &Url,
    ) -> Result<Connected, Error> {
        let Awaited::Browser(kept) = &begun.awaited else {
            return Err(StoreError::NoSignIn.into());
        };
        let connector = self.connector(&begun.connector).await?;
        let errors = connector.manifest().authorization_errors.clone();
        let request = AuthorizationRequest::of_kept(kept, errors)?;
        let code = request.code(callback)?;
        let applicant = Applicant::of(self, connector, begun, claim.clone()).await?;
        let request = std::sync::Arc::new(request);
        applicant.connect_by(Means::Code { code, request }).await
    }

    /// Asks the authorization server whether somebody has approved a sign-in on a
    /// device, unless it was asked too short a while ago, by whichever host.
    ///
    /// # Errors
    /// [`StoreError::NoSignIn`] when there is no such sign-in of the tenant. When
    /// somebody declined or nobody approved in time, and as
    /// [`Connect::start`](super::Connect::start).
    pub async fn poll_device(&self, id: &SignInId) -> Result<Polled, Error> {
        let (host, id) = (self.clone(), id.clone());
        self.to_its_end(async move { host.ask(&id).await }).await
    }

    async fn ask(&self, id: &SignInId) -> Result<Polled, Error> {
        let store = self.store().await?;
        let clock = &*self.inner.clock;
        let (claim, begun, interval) = match store.claim_to_ask(id, clock.now()).await? {
            ToAsk::Now(claim, begun, interval) => (claim, begun, interval),
            ToAsk::Later(ask_again_at) => return Ok(Polled::Pending { ask_again_at }),
            ToAsk::TimedOut(lifetime) => return Err(OAuthError::TimedOut(lifetime).into()),
        };
        let (applicant, mut device) = match self.prepared(&claim, &begun, interval).await {
            Ok(prepared) => prepared,
            Err(error) => {
                // Nobody was asked: the approval may be as good as before.
                store.ask_again(claim, interval, clock.now()).await?;
                return Err(self.about_brought_back(&begun, error).await);
            }
        };
        match applicant.ask_whether_approved(&mut device).await {
            Ok(Some(connected)) => Ok(Polled::Connected(Box::new(connected))),
            Ok(None) => {
                let again = store.ask_again(claim, device.interval, clock.now());
                let ask_again_at = again.await?;
                Ok(Polled::Pending { ask_again_at })
            }
            Err(error) => {
                forget(&store, claim).await;
                Err(self.about_brought_back(&begun, error).await)
            }
        }
    }

    /// The error that a sign-in has ended with: of one that was to bring a connection
    /// back, about that, as it is named by now.
    async fn about_brought_back(&self, begun: &Begun, error: Error) -> Error {
        let Some(id) = begun.connection.as_ref().filter(|_| begun.reconnects) else {
            return error;
        };
        match self.connection(id).await {
            Ok(connection) => error.about(&connection.name),
            Err(_) => error.about(id),
        }
    }

    async fn prepared(
        &self,
        claim: &Claim,
        begun: &Begun,
        interval: Duration,
    ) -> Result<(Applicant, DeviceAuthorization), Error> {
        let Awaited::Device(kept) = &begun.awaited else {
            return Err(StoreError::NoSignIn.into());
        };
        let device = DeviceAuthorization::of_kept(kept, interval)?;
        let connector = self.connector(&begun.connector).await?;
        let applicant = Applicant::of(self, connector, begun, claim.clone()).await?;
        Ok((applicant, device))
    }

    /// The sign-in of that id, as long as it waits for somebody.
    ///
    /// # Errors
    /// [`StoreError::NoSignIn`] when there is none, [`StoreError::SignInClaimed`] when
    /// somebody has come back from it and what comes of it is not known yet, or the store
    /// can't be read.
    pub async fn sign_in(&self, id: &SignInId) -> Result<SignInUnderWay, Error> {
        let store = self.store().await?;
        shown(store.sign_in(id, self.inner.clock.now()).await?)
    }

    /// The sign-in that a browser returns from which has come to that address. It
    /// goes on waiting: whoever has to know whose browser it is looks before it is
    /// [finished](Self::finish_sign_in).
    ///
    /// # Errors
    /// [`StoreError::NoSignIn`] when there is none, or the store can't be read.
    pub async fn sign_in_answered_by(&self, callback: &Url) -> Result<SignInUnderWay, Error> {
        let state = state_in(callback)?;
        let store = self.store().await?;
        shown(store.sign_in_of(state, self.inner.clock.now()).await?)
    }

    /// Whether a browser that has come to that address returns from the sign-in which is under
    /// way in a connect session: also from one that is [there](Self::sign_in) no more, such as
    /// because its app was removed.
    #[must_use]
    pub fn is_return_to(session: &ConnectSession, callback: &Url) -> bool {
        let state = state_in(callback).ok();
        state.is_some() && session.sign_in.is_some() && session.of_sign_in.state == state
    }

    /// Whether the registered app is there still that the last sign-in in a connect session
    /// was begun by, or another by which somebody can begin again: the sign-ins of an app go
    /// with it.
    ///
    /// # Errors
    /// When there is none, or the store can't be read.
    pub async fn check_app_of_sign_in(&self, session: &ConnectSession) -> Result<(), Error> {
        let Some(app) = &session.of_sign_in.app else {
            return Ok(());
        };
        let connector = &session.purpose.connector;
        let again = session.purpose.app.as_deref().unwrap_or(DEFAULT_APP);
        if self.app_to_use(connector, Which::Named(app)).await.is_ok() {
            return Ok(());
        }
        self.app_to_use(connector, Which::Named(again)).await?;
        Ok(())
    }

    /// Forgets a sign-in, if it is there still. An exchange that is under way goes on
    /// to its end.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn abandon_sign_in(&self, id: &SignInId) -> Result<(), Error> {
        let store = self.store().await?;
        Ok(store.abandon_sign_in(id, self.inner.clock.now()).await?)
    }

    /// The host of the tenant whose sign-in a browser returns from, for whoever
    /// receives the browsers of all tenants at one address.
    ///
    /// # Errors
    /// [`StoreError::NoSignIn`] when there is none. When this host is for another
    /// tenant than `default`, or the store can't be read.
    pub async fn tenant_of_sign_in(&self, callback: &Url) -> Result<Self, Error> {
        self.check_is_operators()?;
        let state = state_in(callback)?;
        let store = self.store().await?;
        let now = self.inner.clock.now();
        Ok(Self {
            tenant: store.tenant_of_sign_in(state, now).await?,
            inner: self.inner.clone(),
        })
    }
}

/// Forgets a sign-in that has failed. One that can't be forgotten now expires.
async fn forget(store: &Store, claim: Claim) {
    if let Err(error) = store.end_sign_in(claim).await {
        tracing::debug!(%error, "a sign-in that has failed stays until it expires");
    }
}

/// A browser that brings no state comes from no sign-in.
fn state_in(callback: &Url) -> Result<SignInState, StoreError> {
    let state = state_of(callback).ok_or(StoreError::NoSignIn)?;
    Ok(SignInState::of(&state))
}

fn shown(under_way: UnderWay) -> Result<SignInUnderWay, Error> {
    let UnderWay {
        id,
        begun,
        begun_at,
        expires_at,
        ..
    } = under_way;
    let approval = match &begun.awaited {
        Awaited::Browser(kept) => {
            let request = AuthorizationRequest::of_kept(kept, Vec::new())?;
            let opened = Url::parse(kept.opened.0.expose_secret());
            Approval::Browser {
                redirect_uri: request.redirect_uri().clone(),
                url: opened.unwrap_or(request.url),
            }
        }
        Awaited::Device(kept) => {
            let device = DeviceAuthorization::of_kept(kept, Duration::ZERO)?;
            Approval::Device {
                user_code: device.user_code,
                verification_uri: device.verification_uri,
                verification_uri_complete: device.verification_uri_complete,
            }
        }
    };
    Ok(SignInUnderWay {
        id,
        connector: begun.connector,
        method: begun.method,
        connection: begun.connection,
        reconnects: begun.reconnects,
        begun_at,
        expires_at,
        approval,
    })
}

/// Neither what a browser is sent with nor what somebody types shows.
impl std::fmt::Debug for Approval {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Browser { redirect_uri, .. } => f
                .debug_struct("Browser")
                .field("redirect_uri", &redirect_uri.as_str())
                .finish_non_exhaustive(),
            Self::Device {
                verification_uri, ..
            } => f
                .debug_struct("Device")
                .field("verification_uri", &verification_uri.as_str())
                .finish_non_exhaustive(),
        }
    }
}

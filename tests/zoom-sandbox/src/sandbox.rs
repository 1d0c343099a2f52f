//! Starting and stopping a sandbox, and what a test reaches through it.

use std::{
    io, mem,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router, middleware,
    routing::{get, post},
};
use tokio::{
    sync::oneshot,
    task::{JoinHandle, JoinSet},
};

use crate::{
    api,
    builder::Builder,
    clock::Clock,
    control,
    exchanges::Exchanges,
    faults::{self, Faults},
    files::download,
    links, oauth, proxy,
    state::{State, app::App, happening::Happening, user::Person},
    webhooks::{Subscription, SubscriptionError, Webhooks},
};

/// A running sandbox. Dropping it stops it.
#[derive(Debug)]
pub struct Sandbox {
    pub(crate) shared: Shared,
    pub(crate) stop: Option<oneshot::Sender<()>>,
    pub(crate) server: JoinHandle<io::Result<()>>,
    /// Ends with the sandbox, as a set that is dropped does.
    pub(crate) background: JoinSet<()>,
}

/// What every request can reach.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) address: SocketAddr,
    pub(crate) tls_address: Option<SocketAddr>,
    /// The certificate of the authority, in PEM.
    pub(crate) ca_certificate: Option<String>,
    pub(crate) clock: Clock,
    pub(crate) exchanges: Exchanges,
    pub(crate) faults: Faults,
    pub(crate) webhooks: Webhooks,
    pub(crate) state: Arc<Mutex<State>>,
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What has happened until now and the subscribers were not told yet, taken
    /// out.
    pub(crate) fn happenings(&self) -> Vec<Happening> {
        let mut state = self.state();
        state.catch_up(self.clock.now());
        mem::take(&mut state.happenings)
    }
}

impl Sandbox {
    /// A sandbox with a small account, on a free port of 127.0.0.1.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where it listens, such as `http://127.0.0.1:8780`, without a slash at
    /// the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// The rules that lead all hosts of Zoom here, as `connector-host --reroute` takes
    /// them: `https://zoom.us=http://127.0.0.1:8780` and the same for the hosts under it.
    #[must_use]
    pub fn reroutes(&self) -> [String; 2] {
        links::reroutes(self.shared.address)
    }

    /// Where it listens with TLS, when it does.
    #[must_use]
    pub fn tls_url(&self) -> Option<String> {
        let address = self.shared.tls_address?;
        Some(format!("https://{address}"))
    }

    /// The certificate of the authority that a client has to trust, in PEM, when
    /// it listens with TLS.
    #[must_use]
    pub fn ca_certificate(&self) -> Option<&str> {
        self.shared.ca_certificate.as_deref()
    }

    /// The apps with their credentials.
    #[must_use]
    pub fn apps(&self) -> Vec<App> {
        self.shared.state().apps.clone()
    }

    /// The owner of the account, who is signed in unless another is chosen.
    #[must_use]
    pub fn user(&self) -> Person {
        let state = self.shared.state();
        let owner = state
            .user(&state.account.owner_id)
            .expect("the owner is one of the account's users, from the seed on");
        Person {
            id: owner.id.clone(),
            email: owner.email.clone(),
            display_name: owner.display_name(),
            account_id: state.account.id.clone(),
        }
    }

    /// The last requests with their answers.
    #[must_use]
    pub fn requests(&self) -> &Exchanges {
        &self.shared.exchanges
    }

    /// The troubles that requests are to meet.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// The subscriptions and what was delivered.
    #[must_use]
    pub fn webhooks(&self) -> &Webhooks {
        &self.shared.webhooks
    }

    /// Validates a receiver's address, as Zoom does when a subscription is
    /// saved, and subscribes it. Gives back the id of the subscription.
    ///
    /// # Errors
    ///
    /// When the address is not on this machine or is not validated, or an
    /// event is unknown.
    pub async fn subscribe(&self, subscription: Subscription) -> Result<String, SubscriptionError> {
        let Shared {
            webhooks, clock, ..
        } = &self.shared;
        webhooks.subscribe(subscription, clock).await
    }

    /// The sandbox's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Stops it, after the requests that are under way.
    ///
    /// # Errors
    ///
    /// When the server had failed before.
    pub async fn stop(mut self) -> io::Result<()> {
        self.background.shutdown().await;
        self.stop.take();
        (&mut self.server).await.map_err(io::Error::other)?
    }
}

pub(crate) fn router(shared: Shared) -> Router {
    Router::new()
        .route(
            "/oauth/authorize",
            get(oauth::authorize::page).post(oauth::authorize::decide),
        )
        .route(
            "/.well-known/oauth-authorization-server",
            get(oauth::metadata::show),
        )
        .route("/oauth/token", post(oauth::token::handle))
        .route("/oauth/revoke", post(oauth::revoke::handle))
        .route("/oauth/devicecode", post(oauth::device::request))
        .route(
            "/oauth_device",
            get(oauth::device::enter).post(oauth::device::entered),
        )
        .route(
            "/oauth/device/complete/{user_code}",
            get(oauth::device::page).post(oauth::device::decide),
        )
        .route("/rec/download/{key}", get(download::redirect))
        .route("/rec/archive/download/{key}", get(download::redirect))
        .route("/rec/play/{key}", get(download::play))
        .route("/cmr/replay/{key}/{name}", get(download::file))
        // A guess, as it is under `/v2`.
        .method_not_allowed_fallback(api::handle)
        .merge(control::routes())
        .fallback(api::handle)
        .layer(middleware::from_fn_with_state(
            shared.clone(),
            faults::serve,
        ))
        .layer(middleware::from_fn_with_state(
            shared.clone(),
            proxy::tunnel,
        ))
        .with_state(shared)
}

//! Starting and stopping a sandbox, and what a test reaches through it.

use std::{
    io, mem,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router, middleware,
    routing::{any, get, post},
};
use jiff::SignedDuration;
use thiserror::Error;
use tokio::{
    net::TcpListener,
    sync::oneshot,
    task::{JoinHandle, JoinSet},
};

use crate::{
    api,
    clock::Clock,
    connection::{Line, Listener},
    control,
    exchanges::Exchanges,
    faults::{self, Fault, Faults},
    files::download,
    oauth, pages,
    rate_limits::{Plan, RateLimits},
    settings::Settings,
    state::{State, app::App, happening::Happening, seed, user::Person},
    webhooks::{self, Subscription, SubscriptionError, Webhooks},
};

/// A running sandbox. Dropping it stops it.
#[derive(Debug)]
pub struct Sandbox {
    shared: Shared,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<io::Result<()>>,
    /// Ends with the sandbox, as a set that is dropped does.
    background: JoinSet<()>,
}

/// What every request can reach.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) address: SocketAddr,
    pub(crate) clock: Clock,
    pub(crate) exchanges: Exchanges,
    pub(crate) faults: Faults,
    pub(crate) webhooks: Webhooks,
    state: Arc<Mutex<State>>,
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

/// How a sandbox is to be.
#[derive(Clone, Debug)]
pub struct Builder {
    host: IpAddr,
    port: u16,
    seed: u64,
    clock: Clock,
    apps: Vec<App>,
    settings: Settings,
    rate_limits: Option<Plan>,
    faults: Vec<Fault>,
    webhooks: Vec<Subscription>,
}

/// Why a sandbox could not be started.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address would let other machines in.
    #[error(
        "{0} is not a loopback address; the sandbox guards nothing, so give one such as 127.0.0.1"
    )]
    NotLoopback(IpAddr),
    /// A webhook could not be subscribed.
    #[error(transparent)]
    Subscription(#[from] SubscriptionError),
    /// The port could not be opened.
    #[error("can't listen on {address}: {source}; choose another port, or 0 for any that is free")]
    Listen {
        /// Where it was to listen.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

impl Builder {
    /// Sets the loopback address to listen on, 127.0.0.1 unless told.
    #[must_use]
    pub fn host(self, host: IpAddr) -> Self {
        Self { host, ..self }
    }

    /// Sets the port to listen on; 0, which is the default, takes a free one.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Sets what identifiers are drawn from. Two sandboxes with the same seed
    /// give the same identifiers in the same order.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Sets the clock. The account's past and future lie around its time.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Adds an app. Its account id is set to the account's.
    #[must_use]
    pub fn app(mut self, app: App) -> Self {
        self.apps.push(app);
        self
    }

    /// Allows every app any redirect URI on this machine, which Zoom never
    /// does, for clients that listen on a free port.
    #[must_use]
    pub fn any_loopback_redirect(mut self) -> Self {
        self.settings.any_loopback_redirect = true;
        self
    }

    /// Sets how long access tokens live, an hour unless told.
    #[must_use]
    pub fn access_token_lifetime(mut self, lifetime: SignedDuration) -> Self {
        self.settings.access_token_lifetime = lifetime;
        self
    }

    /// Sets the most items that a page holds, whatever is asked for; 300 unless
    /// told, and at least 1. A small number makes a small account span pages.
    #[must_use]
    pub fn max_page_size(mut self, items: u64) -> Self {
        self.settings.max_page_size = items.max(1);
        self
    }

    /// Lets a new token of a server-to-server app end the one before, as it did
    /// until 2023.
    #[must_use]
    pub fn one_account_token(mut self) -> Self {
        self.settings.one_account_token = true;
        self
    }

    /// Lets members add only what an admin has approved.
    #[must_use]
    pub fn admin_pre_approval(mut self) -> Self {
        self.settings.admin_pre_approval = true;
        self
    }

    /// Enforces the limits of a plan. Nothing is limited unless told.
    #[must_use]
    pub fn rate_limits(self, plan: Plan) -> Self {
        Self {
            rate_limits: Some(plan),
            ..self
        }
    }

    /// Turns a fault on from the start.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Subscribes a receiver. Its address is validated when there is something
    /// to deliver, so it may be started later than the sandbox.
    #[must_use]
    pub fn webhook(mut self, subscription: Subscription) -> Self {
        self.webhooks.push(subscription);
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    ///
    /// When the address is not a loopback address or can't be listened on.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        if !self.host.is_loopback() {
            return Err(StartError::NotLoopback(self.host));
        }
        let address = SocketAddr::new(self.host, self.port);
        let listen = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let mut state = seed::state(self.seed, self.clock.now());
        state.settings = self.settings;
        state.rate_limits = RateLimits::new(self.rate_limits);
        for app in self.apps {
            let account_id = state.account.id.clone();
            state.apps.push(App { account_id, ..app });
        }
        let webhooks = Webhooks::default();
        for subscription in self.webhooks {
            subscription.check()?;
            webhooks.add(subscription, None);
        }
        let faults = Faults::default();
        for fault in self.faults {
            faults.add(fault);
        }
        let shared = Shared {
            address,
            clock: self.clock,
            exchanges: Exchanges::default(),
            faults,
            webhooks,
            state: Arc::new(Mutex::new(state)),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let service = router(shared.clone()).into_make_service_with_connect_info::<Line>();
        let serve = axum::serve(Listener(listener), service).with_graceful_shutdown(async {
            // An error means that the sandbox was dropped, which stops it too.
            stopped.await.unwrap_or_default();
        });
        let server = tokio::spawn(serve.into_future());
        let mut background = JoinSet::new();
        background.spawn(webhooks::work(shared.clone()));
        Ok(Sandbox {
            shared,
            background,
            stop: Some(stop),
            server,
        })
    }
}

impl Sandbox {
    /// A sandbox with a small account, on a free port of 127.0.0.1.
    #[must_use]
    pub fn builder() -> Builder {
        Builder {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            seed: 0,
            clock: Clock::system(),
            apps: Vec::new(),
            settings: Settings::default(),
            rate_limits: None,
            faults: Vec::new(),
            webhooks: Vec::new(),
        }
    }

    /// Where it listens, such as `http://127.0.0.1:8780`, without a slash at
    /// the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.shared.address)
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

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/", get(pages::start))
        .route(
            "/oauth/authorize",
            get(oauth::authorize::page).post(oauth::authorize::decide),
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
        .route("/rec/play/{key}", get(download::play))
        .route("/cmr/replay/{key}/{name}", get(download::file))
        .route("/v2/{*path}", any(api::handle))
        .merge(control::routes())
        .layer(middleware::from_fn_with_state(
            shared.clone(),
            faults::serve,
        ))
        .with_state(shared)
}

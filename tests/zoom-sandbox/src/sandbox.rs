//! Starting and stopping a sandbox, and what a test reaches through it.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router, middleware,
    routing::{any, get, post},
};
use thiserror::Error;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    api,
    clock::Clock,
    connection::{Line, Listener},
    control,
    exchanges::Exchanges,
    faults::{self, Fault, Faults},
    files::download,
    oauth, pages,
    rate_limits::Plan,
    state::{State, app::App, seed, user::Person},
};

/// A running sandbox. Dropping it stops it.
#[derive(Debug)]
pub struct Sandbox {
    shared: Shared,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<io::Result<()>>,
}

/// What every request can reach.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) address: SocketAddr,
    pub(crate) clock: Clock,
    pub(crate) exchanges: Exchanges,
    pub(crate) faults: Faults,
    pub(crate) any_loopback_redirect: bool,
    pub(crate) plan: Plan,
    state: Arc<Mutex<State>>,
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
    any_loopback_redirect: bool,
    plan: Plan,
    faults: Vec<Fault>,
}

/// Why a sandbox could not be started.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address would let other machines in.
    #[error(
        "{0} is not a loopback address; the sandbox guards nothing, so give one such as 127.0.0.1"
    )]
    NotLoopback(IpAddr),
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
    pub fn any_loopback_redirect(self) -> Self {
        Self {
            any_loopback_redirect: true,
            ..self
        }
    }

    /// Sets the account's plan, a free one unless told. It sets the limits that
    /// answers speak of.
    #[must_use]
    pub fn plan(self, plan: Plan) -> Self {
        Self { plan, ..self }
    }

    /// Turns a fault on from the start.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
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
        for app in self.apps {
            let account_id = state.account.id.clone();
            state.apps.push(App { account_id, ..app });
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
            any_loopback_redirect: self.any_loopback_redirect,
            plan: self.plan,
            state: Arc::new(Mutex::new(state)),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let service = router(shared.clone()).into_make_service_with_connect_info::<Line>();
        let serve = axum::serve(Listener(listener), service).with_graceful_shutdown(async {
            // An error means that the sandbox was dropped, which stops it too.
            stopped.await.unwrap_or_default();
        });
        let server = tokio::spawn(serve.into_future());
        Ok(Sandbox {
            shared,
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
            any_loopback_redirect: false,
            plan: Plan::default(),
            faults: Vec::new(),
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

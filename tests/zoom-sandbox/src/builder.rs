//! How a sandbox is to be, and starting it.

use std::{
    env, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{Arc, Mutex},
};

use jiff::SignedDuration;
use thiserror::Error;
use tokio::{net::TcpListener, sync::oneshot, task::JoinSet};

use crate::{
    clock::Clock,
    connection::{Line, Listener},
    exchanges::Exchanges,
    faults::{Fault, Faults},
    journal::Journal,
    rate_limits::{Plan, RateLimits},
    sandbox::{Sandbox, Shared, router},
    settings::Settings,
    state::{
        app::{App, AppError},
        seed::{
            Seed,
            account::{AccountError, AccountFile},
        },
    },
    tls::{self, Authority, CertificateError},
    webhooks::{self, Subscription, SubscriptionError, Webhooks},
};

/// How a sandbox is to be.
#[derive(Clone, Debug)]
pub struct Builder {
    host: IpAddr,
    port: u16,
    tls_port: Option<u16>,
    seed: u64,
    content: Seed,
    clock: Clock,
    apps: Vec<App>,
    settings: Settings,
    rate_limits: Option<Plan>,
    faults: Vec<Fault>,
    webhooks: Vec<Subscription>,
    journal: Option<PathBuf>,
}

/// The environment variable that names the journal of every sandbox that is told
/// none, so that a whole suite can be recorded as it is.
const JOURNAL: &str = "ZOOM_SANDBOX_JOURNAL";

/// Why a sandbox could not be started.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address would let other machines in.
    #[error(
        "{0} is not a loopback address; the sandbox guards nothing, so give one such as 127.0.0.1"
    )]
    NotLoopback(IpAddr),
    /// The account that was given can't be.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// An app can't be added.
    #[error("app: {0}")]
    App(#[from] AppError),
    /// A webhook could not be subscribed.
    #[error(transparent)]
    Subscription(#[from] SubscriptionError),
    /// The certificates could not be made.
    #[error("can't make the certificates for TLS: {0}; start without TLS")]
    Certificates(#[from] CertificateError),
    /// The journal could not be opened.
    #[error("can't write the journal {}: {source}; choose another file", path.display())]
    Journal {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
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

    /// Listens with TLS as well, on this port; 0 takes a free one. The
    /// certificate is for `zoom.us` and the hosts under it and for this machine,
    /// and is issued by an authority that is made anew each time.
    #[must_use]
    pub fn tls_port(self, port: u16) -> Self {
        Self {
            tls_port: Some(port),
            ..self
        }
    }

    /// Sets what identifiers are drawn from. Two sandboxes with the same seed
    /// give the same identifiers in the same order.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Starts with the account's owner and nothing else.
    #[must_use]
    pub fn empty(self) -> Self {
        Self {
            content: Seed::Empty,
            ..self
        }
    }

    /// Starts with this account in place of the small one.
    #[must_use]
    pub fn account(self, account: AccountFile) -> Self {
        Self {
            content: Seed::File(account),
            ..self
        }
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

    /// Sets the most items that a page holds, whatever is asked for and published; at
    /// least 1. A small number makes a small account span pages.
    #[must_use]
    pub fn max_page_size(mut self, items: u64) -> Self {
        self.settings.max_page_size = Some(items.max(1));
        self
    }

    /// Lets a download take its token as `?access_token=` too, as it did until 2023.
    #[must_use]
    pub fn token_in_query(mut self) -> Self {
        self.settings.token_in_query = true;
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

    /// Lets the licences for meetings come from a bundle.
    #[must_use]
    pub fn bundled_plans(mut self) -> Self {
        self.settings.bundled_plans = true;
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

    /// Adds every exchange and every delivery to this file, a line of JSON each,
    /// for [`Report`](crate::Report) or `zoom-sandbox check`. Unless told, to the
    /// one that `ZOOM_SANDBOX_JOURNAL` names in the environment.
    #[must_use]
    pub fn journal(self, path: impl Into<PathBuf>) -> Self {
        Self {
            journal: Some(path.into()),
            ..self
        }
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    ///
    /// When the address is not a loopback address or can't be listened on, or
    /// something it was told can't be.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        if !self.host.is_loopback() {
            return Err(StartError::NotLoopback(self.host));
        }
        let journal = match self.journal {
            Some(path) => {
                Journal::open(&path).map_err(|source| StartError::Journal { path, source })?
            }
            None => Journal::default(),
        };
        let (listener, address) = listen(self.host, self.port).await?;
        let tls = match self.tls_port {
            Some(port) => Some(listen(self.host, port).await?),
            None => None,
        };
        let mut state = self.content.state(self.seed, self.clock.now())?;
        state.settings = self.settings;
        state.rate_limits = RateLimits::new(self.rate_limits);
        for app in self.apps {
            app.check(&state.apps)?;
            let account_id = state.account.id.clone();
            state.apps.push(App { account_id, ..app });
        }
        let webhooks = Webhooks::new(journal.clone());
        for subscription in self.webhooks {
            subscription.check()?;
            webhooks.add(subscription, None);
        }
        let faults = Faults::default();
        for fault in self.faults {
            faults.add(fault);
        }
        let authority = tls.as_ref().map(|_| Authority::new()).transpose()?;
        let shared = Shared {
            address,
            tls_address: tls.as_ref().map(|(_, address)| *address),
            ca_certificate: authority
                .as_ref()
                .map(|authority| authority.certificate.clone()),
            clock: self.clock,
            exchanges: Exchanges::new(journal),
            faults,
            webhooks,
            state: Arc::new(Mutex::new(state)),
        };
        let mut background = JoinSet::new();
        background.spawn(webhooks::work(shared.clone()));
        let service = router(shared.clone()).into_make_service_with_connect_info::<Line>();
        if let (Some((listener, _)), Some(authority)) = (tls, authority) {
            let (connections, accepting) = tls::accept(listener, authority.acceptor);
            background.spawn(accepting);
            let serve = axum::serve(connections, service.clone()).into_future();
            background.spawn(async { serve.await.unwrap_or_default() });
        }
        let (stop, stopped) = oneshot::channel::<()>();
        let serve =
            axum::serve(Listener::Tcp(listener, 0), service).with_graceful_shutdown(async {
                // An error means that the sandbox was dropped, which stops it too.
                stopped.await.unwrap_or_default();
            });
        Ok(Sandbox {
            shared,
            background,
            stop: Some(stop),
            server: tokio::spawn(serve.into_future()),
        })
    }
}

async fn listen(host: IpAddr, port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    let address = SocketAddr::new(host, port);
    let failed = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            tls_port: None,
            seed: 0,
            content: Seed::default(),
            clock: Clock::system(),
            apps: Vec::new(),
            settings: Settings::default(),
            rate_limits: None,
            faults: Vec::new(),
            webhooks: Vec::new(),
            journal: env::var_os(JOURNAL).map(PathBuf::from),
        }
    }
}

//! What every scenario plays on: a local Zoom, a data directory, and a connected account.

use std::net::Ipv4Addr;
use std::path::PathBuf;

use connector_host::Attempt;
use connector_host::clock::Clock as _;
use connector_host::oauth::Redirect;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;
use zoom_sandbox::{Clock, Sandbox};

use crate::EnduranceError;
use crate::caller::{Caller, ZOOM};
use crate::clock::SimulatedClock;
use crate::crew::{Reports, Worker};
use crate::protocol::Setup;

/// What was built before.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The Zoom connector.
    pub component: PathBuf,
    /// The program that becomes a worker when it is called with `worker`.
    pub program: PathBuf,
    /// Where compiled components are kept, from one scenario to the next.
    pub cache_dir: PathBuf,
}

/// How the account is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A user approves; refresh tokens work once.
    AuthorizationCode,
    /// Nobody approves; there are no refresh tokens.
    ServerToServer {
        /// Whether a new token ends the one before, as it did at Zoom until 2023.
        one_token: bool,
    },
}

impl Method {
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "byo-app",
            Self::ServerToServer { .. } => "server-to-server",
        }
    }

    fn client_id(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "sandbox-user-granular",
            Self::ServerToServer { .. } => "sandbox-server-to-server",
        }
    }
}

/// A local Zoom, and a data directory with one connection to it.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) parts: Parts,
    clock: SimulatedClock,
    method: Method,
    home: TempDir,
    input: Value,
}

impl Stage {
    /// Sets it, with access tokens that live for `token_lifetime` of simulated time.
    pub(crate) async fn set(
        parts: &Parts,
        method: Method,
        token_lifetime: SignedDuration,
    ) -> Result<Self, EnduranceError> {
        let now = Timestamp::now().round(jiff::Unit::Second);
        let now = now.unwrap_or(Timestamp::UNIX_EPOCH);
        let mut sandbox = Sandbox::builder()
            .clock(Clock::frozen_at(now))
            .any_loopback_redirect()
            .access_token_lifetime(token_lifetime);
        if method == (Method::ServerToServer { one_token: true }) {
            sandbox = sandbox.one_account_token();
        }
        let mut stage = Self {
            sandbox: sandbox.start().await?,
            parts: parts.clone(),
            clock: SimulatedClock::at(now),
            method,
            home: tempfile::tempdir().map_err(EnduranceError::io("make a directory"))?,
            input: json!({}),
        };
        let component = std::fs::read(&parts.component);
        let component = component.map_err(EnduranceError::io("read the component"))?;
        let caller = stage.caller()?;
        caller.host.add(&component).await?;
        stage.connect().await?;
        let mut meeting = json!({"topic": "Endurance"});
        if method != Method::AuthorizationCode {
            meeting["user_id"] = stage.sandbox.user().id.into();
        }
        let meeting = caller.invoke("create-meeting", meeting).await?;
        stage.input = json!({"meeting_id": meeting["id"]});
        Ok(stage)
    }

    /// The client id of the account's app.
    pub(crate) fn client_id(&self) -> &'static str {
        self.method.client_id()
    }

    /// Connects the account, or connects it again.
    pub(crate) async fn connect(&self) -> Result<(), EnduranceError> {
        let client_id = self.method.client_id();
        let apps = self.sandbox.apps();
        let app = apps.iter().find(|app| app.client_id == client_id);
        let app = app.expect("the sandbox always has this app");
        let host = self.caller()?.host;
        let mut connect = host
            .connect(ZOOM, self.method.id())
            .name(ZOOM)
            .setting("client_id", client_id)
            .secret("client_secret", app.client_secret.clone().into())
            .redirect(Redirect::Loopback {
                listen: (Ipv4Addr::LOCALHOST, 0).into(),
                uri: None,
            });
        if self.method != Method::AuthorizationCode {
            connect = connect.setting("account_id", app.account_id.clone());
        }
        if let Attempt::Pending(pending) = connect.start().await? {
            let url = pending.url().to_string();
            let returned = connector_host_loopback::wait(pending);
            let (connected, landing) = tokio::join!(returned, zoom_sandbox::approve(&url));
            landing?;
            connected?;
        }
        Ok(())
    }

    /// A process that has just been started on the data directory.
    pub(crate) async fn worker(&self, reports: Reports) -> Result<Worker, EnduranceError> {
        Worker::start(&self.parts.program, &self.setup(), reports).await
    }

    /// A host that has just been started on the data directory.
    pub(crate) fn caller(&self) -> Result<Caller, EnduranceError> {
        Caller::new(&self.setup(), self.clock.clone())
    }

    /// What a worker needs that starts now.
    pub(crate) fn setup(&self) -> Setup {
        Setup {
            data_dir: self.home.path().to_owned(),
            cache_dir: self.parts.cache_dir.clone(),
            sandbox: self.sandbox.url(),
            now: self.clock.now(),
            input: self.input.clone(),
            process: 0,
            replica: None,
        }
    }

    /// How long the write-ahead log of the database is, in bytes.
    pub(crate) fn log_size(&self) -> Result<u64, EnduranceError> {
        let log = std::fs::metadata(self.home.path().join("connections.db-wal"));
        Ok(log
            .map_err(EnduranceError::io("find the log of the database"))?
            .len())
    }

    /// What SQLite says when it checks the database: `ok`, or what is wrong.
    pub(crate) fn check_database(&self) -> Result<String, EnduranceError> {
        let database = rusqlite::Connection::open(self.home.path().join("connections.db"))?;
        Ok(database.pragma_query_value(None, "integrity_check", |row| row.get(0))?)
    }

    /// Lets a second pass at the local Zoom and in this process; returns the time then.
    pub(crate) fn tick(&self) -> Timestamp {
        self.sandbox.clock().advance(SignedDuration::from_secs(1));
        let now = self.sandbox.clock().now();
        self.clock.advance_to(now);
        now
    }
}

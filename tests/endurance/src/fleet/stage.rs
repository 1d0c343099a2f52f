//! What replicas play on: a local Zoom with an app for each connection, a real PostgreSQL, and
//! connections of several tenants in it.

use std::net::Ipv4Addr;

use connector_host::clock::Clock as _;
use connector_host::oauth::Redirect;
use connector_host::{Attempt, Host};
use jiff::{SignedDuration, Timestamp};
use local_postgresql::{Relay, Server};
use serde_json::json;
use tempfile::TempDir;
use zoom_sandbox::{App, AppKind, Clock, Door, Sandbox, ScopeType};

use super::Fleet;
use crate::EnduranceError;
use crate::caller::{Caller, ZOOM};
use crate::clock::SimulatedClock;
use crate::crew::{Reports, Worker};
use crate::hour::{Ground, Outage};
use crate::protocol::{Replica, Setup, Target};
use crate::stage::{Method, Parts};

/// The key of the store: 32 bytes in base64, of no other use.
const KEY: &str = "a2V5IG9mIHRoZSBmbGVldCwgb2YgMzIgYnl0ZXMhISE=";
/// The secret of each app, which the local Zoom alone has to know.
const SECRET: &str = "secret-of-the-app";

pub(super) struct Stage {
    sandbox: Sandbox,
    postgres: Server,
    /// The line of the first replica to the database.
    line: Relay,
    /// The coordinator's own host.
    pub(super) caller: Caller,
    method: Method,
    parts: Parts,
    clock: SimulatedClock,
    database: String,
    /// A data directory for each replica, and the coordinator's.
    homes: Vec<TempDir>,
    setup: Setup,
}

impl Stage {
    pub(super) async fn set(parts: &Parts, plan: &Fleet) -> Result<Self, EnduranceError> {
        let now = Timestamp::now().round(jiff::Unit::Second);
        let now = now.unwrap_or(Timestamp::UNIX_EPOCH);
        let sandbox = sandbox(plan, now).await?;
        let server = tokio::task::spawn_blocking(Server::start).await;
        let postgres = server
            .expect("starting it does not panic")
            .map_err(EnduranceError::io("start PostgreSQL"))?;
        let database = postgres.new_database();
        let database = database.map_err(EnduranceError::io("make a database"))?;
        let line = Relay::to(&postgres).map_err(EnduranceError::io("lay a line"))?;
        let homes: std::io::Result<Vec<_>> =
            (0..=plan.replicas).map(|_| tempfile::tempdir()).collect();
        let homes = homes.map_err(EnduranceError::io("make directories"))?;
        let clock = SimulatedClock::at(now);
        let mut replica = Replica {
            store: postgres.address(&database),
            key: KEY.to_owned(),
            renewal_lease: plan.renewal_lease,
            connections: Vec::new(),
        };
        let mut setup = Setup {
            data_dir: homes[plan.replicas].path().to_owned(),
            cache_dir: parts.cache_dir.clone(),
            sandbox: sandbox.url(),
            now,
            input: json!({}),
            process: plan.replicas,
            replica: None,
        };
        let operator = Caller::of_replica(&setup, &replica, clock.clone()).await?;
        let component = std::fs::read(&parts.component);
        let component = component.map_err(EnduranceError::io("read the component"))?;
        operator.host.add(&component).await?;
        for number in 0..plan.tenants {
            operator.host.create_tenant(&tenant(number)).await?;
        }
        replica.connections = (0..plan.connections)
            .map(|connection| Target {
                tenant: tenant(connection % plan.tenants),
                connection: format!("connection-{connection}"),
            })
            .collect();
        let caller = Caller::of_replica(&setup, &replica, clock.clone()).await?;
        setup.replica = Some(replica);
        let mut stage = Self {
            sandbox,
            postgres,
            line,
            caller,
            method: plan.method,
            parts: parts.clone(),
            clock,
            database,
            homes,
            setup,
        };
        for connection in 0..plan.connections {
            stage.connect(connection).await?;
        }
        let mut meeting = json!({"topic": "Endurance"});
        if plan.method != Method::AuthorizationCode {
            meeting["user_id"] = stage.sandbox.user().id.into();
        }
        let meeting = stage.caller.invoke("create-meeting", meeting).await?;
        stage.setup.input = json!({"meeting_id": meeting["id"]});
        stage.caller.set_input(stage.setup.input.clone());
        Ok(stage)
    }

    async fn target(&self, connection: usize) -> Result<(Host, String), EnduranceError> {
        let replica = self.setup.replica.as_ref().expect("the stage is set");
        let target = &replica.connections[connection];
        let host = self.caller.host.tenant(&target.tenant).await?;
        Ok((host, target.connection.clone()))
    }
}

impl Ground for Stage {
    fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// The first reaches the database by the line.
    async fn process(
        &self,
        number: usize,
        reports: Reports,
    ) -> Result<(Worker, Door), EnduranceError> {
        let door = self.sandbox.door().await;
        let door = door.map_err(EnduranceError::io("open a door of the local Zoom"))?;
        let mut setup = self.setup.clone();
        setup.data_dir = self.homes[number].path().to_owned();
        setup.sandbox = door.url();
        setup.now = self.clock.now();
        setup.process = number;
        if let Some(replica) = setup.replica.as_mut().filter(|_| number == 0) {
            replica.store = self.line.address(&self.database);
        }
        let worker = Worker::start(&self.parts.program, &setup, reports).await?;
        Ok((worker, door))
    }

    async fn connect(&self, connection: usize) -> Result<(), EnduranceError> {
        let (host, name) = self.target(connection).await?;
        let mut connect = host
            .connect(ZOOM, self.method.id())
            .name(&name)
            .setting("client_id", client_id(connection))
            .secret("client_secret", SECRET.to_owned().into())
            .redirect(Redirect::Loopback {
                listen: (Ipv4Addr::LOCALHOST, 0).into(),
                uri: None,
            });
        if self.method != Method::AuthorizationCode {
            connect = connect.setting("account_id", self.sandbox.user().account_id);
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

    fn tick(&self) -> Timestamp {
        self.sandbox.clock().advance(SignedDuration::from_secs(1));
        let now = self.sandbox.clock().now();
        self.clock.advance_to(now);
        now
    }

    async fn disturb(&self, outage: Outage) -> Result<(), EnduranceError> {
        match outage {
            Outage::Crash => {
                let restarted = self.postgres.crash_and_start();
                restarted.map_err(EnduranceError::io("start PostgreSQL again"))?;
            }
            Outage::Cut => self.line.cut().await,
            Outage::Mend => self.line.mend(),
        }
        Ok(())
    }
}

/// The client id of the app of a connection.
pub(super) fn client_id(connection: usize) -> String {
    format!("app-{connection}")
}

fn tenant(number: usize) -> String {
    format!("tenant-{number}")
}

async fn sandbox(plan: &Fleet, now: Timestamp) -> Result<Sandbox, EnduranceError> {
    let lifetime = SignedDuration::from_secs(plan.token_lifetime.into());
    let kind = match plan.method {
        Method::AuthorizationCode => AppKind::UserManaged,
        Method::ServerToServer { .. } => AppKind::ServerToServer,
    };
    let mut sandbox = Sandbox::builder()
        .clock(Clock::frozen_at(now))
        .any_loopback_redirect()
        .access_token_lifetime(lifetime);
    for connection in 0..plan.connections {
        let id = client_id(connection);
        sandbox = sandbox.app(App::new(kind, ScopeType::Granular, &id, SECRET));
    }
    if plan.method == (Method::ServerToServer { one_token: true }) {
        sandbox = sandbox.one_account_token();
    }
    Ok(sandbox.start().await?)
}

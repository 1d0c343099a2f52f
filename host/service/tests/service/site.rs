//! Where the service runs here: in one process, with its connections in SQLite. The crate
//! `service-replicas` has these tests once more, and another file in the place of this one.

use std::net::SocketAddr;

use connector_host::{Host, HostBuilder};
use connector_host_service::{Service, Settings, listen, serve};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::authorization::World;

/// What a statement looks like that keeps API keys from being changed.
pub(crate) const NO_KEY_CHANGES: &str = "
    CREATE TRIGGER full BEFORE UPDATE ON api_keys
    BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END";

/// What statements look like that keep connections from being made, and let them again. A
/// table whose last row is taken is refused another as a disk without room is (SQLITE_FULL).
pub(crate) const NO_NEW_CONNECTIONS: &str = "
    CREATE TABLE last_row (id INTEGER PRIMARY KEY AUTOINCREMENT);
    INSERT INTO last_row VALUES (9223372036854775807);
    CREATE TRIGGER no_room BEFORE INSERT ON connections
    BEGIN INSERT INTO last_row VALUES (NULL); END";
pub(crate) const NEW_CONNECTIONS: &str = "DROP TRIGGER no_room; DROP TABLE last_row";

/// What a statement looks like that makes a connect session ten thousand.
pub(crate) const MANY_SESSIONS: &str = "
    WITH RECURSIVE numbers (number) AS
        (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 9999)
    INSERT INTO connect_sessions (id, tenant, hash, expires_at, content)
        SELECT printf('%032x', number), tenant, hash, expires_at, content
        FROM connect_sessions, numbers";

/// What a statement looks like that takes the table of tenants away.
pub(crate) const NO_TENANTS: &str = "ALTER TABLE tenants RENAME TO elsewhere";

/// The host.
pub(crate) struct Site {
    hosts: [Host; 1],
}

/// The service of a site.
pub(crate) struct Serving {
    pub(crate) address: SocketAddr,
    pub(crate) end: Vec<oneshot::Sender<()>>,
    pub(crate) served: JoinHandle<()>,
}

impl Serving {
    /// Where one process listens.
    pub(crate) fn one(&self) -> SocketAddr {
        self.address
    }
}

impl Site {
    /// Of a world, with a host that `build` has changed.
    pub(crate) fn new(world: &World, build: impl Fn(HostBuilder) -> HostBuilder) -> Self {
        Self {
            hosts: [build(world.builder()).build().unwrap()],
        }
    }

    /// The same place with hosts that begin anew, as after an update.
    pub(crate) fn updated(self, world: &World) -> Self {
        Self::new(world, |builder| builder)
    }

    pub(crate) fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    pub(crate) async fn serve(&self, change: impl FnOnce(&mut Settings)) -> Serving {
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let mut settings = Settings::new(address);
        change(&mut settings);
        let service = Service::new(self.hosts[0].clone(), settings).await.unwrap();
        let (end, ended) = oneshot::channel();
        let served = tokio::spawn(serve(service, listener, async {
            let _ = ended.await;
        }));
        Serving {
            address,
            end: vec![end],
            served,
        }
    }

    /// Puts a component in the place of the one that a connector has, as if it had been added
    /// when there were fewer rules.
    pub(crate) fn put_component(&self, connector: &str, component: &[u8]) {
        self.in_database("DELETE FROM components");
        let data = self.hosts[0].database().unwrap();
        let file = data.with_file_name("connectors").join(connector);
        std::fs::write(file.with_extension("wasm"), component).unwrap();
    }

    /// Does something to the database behind the back of the service.
    pub(crate) fn in_database(&self, statement: &str) {
        let path = self.hosts[0].database().unwrap();
        let database = rusqlite::Connection::open(path).unwrap();
        database.execute_batch(statement).unwrap();
    }
}

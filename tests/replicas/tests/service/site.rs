//! Where the service runs here: two processes that share a PostgreSQL database, each with a data
//! directory of its own as on a machine of its own, behind a proxy. That they are threads of this
//! process gives neither anything of the other's.

use std::net::SocketAddr;

use connector_host::connections::{Key, KeySource};
use connector_host::{Host, HostBuilder};
use connector_host_service::{Service, Settings, listen, serve};
use local_postgresql::Server;
use service_replicas::Proxy;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::authorization::World;

/// The replicas, and the names of their data directories.
const REPLICAS: [&str; 2] = ["one", "two"];

/// The database that there is without having been made: it takes a server for each test anyway.
const DATABASE: &str = "postgres";

/// What a statement looks like that keeps API keys from being changed.
pub(crate) const NO_KEY_CHANGES: &str = "
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER full_disk BEFORE UPDATE ON connector_host.api_keys
    FOR EACH ROW EXECUTE FUNCTION full_disk()";

/// What statements look like that keep connections from being made, and let them again.
pub(crate) const NO_NEW_CONNECTIONS: &str = "
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON connector_host.connections
    FOR EACH ROW EXECUTE FUNCTION full_disk()";
pub(crate) const NEW_CONNECTIONS: &str = "DROP TRIGGER full_disk ON connector_host.connections";

/// What a statement looks like that makes a connect session ten thousand.
pub(crate) const MANY_SESSIONS: &str = "
    INSERT INTO connector_host.connect_sessions (id, tenant, hash, expires_at, content)
        SELECT lpad(to_hex(number), 32, '0'), tenant, hash, expires_at, content
        FROM connector_host.connect_sessions, generate_series(1, 9999) numbers (number)";

/// What statements look like by which the database has another time than this machine, and the
/// same again. Who has asked for it before goes on as they were.
pub(crate) const ANOTHER_TIME: &str = "
    SET allow_system_table_mods = on;
    ALTER FUNCTION pg_catalog.clock_timestamp() RENAME TO time_of_machine;
    CREATE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
    $$ SELECT pg_catalog.time_of_machine() - interval '2 days' $$";
pub(crate) const THE_SAME_TIME: &str = "
    SET allow_system_table_mods = on;
    DROP FUNCTION pg_catalog.clock_timestamp();
    ALTER FUNCTION pg_catalog.time_of_machine() RENAME TO clock_timestamp";

/// What a statement looks like that takes the table of tenants away.
pub(crate) const NO_TENANTS: &str = "ALTER TABLE connector_host.tenants RENAME TO elsewhere";

/// The hosts, and the server of their database.
pub(crate) struct Site {
    hosts: [Host; 2],
    key: Key,
    server: Server,
}

/// The services of a site, as one.
pub(crate) struct Serving {
    /// The proxy's.
    pub(crate) address: SocketAddr,
    pub(crate) replicas: Vec<SocketAddr>,
    pub(crate) end: Vec<oneshot::Sender<()>>,
    pub(crate) served: JoinHandle<()>,
}

impl Serving {
    /// Where one of the replicas listens.
    pub(crate) fn one(&self) -> SocketAddr {
        self.replicas[0]
    }
}

impl Site {
    /// Of a world, with hosts that `build` has changed.
    pub(crate) fn new(world: &World, build: impl Fn(HostBuilder) -> HostBuilder) -> Self {
        let server = Server::start().unwrap();
        let key = Key::generate().unwrap();
        let hosts = hosts(world, &server, &key, build);
        Self { hosts, key, server }
    }

    /// The same place with hosts that begin anew, as after an update.
    pub(crate) fn updated(self, world: &World) -> Self {
        let Self { key, server, .. } = self;
        let hosts = hosts(world, &server, &key, |builder| builder);
        Self { hosts, key, server }
    }

    pub(crate) fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// Starts a service of each host, which are known by the proxy's address.
    pub(crate) async fn serve(&self, change: impl FnOnce(&mut Settings)) -> Serving {
        let mut listeners = Vec::new();
        for _ in &self.hosts {
            listeners.push(listen("127.0.0.1:0".parse().unwrap()).unwrap());
        }
        let addresses = listeners.iter().map(|it| it.local_addr().unwrap());
        let replicas: Vec<_> = addresses.collect();
        let proxy = Proxy::before(replicas.clone()).await.unwrap();
        let address = proxy.address();
        let mut settings = Settings::new(address);
        change(&mut settings);
        let (mut end, mut all) = (Vec::new(), Vec::new());
        for (host, listener) in self.hosts.iter().zip(listeners) {
            let service = Service::new(host.clone(), settings.clone()).await.unwrap();
            let (tell, told) = oneshot::channel();
            end.push(tell);
            all.push(tokio::spawn(serve(service, listener, async {
                let _ = told.await;
            })));
        }
        let served = tokio::spawn(async move {
            for one in all {
                one.await.unwrap();
            }
            proxy.end().await;
        });
        Serving {
            address,
            replicas,
            end,
            served,
        }
    }

    /// Puts a component in the place of the one that a connector has, as if it had been added
    /// when there were fewer rules.
    pub(crate) fn put_component(&self, connector: &str, component: &[u8]) {
        // In a directory that the server may read.
        let file = self.server.socket_directory().join("component");
        std::fs::write(&file, component).unwrap();
        let bytes = format!("pg_read_binary_file('{}')", file.display());
        self.in_database(&format!(
            "UPDATE connector_host.components
             SET bytes = {bytes}, digest = encode(sha256({bytes}), 'hex')
             WHERE connector = '{connector}' AND replaced_at IS NULL"
        ));
    }

    /// Takes the database away, or gives it back.
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// Does something to the database behind the back of the services.
    pub(crate) fn in_database(&self, statement: &str) {
        self.server.execute(DATABASE, statement).unwrap();
    }
}

/// Those of a database, which `build` has changed.
fn hosts(
    world: &World,
    server: &Server,
    key: &Key,
    build: impl Fn(HostBuilder) -> HostBuilder,
) -> [Host; 2] {
    REPLICAS.map(|name| {
        let builder = world
            .builder()
            .data_dir(world.directory.path().join(name))
            .postgres(server.address(DATABASE).parse().unwrap())
            .key(KeySource::Given(key.clone()));
        build(builder).build().unwrap()
    })
}

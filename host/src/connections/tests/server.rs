//! A real PostgreSQL server for one test: in a directory of its own, on a socket
//! of its own, as an ordinary user.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::connections::PostgresAddress;

/// Where Debian's package has the programs, the newest version first.
fn programs() -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL is there: `cargo xtask test` installs it")
        .map(|entry| entry.unwrap().path().join("bin"))
        .collect();
    let number = |path: &PathBuf| {
        let version = path.parent().and_then(|path| path.file_name());
        version.and_then(|version| version.to_str()?.parse::<u32>().ok())
    };
    versions.sort_by_key(number);
    versions.pop().expect("a version of PostgreSQL is there")
}

/// The server, which ends when it is dropped.
pub(crate) struct Server {
    directory: tempfile::TempDir,
    databases: AtomicUsize,
    /// Where it listens for whoever comes by TLS with a password.
    port: Option<u16>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let server = Self::new(None);
        server.begin();
        server
    }

    /// One that lets others in by TCP as well, with TLS and the password `hush`, as
    /// `ada`.
    pub(crate) fn start_with_tls() -> Self {
        let nobodys = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = nobodys.local_addr().unwrap().port();
        drop(nobodys);
        let server = Self::new(Some(port));
        run(server
            .ordinary("openssl".as_ref())
            .args([
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            ])
            .args([
                "-subj",
                "/CN=localhost",
                "-keyout",
                "key.pem",
                "-out",
                "certificate.pem",
            ])
            .args(["-addext", "subjectAltName=DNS:localhost"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .stderr(Stdio::null()));
        let who_may = "local all all trust\n\
             hostssl all all 127.0.0.1/32 scram-sha-256\n";
        std::fs::write(server.data().join("pg_hba.conf"), who_may).unwrap();
        server.begin();
        let role = "CREATE ROLE ada LOGIN SUPERUSER PASSWORD 'hush'";
        run(server
            .program("psql")
            .args([
                "-q",
                "-U",
                "postgres",
                "-p",
                &port.to_string(),
                "-c",
                role,
                "-h",
            ])
            .arg(server.directory()));
        server
    }

    /// Its certificate, which nobody trusts.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.directory().join("certificate.pem")
    }

    /// Where one is that was started with TLS, for whoever has that password.
    pub(crate) fn address_with_tls(&self, password: &str) -> String {
        let port = self.port.unwrap();
        format!("postgres://ada:{password}@localhost:{port}/postgres?sslmode=require")
    }

    fn new(port: Option<u16>) -> Self {
        let directory = tempfile::Builder::new()
            .prefix("pg")
            .tempdir_in("/tmp")
            .unwrap();
        if is_root() {
            // The server refuses to be root.
            let owner = Command::new("chown")
                .arg("postgres")
                .arg(directory.path())
                .status();
            assert!(owner.unwrap().success());
        }
        let server = Self {
            directory,
            databases: AtomicUsize::new(0),
            port,
        };
        run(server
            .program("initdb")
            .args(["-A", "trust", "-U", "postgres", "--no-sync", "-D"])
            .arg(server.data()));
        server
    }

    fn begin(&self) {
        let directory = self.directory.path().display();
        let listening = match self.port {
            None => "-c listen_addresses=''".to_owned(),
            Some(port) => format!(
                "-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on \
                 -c ssl_cert_file={directory}/certificate.pem -c ssl_key_file={directory}/key.pem"
            ),
        };
        let options = format!("{listening} -k {directory} -c fsync=off");
        run(self
            .program("pg_ctl")
            .args(["-w", "-l"])
            .arg(self.directory.path().join("log"))
            .args(["-o", &options, "-D"])
            .arg(self.data())
            .arg("start"));
    }

    fn stop(&self) {
        let mut stop = self.program("pg_ctl");
        stop.args(["-m", "immediate", "-D"])
            .arg(self.data())
            .arg("stop");
        let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }

    pub(crate) fn address(&self) -> PostgresAddress {
        self.address_of("postgres")
    }

    /// A database that nobody else uses.
    pub(crate) fn new_database(&self) -> PostgresAddress {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        run(self
            .program("createdb")
            .args(["-U", "postgres", "-h"])
            .arg(self.directory.path())
            .arg(&name));
        self.address_of(&name)
    }

    fn address_of(&self, database: &str) -> PostgresAddress {
        self.address_for("postgres", database)
    }

    pub(crate) fn address_for(&self, user: &str, database: &str) -> PostgresAddress {
        let directory = self.directory.path().display();
        format!("host={directory} user={user} dbname={database}")
            .parse()
            .unwrap()
    }

    /// Ends every connection, as a crash does, and starts again.
    pub(crate) fn restart(&self) {
        self.stop();
        self.begin();
    }

    /// A connection of its own.
    pub(crate) async fn connect(
        &self,
    ) -> (
        tokio_postgres::Client,
        tokio_postgres::Connection<tokio_postgres::Socket, tokio_postgres::tls::NoTlsStream>,
    ) {
        let directory = self.directory.path().display();
        let address = format!(
            "host={directory} user=postgres dbname=postgres
             options='-c search_path=connector_host,public'"
        );
        tokio_postgres::connect(&address, tokio_postgres::NoTls)
            .await
            .unwrap()
    }

    /// Where its socket is.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        self.ordinary(&programs().join(name))
    }

    /// A program that an ordinary user runs.
    fn ordinary(&self, program: &Path) -> Command {
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.directory.path());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(command: &mut Command) {
    let output = command.stdout(Stdio::null()).status().unwrap();
    assert!(output.success(), "{command:?}");
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

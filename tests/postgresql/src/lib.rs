//! A real PostgreSQL server for tests: in a directory of its own, on a socket of its own, as an
//! ordinary user. What it does with a full disk or a cut line only a real one shows.

mod cluster;
mod relay;

use std::io;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

pub use relay::Relay;

/// Where Debian's packages have the programs, a directory for each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// How OpenSSL makes a key, and a certificate of its own for this machine.
const CERTIFY: &[&str] = &[
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
    "-keyout",
    "key.pem",
    "-out",
    "certificate.pem",
    "-addext",
    "subjectAltName=DNS:localhost",
    "-addext",
    "basicConstraints=critical,CA:FALSE",
];
/// Who is let in by one with TLS (`pg_hba.conf`).
const WHO_MAY: &str = "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
/// How long the path may be of the directory that has a server's, in bytes: a socket's may have 107.
const LONGEST: usize = 64;
/// Who comes by TLS.
const ROLE: &str = "CREATE ROLE ada LOGIN SUPERUSER PASSWORD 'hush'";

/// The server, which ends when it is dropped.
#[derive(Debug)]
pub struct Server {
    directory: tempfile::TempDir,
    programs: PathBuf,
    databases: AtomicUsize,
    /// Where it listens for whoever comes by TLS with a password; none for one that has
    /// its socket alone.
    port: Option<u16>,
}

impl Server {
    /// Starts one with nothing in it.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or does not start.
    pub fn start() -> io::Result<Self> {
        let server = Self::new(None)?;
        server.control(&["start"])?;
        Ok(server)
    }

    /// Starts one that lets others in by TCP as well, with TLS and the password `hush`, as
    /// `ada`.
    ///
    /// # Errors
    /// When PostgreSQL or OpenSSL is not installed, or does not start.
    pub fn start_with_tls() -> io::Result<Self> {
        let nobodys = TcpListener::bind("127.0.0.1:0")?;
        let port = nobodys.local_addr()?.port();
        drop(nobodys);
        let server = Self::new(Some(port))?;
        let mut certify = server.ordinary("openssl".as_ref());
        certify.args(CERTIFY).stderr(Stdio::null());
        run(&mut certify)?;
        std::fs::write(server.data().join("pg_hba.conf"), WHO_MAY)?;
        server.control(&["start"])?;
        let mut make_role = server.program("psql");
        make_role.args(["-q", "-U", "postgres", "-c", ROLE]);
        make_role.args(["-p", &port.to_string(), "-h"]);
        run(make_role.arg(server.socket_directory()))?;
        Ok(server)
    }

    fn new(port: Option<u16>) -> io::Result<Self> {
        let directory = tempfile::Builder::new().prefix("pg").tempdir_in(place())?;
        if is_root() {
            // The server refuses to be root.
            run(Command::new("chown").arg("postgres").arg(directory.path()))?;
        }
        let server = Self {
            directory,
            programs: programs()?,
            databases: AtomicUsize::new(0),
            port,
        };
        cluster::lay(&server)?;
        Ok(server)
    }

    /// The certificate of one that was started with TLS, which nobody trusts.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.directory.path().join("certificate.pem")
    }

    /// What a client opens one with that was started with TLS, for whoever has that
    /// password; none for any other.
    #[must_use]
    pub fn address_with_tls(&self, password: &str) -> Option<String> {
        let port = self.port?;
        Some(format!(
            "postgres://ada:{password}@localhost:{port}/postgres?sslmode=require"
        ))
    }

    /// Ends it in the middle of everything, as if the machine had lost its power, and starts it
    /// again.
    ///
    /// # Errors
    /// When it does not start again.
    pub fn crash_and_start(&self) -> io::Result<()> {
        self.control(&["-m", "immediate", "restart"])
    }

    /// Ends it, as if somebody had: clients are cut off, and find nobody.
    ///
    /// # Errors
    /// When it does not end.
    pub fn stop(&self) -> io::Result<()> {
        self.control(&["-m", "fast", "stop"])
    }

    /// Starts one again that was stopped.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_again(&self) -> io::Result<()> {
        self.control(&["start"])
    }

    /// The directory of the socket.
    #[must_use]
    pub fn socket_directory(&self) -> &Path {
        self.directory.path()
    }

    /// Makes a database that nobody else uses.
    ///
    /// # Errors
    /// When the server does not make it.
    pub fn new_database(&self) -> io::Result<String> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        let mut create = self.program("createdb");
        run(create
            .args(["-U", "postgres", "-h"])
            .arg(self.socket_directory())
            .arg(&name))?;
        Ok(name)
    }

    /// All rows of all tables of a database, each as JSON after the name of its table.
    ///
    /// # Errors
    /// When the server does not tell.
    pub fn rows(&self, database: &str) -> io::Result<Vec<String>> {
        let tables = self.select(
            database,
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1",
        )?;
        let rows = tables
            .iter()
            .map(|table| format!("SELECT '{table} ' || row_to_json(t)::text FROM {table} t"));
        let all: Vec<String> = rows.collect();
        // No tables have no rows.
        match &*all.join(" UNION ALL ") {
            "" => Ok(Vec::new()),
            rows => self.select(database, rows),
        }
    }

    /// What a statement selects that has one column: a line each.
    fn select(&self, database: &str, statement: &str) -> io::Result<Vec<String>> {
        let mut select = self.program("psql");
        select
            .args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-h"])
            .arg(self.socket_directory())
            .args(["-d", database, "-c", statement]);
        let output = select.stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            let failed = format!("{select:?} failed ({})", output.status);
            return Err(io::Error::other(failed));
        }
        let told = String::from_utf8_lossy(&output.stdout);
        Ok(told.lines().map(str::to_owned).collect())
    }

    /// Does something in a database, as its owner may.
    ///
    /// # Errors
    /// When the server does not do it.
    pub fn execute(&self, database: &str, statement: &str) -> io::Result<()> {
        self.select(database, statement).map(drop)
    }

    /// What a client opens a database with, by the server's own socket.
    #[must_use]
    pub fn address(&self, database: &str) -> String {
        address(self.socket_directory(), database)
    }

    /// The same as a URL.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let directory = self.socket_directory().display().to_string();
        let directory = directory.replace('/', "%2F");
        format!("postgres://postgres@{directory}/{database}")
    }

    fn control(&self, what: &[&str]) -> io::Result<()> {
        let directory = self.socket_directory().display();
        let listening = match self.port {
            None => "-c listen_addresses=''".to_owned(),
            Some(port) => format!(
                "-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on \
                 -c ssl_cert_file={directory}/certificate.pem -c ssl_key_file={directory}/key.pem"
            ),
        };
        let options = format!("{listening} -k {directory} -c fsync=off -c max_connections=200");
        let mut control = self.program("pg_ctl");
        control
            .args(["-w", "-l"])
            .arg(self.directory.path().join("log"));
        control.args(["-o", &options, "-D"]).arg(self.data());
        run(control.args(what))
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        self.ordinary(&self.programs.join(name))
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
        // Nobody is left who could do something about an error.
        let _ = self.control(&["-m", "immediate", "stop"]);
    }
}

/// What a client opens a database with, by a socket in this directory.
fn address(socket_directory: &Path, database: &str) -> String {
    format!(
        "host={} user=postgres dbname={database}",
        socket_directory.display()
    )
}

/// Where servers have their directories: where temporary files are, unless that leaves too little of
/// the path of a socket, or the user that the server runs as does not get there.
fn place() -> PathBuf {
    let usual = std::env::temp_dir();
    let is_short = usual.as_os_str().len() <= LONGEST;
    match is_short && usual.ancestors().all(is_open_to_all) {
        true => usual,
        false => "/tmp".into(),
    }
}

/// Whether any user gets through a directory to what is in it.
fn is_open_to_all(directory: &Path) -> bool {
    std::fs::metadata(directory).is_ok_and(|found| found.permissions().mode() & 0o001 != 0)
}

/// The programs of the newest version there is.
fn programs() -> io::Result<PathBuf> {
    let missing = |error: io::Error| {
        let said = format!("{VERSIONS}: {error}; `cargo xtask test` installs PostgreSQL");
        io::Error::new(error.kind(), said)
    };
    let versions = std::fs::read_dir(VERSIONS).map_err(missing)?;
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    versions
        .filter_map(|entry| Some(entry.ok()?.path()))
        .max_by_key(number)
        .map(|version| version.join("bin"))
        .ok_or_else(|| missing(io::ErrorKind::NotFound.into()))
}

fn run(command: &mut Command) -> io::Result<()> {
    let status = command.stdout(Stdio::null()).status();
    // Which program it is that is not there, such as one of those for administrators alone.
    let status =
        status.map_err(|error| io::Error::new(error.kind(), format!("{command:?}: {error}")))?;
    if status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("{command:?} failed ({status})")))
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

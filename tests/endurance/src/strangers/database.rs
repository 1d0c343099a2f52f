//! Where the tenants' things are kept, and all that is in there.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use connector_host::connections::{Key, KeySource};
use connector_host::{Host, HostBuilder};
use local_postgresql::Server;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

use crate::EnduranceError;

/// All rows of all tables, each as text.
pub(super) type Rows = Vec<String>;

/// What keeps connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file of the data directory.
    Sqlite,
    /// A server.
    Postgresql,
}

/// A database of nobody else's.
pub(super) struct Kept {
    /// The host's data directory.
    directory: TempDir,
    server: Option<(Server, String)>,
}

impl Kept {
    pub(super) fn open(database: Database) -> Result<Self, EnduranceError> {
        let server = match database {
            Database::Sqlite => None,
            Database::Postgresql => {
                let server = Server::start().map_err(EnduranceError::io("start PostgreSQL"))?;
                let database = server.new_database();
                let database = database.map_err(EnduranceError::io("make a database"))?;
                Some((server, database))
            }
        };
        let directory = tempfile::tempdir().map_err(EnduranceError::io("make a directory"))?;
        Ok(Self { directory, server })
    }

    /// A host on it.
    pub(super) fn builder(&self) -> Result<HostBuilder, EnduranceError> {
        let builder = Host::builder()
            .data_dir(self.directory.path())
            .key(KeySource::Given(Key::generate()?));
        Ok(match &self.server {
            None => builder,
            Some((server, database)) => builder.postgres(server.address(database).parse()?),
        })
    }

    /// All that is in it.
    pub(super) fn rows(&self) -> Result<Rows, EnduranceError> {
        match &self.server {
            None => self.rows_of_file(),
            Some((server, database)) => server
                .rows(database)
                .map_err(EnduranceError::io("read all tables")),
        }
    }

    fn rows_of_file(&self) -> Result<Rows, EnduranceError> {
        let path = self.directory.path().join("connections.db");
        let database = rusqlite::Connection::open(path)?;
        let mut tables = database.prepare(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        )?;
        let tables = tables.query_map([], |row| row.get(0))?;
        let tables: Vec<String> = tables.collect::<Result<_, _>>()?;
        let mut all = Rows::new();
        for table in tables {
            let mut select = database.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let columns = select.column_count();
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                let mut text = table.clone();
                for column in 0..columns {
                    add(&mut text, row.get_ref(column)?);
                }
                all.push(text);
            }
        }
        Ok(all)
    }
}

/// Adds a value to a row.
fn add(row: &mut String, value: ValueRef<'_>) {
    // Writing to a text cannot fail.
    let _ = match value {
        ValueRef::Null => write!(row, " null"),
        ValueRef::Integer(number) => write!(row, " {number}"),
        ValueRef::Real(number) => write!(row, " {number}"),
        ValueRef::Text(text) => write!(row, " {:?}", String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => {
            let mut digest = DefaultHasher::new();
            bytes.hash(&mut digest);
            write!(row, " {} bytes {:x}", bytes.len(), digest.finish())
        }
    };
}

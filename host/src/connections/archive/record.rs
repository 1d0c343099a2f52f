//! A row of the store on its way to another: its columns by name, and its
//! secrets apart from them.

use std::collections::BTreeMap;

use rusqlite::types::{Value as Column, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::ArchiveError;
use crate::connections::StoreError;
use crate::connections::seal::{Place, Sealer};

/// A row of a table.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Record {
    columns: Map<String, Value>,
    secrets: BTreeMap<String, Secret>,
}

/// A secret that goes into an archive in the clear: the archive is encrypted.
#[derive(Clone, Debug)]
pub(super) struct Secret(pub(super) SecretString);

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose_secret())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

impl Record {
    /// The row, with what is sealed in it opened: blobs, and only they are.
    pub(super) fn read(
        row: &Row<'_>,
        table: &'static str,
        key: &str,
        sealer: &Sealer,
    ) -> Result<Self, StoreError> {
        let (mut columns, mut secrets) = (Map::new(), BTreeMap::new());
        for (index, name) in row.as_ref().column_names().enumerate() {
            let value = match row.get_ref(index)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Real(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
                ValueRef::Blob(sealed) => {
                    let place = Place {
                        table,
                        row: key,
                        column: name,
                    };
                    secrets.insert(name.to_owned(), Secret(sealer.open(place, sealed)?));
                    continue;
                }
            };
            columns.insert(name.to_owned(), value);
        }
        Ok(Self { columns, secrets })
    }

    /// The text in a column.
    pub(super) fn text(&self, column: &str) -> Result<&str, ArchiveError> {
        self.columns
            .get(column)
            .and_then(Value::as_str)
            .ok_or_else(|| missing(column))
    }

    /// The number in a column.
    pub(super) fn number(&self, column: &str) -> Result<i64, ArchiveError> {
        self.columns
            .get(column)
            .and_then(Value::as_i64)
            .ok_or_else(|| missing(column))
    }

    pub(super) fn set(&mut self, column: &str, value: impl Into<Value>) {
        self.columns.insert(column.to_owned(), value.into());
    }

    /// Writes the row, sealed with this store's key, in the place of one that is
    /// there under the same key.
    pub(super) fn write(
        &self,
        database: &Connection,
        table: &'static str,
        key_column: &'static str,
        sealer: &Sealer,
    ) -> Result<(), StoreError> {
        let key = self.text(key_column)?;
        let known = columns(database, table)?;
        let mut row: Vec<(&str, Column)> = Vec::new();
        for (name, value) in &self.columns {
            row.push((known_column(&known, table, name)?, column(value)));
        }
        for (name, secret) in &self.secrets {
            let place = Place {
                table,
                row: key,
                column: name,
            };
            let sealed = sealer.seal(place, &secret.0)?;
            row.push((known_column(&known, table, name)?, Column::Blob(sealed)));
        }
        let names: Vec<&str> = row.iter().map(|(name, _)| *name).collect();
        let places: Vec<String> = (1..=row.len()).map(|number| format!("?{number}")).collect();
        let updates: Vec<String> = names
            .iter()
            .map(|name| format!("{name} = excluded.{name}"))
            .collect();
        database.execute(
            &format!(
                "INSERT INTO {table} ({}) VALUES ({}) ON CONFLICT ({key_column}) DO UPDATE SET {}",
                names.join(", "),
                places.join(", "),
                updates.join(", "),
            ),
            params_from_iter(row.into_iter().map(|(_, value)| value)),
        )?;
        Ok(())
    }
}

fn missing(column: &str) -> ArchiveError {
    ArchiveError::Damaged(format!("a row has no {column}"))
}

fn columns(database: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    database
        .prepare_cached("SELECT name FROM pragma_table_info(?1)")?
        .query_map([table], |row| row.get(0))?
        .collect()
}

/// The column of that name, which goes into a statement: none but the table's
/// own do.
fn known_column<'a>(known: &'a [String], table: &str, name: &str) -> Result<&'a str, ArchiveError> {
    known
        .iter()
        .find(|column| *column == name)
        .map(String::as_str)
        .ok_or_else(|| ArchiveError::Newer {
            what: format!("{name} of {table}"),
        })
}

fn column(value: &Value) -> Column {
    match value {
        Value::Null => Column::Null,
        Value::Bool(yes) => Column::Integer((*yes).into()),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Column::Integer(number),
            None => Column::Real(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Column::Text(text.clone()),
        nested => Column::Text(nested.to_string()),
    }
}

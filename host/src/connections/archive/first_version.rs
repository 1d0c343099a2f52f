//! Archives of the first version, which earlier hosts wrote: rows of their
//! database, with each column by name.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::ArchiveError;
use super::document::{
    ArchivedApp, ArchivedConnection, ArchivedGrant, ArchivedState, ArchivedTrouble, Document,
    Moment, Secret,
};
use crate::connections::app::DEFAULT_APP;
use crate::connections::model::Account;
use crate::connections::subject_key::subject_of_key;
use crate::subject::Reach;

/// The version that is read here.
pub(super) const FIRST: u32 = 1;

/// What is in an archive of the first version.
#[derive(Deserialize)]
struct Rows {
    grants: Vec<Row>,
    connections: Vec<RowOfConnection>,
    apps: Vec<Row>,
}

#[derive(Deserialize)]
struct RowOfConnection {
    grant: usize,
    connection: Row,
    secret_settings: BTreeMap<String, Secret>,
}

/// A row of a table: what is taken from it is known, and the rest is not.
#[derive(Deserialize)]
struct Row {
    columns: Map<String, Value>,
    secrets: BTreeMap<String, Secret>,
}

/// The document of an archive of the first version.
pub(super) fn read(text: &[u8]) -> Result<Document, ArchiveError> {
    let rows: Rows = serde_json::from_slice(text)
        .map_err(|_| ArchiveError::Damaged("what it holds are no connections".to_owned()))?;
    // Of grants, older archives do not say whose connector's they are.
    let mut connectors = vec![None; rows.grants.len()];
    for of_connection in &rows.connections {
        if let Some(connector) = connectors.get_mut(of_connection.grant) {
            *connector = Some(of_connection.connection.peek("connector")?);
        }
    }
    let grants = rows.grants.into_iter().zip(connectors);
    let connections = rows.connections.into_iter().map(connection);
    let grants = grants.map(|(row, connector)| grant(row, connector));
    Ok(Document::new(
        grants.collect::<Result<_, _>>()?,
        connections.collect::<Result<_, _>>()?,
        rows.apps.into_iter().map(app).collect::<Result<_, _>>()?,
    ))
}

fn grant(mut row: Row, of_connection: Option<String>) -> Result<ArchivedGrant, ArchiveError> {
    let own_connector: Option<String> = row.take("connector")?;
    let common_redirect = match (&own_connector, row.take("common_redirect")?) {
        (_, Some(common)) => common,
        (None, None) => 1,
        (Some(_), None) => 0,
    };
    let connector = own_connector.or(of_connection);
    let subject: String = row.taken("subject")?;
    let reach: Option<String> = row.take("reach")?;
    let reason: Option<String> = row.take("reconnect_reason")?;
    let client_refused = row.take("client_refused")?.unwrap_or(0);
    let trouble: Option<String> = row.take("trouble")?;
    let (count, retry_at) = (
        row.take("trouble_count")?.unwrap_or(0),
        row.moment("retry_at")?,
    );
    row.take::<Value>("moved_at")?;
    let grant = ArchivedGrant {
        id: row.taken("id")?,
        connector: connector.ok_or_else(|| missing("connector"))?,
        token_endpoint: row.taken("token_endpoint")?,
        client_id: row.taken("client_id")?,
        account: Account {
            // Of the oldest it is not known what they are.
            subject: subject_of_key(&subject).unwrap_or_default().0,
            reach: match reach.as_deref() {
                Some("account") => Reach::Account,
                _ => Reach::User,
            },
            label: row.taken("label")?,
            facts: row.text_of("account")?.unwrap_or_default(),
        },
        consent: row.text_of("consent")?,
        client_secret: row.secrets.remove("client_secret"),
        access_token: row.secrets.remove("access_token"),
        refresh_token: row.secrets.remove("refresh_token"),
        scopes: row.text_of("scopes")?.unwrap_or_default(),
        base_url: row.take("base_url")?,
        received_at: row
            .moment("received_at")?
            .ok_or_else(|| missing("received_at"))?,
        expires_at: row.moment("expires_at")?,
        generation: row.taken("generation")?,
        state: match reason {
            None => ArchivedState::Living,
            Some(reason) if client_refused == 1 => ArchivedState::ClientRefused(reason),
            Some(reason) => ArchivedState::Ended(reason),
        },
        unfinished_renewal: row.moment("renewal_begun_at")?,
        trouble: trouble
            .zip(retry_at)
            .map(|(reason, retry_at)| ArchivedTrouble {
                reason,
                count,
                retry_at,
            }),
        rerouted: row.take("rerouted")?.map(|rerouted: u8| rerouted == 1),
        common_redirect: common_redirect == 1,
    };
    row.check_all_taken("grants")?;
    Ok(grant)
}

fn connection(of_connection: RowOfConnection) -> Result<ArchivedConnection, ArchiveError> {
    let RowOfConnection {
        grant,
        connection: mut row,
        secret_settings,
    } = of_connection;
    for passed_over in ["id", "grant_id"] {
        row.take::<Value>(passed_over)?;
    }
    let connection = ArchivedConnection {
        grant,
        name: row.taken("name")?,
        connector: row.taken("connector")?,
        method: row.taken("method")?,
        settings: row.text_of("settings")?.unwrap_or_default(),
        secret_settings,
        owner: row.take("owner")?,
        is_default: row.take("is_default")?.unwrap_or(0) == 1,
        disabled_at: row.moment("disabled_at")?,
        created_at: row
            .moment("created_at")?
            .ok_or_else(|| missing("created_at"))?,
        last_used_at: row.moment("last_used_at")?,
    };
    row.check_all_taken("connections")?;
    Ok(connection)
}

fn app(mut row: Row) -> Result<ArchivedApp, ArchiveError> {
    let app = ArchivedApp {
        connector: row.taken("connector")?,
        name: DEFAULT_APP.to_owned(),
        client_id: row.taken("client_id")?,
        address: None,
        client_secret: row.secrets.remove("client_secret"),
        secrets: BTreeMap::new(),
        previous_secrets: BTreeMap::new(),
        servers: row.text_of("servers")?,
        common_redirect: row.take("common_redirect")?.unwrap_or(1) == 1,
    };
    row.check_all_taken("apps")?;
    Ok(app)
}

impl Row {
    fn peek<T: DeserializeOwned>(&self, column: &str) -> Result<T, ArchiveError> {
        let value = self.columns.get(column).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|_| missing(column))
    }

    /// What is in a column; none where the row has no such column, or null in
    /// it.
    fn take<T: DeserializeOwned>(&mut self, column: &str) -> Result<Option<T>, ArchiveError> {
        let value = self.columns.remove(column).unwrap_or_default();
        serde_json::from_value(value).map_err(|_| missing(column))
    }

    fn taken<T: DeserializeOwned>(&mut self, column: &str) -> Result<T, ArchiveError> {
        self.take(column)?.ok_or_else(|| missing(column))
    }

    /// What the text in a column says, which is JSON.
    fn text_of<T: DeserializeOwned>(&mut self, column: &str) -> Result<Option<T>, ArchiveError> {
        let text: Option<String> = self.take(column)?;
        let read = |text: String| serde_json::from_str(&text).map_err(|_| missing(column));
        text.map(read).transpose()
    }

    fn moment(&mut self, column: &str) -> Result<Option<Moment>, ArchiveError> {
        let seconds: Option<i64> = self.take(column)?;
        let read = |seconds| Timestamp::from_second(seconds).map_err(|_| missing(column));
        Ok(seconds.map(read).transpose()?.map(Moment))
    }

    /// Nothing is left that a newer host may have meant.
    fn check_all_taken(self, table: &str) -> Result<(), ArchiveError> {
        let left = self.columns.into_iter().find(|(_, value)| !value.is_null());
        let left = left.map(|(name, _)| name);
        match left.or_else(|| self.secrets.into_keys().next()) {
            None => Ok(()),
            Some(name) => Err(ArchiveError::Newer {
                what: format!("{name} of {table}"),
            }),
        }
    }
}

fn missing(column: &str) -> ArchiveError {
    ArchiveError::Damaged(format!("a row has no {column}"))
}

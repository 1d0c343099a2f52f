//! The operator's own apps in the store.

use rusqlite::{OptionalExtension as _, TransactionBehavior};

use super::model::App;
use super::seal::Place;
use super::store::{Database, Store};
use super::{Servers, StoreError};

fn place(connector: &str) -> Place<'_> {
    Place {
        table: "apps",
        row: connector,
        column: "client_secret",
    }
}

impl Store {
    /// Registers an app, in place of the connector's earlier one, and gives its
    /// grants another chance that were refused for its sake.
    /// `servers` are those that the app may be used at.
    pub(crate) async fn set_app(&self, app: App, servers: Servers) -> Result<(), StoreError> {
        self.call(
            move |Database {
                      connection, sealer, ..
                  }| {
                let secret = app
                    .client_secret
                    .map(|secret| sealer.seal(place(&app.connector), &secret))
                    .transpose()?;
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                transaction.execute(
                    "INSERT INTO apps (connector, client_id, client_secret, servers)
                 VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (connector) DO UPDATE SET
                     common_redirect = common_redirect AND client_id = excluded.client_id,
                     client_id = excluded.client_id, client_secret = excluded.client_secret,
                     servers = excluded.servers",
                    (
                        &app.connector,
                        &app.client_id,
                        secret,
                        serde_json::json!(servers).to_string(),
                    ),
                )?;
                // Its grants may be as good as before: the next call finds out.
                transaction.execute(
                    "UPDATE grants SET reconnect_reason = NULL, client_refused = 0
                     WHERE client_refused AND client_id = ?2
                     AND id IN (SELECT grant_id FROM connections WHERE connector = ?1)",
                    (&app.connector, &app.client_id),
                )?;
                transaction.commit()?;
                Ok(())
            },
        )
        .await
    }

    /// The app that is registered for a connector.
    pub(crate) async fn app(&self, connector: &str) -> Result<Option<App>, StoreError> {
        let connector = connector.to_owned();
        self.call(move |database| {
            let row: Option<(String, Option<Vec<u8>>)> = database
                .connection
                .query_row(
                    "SELECT client_id, client_secret FROM apps WHERE connector = ?1",
                    [&connector],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?;
            let Some((client_id, secret)) = row else {
                return Ok(None);
            };
            let client_secret = secret
                .map(|sealed| database.sealer.open(place(&connector), &sealed))
                .transpose()?;
            Ok(Some(App {
                connector,
                client_id,
                client_secret,
            }))
        })
        .await
    }

    /// Forgets an app; says whether there was one.
    pub(crate) async fn remove_app(&self, connector: &str) -> Result<bool, StoreError> {
        let connector = connector.to_owned();
        self.call(move |Database { connection, .. }| {
            Ok(connection.execute("DELETE FROM apps WHERE connector = ?1", [connector])? > 0)
        })
        .await
    }
}

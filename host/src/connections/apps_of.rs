//! Which registered app connections go through. A grant says whose client it was granted to
//! by that client's id alone, and one that somebody has brought may have the id of a
//! registered app: of such a grant the app that was brought is kept.

use std::collections::BTreeSet;

use super::StoreError;
use super::app::RegisteredApp;
use super::kept::{Grants, Scope};
use super::model::Connection;
use super::store::Store;
use super::tenant::Tenant;

/// The registered app that a connection goes through, as the tenant knows it that has the
/// connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppOf {
    /// Its name, of those that its owner has for the connector.
    pub name: String,
    /// Whether it is one of the operator's that serves the tenant.
    pub of_operator: bool,
}

impl Store {
    /// The registered app that each of the connections goes through, in their order; none
    /// where that was brought, or is registered no more.
    pub(crate) async fn apps_of(
        &self,
        connections: &[Connection],
    ) -> Result<Vec<Option<AppOf>>, StoreError> {
        let own = self.apps().await?;
        let operators = match self.tenant().is_default() {
            true => Vec::new(),
            false => self.operators().apps().await?,
        };
        let mut found: Vec<Option<AppOf>> = connections
            .iter()
            .map(|connection| {
                let may_be_own = connection.grant_tenant == *self.tenant();
                let app = may_be_own.then(|| of_client(&own, connection)).flatten();
                if let Some(app) = app {
                    return Some(AppOf::new(app, false));
                }
                let may_be_operators = may_be_own || connection.grant_tenant == Tenant::default();
                let app = may_be_operators.then(|| of_client(&operators, connection));
                app.flatten().map(|app| AppOf::new(app, true))
            })
            .collect();
        // What was brought is the tenant's own.
        let may_be_brought = connections
            .iter()
            .zip(&found)
            .filter(|(connection, app)| app.is_some() && connection.grant_tenant == *self.tenant())
            .map(|(connection, _)| connection.grant.id.clone());
        let brought = self.brought_for(may_be_brought.collect()).await?;
        for (connection, app) in connections.iter().zip(&mut found) {
            if connection.grant_tenant == *self.tenant() && brought.contains(&connection.grant.id) {
                *app = None;
            }
        }
        Ok(found)
    }

    /// Those of the tenant's grants, by their ids, whose client somebody has brought.
    async fn brought_for(&self, grants: BTreeSet<String>) -> Result<BTreeSet<String>, StoreError> {
        if grants.is_empty() {
            return Ok(grants);
        }
        let scope = Scope {
            grants: Grants::WithIds(grants.into_iter().collect()),
            brought: true,
            ..Scope::default()
        };
        self.see(scope, |held, _| {
            Ok(held.brought.into_keys().map(|(_, id)| id).collect())
        })
        .await
    }
}

impl AppOf {
    fn new(app: &RegisteredApp, of_operator: bool) -> Self {
        Self {
            name: app.name.clone(),
            of_operator,
        }
    }
}

fn of_client<'a>(apps: &'a [RegisteredApp], connection: &Connection) -> Option<&'a RegisteredApp> {
    apps.iter().find(|app| {
        app.connector == connection.connector && app.client_id == connection.grant.client_id
    })
}

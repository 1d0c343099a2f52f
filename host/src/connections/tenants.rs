//! The tenants of a store.

use jiff::Timestamp;

use super::StoreError;
use super::kept::{Change, Connections, Grants, KeptConnection, Scope, TenantsAfter, Whose};
use super::memory::{Asked, Thing};
use super::store::Store;
use super::tenant::Tenant;

impl Store {
    /// All tenants, by name.
    pub(crate) async fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        let scope = Scope {
            of: Whose::All,
            ..Scope::default()
        };
        self.see(scope, |held, _| Ok(held.tenants)).await
    }

    /// The tenants behind a name, by name: so many at most.
    pub(crate) async fn tenants_after(
        &self,
        name: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Tenant>, StoreError> {
        let after = TenantsAfter {
            name: name.map(str::to_owned),
            limit: i64::try_from(limit).unwrap_or(i64::MAX),
        };
        let scope = Scope {
            tenants_after: Some(after),
            ..Scope::default()
        };
        self.see(scope, |held, _| {
            Ok(held.names.into_iter().map(Tenant::kept).collect())
        })
        .await
    }

    /// Makes a tenant.
    pub(crate) async fn create_tenant(
        &self,
        tenant: Tenant,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let scope = Scope {
            of: Whose::All,
            ..Scope::default()
        };
        self.change(scope, move |held, sealer| {
            if held.tenants.contains(&tenant) {
                let name = tenant.to_string();
                return Err(StoreError::TenantExists { name });
            }
            let (_, data_key) = sealer.with_new_data_key(&tenant)?;
            Ok((vec![Change::Tenant(tenant, now, data_key)], ()))
        })
        .await
    }

    /// Removes the tenant that the store is for, with its apps and its data key,
    /// once it has no connections.
    pub(crate) async fn remove_tenant(&self) -> Result<(), StoreError> {
        let tenant = self.tenant().clone();
        if tenant.is_default() {
            return Err(StoreError::DefaultTenant);
        }
        let scope = Scope {
            connections: Connections::All,
            grants: Grants::All,
            ..Scope::default()
        };
        self.change(scope, move |held, _| {
            if !held.connections.is_empty() {
                let names = held.connections.into_iter().map(|kept| kept.name);
                return Err(StoreError::TenantInUse {
                    name: tenant.to_string(),
                    connections: names.collect(),
                });
            }
            // Such as an archive has brought without connections.
            let unused = held.grants.into_keys();
            let mut changes: Vec<_> = unused
                .map(|(tenant, id)| Change::GrantGone(tenant, id))
                .collect();
            changes.push(Change::TenantGone(tenant));
            Ok((changes, ()))
        })
        .await
    }

    /// Refuses a tenant that is not there.
    pub(crate) async fn check_tenant(&self) -> Result<(), StoreError> {
        let Err(mark) = self.remembered(Asked::Tenant).await else {
            return Ok(());
        };
        self.see(Scope::default(), |_, _| Ok(())).await?;
        self.remember(mark, Asked::Tenant, Thing::Tenant);
        Ok(())
    }

    /// The connections of a connector, of all tenants, as the operator knows
    /// them.
    pub(crate) async fn names_of_all(&self, connector: &str) -> Result<Vec<String>, StoreError> {
        self.names_for_operator(connector, |_| true).await
    }

    /// The same, without those of the tenant that the store is for.
    pub(crate) async fn names_of_others(&self, connector: &str) -> Result<Vec<String>, StoreError> {
        let own = self.tenant().clone();
        self.names_for_operator(connector, move |kept| kept.tenant != own)
            .await
    }

    async fn names_for_operator(
        &self,
        connector: &str,
        counts: impl Fn(&KeptConnection) -> bool + Send + 'static,
    ) -> Result<Vec<String>, StoreError> {
        let scope = Scope {
            of: Whose::All,
            connections: Connections::OfConnector(connector.to_owned()),
            ..Scope::default()
        };
        self.see(scope, move |held, _| {
            let connections = held.connections.iter().filter(|kept| counts(kept));
            Ok(connections.map(KeptConnection::name_for_operator).collect())
        })
        .await
    }
}

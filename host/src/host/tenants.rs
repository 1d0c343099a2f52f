//! The tenants of a host.

use super::{Host, Removal};
use crate::Error;
use crate::connections::{StoreError, Tenant};

impl Host {
    /// The host for a tenant: all that it does with connections and apps is the
    /// tenant's own, and it sees nothing of another's. Tenants, connectors, what was
    /// agreed to for them, and the key are the operator's: what changes or tells of
    /// those is refused unless the host is for the tenant `default`.
    ///
    /// ```no_run
    /// # async fn example(host: connector_host::Host) -> Result<(), connector_host::Error> {
    /// host.create_tenant("acme").await?;
    /// let acme = host.tenant("acme").await?;
    /// acme.connect("notes", "own-app").name("work").start().await?;
    /// assert!(host.connection("work").await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no such tenant, this host is for another tenant than `default`,
    /// or the store can't be read.
    pub async fn tenant(&self, name: &str) -> Result<Self, Error> {
        self.check_is_operators()?;
        let host = self.of(named(name)?);
        host.store().await?.check_tenant().await?;
        Ok(host)
    }

    /// The same for a tenant that is there.
    pub(super) fn of(&self, tenant: Tenant) -> Self {
        Self {
            tenant,
            inner: self.inner.clone(),
        }
    }

    /// The tenant whose connections this is for: `default`, unless
    /// [`tenant`](Self::tenant) has said another.
    #[must_use]
    pub fn tenant_name(&self) -> &Tenant {
        &self.tenant
    }

    /// All tenants, by name.
    ///
    /// # Errors
    /// When this host is for another tenant than `default`, or the store can't be
    /// read.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        self.check_is_operators()?;
        Ok(self.store().await?.tenants().await?)
    }

    /// Some of the tenants, by name in the order of its bytes: those behind a name, or from the
    /// first on, and so many at most.
    ///
    /// # Errors
    /// When this host is for another tenant than `default`, or the store can't be
    /// read.
    pub async fn tenants_after(
        &self,
        name: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Tenant>, Error> {
        self.check_is_operators()?;
        Ok(self.store().await?.tenants_after(name, limit).await?)
    }

    /// Makes a tenant.
    ///
    /// # Errors
    /// When there is one of that name, it can't be one's, this host is for another
    /// tenant than `default`, or the store can't be written.
    pub async fn create_tenant(&self, name: &str) -> Result<(), Error> {
        self.check_is_operators()?;
        let tenant: Tenant = name.parse()?;
        let now = self.inner.clock.now();
        Ok(self.store().await?.create_tenant(tenant, now).await?)
    }

    /// Removes a tenant with its connections, whose tokens are revoked, and its
    /// apps. Whoever is interrupted can begin again.
    ///
    /// # Errors
    /// When there is no such tenant, it is `default`, this host is for another one,
    /// or the store can't be written.
    pub async fn remove_tenant(&self, name: &str) -> Result<Vec<Removal>, Error> {
        let tenant = self.tenant(name).await?;
        if tenant.tenant == Tenant::default() {
            return Err(StoreError::DefaultTenant.into());
        }
        let mut removed = Vec::new();
        for connection in tenant.connections().await? {
            removed.push(tenant.remove_and_tell_all(connection.id.as_str()).await?);
        }
        tenant.store().await?.remove_tenant().await?;
        self.inner.records.forget(&tenant.tenant);
        Ok(removed)
    }

    /// Refuses what is not for a tenant to do.
    pub(super) fn check_is_operators(&self) -> Result<(), Error> {
        if self.tenant == Tenant::default() {
            return Ok(());
        }
        let tenant = self.tenant.to_string();
        Err(Error::OperatorsOnly { tenant })
    }
}

/// The tenant of that name; what can't be a tenant's name is no tenant's.
fn named(name: &str) -> Result<Tenant, Error> {
    let no_tenant = |_| {
        let name = name.to_owned();
        StoreError::NoTenant { name }
    };
    Ok(name.parse().map_err(no_tenant)?)
}

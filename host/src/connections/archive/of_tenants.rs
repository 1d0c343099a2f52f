//! The connections of tenants that act by grants of the operator: what becomes of those
//! grants becomes of them.

use crate::connections::StoreError;
use crate::connections::kept::{Connections, Scope, Whose};
use crate::connections::store::Store;

/// A connection of a tenant that acts by a grant of the operator.
pub(super) struct OfTenant {
    pub(super) grant_id: String,
    pub(super) name: String,
}

impl Store {
    /// The connections of tenants that act by these grants of the operator.
    pub(super) async fn used_by_tenants(
        &self,
        grant_ids: Vec<String>,
    ) -> Result<Vec<OfTenant>, StoreError> {
        if !self.tenant().is_default() || grant_ids.is_empty() {
            return Ok(Vec::new());
        }
        let scope = Scope {
            of: Whose::All,
            connections: Connections::All,
            ..Scope::default()
        };
        self.see(scope, move |held, _| {
            let of_tenants = held.connections.iter().filter(|kept| {
                kept.grant_tenant.is_default()
                    && !kept.tenant.is_default()
                    && grant_ids.contains(&kept.grant_id)
            });
            let used = of_tenants.map(|kept| OfTenant {
                grant_id: kept.grant_id.clone(),
                name: kept.name_for_operator(),
            });
            Ok(used.collect())
        })
        .await
    }
}

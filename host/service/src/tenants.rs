//! Tenants: whose connections are kept apart. They are the operator's to make.

use std::collections::HashMap;

use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Operates;
use crate::connections::Removed;
use crate::content::{Asked, Content, Named};
use crate::cursor::{Page, PageParameters};
use crate::problem::Problem;

/// A tenant.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tenant {
    /// Its name: 1 to 64 letters, digits, `-`, `_`, `.` or `@`, of which the first is no `-`.
    #[schema(min_length = 1, max_length = 64)]
    name: String,
}

/// Tenants, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TenantList {
    /// Those of this page.
    items: Vec<Tenant>,
    /// Where the next page begins; null on the last.
    next_cursor: Option<String>,
}

/// What became of the connections of a tenant that was removed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TenantRemoved {
    /// Its name.
    name: String,
    /// Its connections, and what became of their tokens.
    connections: Vec<Removed>,
}

/// List tenants
///
/// It takes an operator's key.
#[utoipa::path(
    get, path = "/v1/tenants", tag = "tenants", operation_id = "list-tenants",
    params(PageParameters),
    responses((status = 200, description = "A page of them.", body = TenantList))
)]
pub(crate) async fn list(
    Operates(host): Operates,
    Asked(page): Asked<PageParameters>,
) -> Result<Json<TenantList>, Problem> {
    let (limit, after) = (page.limit()?, page.after()?);
    // One more, to know whether there is another page.
    let tenants = host.tenants_after(after.as_deref(), limit + 1).await?;
    let mut shown = Page::new(limit);
    shown.add(tenants.iter().map(|tenant| Tenant {
        name: tenant.to_string(),
    }));
    let (items, next_cursor) = shown.ends(|tenant| &tenant.name);
    Ok(Json(TenantList { items, next_cursor }))
}

/// Create a tenant
///
/// It takes an operator's key.
#[utoipa::path(
    post, path = "/v1/tenants", tag = "tenants", operation_id = "create-tenant",
    request_body = Tenant,
    responses((status = 201, description = "It was created.", body = Tenant))
)]
pub(crate) async fn create(
    Operates(host): Operates,
    Content(tenant): Content<Tenant>,
) -> Result<(StatusCode, Json<Tenant>), Problem> {
    host.create_tenant(&tenant.name).await?;
    Ok((StatusCode::CREATED, Json(tenant)))
}

/// Remove a tenant
///
/// Its connections go with it, whose tokens are revoked, and its apps and keys. Who
/// is interrupted can begin again. It takes an operator's key.
#[utoipa::path(
    delete, path = "/v1/tenants/{tenant}", tag = "tenants", operation_id = "remove-tenant",
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 200, description = "It was removed.", body = TenantRemoved))
)]
pub(crate) async fn remove(
    Operates(host): Operates,
    Named(name): Named<String>,
) -> Result<Json<TenantRemoved>, Problem> {
    // Its apps tell nothing any more once they are gone with it.
    let tenant = host.tenant(&name).await?;
    let connections = tenant.connections().await?;
    let apps = tenant.apps_of(&connections).await?;
    let ids = connections.into_iter().map(|its| its.id.to_string());
    let mut apps: HashMap<String, _> = ids.zip(apps).collect();
    let removed = host.remove_tenant(&name).await?;
    let removed = removed.into_iter().map(|removal| {
        let app = apps.remove(removal.connection.id.as_str()).flatten();
        Removed::of(removal, app)
    });
    Ok(Json(TenantRemoved {
        connections: removed.collect(),
        name,
    }))
}

/// Give a tenant another data key
///
/// All its secrets are sealed anew: what somebody may have got of the old key opens nothing that
/// is kept from then on. Nobody has to connect again. A call that was left halfway can't be
/// gone on with after that. It takes an operator's key.
#[utoipa::path(
    post, path = "/v1/tenants/{tenant}/data-key", tag = "tenants", operation_id = "rotate-data-key",
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 200, description = "It has another.", body = Tenant))
)]
pub(crate) async fn rotate_data_key(
    Operates(host): Operates,
    Named(name): Named<String>,
) -> Result<Json<Tenant>, Problem> {
    host.tenant(&name).await?.rotate_data_key().await?;
    Ok(Json(Tenant { name }))
}

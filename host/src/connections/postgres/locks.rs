//! What transactions wait for, so that a rule sees what its changes are made to.
//!
//! All locks are of the transaction, and taken in one order: the store, the data key
//! of the tenant, its connections, a grant that it shares, a call that is made once, and
//! then rows. So who changes one tenant waits for nobody who changes another, but for
//! those who change all of them; and a renewal, which is of one row, not for these
//! either: a host that has died while it replaced the key would keep the tokens of all
//! from being renewed.

use deadpool_postgres::Transaction;
use serde_json::json;

use super::error::Failed;
use crate::connections::backend::Access;
use crate::connections::kept::{Connections, Outcomes, Scope, SharedGrant, Whose};
use crate::connections::subject_key::of_any_tenant;
use crate::connections::tenant::Tenant;

/// Tells these locks from those of other programs on the same database.
const OF_STORE: i64 = 0x636f_6e6e_0000_0000;
/// The same for those of tenants, each beside the tenant's name.
const OF_DATA_KEY: i64 = OF_STORE + 1;
const OF_CONNECTIONS: i64 = OF_STORE + 2;
/// And for the grants of a subject that are the operator's: the one that tenants share, and
/// those that each uses alone.
const OF_SHARED: i64 = OF_STORE + 3;
/// And for who adds components of a connector, beside its key.
const OF_COMPONENTS: i64 = OF_STORE + 4;
/// And for a call that is made once, beside whose it is and its id.
const OF_OUTCOMES: i64 = OF_STORE + 5;

/// Waits until the rule has what it needs to itself.
pub(super) async fn wait(
    transaction: &Transaction<'_>,
    access: Access,
    scope: &Scope,
) -> Result<(), Failed> {
    let tenant = match (access, &scope.of) {
        (Access::Read, _) => return Ok(()),
        (_, Whose::Of(tenant)) => tenant.as_str(),
        // Of all tenants: nobody else changes anything.
        (_, Whose::All | Whose::Own) => {
            let all = "SELECT pg_advisory_xact_lock($1)";
            let all = transaction.prepare_cached(all).await?;
            transaction.query(&all, &[&OF_STORE]).await?;
            return Ok(());
        }
    };
    // A renewal has the row of its grant, and needs no more than that nobody gives
    // the tenant another data key.
    if scope.by_rows {
        let lock = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, $2))";
        let lock = transaction.prepare_cached(lock).await?;
        transaction.query(&lock, &[&tenant, &OF_DATA_KEY]).await?;
        return Ok(());
    }
    let changes_connections =
        !matches!(scope.connections, Connections::None) || scope.names_from.is_some();
    let lock = match (access, changes_connections) {
        (Access::Alone, _) => {
            "SELECT pg_advisory_xact_lock_shared($1),
                 pg_advisory_xact_lock(hashtextextended($2, $3)),
                 pg_advisory_xact_lock(hashtextextended($2, $4))"
        }
        (_, true) => {
            "SELECT pg_advisory_xact_lock_shared($1),
                 pg_advisory_xact_lock_shared(hashtextextended($2, $3)),
                 pg_advisory_xact_lock(hashtextextended($2, $4))"
        }
        (_, false) => {
            "SELECT pg_advisory_xact_lock_shared($1),
                 pg_advisory_xact_lock_shared(hashtextextended($2, $3))
             WHERE $4::bigint IS NOT NULL"
        }
    };
    let lock = transaction.prepare_cached(lock).await?;
    transaction
        .query(&lock, &[&OF_STORE, &tenant, &OF_DATA_KEY, &OF_CONNECTIONS])
        .await?;
    if let Some(shared) = &scope.shared {
        let lock = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, $2)),
             pg_advisory_xact_lock(hashtextextended($3, $4))";
        let lock = transaction.prepare_cached(lock).await?;
        let SharedGrant {
            connector,
            token_endpoint,
            client_id,
            subject,
        } = shared;
        let subject = of_any_tenant(subject);
        let name = json!([connector, token_endpoint, client_id, subject]).to_string();
        let operator = Tenant::DEFAULT;
        transaction
            .query(&lock, &[&operator, &OF_DATA_KEY, &name, &OF_SHARED])
            .await?;
    }
    // Of one that is not there yet there is no row to wait for.
    if let Outcomes::WithId(id) = &scope.outcomes {
        let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, $2))";
        let lock = transaction.prepare_cached(lock).await?;
        let name = json!([tenant, id]).to_string();
        transaction.query(&lock, &[&name, &OF_OUTCOMES]).await?;
    }
    Ok(())
}

/// Waits for whoever else adds components of a connector.
pub(super) async fn wait_for_components(
    transaction: &Transaction<'_>,
    connector: &str,
) -> Result<(), Failed> {
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, $2))";
    let lock = transaction.prepare_cached(lock).await?;
    transaction
        .query(&lock, &[&connector, &OF_COMPONENTS])
        .await?;
    Ok(())
}

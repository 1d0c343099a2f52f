//! What transactions wait for, so that a rule sees what its changes are made to.
//!
//! All locks are of the transaction, and taken in one order: the store, the
//! tenant, and then rows.

use deadpool_postgres::Transaction;

use super::error::Failed;
use crate::connections::backend::Access;
use crate::connections::kept::{Connections, Scope, Whose};

/// Tells these locks from those of other programs on the same database.
pub(super) const STORE: i32 = 0x636f_6e6e;

/// Waits until the rule has what it needs to itself.
pub(super) async fn wait(
    transaction: &Transaction<'_>,
    access: Access,
    scope: &Scope,
) -> Result<(), Failed> {
    let tenant = match (access, &scope.of) {
        (Access::Read, _) => return Ok(()),
        (Access::Write, Whose::Of(tenant)) => tenant,
        // Of all tenants: nobody else changes anything.
        (Access::Alone, _) | (Access::Write, Whose::All | Whose::Own) => {
            lock(transaction, "SELECT pg_advisory_xact_lock($1, $2)", 0).await?;
            return Ok(());
        }
    };
    lock(
        transaction,
        "SELECT pg_advisory_xact_lock_shared($1, $2)",
        0,
    )
    .await?;
    // A renewal has the row of its grant, and needs no more.
    if !matches!(scope.connections, Connections::None) || scope.names_from.is_some() {
        let statement = transaction
            .prepare_cached("SELECT pg_advisory_xact_lock($1, hashtext($2))")
            .await?;
        let of_tenants = STORE + 1;
        transaction
            .query(&statement, &[&of_tenants, &tenant.as_str()])
            .await?;
    }
    Ok(())
}

async fn lock(transaction: &Transaction<'_>, statement: &str, number: i32) -> Result<(), Failed> {
    let statement = transaction.prepare_cached(statement).await?;
    transaction.query(&statement, &[&STORE, &number]).await?;
    Ok(())
}

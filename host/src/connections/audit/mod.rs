//! Records of the exchanges that the host has made, kept for a while.
//!
//! Whoever makes an exchange waits for no record of it: records are
//! [gathered](Records) and written some at a time. They hold no secret and are not
//! sealed.

mod gathering;
mod query;
mod record;
mod search;
mod waiting;

pub use query::{AuditCursor, AuditOutcome, AuditPage, AuditQuery, NoAuditCursor};
pub use record::{AuditKind, AuditRecord, OTHER_PATH};

pub(crate) use gathering::{AuditLimits, Records};
pub(super) use search::{Dialect, INDEXES, Statement, Value};

use jiff::Timestamp;

use super::StoreError;
use super::kept::{Audit, Change, Scope};
use super::store::Store;
use super::tenant::Tenant;

/// A record with whose it is.
#[derive(Clone, Debug)]
pub(crate) struct KeptRecord {
    pub(crate) tenant: Tenant,
    pub(crate) record: AuditRecord,
}

impl Store {
    /// Keeps records, of whichever tenants. Those of tenants that are gone are not
    /// kept, and those that are kept already stay as they are.
    pub(super) async fn keep_records(&self, records: Vec<KeptRecord>) -> Result<(), StoreError> {
        let change = Change::Audit(records);
        self.operators()
            .change(Scope::default(), move |_, _| Ok((vec![change], ())))
            .await
    }

    /// Forgets records that are older, of all tenants, and of these tenants all but the
    /// newest.
    pub(super) async fn forget_records(
        &self,
        before: Timestamp,
        tenants: Vec<Tenant>,
        most: u64,
    ) -> Result<(), StoreError> {
        let beyond = tenants
            .into_iter()
            .map(|tenant| Change::AuditBeyond(tenant, most));
        let changes = std::iter::once(Change::AuditBefore(before)).chain(beyond);
        let changes = changes.collect();
        self.operators()
            .change(Scope::default(), move |_, _| Ok((changes, ())))
            .await
    }

    /// The records of the tenant that are wanted.
    pub(crate) async fn records(&self, query: AuditQuery) -> Result<AuditPage, StoreError> {
        let scope = Scope {
            audit: Audit::Page(Box::new(query)),
            ..Scope::default()
        };
        self.see(scope, |held, _| Ok(held.audit)).await
    }
}

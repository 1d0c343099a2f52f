//! Runs, which somebody else keeps, sealed with the data key of their tenant.
//!
//! The seal says whose a run is, which run, and in which form it is: what was sealed
//! for another tenant, as another run or by another version of the host opens nowhere.

use secrecy::SecretString;

use super::StoreError;
use super::kept::{Connections, Scope};
use super::model::Connection;
use super::seal::{Place, Sealed};
use super::store::Store;
use super::tenant::Tenant;

impl Store {
    /// Seals a run of that id and form.
    pub(crate) async fn seal_run(
        &self,
        id: &str,
        form: &'static str,
        run: SecretString,
    ) -> Result<Vec<u8>, StoreError> {
        let (tenant, id) = (self.tenant().clone(), id.to_owned());
        self.see(Scope::default(), move |_, sealer| {
            Ok(sealer.seal(place(&tenant, &id, form), &run)?.0)
        })
        .await
    }

    /// Opens one.
    pub(crate) async fn open_run(
        &self,
        id: &str,
        form: &'static str,
        sealed: Vec<u8>,
    ) -> Result<SecretString, StoreError> {
        let (tenant, id) = (self.tenant().clone(), id.to_owned());
        self.see(Scope::default(), move |_, sealer| {
            Ok(sealer.open(place(&tenant, &id, form), &Sealed(sealed))?)
        })
        .await
    }

    /// The connection of that id, and no other that has it for a name.
    pub(crate) async fn connection_with_id(&self, id: &str) -> Result<Connection, StoreError> {
        let id = id.to_owned();
        let scope = Scope {
            connections: Connections::WithId(id.clone()),
            ..Scope::default()
        };
        self.see(scope, move |held, _| {
            let kept = held.connections.iter().find(|kept| kept.id == id);
            held.told(kept.ok_or(StoreError::NoConnection { name: id })?)
        })
        .await
    }
}

fn place<'a>(tenant: &'a Tenant, id: &'a str, form: &'static str) -> Place<'a> {
    Place {
        tenant: tenant.as_str(),
        table: "runs",
        row: id,
        column: form,
    }
}

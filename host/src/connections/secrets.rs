//! Secret settings of connections.

use secrecy::SecretString;

use super::StoreError;
use super::id::ConnectionId;
use super::kept::{Connections, KeptSecrets, Scope};
use super::seal::{Place, SealError, Sealed};
use super::sealer::Sealer;
use super::store::Store;
use super::tenant::Tenant;

impl Store {
    /// The secret settings of a connection.
    pub(crate) async fn secret_settings(
        &self,
        connection_id: &ConnectionId,
    ) -> Result<Vec<(String, SecretString)>, StoreError> {
        let (tenant, id) = (self.tenant().clone(), connection_id.0.clone());
        self.see(of(&id), move |mut held, sealer| {
            let kept = held.take_secrets(&id).unwrap_or_default();
            let open = |(name, sealed): (String, Sealed)| {
                let value = sealer.open(place(&tenant, &id, &name), &sealed)?;
                Ok((name, value))
            };
            kept.into_iter().map(open).collect()
        })
        .await
    }

    /// The value of a secret setting of a connection, when it has one.
    pub(crate) async fn secret_setting(
        &self,
        connection_id: &ConnectionId,
        name: &str,
    ) -> Result<Option<SecretString>, StoreError> {
        let tenant = self.tenant().clone();
        let (id, name) = (connection_id.0.clone(), name.to_owned());
        self.see(of(&id), move |mut held, sealer| {
            let kept = held.take_secrets(&id);
            let sealed = kept.as_ref().and_then(|kept| kept.get(&name));
            let open = |sealed: &Sealed| sealer.open(place(&tenant, &id, &name), sealed);
            Ok(sealed.map(open).transpose()?)
        })
        .await
    }
}

fn of(connection_id: &str) -> Scope {
    Scope {
        connections: Connections::WithId(connection_id.to_owned()),
        secrets: true,
        ..Scope::default()
    }
}

/// Seals secret settings of a connection, in place of earlier ones of the same
/// names.
pub(super) fn seal(
    kept: &mut KeptSecrets,
    tenant: &Tenant,
    connection_id: &str,
    secrets: &[(String, SecretString)],
    sealer: &Sealer,
) -> Result<(), SealError> {
    for (name, value) in secrets {
        let sealed = sealer.seal(place(tenant, connection_id, name), value)?;
        kept.insert(name.clone(), sealed);
    }
    Ok(())
}

/// Every sealed value of a connection, with its place.
pub(super) fn each_sealed<E>(
    tenant: &Tenant,
    connection_id: &str,
    kept: &mut KeptSecrets,
    mut work: impl FnMut(Place<'_>, &mut Sealed) -> Result<(), E>,
) -> Result<(), E> {
    for (name, sealed) in kept {
        work(place(tenant, connection_id, name), sealed)?;
    }
    Ok(())
}

/// Where a secret setting is.
pub(super) fn place<'a>(tenant: &'a Tenant, connection_id: &'a str, name: &'a str) -> Place<'a> {
    Place {
        tenant: tenant.as_str(),
        table: "secret_settings",
        row: connection_id,
        column: name,
    }
}

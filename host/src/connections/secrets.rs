//! Secret settings of connections.

use secrecy::SecretString;

use super::StoreError;
use super::kept::{Connections, KeptSecrets, Scope};
use super::seal::{Place, SealError, Sealed, Sealer};
use super::store::Store;

impl Store {
    /// The secret settings of a connection.
    pub(crate) async fn secret_settings(
        &self,
        connection_id: &str,
    ) -> Result<Vec<(String, SecretString)>, StoreError> {
        let id = connection_id.to_owned();
        self.see(of(&id), move |mut held, sealer| {
            let kept = held.secrets.remove(&id).unwrap_or_default();
            let open = |(name, sealed): (String, Sealed)| {
                let value = sealer.open(place(&id, &name), &sealed)?;
                Ok((name, value))
            };
            kept.into_iter().map(open).collect()
        })
        .await
    }

    /// The value of a secret setting of a connection, when it has one.
    pub(crate) async fn secret_setting(
        &self,
        connection_id: &str,
        name: &str,
    ) -> Result<Option<SecretString>, StoreError> {
        let (id, name) = (connection_id.to_owned(), name.to_owned());
        self.see(of(&id), move |held, sealer| {
            let sealed = held.secrets.get(&id).and_then(|kept| kept.get(&name));
            let open = |sealed: &Sealed| sealer.open(place(&id, &name), sealed);
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
    connection_id: &str,
    secrets: &[(String, SecretString)],
    sealer: &Sealer,
) -> Result<(), SealError> {
    for (name, value) in secrets {
        let sealed = sealer.seal(place(connection_id, name), value)?;
        kept.insert(name.clone(), sealed);
    }
    Ok(())
}

/// Every sealed value of a connection, with its place.
pub(super) fn each_sealed<E>(
    connection_id: &str,
    kept: &mut KeptSecrets,
    mut work: impl FnMut(Place<'_>, &mut Sealed) -> Result<(), E>,
) -> Result<(), E> {
    for (name, sealed) in kept {
        work(place(connection_id, name), sealed)?;
    }
    Ok(())
}

/// Where a secret setting is.
pub(super) fn place<'a>(connection_id: &'a str, name: &'a str) -> Place<'a> {
    Place {
        table: "secret_settings",
        row: connection_id,
        column: name,
    }
}

//! Moving connections to another machine.

use secrecy::SecretString;

use super::Host;
use crate::Error;
use crate::connections::{AgreedHere, Export, OpenedArchive};

impl Host {
    /// Writes the connections of these names to an archive that the passphrase
    /// opens; all when there are no names. None of them is renewed as long as
    /// the [`Export`] lives: keep its text safe, and then call
    /// [`move_out`](Export::move_out), since a refresh token that two machines
    /// use is lost to one of them.
    ///
    /// # Errors
    /// When there is no connection of a name, when another one shares its grant,
    /// or when it was moved away before.
    pub async fn export(
        &self,
        names: impl IntoIterator<Item = String>,
        passphrase: SecretString,
    ) -> Result<Export, Error> {
        let names = names.into_iter().collect();
        Ok(self.store().await?.export(names, passphrase).await?)
    }

    /// Takes in the connections of an archive, all or none, and returns their
    /// names. Living grants, grants by which a connection acts that the archive does
    /// not name, and apps, also where there is none, are replaced only with leave
    /// to `replace`. Their connectors have to be here first: what an
    /// archive says was agreed to is nobody's consent on this machine.
    ///
    /// # Errors
    /// When the passphrase is wrong or the archive damaged, when nobody has agreed
    /// here to a connector of it or to an authorization server that a grant of it
    /// is from, when a name is another account's here, or when something would be
    /// replaced without leave. Nothing is changed then.
    pub async fn import(
        &self,
        archive: String,
        passphrase: SecretString,
        replace: bool,
    ) -> Result<Vec<String>, Error> {
        let store = self.store().await?;
        let archive = OpenedArchive::open(archive, passphrase).await?;
        let mut agreed = AgreedHere::new();
        for connector in archive.connectors() {
            if let Some(consent) = self.agreed_here(&connector).await? {
                agreed.insert(connector, consent);
            }
        }
        Ok(store.import(archive, agreed, replace).await?)
    }
}

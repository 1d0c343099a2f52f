//! The secrets of apps as they are sealed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use secrecy::SecretString;

use super::app::{CLIENT_SECRET, DEFAULT_APP, Rotated};
use super::kept::{KeptApp, KeptAppSecret};
use super::seal::{Place, SealError, Sealed};
use super::sealer::Sealer;

/// Which of the two that there are of one name.
#[derive(Clone, Copy)]
enum Slot {
    Current,
    Previous,
}

impl KeptApp {
    /// Takes a secret in place of the current one of that name. One before it stays, until
    /// its rotation is ended.
    pub(super) fn set_secret(
        &mut self,
        name: &str,
        value: &SecretString,
        sealer: &Sealer,
    ) -> Result<(), SealError> {
        let current = self.seal(name, Slot::Current, value, sealer)?;
        let kept = self.secrets.remove(name);
        let previous = kept.and_then(|kept| kept.previous);
        let secret = KeptAppSecret { current, previous };
        self.secrets.insert(name.to_owned(), secret);
        Ok(())
    }

    /// Takes a secret beside the one of that name, which is the previous one from
    /// then on.
    pub(super) fn rotate_secret(
        &mut self,
        name: &str,
        new: &SecretString,
        sealer: &Sealer,
    ) -> Result<(), SealError> {
        let before = self.open_secret(name, sealer)?;
        let before = before.map(|before| before.current);
        self.take_secret(name, new, before.as_ref(), sealer)
    }

    /// Takes a secret, and the one before it if there is one.
    pub(super) fn take_secret(
        &mut self,
        name: &str,
        current: &SecretString,
        previous: Option<&SecretString>,
        sealer: &Sealer,
    ) -> Result<(), SealError> {
        let current = self.seal(name, Slot::Current, current, sealer)?;
        let previous = previous
            .map(|previous| self.seal(name, Slot::Previous, previous, sealer))
            .transpose()?;
        let secret = KeptAppSecret { current, previous };
        self.secrets.insert(name.to_owned(), secret);
        Ok(())
    }

    /// The secret of that name, if it has one.
    pub(super) fn open_secret(
        &self,
        name: &str,
        sealer: &Sealer,
    ) -> Result<Option<Rotated>, SealError> {
        let kept = self.secrets.get(name);
        kept.map(|kept| self.open(name, kept, sealer)).transpose()
    }

    /// All that it has, by name.
    pub(super) fn open_secrets(
        &self,
        sealer: &Sealer,
    ) -> Result<BTreeMap<String, Rotated>, SealError> {
        let opened = |(name, kept): (&String, &KeptAppSecret)| {
            Ok((name.clone(), self.open(name, kept, sealer)?))
        };
        self.secrets.iter().map(opened).collect()
    }

    /// Every sealed value that it has, with its place.
    pub(super) fn each_sealed<E>(
        &mut self,
        mut work: impl FnMut(Place<'_>, &mut Sealed) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut secrets = std::mem::take(&mut self.secrets);
        let row = self.row();
        for (name, KeptAppSecret { current, previous }) in &mut secrets {
            work(self.place(&row, name, Slot::Current), current)?;
            if let Some(previous) = previous {
                work(self.place(&row, name, Slot::Previous), previous)?;
            }
        }
        drop(row);
        self.secrets = secrets;
        Ok(())
    }

    fn open(
        &self,
        name: &str,
        kept: &KeptAppSecret,
        sealer: &Sealer,
    ) -> Result<Rotated, SealError> {
        let row = self.row();
        let open = |slot, sealed: &Sealed| sealer.open(self.place(&row, name, slot), sealed);
        let previous = kept.previous.as_ref();
        Ok(Rotated {
            current: open(Slot::Current, &kept.current)?,
            previous: previous
                .map(|sealed| open(Slot::Previous, sealed))
                .transpose()?,
        })
    }

    fn seal(
        &self,
        name: &str,
        slot: Slot,
        value: &SecretString,
        sealer: &Sealer,
    ) -> Result<Sealed, SealError> {
        sealer.seal(self.place(&self.row(), name, slot), value)
    }

    /// What tells it from others of its owner in the places of its secrets. The name of
    /// one that is all that its owner has for a connector says nothing, as it was when
    /// apps had none. No key of a connector has a slash.
    fn row(&self) -> Cow<'_, str> {
        if self.name == DEFAULT_APP {
            return Cow::Borrowed(&self.connector);
        }
        Cow::Owned(format!("{}/{}", self.connector, self.name))
    }

    /// Where a secret is: what is sealed as the one is of no use as the other.
    fn place<'a>(&'a self, row: &'a str, name: &'a str, slot: Slot) -> Place<'a> {
        if let (Some(grant), CLIENT_SECRET, Slot::Current) = (&self.grant_id, name, slot) {
            // Where it was before apps that are brought were apps.
            return Place {
                tenant: self.tenant.as_str(),
                table: "grants",
                row: grant,
                column: name,
            };
        }
        Place {
            tenant: self.tenant.as_str(),
            table: match slot {
                // What the table was before there was one for secrets.
                Slot::Current => "apps",
                Slot::Previous => "previous secrets of apps",
            },
            row,
            column: name,
        }
    }
}

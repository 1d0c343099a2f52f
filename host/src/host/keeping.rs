//! Keeping what a sign-in brought, whatever it takes: where a server keeps one
//! grant alive, the tokens of before are of no use from then on.

use super::Host;
use super::patience::Patience;
use crate::Error;
use crate::connections::{Connection, DatabaseTrouble, Keeping, MadeIn, SignIn, Store, StoreError};

/// Why a sign-in became no connection.
#[derive(Debug)]
pub(super) struct NotConnected {
    pub(super) error: Error,
    pub(super) tokens: Kept,
}

/// Whether tokens are in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    Yes,
    No,
    /// The database can't be asked.
    Unknown,
}

impl Host {
    /// Keeps a sign-in as a connection, in the connect session that it is made in. While
    /// the database is away, busy or full, that is tried again for a while.
    pub(super) async fn keep(
        &self,
        sign_in: SignIn,
        made_in: Option<MadeIn>,
    ) -> Result<Connection, NotConnected> {
        let store = self.store().await.map_err(|error| NotConnected {
            error,
            tokens: Kept::No,
        })?;
        let keeping = Keeping::from(sign_in).in_session(made_in);
        let mut patience = Patience::new();
        loop {
            let error = match store.keep(keeping.clone()).await {
                Ok(connection) => return Ok(connection),
                Err(error) => error,
            };
            if !may_pass(&error) || !patience.wait(&*self.inner.clock).await {
                let tokens = what_became_of(&store, &keeping, &error).await;
                let error = error.into();
                return Err(NotConnected { error, tokens });
            }
            tracing::warn!(%error, "a sign-in could not be kept; trying again");
        }
    }
}

fn may_pass(error: &StoreError) -> bool {
    match error {
        StoreError::Database(error) => matches!(
            error.trouble(),
            DatabaseTrouble::Busy
                | DatabaseTrouble::Full
                | DatabaseTrouble::Unavailable
                // Another server may have taken over, and soon be the one that answers.
                | DatabaseTrouble::NotWritable
                | DatabaseTrouble::Missing
                | DatabaseTrouble::Other
        ),
        // Somebody may set it.
        StoreError::ClockOff { .. } => true,
        _ => false,
    }
}

async fn what_became_of(store: &Store, keeping: &Keeping, error: &StoreError) -> Kept {
    if error.has_renewed_grant() {
        return Kept::Yes;
    }
    match store.has_kept(keeping).await {
        Ok(true) => Kept::Yes,
        Ok(false) => Kept::No,
        Err(error) => {
            tracing::warn!(%error, "it is not known whether the tokens of a sign-in are kept");
            Kept::Unknown
        }
    }
}

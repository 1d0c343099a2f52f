//! The renewals of a grant in the store: their beginning, and how each ended.
//! All are to be called under the grant's lock, which a sign-in does not take:
//! so each does nothing to a grant whose generation has moved on.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, TransactionBehavior, named_params};

use super::StoreError;
use super::grants::update_tokens;
use super::model::{Tokens, Trouble};
use super::store::{Database, Store};

/// Why a renewal brought no tokens; the texts are the ends of sentences.
#[derive(Clone, Debug)]
pub(crate) enum RenewalFailure {
    /// The grant is of no use any more.
    Ended(String),
    /// The client is; the tokens may be as good as before.
    ClientRefused(String),
    /// It may pass.
    Trouble(Trouble),
}

impl Store {
    /// Writes down that a renewal begins, before anything is sent: a store that
    /// can't be written now could not keep the answer either. Says whether the
    /// grant is still in that generation.
    pub(crate) async fn begin_renewal(
        &self,
        grant_id: &str,
        generation: u64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = grant_id.to_owned();
        self.call(move |Database { connection, .. }| {
            let begun = connection.execute(
                "UPDATE grants SET renewal_begun_at = coalesce(renewal_begun_at, ?3)
                 WHERE id = ?1 AND generation = ?2",
                (id, generation, now.as_second()),
            )?;
            Ok(begun > 0)
        })
        .await
    }

    /// Puts new tokens in the place of those of `generation`, durably.
    pub(crate) async fn finish_renewal(
        &self,
        grant_id: &str,
        generation: u64,
        tokens: Tokens,
    ) -> Result<(), StoreError> {
        let id = grant_id.to_owned();
        self.call(
            move |Database {
                      connection, sealer, ..
                  }| {
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let unchanged = transaction
                    .query_row(
                        "SELECT 1 FROM grants WHERE id = ?1 AND generation = ?2",
                        (&id, generation),
                        |_| Ok(()),
                    )
                    .optional()?;
                if unchanged.is_some() {
                    update_tokens(&transaction, sealer, &id, &tokens)?;
                }
                transaction.commit()?;
                Ok(())
            },
        )
        .await
    }

    /// Notes why a renewal brought no tokens, and when the oldest renewal began
    /// whose outcome is unknown, this one included.
    pub(crate) async fn fail_renewal(
        &self,
        grant_id: &str,
        generation: u64,
        failure: RenewalFailure,
        unfinished_renewal: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let id = grant_id.to_owned();
        self.call(move |Database { connection, .. }| {
            let (reason, client_refused, trouble) = match failure {
                RenewalFailure::Ended(reason) => (Some(reason), false, None),
                RenewalFailure::ClientRefused(reason) => (Some(reason), true, None),
                RenewalFailure::Trouble(trouble) => (None, false, Some(trouble)),
            };
            let trouble = trouble.as_ref();
            connection.execute(
                "UPDATE grants SET
                     reconnect_reason = :reason,
                     client_refused = :client_refused,
                     renewal_begun_at = :unfinished_renewal,
                     trouble = :trouble,
                     trouble_count = :trouble_count,
                     retry_at = :retry_at
                 WHERE id = :id AND generation = :generation",
                named_params! {
                    ":id": id,
                    ":generation": generation,
                    ":reason": reason,
                    ":client_refused": client_refused,
                    ":unfinished_renewal": unfinished_renewal.map(Timestamp::as_second),
                    ":trouble": trouble.map(|trouble| &trouble.reason),
                    ":trouble_count": trouble.map_or(0, |trouble| trouble.count),
                    ":retry_at": trouble.map(|trouble| rounded_up(trouble.retry_at)),
                },
            )?;
            Ok(())
        })
        .await
    }
}

/// The first full second that is not before `time`.
fn rounded_up(time: Timestamp) -> i64 {
    time.as_second() + i64::from(time.subsec_nanosecond() > 0)
}

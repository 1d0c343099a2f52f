//! Connections and tokens as calls need them: from [memory](super::memory) while the
//! backend says that nothing has changed, and else from the rows.
//!
//! So a call of a connection that is in use reads no row, though it is not free of the
//! store. With SQLite each look at what others have changed is a `PRAGMA data_version`, on
//! the thread of the call: some microseconds and a few system calls, no read of the disk
//! as a rule; and while this process begins to change something or commits it, the call
//! waits for that on another thread. With PostgreSQL it is a look at what the listening connection was told. Which
//! component is present is read once a second, in the background while there are calls:
//! see [`Host::connector`](crate::Host::connector).

use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use secrecy::SecretString;

use super::StoreError;
use super::backend::Known;
use super::grants::only;
use super::kept::KeptGrant;
use super::memory::{Asked, Mark, Thing};
use super::model::{Connection, GrantState, Trouble, is_lately};
use super::sealer::Sealer;
use super::store::Store;
use crate::consent::Bounds;
use crate::contract;

/// A connection, with what calls need of it over and over.
pub(crate) struct AtHand {
    connection: Connection,
    /// When it was last used, as far as this process knows: seconds since the epoch.
    used_at: AtomicI64,
    /// The terms on which a version of its connector works for it, once somebody has asked.
    terms: Mutex<Option<(TermsOf, Arc<Terms>)>>,
}

/// The terms on which a connector works for a connection.
pub(crate) struct Terms {
    /// What it may do.
    pub(crate) bounds: Bounds,
    /// What it is told of the connection, at no time yet.
    pub(crate) view: contract::Connection,
}

/// The component that terms are of.
#[derive(Debug, PartialEq)]
struct TermsOf {
    digest: String,
    was_given: bool,
}

/// A grant as calls need it: with its access token, and no other secret.
pub(crate) struct GrantAtHand {
    pub(crate) id: String,
    pub(crate) access_token: SecretString,
    pub(crate) received_at: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) generation: u64,
    pub(crate) state: GrantState,
    pub(crate) trouble: Option<Trouble>,
}

impl Store {
    /// The connection of that name or id, as calls may use it. What another process
    /// has changed shows after a second at the latest.
    pub(crate) async fn connection_at_hand(&self, name: &str) -> Result<Arc<AtHand>, StoreError> {
        let asked = Asked::Named(name);
        let mark = match self.remembered(asked).await {
            Ok(Thing::Connection(known)) => return Ok(known),
            Ok(_) => None,
            Err(mark) => mark,
        };
        let known = Arc::new(AtHand::of(self.connection(name).await?));
        self.remember_connection(mark, asked, &known);
        Ok(known)
    }

    /// The same for the connection that a connector's calls use when they name none.
    pub(crate) async fn default_at_hand(
        &self,
        connector: &str,
    ) -> Result<Option<Arc<AtHand>>, StoreError> {
        let asked = Asked::DefaultOf(connector);
        let mark = match self.remembered(asked).await {
            Ok(Thing::Connection(known)) => return Ok(Some(known)),
            Ok(_) => None,
            Err(mark) => mark,
        };
        let Some(connection) = self.default_connection(connector).await? else {
            return Ok(None);
        };
        let known = Arc::new(AtHand::of(connection));
        self.remember_connection(mark, asked, &known);
        Ok(Some(known))
    }

    /// The grant of that id with its token, as calls may use it. A token that
    /// another process has replaced is used for another second at most. Whoever
    /// renews it reads [the grant](Self::grant_secrets) itself.
    pub(crate) async fn grant_at_hand(&self, id: &str) -> Result<Arc<GrantAtHand>, StoreError> {
        let asked = Asked::Grant(id);
        let mark = match self.remembered(asked).await {
            Ok(Thing::Grant(known)) => return Ok(known),
            Ok(_) => None,
            Err(mark) => mark,
        };
        let known = Arc::new(self.grant_of_rows(id).await?);
        self.remember(mark, asked, Thing::Grant(Arc::clone(&known)));
        Ok(known)
    }

    /// The same as it is kept, whatever is remembered.
    pub(crate) async fn grant_of_rows(&self, id: &str) -> Result<GrantAtHand, StoreError> {
        let id = id.to_owned();
        self.see(only(&id), move |mut held, sealer| {
            let kept = held.take_grant(&id).ok_or(StoreError::GrantGone)?;
            GrantAtHand::of(kept, sealer)
        })
        .await
    }

    /// The grant of a connection with its token, as calls may use it, where both are as
    /// they were when the call began with the connection; none where something has
    /// changed, or has to be read. It takes one look at what others have changed, and
    /// most calls need no other.
    pub(crate) async fn grant_of_unchanged(&self, began: &Arc<AtHand>) -> Option<Arc<GrantAtHand>> {
        let version = self.version().await?;
        let find = |tenant, asked| self.memory.find(version, tenant, asked).ok();
        match find(self.tenant(), Asked::Named(began.id.as_str()))? {
            Thing::Connection(now) if Arc::ptr_eq(&now, began) => {}
            _ => return None,
        }
        match find(&began.grant_tenant, Asked::Grant(&began.grant.id))? {
            Thing::Grant(grant) => Some(grant),
            _ => None,
        }
    }

    /// What is remembered, or the mark with which it may be; none when the backend
    /// can't say whether something has changed.
    pub(super) async fn remembered(&self, asked: Asked<'_>) -> Result<Thing, Option<Mark>> {
        let version = self.version().await.ok_or(None)?;
        let found = self.memory.find(version, self.tenant(), asked);
        found.map_err(Some)
    }

    /// The version of the store that it has now; none when the backend can't say.
    async fn version(&self) -> Option<u64> {
        match self.backend.known() {
            Known::Version(version) => Some(version),
            Known::Nothing => None,
            Known::Soon => self.backend.known_soon().await,
        }
    }

    /// Remembers a connection by what was asked for, and by its id, by which a call
    /// that is under way asks for it.
    fn remember_connection(&self, mark: Option<Mark>, asked: Asked<'_>, known: &Arc<AtHand>) {
        for asked in [asked, Asked::Named(known.id.as_str())] {
            self.remember(mark, asked, Thing::Connection(Arc::clone(known)));
        }
    }

    pub(super) fn remember(&self, mark: Option<Mark>, asked: Asked<'_>, thing: Thing) {
        if let Some(mark) = mark {
            self.memory.keep(mark, self.tenant(), asked, thing);
        }
    }
}

impl Terms {
    /// What the connector is told of the connection, at that time.
    pub(crate) fn view_at(&self, now: u64) -> contract::Connection {
        contract::Connection {
            now,
            ..self.view.clone()
        }
    }
}

impl AtHand {
    pub(crate) fn of(connection: Connection) -> Self {
        let used_at = connection
            .last_used_at
            .map_or(i64::MIN, Timestamp::as_second);
        Self {
            connection,
            used_at: AtomicI64::new(used_at),
            terms: Mutex::default(),
        }
    }

    /// The connection itself.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The terms on which the component of that digest works for it, which whoever runs
    /// this process has given or not; the first time they are decided on.
    pub(crate) fn terms<E>(
        &self,
        digest: &str,
        was_given: bool,
        decide: impl FnOnce(&Connection) -> Result<Terms, E>,
    ) -> Result<Arc<Terms>, E> {
        let mut known = self.terms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, terms)) = &*known
            && of.digest == digest
            && of.was_given == was_given
        {
            return Ok(Arc::clone(terms));
        }
        let terms = Arc::new(decide(&self.connection)?);
        let of = TermsOf {
            digest: digest.to_owned(),
            was_given,
        };
        *known = Some((of, Arc::clone(&terms)));
        Ok(terms)
    }

    /// Whether the use at that time is to be noted: none lately was. Says so once.
    pub(crate) fn is_to_be_noted(&self, now: Timestamp) -> bool {
        let used_at = self.used_at.load(Ordering::Relaxed);
        if is_lately(Timestamp::from_second(used_at).ok(), now) {
            return false;
        }
        let noted = self.used_at.compare_exchange(
            used_at,
            now.as_second(),
            Ordering::Relaxed,
            Ordering::Relaxed,
        );
        noted.is_ok()
    }
}

impl Deref for AtHand {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl From<Connection> for Arc<AtHand> {
    fn from(connection: Connection) -> Self {
        Self::new(AtHand::of(connection))
    }
}

impl GrantAtHand {
    fn of(kept: KeptGrant, sealer: &Sealer) -> Result<Self, StoreError> {
        // One that never had tokens has ended, and says so.
        let access_token = kept.open_access_token(sealer)?.unwrap_or_default();
        let grant = kept.grant;
        Ok(Self {
            id: grant.id,
            access_token,
            received_at: grant.received_at,
            expires_at: grant.expires_at,
            generation: grant.generation,
            state: grant.state,
            trouble: grant.trouble,
        })
    }
}

impl fmt::Debug for AtHand {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.connection.fmt(formatter)
    }
}

/// Without the token.
impl fmt::Debug for GrantAtHand {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("GrantAtHand")
            .field("id", &self.id)
            .field("generation", &self.generation)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

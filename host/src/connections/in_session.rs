//! What happens in a connect session, in one step with what happens to the store: the
//! sign-in that is begun, and the account that is connected. So one link connects one
//! account, whoever follows it at the same moment; one that was taken back connects
//! none, whatever was under way; and what is connected shows in the session, whenever a
//! process ends.

use jiff::Timestamp;

use super::StoreError;
use super::connect_sessions::{
    ConnectedInSession, Content, OfSignIn, Outcome, check_time, no_session, only,
};
use super::kept::{Change, Connections, KeptConnectSession, KeptConnection, Scope};
use super::model::{Identity, Uncovered};
use super::sealer::Sealer;
use super::store::Store;

/// The connect session that an account is connected in, and what it shows of the
/// account.
#[derive(Clone, Debug)]
pub(crate) struct MadeIn {
    pub(super) session: String,
    uncovered: Vec<Uncovered>,
    warnings: Vec<String>,
}

impl MadeIn {
    pub(crate) fn new(session: String, identity: &Identity) -> Self {
        Self {
            session,
            uncovered: identity.uncovered.clone(),
            warnings: identity.warnings.clone(),
        }
    }

    /// What is kept of it once it is connected.
    pub(super) fn connected(&self, connection: String, account: &str) -> ConnectedInSession {
        ConnectedInSession {
            connection,
            account: account.to_owned(),
            uncovered: self.uncovered.clone(),
            warnings: self.warnings.clone(),
        }
    }
}

/// A connect session that something is to be changed in, alone.
#[derive(Debug)]
pub(super) struct Opened {
    kept: KeptConnectSession,
    content: Content,
}

impl Opened {
    pub(super) fn of(kept: KeptConnectSession, sealer: &Sealer) -> Result<Self, StoreError> {
        let content = kept.content(sealer)?;
        Ok(Self { kept, content })
    }

    /// The id of the connection that was connected in it.
    pub(super) fn connected(&self) -> Option<&str> {
        match &self.content.outcome {
            Some(Outcome::Connected(connected)) => Some(&connected.connection),
            _ => None,
        }
    }

    /// Refuses what is connected or begun after its end: it is good for one account, and
    /// for none once it was declined.
    pub(super) fn check_is_open(&self, grant_renewed: bool) -> Result<(), StoreError> {
        let what = match &self.content.outcome {
            Some(Outcome::Connected(_)) => {
                "an account was connected by the link, which is good for one"
            }
            Some(Outcome::Declined) => "whoever followed the link has declined",
            _ => return Ok(()),
        };
        Err(StoreError::ConnectSessionOvertaken {
            what,
            grant_renewed,
        })
    }

    /// Whether somebody has disabled a connection since the session was made: its link
    /// is no word that it be enabled.
    pub(super) fn is_older_than_the_end_of(&self, connection: &KeptConnection) -> bool {
        let disabled_at = connection.disabled_at;
        disabled_at.is_some_and(|disabled_at| disabled_at > self.content.created_at)
    }

    /// A sign-in is under way in it, in place of any other.
    pub(super) fn begin(
        mut self,
        sign_in: &str,
        of_sign_in: OfSignIn,
        now: Timestamp,
        sealer: &Sealer,
    ) -> Result<Change, StoreError> {
        check_time(&self.kept, now)?;
        self.check_is_open(false)?;
        self.content.sign_in = Some(sign_in.to_owned());
        self.content.of_sign_in = of_sign_in;
        self.content.outcome = None;
        self.change(sealer)
    }

    /// An account is connected in it.
    pub(super) fn connect(
        mut self,
        connected: ConnectedInSession,
        sealer: &Sealer,
    ) -> Result<Change, StoreError> {
        self.content.sign_in = None;
        self.content.outcome = Some(Outcome::Connected(connected));
        self.change(sealer)
    }

    /// Whether another attempt has taken the place of the one that a sign-in is of. That
    /// a sign-in is there no more is nothing against what was the matter with it.
    fn is_of_another(&self, sign_in: Option<&str>) -> bool {
        let is_to_be_told = match &self.content.outcome {
            Some(Outcome::Failed { code, .. }) => code == StoreError::NoSignIn.code(),
            _ => false,
        };
        match (sign_in, self.content.sign_in.as_deref()) {
            (None, _) => false,
            (Some(_), None) => !is_to_be_told,
            (Some(sign_in), Some(present)) => sign_in != present,
        }
    }

    fn change(mut self, sealer: &Sealer) -> Result<Change, StoreError> {
        self.kept.fill(&self.content, sealer)?;
        Ok(Change::ConnectSession(Box::new(self.kept)))
    }
}

/// The link connects nothing any more: somebody has taken it back.
pub(super) fn taken_back(grant_renewed: bool) -> StoreError {
    StoreError::ConnectSessionOvertaken {
        what: "the link was taken back",
        grant_renewed,
    }
}

/// The same: the connection was disabled.
pub(super) fn disabled_since(grant_renewed: bool) -> StoreError {
    StoreError::ConnectSessionOvertaken {
        what: "the connection was disabled after the link was made",
        grant_renewed,
    }
}

impl Store {
    /// Refuses to begin in the tenant's session of that id what could not be kept in it,
    /// or would bring back a connection that was disabled meanwhile.
    pub(crate) async fn check_connect_session(
        &self,
        id: &str,
        connection: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id = id.to_owned();
        let connection = connection.map(str::to_owned);
        let scope = Scope {
            connections: match &connection {
                Some(name) => Connections::Named(name.clone()),
                None => Connections::None,
            },
            ..only(&id)
        };
        self.see(scope, move |mut held, sealer| {
            let kept = held.connect_sessions.pop().ok_or_else(|| no_session(&id))?;
            let opened = Opened::of(kept, sealer)?;
            check_time(&opened.kept, now)?;
            opened.check_is_open(false)?;
            let existing = connection.and_then(|name| held.named(&name).cloned());
            match existing.is_some_and(|existing| opened.is_older_than_the_end_of(&existing)) {
                true => Err(disabled_since(false)),
                false => Ok(()),
            }
        })
        .await
    }

    /// Notes that an attempt in the tenant's session of that id has failed: the one that
    /// the sign-in is of, or whichever there is. What is connected stays so, and an
    /// attempt that another has taken the place of changes nothing.
    pub(crate) async fn fail_in_connect_session(
        &self,
        id: &str,
        sign_in: Option<&str>,
        code: String,
        detail: String,
    ) -> Result<(), StoreError> {
        let id = id.to_owned();
        let sign_in = sign_in.map(str::to_owned);
        self.change(only(&id), move |mut held, sealer| {
            let kept = held.connect_sessions.pop().ok_or_else(|| no_session(&id))?;
            let mut opened = Opened::of(kept, sealer)?;
            if opened.is_of_another(sign_in.as_deref()) || opened.check_is_open(false).is_err() {
                return Ok((Vec::new(), ()));
            }
            opened.content.sign_in = None;
            opened.content.outcome = Some(Outcome::Failed { code, detail });
            Ok((vec![opened.change(sealer)?], ()))
        })
        .await
    }

    /// Notes that whoever has the tenant's session of that id wants none of it. What is
    /// connected stays so.
    pub(crate) async fn decline_connect_session(&self, id: &str) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.change(only(&id), move |mut held, sealer| {
            let kept = held.connect_sessions.pop().ok_or_else(|| no_session(&id))?;
            let mut opened = Opened::of(kept, sealer)?;
            if opened.connected().is_some() {
                return Ok((Vec::new(), ()));
            }
            opened.content.sign_in = None;
            opened.content.outcome = Some(Outcome::Declined);
            Ok((vec![opened.change(sealer)?], ()))
        })
        .await
    }
}

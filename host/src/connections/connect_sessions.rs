//! Connect sessions in the store: somebody who has no key is asked to connect an
//! account, by a link that is good once and in one browser.
//!
//! The link is shown once, when the session is made; what is kept of it is its
//! SHA-256, as of an API key. What the session is for, which browser has it and what
//! came of it are sealed together, since the words of a platform's customers are in
//! there. A session ends by itself; how it ended can be asked for a day longer.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::StoreError;
use super::id::{is_id, new_id};
use super::kept::{Change, ConnectSessions, KeptConnectSession, Scope, in_seconds};
use super::model::Uncovered;
use super::seal::{Place, SealError, Sealed};
use super::sealer::Sealer;
use super::sign_ins::SignInState;
use super::store::Store;
use super::tenant::Tenant;

/// What links lead with, so that those who find one know what it is.
const PREFIX: &str = "chl_";
/// For how long it can be asked how a session has ended.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// How many sessions of a tenant may be open at once.
const MOST: u64 = 10_000;

/// What is told, for programs, of a session that was declined.
const DECLINED: &str = "declined";

/// What a connect session is for.
///
/// ```
/// use connector_host::connections::ConnectPurpose;
///
/// let mut purpose = ConnectPurpose::new("notes");
/// purpose.name = Some("acme".to_owned());
/// purpose.requester = Some("Your scheduling assistant".to_owned());
/// ```
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ConnectPurpose {
    /// The connector's key.
    pub connector: String,
    /// The name that the connection is to have.
    pub name: Option<String>,
    /// The id of the connection that is to be brought back.
    pub connection: Option<String>,
    /// The auth method; none leaves the choice to whoever connects.
    pub method: Option<String>,
    /// The app that signs in, where the method takes one; none is the one named `default`,
    /// and the one that it went through of a connection that is brought back. Where whoever
    /// connects chooses the method, it counts for those alone that take one.
    #[serde(default)]
    pub app: Option<String>,
    /// Settings of that method that are no secrets, which whoever connects can't choose.
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// Who asks, in words for whoever connects.
    pub requester: Option<String>,
    /// Whose connection it will be, in the platform's words.
    pub owner: Option<String>,
    /// Where the browser may go on to afterwards.
    pub return_url: Option<String>,
}

impl ConnectPurpose {
    /// Connects any account to that connector, by whichever method.
    #[must_use]
    pub fn new(connector: impl Into<String>) -> Self {
        Self {
            connector: connector.into(),
            name: None,
            connection: None,
            method: None,
            app: None,
            settings: Map::new(),
            requester: None,
            owner: None,
            return_url: None,
        }
    }
}

/// Somebody is asked to connect an account.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConnectSession {
    /// Its id, which is no secret.
    pub id: String,
    /// What it is for.
    pub purpose: ConnectPurpose,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on nothing can be begun in it.
    pub expires_at: Timestamp,
    /// How far it has come.
    pub state: ConnectState,
    /// The id of the sign-in that is under way.
    pub sign_in: Option<String>,
    /// What it can be told by when it is there no more.
    pub(crate) of_sign_in: OfSignIn,
    /// Whether a browser has it.
    pub is_claimed: bool,
    /// Whether its time is over, whatever came of it.
    pub is_over: bool,
}

/// How far a connect session has come.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Clone, Debug, PartialEq)]
pub enum ConnectState {
    /// Nobody has connected an account yet.
    Pending,
    /// An account is connected.
    Connected(ConnectedInSession),
    /// The last attempt has failed. Until the session expires another may be made,
    /// unless whoever follows the link has declined.
    Failed {
        /// A word for programs.
        code: String,
        /// What happened, and what to do.
        detail: String,
    },
    /// Its time is over.
    Expired,
}

/// What was connected in a connect session.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ConnectedInSession {
    /// The id of the connection.
    pub connection: String,
    /// What a person recognises the account by.
    pub account: String,
    /// What the granted scopes do not cover.
    pub uncovered: Vec<Uncovered>,
    /// What there is to know, in sentences.
    pub warnings: Vec<String>,
}

/// What a session knows of the last sign-in that was begun in it, also once that is there no
/// more, such as when its app was removed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct OfSignIn {
    /// By which a browser returns from it; none where somebody approves on a device.
    pub(crate) state: Option<SignInState>,
    /// The name of the registered app that asks; none for a client that somebody brought.
    pub(crate) app: Option<String>,
}

/// What is sealed of a session.
#[derive(Deserialize, Serialize)]
pub(super) struct Content {
    purpose: ConnectPurpose,
    pub(super) created_at: Timestamp,
    /// The SHA-256 of what the browser proves with that it has the session.
    browser: Option<[u8; 32]>,
    pub(super) sign_in: Option<String>,
    /// Sessions of before say nothing of it.
    #[serde(default)]
    pub(super) of_sign_in: OfSignIn,
    pub(super) outcome: Option<Outcome>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    Connected(ConnectedInSession),
    Failed {
        code: String,
        detail: String,
    },
    /// Whoever has the session wants none of it.
    Declined,
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Content")
    }
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// What nobody can guess.
pub(crate) fn new_secret() -> Result<String, StoreError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(SealError::Random)?;
    Ok(URL_SAFE_NO_PAD.encode(secret))
}

/// Id and secret of a link.
fn parts(link: &SecretString) -> Option<(&str, &str)> {
    let (id, secret) = link.expose_secret().strip_prefix(PREFIX)?.split_once('_')?;
    is_id(id).then_some((id, secret))
}

pub(super) fn no_session(id: &str) -> StoreError {
    StoreError::NoConnectSession { id: id.to_owned() }
}

impl KeptConnectSession {
    fn new(
        sealer: &Sealer,
        tenant: Tenant,
        id: String,
        hash: [u8; 32],
        expires_at: Timestamp,
        content: &Content,
    ) -> Result<Self, StoreError> {
        let content = seal(sealer, &tenant, &id, content)?;
        Ok(Self {
            tenant,
            id,
            hash,
            expires_at,
            content,
        })
    }

    pub(super) fn content(&self, sealer: &Sealer) -> Result<Content, StoreError> {
        let place = place(&self.tenant, &self.id);
        let text = sealer.open(place, &self.content)?;
        serde_json::from_str(text.expose_secret()).map_err(|_| {
            SealError::Malformed {
                place: place.to_string(),
            }
            .into()
        })
    }

    /// Has that content from now on.
    pub(super) fn fill(&mut self, content: &Content, sealer: &Sealer) -> Result<(), StoreError> {
        self.content = seal(sealer, &self.tenant, &self.id, content)?;
        Ok(())
    }

    /// The session as it is at a time.
    fn session(self, content: Content, now: Timestamp) -> ConnectSession {
        let Content {
            purpose,
            created_at,
            browser,
            sign_in,
            of_sign_in,
            outcome,
        } = content;
        let state = match outcome {
            Some(Outcome::Connected(connected)) => ConnectState::Connected(connected),
            Some(Outcome::Failed { code, detail }) => ConnectState::Failed { code, detail },
            Some(Outcome::Declined) => ConnectState::Failed {
                code: DECLINED.to_owned(),
                detail:
                    "whoever followed the link has declined: nothing is connected by it any more"
                        .to_owned(),
            },
            None if self.expires_at <= now => ConnectState::Expired,
            None => ConnectState::Pending,
        };
        ConnectSession {
            id: self.id,
            purpose,
            created_at,
            expires_at: self.expires_at,
            state,
            sign_in,
            of_sign_in,
            is_claimed: browser.is_some(),
            is_over: self.expires_at <= now,
        }
    }

    /// Every sealed value that it has, with its place.
    pub(super) fn each_sealed<E>(
        &mut self,
        mut work: impl FnMut(Place<'_>, &mut Sealed) -> Result<(), E>,
    ) -> Result<(), E> {
        work(place(&self.tenant, &self.id), &mut self.content)
    }
}

fn seal(
    sealer: &Sealer,
    tenant: &Tenant,
    id: &str,
    content: &Content,
) -> Result<Sealed, StoreError> {
    // All that is in it can be written as JSON.
    let text = serde_json::to_string(content).unwrap_or_default();
    Ok(sealer.seal(place(tenant, id), &text.into())?)
}

fn place<'a>(tenant: &'a Tenant, id: &'a str) -> Place<'a> {
    Place {
        tenant: tenant.as_str(),
        table: "connect_sessions",
        row: id,
        column: "content",
    }
}

impl Store {
    /// Makes a session, and shows what its link leads with. Sessions of the tenant
    /// that ended long ago go.
    pub(crate) async fn create_connect_session(
        &self,
        purpose: ConnectPurpose,
        lifetime: SignedDuration,
        now: Timestamp,
    ) -> Result<(ConnectSession, SecretString), StoreError> {
        let (id, secret) = (new_id()?, new_secret()?);
        let link = format!("{PREFIX}{id}_{secret}");
        let expires_at = in_seconds(now.checked_add(lifetime).unwrap_or(Timestamp::MAX));
        let over = now.checked_sub(KEPT_FOR).unwrap_or(Timestamp::MIN);
        let tenant = self.tenant().clone();
        let content = Content {
            purpose,
            created_at: in_seconds(now),
            browser: None,
            sign_in: None,
            of_sign_in: OfSignIn::default(),
            outcome: None,
        };
        let scope = Scope {
            connect_sessions: ConnectSessions::Open(now),
            ..Scope::default()
        };
        let session = self
            .change(scope, move |held, sealer| {
                if held.open_sessions >= MOST {
                    return Err(StoreError::TooManyConnectSessions {
                        tenant: tenant.to_string(),
                        open: held.open_sessions,
                    });
                }
                let hash = hash(&secret);
                let of = tenant.clone();
                let kept = KeptConnectSession::new(sealer, of, id, hash, expires_at, &content)?;
                let changes = vec![
                    Change::ConnectSessionsOver(tenant, over),
                    Change::ConnectSession(Box::new(kept.clone())),
                ];
                Ok((changes, kept.session(content, now)))
            })
            .await?;
        Ok((session, link.into()))
    }

    /// The tenant's session of that id.
    pub(crate) async fn connect_session(
        &self,
        id: &str,
        now: Timestamp,
    ) -> Result<ConnectSession, StoreError> {
        let id = id.to_owned();
        self.see(only(&id), move |mut held, sealer| {
            let kept = held.connect_sessions.pop().ok_or_else(|| no_session(&id))?;
            let content = kept.content(sealer)?;
            Ok(kept.session(content, now))
        })
        .await
    }

    /// Takes the tenant's session of that id away.
    pub(crate) async fn remove_connect_session(
        &self,
        id: &str,
        now: Timestamp,
    ) -> Result<ConnectSession, StoreError> {
        let id = id.to_owned();
        self.change(only(&id), move |mut held, sealer| {
            let kept = held.connect_sessions.pop().ok_or_else(|| no_session(&id))?;
            let content = kept.content(sealer)?;
            let gone = vec![Change::ConnectSessionGone(id)];
            Ok((gone, kept.session(content, now)))
        })
        .await
    }

    /// The same store for the tenant of a session, whoever asks.
    async fn of_connect_session(&self, id: &str) -> Result<Self, StoreError> {
        let id = id.to_owned();
        let scope = Scope {
            connect_sessions: ConnectSessions::OfAnyWithId(id.clone()),
            ..Scope::default()
        };
        let tenant = self
            .operators()
            .see(scope, move |mut held, _| {
                let kept = held.connect_sessions.pop();
                Ok(kept.ok_or_else(|| no_session(&id))?.tenant)
            })
            .await?;
        Ok(self.of(&tenant))
    }

    /// The session that a link leads to, and its tenant.
    pub(crate) async fn connect_session_of_link(
        &self,
        link: &SecretString,
        now: Timestamp,
    ) -> Result<(Tenant, ConnectSession), StoreError> {
        let (id, secret) = parts(link).ok_or(StoreError::WrongConnectLink)?;
        let (id, hash) = (id.to_owned(), hash(secret));
        let store = self.of_connect_session(&id).await.map_err(wrong_link)?;
        let session = store
            .see(only(&id), move |mut held, sealer| {
                let kept = held.connect_sessions.pop();
                let kept = kept.filter(|kept| bool::from(kept.hash.ct_eq(&hash)));
                let kept = kept.ok_or(StoreError::WrongConnectLink)?;
                let content = kept.content(sealer)?;
                Ok(kept.session(content, now))
            })
            .await?;
        Ok((store.tenant().clone(), session))
    }

    /// Gives a session to the browser that has come with its link, once: the one that
    /// shows this from then on. It may say so again.
    pub(crate) async fn claim_connect_session(
        &self,
        link: &SecretString,
        browser: &SecretString,
        now: Timestamp,
    ) -> Result<ConnectSession, StoreError> {
        let (id, secret) = parts(link).ok_or(StoreError::WrongConnectLink)?;
        let (id, of_link) = (id.to_owned(), hash(secret));
        let store = self.of_connect_session(&id).await.map_err(wrong_link)?;
        let of_browser = hash(browser.expose_secret());
        store
            .change(only(&id), move |mut held, sealer| {
                let kept = held.connect_sessions.pop();
                let kept = kept.filter(|kept| bool::from(kept.hash.ct_eq(&of_link)));
                let mut kept = kept.ok_or(StoreError::WrongConnectLink)?;
                let mut content = kept.content(sealer)?;
                if let Some(has_it) = content.browser {
                    return match bool::from(has_it.ct_eq(&of_browser)) {
                        true => Ok((Vec::new(), kept.session(content, now))),
                        false => Err(StoreError::ConnectLinkUsed),
                    };
                }
                check_time(&kept, now)?;
                content.browser = Some(of_browser);
                kept.fill(&content, sealer)?;
                let change = Change::ConnectSession(Box::new(kept.clone()));
                Ok((vec![change], kept.session(content, now)))
            })
            .await
    }

    /// The session of that id, for the browser that has it, and its tenant.
    pub(crate) async fn connect_session_of_browser(
        &self,
        id: &str,
        shown: &SecretString,
        now: Timestamp,
    ) -> Result<(Tenant, ConnectSession), StoreError> {
        let (id, shown) = (id.to_owned(), hash(shown.expose_secret()));
        let store = self.of_connect_session(&id).await?;
        let session = store
            .see(only(&id), move |mut held, sealer| {
                let kept = held.connect_sessions.pop().ok_or_else(|| no_session(&id))?;
                let content = kept.content(sealer)?;
                let is_its = content
                    .browser
                    .is_some_and(|kept| kept.ct_eq(&shown).into());
                if !is_its {
                    return Err(StoreError::OtherBrowser);
                }
                Ok(kept.session(content, now))
            })
            .await?;
        Ok((store.tenant().clone(), session))
    }
}

pub(super) fn only(id: &str) -> Scope {
    Scope {
        connect_sessions: ConnectSessions::WithId(id.to_owned()),
        ..Scope::default()
    }
}

pub(super) fn check_time(kept: &KeptConnectSession, now: Timestamp) -> Result<(), StoreError> {
    if kept.expires_at > now {
        return Ok(());
    }
    Err(StoreError::ConnectSessionExpired {
        expired_at: kept.expires_at,
    })
}

/// Whoever shows a link learns nothing of the ids that there are.
fn wrong_link(error: StoreError) -> StoreError {
    match error {
        StoreError::NoConnectSession { .. } => StoreError::WrongConnectLink,
        error => error,
    }
}

//! Sign-ins that were begun and have not ended.
//!
//! They are kept so that whoever receives the browser can end them: another host,
//! or the same one after a restart. One that waits for a browser is known by a
//! digest of its state, and whoever claims it first owns the exchange: nobody else
//! gets to see what it takes. One that waits for an approval elsewhere is asked
//! about by whoever claims it for the moment, as often as the server wants.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::StoreError;
use super::begun::{Awaited, Begun};
use super::connect_sessions::OfSignIn;
use super::id::new_id;
use super::in_session::Opened;
use super::kept::{Change, Held, KeptSignIn, Scope, SignIns, Whose, in_seconds};
use super::seal::{Place, Sealed};
use super::sealer::Sealer;
use super::store::Store;
use super::tenant::Tenant;
use super::{connect_sessions, in_session};
use crate::digest;

/// How long whoever has claimed an answer that a browser has brought is taken to be at it
/// who does not say so again. Nobody else can end the sign-in, however long it has been:
/// what it takes went to whoever has claimed it. So this is only how long others wait for
/// one that has died.
const AT_IT: SignedDuration = SignedDuration::from_secs(60);
/// How often it is said again.
pub(crate) const SAID_EVERY: Duration = Duration::from_secs(15);
/// How long it may take to keep what somebody has approved on a device. It is long, since
/// others can ask for it again from then on.
const EXCHANGE: SignedDuration = SignedDuration::from_mins(10);
/// How long the server may take that is asked whether somebody has approved, before
/// another host asks. Once somebody has, it is an exchange.
const ASKING: SignedDuration = SignedDuration::from_mins(2);

/// The id of a sign-in under way. It is no secret, and ends nothing by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SignInId(String);

impl SignInId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SignInId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for SignInId {
    type Err = std::convert::Infallible;

    /// Whatever is no id is nobody's.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// What is known of the state of a sign-in: a digest, with which nobody ends it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct SignInState(pub(super) String);

impl SignInState {
    pub(crate) fn of(state: &str) -> Self {
        Self(digest::hex(Sha256::new_with_prefix(state)))
    }
}

/// A sign-in to be kept.
#[derive(Debug)]
pub(crate) struct NewSignIn {
    pub(crate) begun: Begun,
    /// Whose app asked, and its name; none for a client that somebody brought for it.
    pub(crate) app_of: Option<(Tenant, String)>,
    /// How long it is good for.
    pub(crate) lifetime: Duration,
    /// How often the server may be asked about it; none where a browser returns.
    pub(crate) interval: Option<Duration>,
}

/// How often the server wants to be asked whether somebody has approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asking {
    pub(crate) interval: Duration,
    /// When it may be asked next.
    pub(crate) ask_at: Timestamp,
}

/// A sign-in that somebody may end, as long as nobody else does.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(super) id: String,
    /// Tells it from later ones.
    pub(super) number: u64,
}

/// A sign-in under way.
#[derive(Debug)]
pub(crate) struct UnderWay {
    pub(crate) id: SignInId,
    pub(crate) begun: Begun,
    pub(crate) begun_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// Whether the server may be asked about a sign-in.
#[derive(Debug)]
pub(crate) enum ToAsk {
    Now(Claim, Box<Begun>, Duration),
    /// From then on: somebody else has just asked, or asks.
    Later(Timestamp),
    /// Not any more: nobody has approved in that time.
    TimedOut(Duration),
}

impl Store {
    /// Keeps a sign-in that begins, and forgets those that are over. In a connect
    /// session it is the one that is under way from then on.
    pub(crate) async fn begin_sign_in(
        &self,
        new: NewSignIn,
        now: Timestamp,
    ) -> Result<UnderWay, StoreError> {
        let tenant = self.tenant().clone();
        let scope = match &new.begun.session {
            Some(session) => connect_sessions::only(session),
            None => Scope::default(),
        };
        self.change(scope, move |mut held, sealer| {
            let NewSignIn {
                begun,
                app_of,
                lifetime,
                interval,
            } = new;
            let id = new_id()?;
            let state = match &begun.awaited {
                Awaited::Browser(request) => Some(SignInState::of(request.state.0.expose_secret())),
                Awaited::Device(_) => None,
            };
            let mut changes = vec![Change::SignInsOver(now)];
            if begun.session.is_some() {
                let kept = held.connect_sessions.pop();
                let session = kept.ok_or_else(|| in_session::taken_back(false))?;
                let of_sign_in = OfSignIn {
                    state: state.clone(),
                    app: app_of.as_ref().map(|(_, name)| name.clone()),
                };
                let opened = Opened::of(session, sealer)?;
                changes.push(opened.begin(&id, of_sign_in, now, sealer)?);
            }
            let kept = KeptSignIn {
                connector: begun.connector.clone(),
                app_of,
                state,
                begun: Some(seal(&begun, &tenant, &id, sealer)?),
                begun_at: in_seconds(now),
                expires_at: in_seconds(after(now, lifetime)),
                claims: 0,
                claimed_until: None,
                asking: interval.map(|interval| asking(now, interval)),
                tenant,
                id,
            };
            let under_way = UnderWay {
                id: SignInId(kept.id.clone()),
                begun,
                begun_at: kept.begun_at,
                expires_at: kept.expires_at,
            };
            changes.push(Change::SignIn(Box::new(kept)));
            Ok((changes, under_way))
        })
        .await
    }

    /// The sign-in of that id. One that somebody has come back from is told apart from
    /// one that is over, as long as what comes of it is to be waited for.
    pub(crate) async fn sign_in(
        &self,
        id: &SignInId,
        now: Timestamp,
    ) -> Result<UnderWay, StoreError> {
        self.sign_in_seen(SignIns::WithId(id.0.clone()), now).await
    }

    /// The sign-in of that state.
    pub(crate) async fn sign_in_of(
        &self,
        state: SignInState,
        now: Timestamp,
    ) -> Result<UnderWay, StoreError> {
        self.sign_in_seen(SignIns::WithState(state), now).await
    }

    async fn sign_in_seen(&self, which: SignIns, now: Timestamp) -> Result<UnderWay, StoreError> {
        self.see(of(which), move |held, sealer| {
            let (kept, begun) = waiting(held, sealer, now)?;
            Ok(UnderWay {
                id: SignInId(kept.id),
                begun,
                begun_at: kept.begun_at,
                expires_at: kept.expires_at,
            })
        })
        .await
    }

    /// Whose the sign-in of that state is, for the operator.
    pub(crate) async fn tenant_of_sign_in(
        &self,
        state: SignInState,
        now: Timestamp,
    ) -> Result<Tenant, StoreError> {
        let scope = Scope {
            of: Whose::All,
            ..of(SignIns::WithState(state))
        };
        self.see(scope, move |held, sealer| {
            let (kept, _) = waiting(held, sealer, now)?;
            Ok(kept.tenant)
        })
        .await
    }

    /// Claims the sign-in of that state, once and for all: it waits for no browser
    /// any more.
    pub(crate) async fn claim_sign_in(
        &self,
        state: SignInState,
        now: Timestamp,
    ) -> Result<(Claim, Begun), StoreError> {
        self.change(of(SignIns::WithState(state)), move |held, sealer| {
            let (mut kept, begun) = waiting(held, sealer, now)?;
            kept.begun = None;
            kept.state = None;
            let claim = kept.claimed(now, AT_IT);
            Ok((vec![Change::SignIn(Box::new(kept))], (claim, begun)))
        })
        .await
    }

    /// Says that whoever has claimed an answer that a browser has brought is at it still.
    pub(crate) async fn still_at_sign_in(
        &self,
        claim: Claim,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.hold(claim, now, AT_IT).await
    }

    /// Claims the sign-in of that id to ask the server about it, when it may be
    /// asked and nobody else does.
    pub(crate) async fn claim_to_ask(
        &self,
        id: &SignInId,
        now: Timestamp,
    ) -> Result<ToAsk, StoreError> {
        self.change(
            of(SignIns::WithId(id.0.clone())),
            move |mut held, sealer| {
                let kept = held.sign_ins.pop().filter(|kept| kept.asking.is_some());
                let mut kept = kept.ok_or(StoreError::NoSignIn)?;
                let (begun, asking) = (kept.open(sealer)?, kept.asking);
                let (Some(begun), Some(asking)) = (begun, asking) else {
                    return Err(StoreError::NoSignIn);
                };
                if let Some(until) = kept.claimed_until.filter(|until| *until > now) {
                    let again = asking_again(&asking, now).min(until);
                    return Ok((Vec::new(), ToAsk::Later(again)));
                }
                if kept.expires_at <= now {
                    let lifetime = begun.lifetime();
                    let gone = Change::SignInGone(kept.tenant, kept.id);
                    return Ok((vec![gone], ToAsk::TimedOut(lifetime)));
                }
                if asking.ask_at > now {
                    return Ok((Vec::new(), ToAsk::Later(asking.ask_at)));
                }
                let claim = kept.claimed(now, ASKING);
                let ask = ToAsk::Now(claim, Box::new(begun), asking.interval);
                Ok((vec![Change::SignIn(Box::new(kept))], ask))
            },
        )
        .await
    }

    /// Holds what was claimed to ask for as long as an exchange may take: somebody has
    /// approved, so nobody is to ask again.
    pub(crate) async fn hold_sign_in(
        &self,
        claim: Claim,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.hold(claim, now, EXCHANGE).await
    }

    async fn hold(
        &self,
        claim: Claim,
        now: Timestamp,
        lasts: SignedDuration,
    ) -> Result<(), StoreError> {
        self.change(of(SignIns::WithId(claim.id.clone())), move |held, _| {
            let kept = held.sign_ins.into_iter();
            let held = kept
                .filter(|kept| kept.claims == claim.number)
                .map(|mut kept| {
                    kept.claimed_until = Some(until(now, lasts));
                    Change::SignIn(Box::new(kept))
                });
            Ok((held.collect(), ()))
        })
        .await
    }

    /// Gives back what was claimed to ask: nobody has approved yet. Says when the
    /// server may be asked again.
    pub(crate) async fn ask_again(
        &self,
        claim: Claim,
        interval: Duration,
        now: Timestamp,
    ) -> Result<Timestamp, StoreError> {
        self.change(of(SignIns::WithId(claim.id.clone())), move |mut held, _| {
            let again = asking(now, interval);
            let kept = held.sign_ins.pop();
            let kept = kept.filter(|kept| kept.claims == claim.number);
            let kept = kept.map(|mut kept| {
                if kept.begun.is_none() {
                    // Somebody has given it up meanwhile.
                    return Change::SignInGone(kept.tenant, kept.id);
                }
                kept.asking = Some(again);
                kept.claimed_until = None;
                Change::SignIn(Box::new(kept))
            });
            Ok((kept.into_iter().collect(), again.ask_at))
        })
        .await
    }

    /// Forgets a sign-in that ended without tokens, unless somebody else has
    /// claimed it since.
    pub(crate) async fn end_sign_in(&self, claim: Claim) -> Result<(), StoreError> {
        self.change(of(SignIns::WithId(claim.id.clone())), move |held, _| {
            let kept = held.sign_ins.into_iter();
            let gone = kept
                .filter(|kept| kept.claims == claim.number)
                .map(|kept| Change::SignInGone(kept.tenant, kept.id));
            Ok((gone.collect(), ()))
        })
        .await
    }

    /// Forgets the sign-in of that id, if there is one. Who has claimed it goes on.
    pub(crate) async fn abandon_sign_in(
        &self,
        id: &SignInId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.change(of(SignIns::WithId(id.0.clone())), move |held, _| {
            let kept = held.sign_ins.into_iter();
            let given_up = kept.map(|mut kept| {
                if kept.claimed_until.is_none_or(|until| until <= now) {
                    return Change::SignInGone(kept.tenant, kept.id);
                }
                kept.begun = None;
                kept.asking = None;
                Change::SignIn(Box::new(kept))
            });
            Ok((given_up.collect(), ()))
        })
        .await
    }
}

/// The sign-in that is to be seen, when it waits for somebody still. What has
/// expired or is not there is refused alike.
fn waiting(
    mut held: Held,
    sealer: &Sealer,
    now: Timestamp,
) -> Result<(KeptSignIn, Begun), StoreError> {
    let kept = held.sign_ins.pop();
    if kept.as_ref().is_some_and(|kept| kept.is_being_ended(now)) {
        return Err(StoreError::SignInClaimed);
    }
    let kept = kept.filter(|kept| kept.expires_at > now);
    let kept = kept.ok_or(StoreError::NoSignIn)?;
    let begun = kept.open(sealer)?.ok_or(StoreError::NoSignIn)?;
    Ok((kept, begun))
}

fn of(sign_ins: SignIns) -> Scope {
    Scope {
        sign_ins,
        ..Scope::default()
    }
}

fn after(now: Timestamp, duration: Duration) -> Timestamp {
    let later = SignedDuration::try_from(duration).map(|duration| now.checked_add(duration));
    later.ok().and_then(Result::ok).unwrap_or(Timestamp::MAX)
}

/// Until when a claim of now lasts.
fn until(now: Timestamp, lasts: SignedDuration) -> Timestamp {
    in_seconds(now.checked_add(lasts).unwrap_or(Timestamp::MAX))
}

/// When the server may be asked that was just asked, in whole seconds and not
/// before.
fn asking(now: Timestamp, interval: Duration) -> Asking {
    let interval = Duration::from_secs(interval.as_secs().max(1));
    let exactly = after(now, interval);
    let ask_at = match in_seconds(exactly) {
        second if second < exactly => after(second, Duration::from_secs(1)),
        second => second,
    };
    Asking { interval, ask_at }
}

/// When to look again at what somebody else asks about.
fn asking_again(present: &Asking, now: Timestamp) -> Timestamp {
    asking(now, present.interval).ask_at
}

impl Begun {
    /// How long the person may take.
    fn lifetime(&self) -> Duration {
        match &self.awaited {
            Awaited::Device(device) => Duration::from_secs(device.lifetime),
            Awaited::Browser(_) => Duration::ZERO,
        }
    }
}

impl KeptSignIn {
    /// Whether somebody has what it takes to end it, and may be at it still.
    fn is_being_ended(&self, now: Timestamp) -> bool {
        self.begun.is_none() && self.claimed_until.is_some_and(|until| until > now)
    }

    fn claimed(&mut self, now: Timestamp, lasts: SignedDuration) -> Claim {
        self.claims += 1;
        self.claimed_until = Some(until(now, lasts));
        Claim {
            id: self.id.clone(),
            number: self.claims,
        }
    }

    fn open(&self, sealer: &Sealer) -> Result<Option<Begun>, StoreError> {
        let Some(sealed) = &self.begun else {
            return Ok(None);
        };
        let opened = sealer.open(place(&self.tenant, &self.id), sealed)?;
        serde_json::from_str(opened.expose_secret())
            .map(Some)
            // Its message would show parts of what was sealed.
            .map_err(|_| StoreError::Corrupt {
                what: "a sign-in",
                source: serde::de::Error::custom("it is of another form"),
            })
    }

    /// Every sealed value that it has, with its place.
    pub(super) fn each_sealed<E>(
        &mut self,
        mut work: impl FnMut(Place<'_>, &mut Sealed) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut self.begun {
            Some(sealed) => work(place(&self.tenant, &self.id), sealed),
            None => Ok(()),
        }
    }
}

fn seal(begun: &Begun, tenant: &Tenant, id: &str, sealer: &Sealer) -> Result<Sealed, StoreError> {
    let text = serde_json::to_string(begun).expect("texts, numbers and lists are JSON");
    Ok(sealer.seal(place(tenant, id), &SecretString::from(text))?)
}

fn place<'a>(tenant: &'a Tenant, id: &'a str) -> Place<'a> {
    Place {
        tenant: tenant.as_str(),
        table: "sign_ins",
        row: id,
        column: "begun",
    }
}

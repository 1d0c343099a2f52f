//! Who may do what: the key that a request shows, the tenant that it is for, and
//! the right that it takes.
//!
//! A handler says what it takes by its first argument, which gives it the host of
//! the tenant and nothing else. What is another tenant's is not there for it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Instant;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use connector_host::Host;
use connector_host::connections::{ApiKey, Holder, Right, StoreError, Tenant};
use secrecy::SecretString;

use crate::peer::Peer;
use crate::problem::{Code, Problem};
use crate::room::{Asker, Looking, Work};
use crate::service::Shared;
use crate::standing::Standing;
use crate::strangers::Shown;

/// The header field that says for which tenant the operator asks.
pub(crate) const TENANT: &str = "tenant";

/// The host of the tenant, for whoever may see what there is.
pub(crate) struct Reads(pub(crate) Host);

/// The host of the tenant, for whoever may use its connections.
pub(crate) struct Invokes(pub(crate) Host);

/// The host of the tenant, for whoever may change what it has.
pub(crate) struct Manages(pub(crate) Host);

/// The same for its apps. Those of the tenant `default` serve all tenants without
/// their own, so that they are the operator's to change.
pub(crate) struct ManagesApps(pub(crate) Host);

/// The host of all tenants, for the operator alone.
pub(crate) struct Operates(pub(crate) Host);

/// Whoever makes a request.
struct Caller {
    /// None for whoever is on this machine, as long as there are no keys.
    key: Option<ApiKey>,
}

impl Caller {
    async fn of(shared: &Shared, parts: &Parts) -> Result<Self, Problem> {
        let caller = Self::known(shared, parts).await?;
        if let (Some(work), Some(key)) = (parts.extensions.get::<Arc<Work>>(), &caller.key) {
            work.is_by(&key.id);
        }
        if let Some(standing) = parts.extensions.get::<Standing>() {
            standing.let_in()?;
        }
        Ok(caller)
    }

    async fn known(shared: &Shared, parts: &Parts) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<Peer>();
        let Some(shown) = shown(&parts.headers)? else {
            shared.openness.check(&shared.host, peer).await?;
            // Whoever is let in without one counts as one, and others for nothing.
            check_rate(shared, "")?;
            return Ok(Self { key: None });
        };
        let key = key(shared, &shown, peer).await?;
        Ok(Self { key: Some(key) })
    }

    fn is_operator(&self) -> bool {
        let holder = self.key.as_ref().map(|key| &key.holder);
        holder.is_none_or(|holder| *holder == Holder::Operator)
    }

    fn check(&self, right: Right) -> Result<(), Problem> {
        if self.key.as_ref().is_none_or(|key| key.may(right)) {
            return Ok(());
        }
        Err(Problem::new(
            Code::NoRight,
            format!("this takes a key with the right `{right}`, which this one has not"),
        ))
    }

    /// The host of the tenant that the request is for.
    async fn host(&self, shared: &Shared, headers: &HeaderMap) -> Result<Host, Problem> {
        let named = tenant(headers)?;
        let own = match self.key.as_ref().map(|key| &key.holder) {
            Some(Holder::Tenant(own)) => Some(own),
            _ => None,
        };
        let name = match (named, own) {
            (Some(named), Some(own)) if named != own.as_str() => {
                // As if there were none of that name.
                let name = named.to_owned();
                let error = connector_host::Error::Store(StoreError::NoTenant { name });
                return Err(error.into());
            }
            (Some(named), _) => named,
            (None, Some(own)) => own.as_str(),
            (None, None) => Tenant::DEFAULT,
        };
        Ok(shared.host.tenant(name).await?)
    }
}

/// The key that was shown, if it is good, and may be used now.
async fn key(shared: &Shared, text: &SecretString, peer: Option<&Peer>) -> Result<ApiKey, Problem> {
    let shown = Shown::of(text);
    let from = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), Peer::ip);
    let known = shared.strangers.id_of(shown);
    match &known {
        Some(id) => check_rate(shared, id)?,
        None if shared.strangers.may_be_looked_up(from, Instant::now()) => {}
        None => {
            return Err(Problem::new(
                Code::TooManyRequests,
                "too many keys that are not good were shown from there within a second",
            ));
        }
    }
    match shared.host.api_key_shown(text).await {
        Ok(key) => {
            if known.is_none() {
                shared.strangers.know(shown, &key.id, from);
                check_rate(shared, &key.id)?;
            }
            Ok(key)
        }
        Err(error) => {
            if matches!(error.code(), "wrong-api-key" | "api-key-expired") {
                shared.strangers.forget(shown);
            }
            Err(error.into())
        }
    }
}

fn check_rate(shared: &Shared, id: &str) -> Result<(), Problem> {
    if shared.rates.allow(id, Instant::now()) {
        return Ok(());
    }
    Err(Problem::new(
        Code::TooManyRequests,
        "this key has made too many requests within a second",
    ))
}

/// The key that a request shows.
pub(crate) fn shown(headers: &HeaderMap) -> Result<Option<SecretString>, Problem> {
    let mut fields = headers.get_all(AUTHORIZATION).iter();
    let Some(field) = fields.next() else {
        return Ok(None);
    };
    let malformed = || {
        Problem::new(
            Code::MalformedKey,
            "an API key is shown as `Authorization: Bearer chk_…`, once",
        )
    };
    if fields.next().is_some() {
        return Err(malformed());
    }
    let text = field.to_str().map_err(|_| malformed())?;
    let (scheme, key) = text.split_once(' ').ok_or_else(malformed)?;
    // Schemes are written as one likes (RFC 9110 section 11.1).
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(malformed());
    }
    Ok(Some(key.trim().into()))
}

/// The tenant that a request names.
fn tenant(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut fields = headers.get_all(TENANT).iter();
    let Some(field) = fields.next() else {
        return Ok(None);
    };
    let named = std::str::from_utf8(field.as_bytes()).ok();
    match (named, fields.next()) {
        (Some(named), None) => Ok(Some(named)),
        _ => Err(Problem::new(
            Code::BadParameter,
            "the field `Tenant` is the name of one tenant",
        )),
    }
}

async fn with(right: Right, parts: &Parts, shared: &Shared) -> Result<Host, Problem> {
    let caller = Caller::of(shared, parts).await?;
    caller.check(right)?;
    let host = caller.host(shared, &parts.headers).await?;
    take_place(parts, shared, Some(host.tenant_name()))?;
    if let Some(looking) = parts.extensions.get::<Arc<Looking>>() {
        looking.is_for(Asker::Tenant(host.tenant_name().clone()));
        looking.hold(shared.room.turn_of(host.tenant_name()).await?);
    }
    Ok(host)
}

/// Takes a place among all calls and among those of the tenant, for a request that may
/// change something. What is the operator's is no tenant's.
fn take_place(parts: &Parts, shared: &Shared, tenant: Option<&Tenant>) -> Result<(), Problem> {
    if let Some(work) = parts.extensions.get::<Arc<Work>>() {
        shared.room.begin(work)?;
        if let Some(tenant) = tenant {
            work.hold(shared.room.place_of(tenant)?);
        }
    }
    Ok(())
}

impl FromRequestParts<Arc<Shared>> for Reads {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Problem> {
        with(Right::Read, parts, shared).await.map(Self)
    }
}

impl FromRequestParts<Arc<Shared>> for Invokes {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Problem> {
        with(Right::Invoke, parts, shared).await.map(Self)
    }
}

impl FromRequestParts<Arc<Shared>> for Manages {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Problem> {
        with(Right::Manage, parts, shared).await.map(Self)
    }
}

impl FromRequestParts<Arc<Shared>> for ManagesApps {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Problem> {
        let caller = Caller::of(shared, parts).await?;
        caller.check(Right::Manage)?;
        let host = caller.host(shared, &parts.headers).await?;
        if *host.tenant_name() == Tenant::default() && !caller.is_operator() {
            return Err(Problem::new(
                Code::NoRight,
                "the app of the tenant `default` serves all tenants that have none of their own: to change it takes a key of the operator's",
            ));
        }
        take_place(parts, shared, Some(host.tenant_name()))?;
        Ok(Self(host))
    }
}

impl FromRequestParts<Arc<Shared>> for Operates {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Problem> {
        if Caller::of(shared, parts).await?.is_operator() {
            take_place(parts, shared, None)?;
            if let Some(looking) = parts.extensions.get::<Arc<Looking>>() {
                looking.is_for(Asker::Operator);
            }
            return Ok(Self(shared.host.clone()));
        }
        Err(Problem::new(
            Code::NoRight,
            "this takes a key of the operator's",
        ))
    }
}

//! Keeping what a sign-in brought.

use super::defaults::make_only_connection_default;
use super::id::{is_id, new_id};
use super::in_session::{Opened, disabled_since, taken_back};
use super::keeping::Keeping;
use super::kept::{Change, GrantKey, Held, KeptConnection, KeptGrant, KeptSecrets, in_seconds};
use super::model::{Connection, Grant, GrantState, SignIn, WhoseClient};
use super::sealer::Sealer;
use super::store::Store;
use super::tenant::Tenant;
use super::words::words;
use super::{StoreError, brought, secrets};

impl Store {
    /// Keeps what a sign-in brought: the grant is made or renewed under all its
    /// connections, and the connection is made or renewed, both or neither.
    /// A sign-in whose name turns out to be taken still renews a grant that
    /// other connections use, since the server may have ended its old tokens. One
    /// that is made in a connect session is kept as that says, and it says so.
    ///
    /// After an error of the database it may be tried again, as long as nothing
    /// else is known of what has become of it.
    pub(crate) async fn keep(&self, keeping: impl Into<Keeping>) -> Result<Connection, StoreError> {
        let (tenant, keeping) = (self.tenant().clone(), keeping.into());
        self.change(keeping.scope(&tenant), move |held, sealer| {
            keep(held, &tenant, sealer, &keeping)
        })
        .await?
    }
}

fn keep(
    mut held: Held,
    tenant: &Tenant,
    sealer: &Sealer,
    keeping: &Keeping,
) -> Result<(Vec<Change>, Result<Connection, StoreError>), StoreError> {
    let sign_in = &*keeping.sign_in;
    let kept_before = keeping.kept_by_earlier_try(&held, sealer)?;
    let has_tokens = kept_before.is_some();
    if !has_tokens {
        keeping.will_change_nothing();
    }
    let of = sign_in.grant_tenant(tenant);
    let only_of = sign_in.only_of(tenant);
    let is_it = |of: &Tenant, only_of: Option<&Tenant>| {
        let mut grants = held.grants.values();
        grants.find(|kept| kept.tenant == *of && kept.is_of(sign_in, only_of))
    };
    let known_grant = kept_before.or_else(|| is_it(&of, only_of.as_ref()).cloned());
    // One that the tenant has had from when it was kept otherwise: as its own, or as one
    // that tenants share, or do not share by now.
    let is_used_here = |kept: &&KeptGrant| {
        let key = [(kept.tenant.clone(), kept.grant.id.clone())];
        is_used(&held, &key)
    };
    let earlier = (of != *tenant).then(|| {
        let otherwise = only_of.is_none().then_some(tenant);
        let own = is_it(tenant, None);
        own.or_else(|| is_it(&of, otherwise).filter(is_used_here))
    });
    let earlier = earlier.flatten().cloned();
    let known: Vec<GrantKey> = [&known_grant, &earlier]
        .into_iter()
        .flatten()
        .map(|kept| (kept.tenant.clone(), kept.grant.id.clone()))
        .collect();
    let begun = held.sign_ins.pop();
    let session = held.connect_sessions.pop();
    let session = session.map(|kept| Opened::of(kept, sealer)).transpose()?;
    let named = match (&sign_in.claim, &begun) {
        // It went with its app or with its tenant, of whose name there may be
        // another by now; unless an earlier try has ended it.
        (Some(_), None) if !has_tokens => Err(StoreError::SignInOvertaken {
            gone: "what it was for",
            grant_renewed: is_used(&held, &known),
        }),
        _ => name_for(&held, sign_in, keeping.made_in.is_some(), &known).and_then(|name| {
            check_session(&held, keeping, session.as_ref(), &name, &known).map(|()| name)
        }),
    };
    let mut grant = match (known_grant, &named) {
        (Some(known), _) => known,
        (None, Ok(_)) => new_grant(of, only_of, sign_in)?,
        (None, Err(_)) if earlier.is_some() => new_grant(of, only_of, sign_in)?,
        (None, Err(_)) => {
            return named.map(|name| (Vec::new(), Err(StoreError::NoConnection { name })));
        }
    };
    let grant_key = (grant.tenant.clone(), grant.grant.id.clone());
    let mut changes = Vec::new();
    if !has_tokens {
        if grant.grant.consent.is_none() {
            let earlier = earlier.as_ref();
            grant.grant.consent = earlier.and_then(|kept| kept.grant.consent.clone());
        }
        take_sign_in(&mut grant, sealer, sign_in)?;
        keeping.will_change(&grant);
        changes.push(Change::Grant(Box::new(grant.clone())));
        changes.push(match &sign_in.client {
            WhoseClient::Brought(secret) => brought::bring(&grant, secret.as_ref(), sealer)?,
            WhoseClient::Tenants | WhoseClient::Operators => brought::leave(&grant),
        });
    }
    changes.extend(begun.map(|kept| Change::SignInGone(kept.tenant, kept.id)));
    let before = held.grants_in_use();
    held.grants.insert(grant_key.clone(), grant);
    if let Some(earlier) = earlier {
        let earlier = (earlier.tenant, earlier.grant.id);
        changes.extend(use_instead(&mut held, &earlier, &grant_key));
        changes.push(Change::GrantUnused(earlier.0, earlier.1));
    }
    let name = match named {
        Ok(name) => name,
        Err(refusal) => return Ok((changes, Err(refusal))),
    };
    let connector = sign_in.connector.clone();
    let kept = connection(&mut held, tenant, name.clone(), grant_key, sign_in)?;
    let id = kept.id.clone();
    let mut sealed = KeptSecrets::new();
    secrets::seal(&mut sealed, tenant, &id, &sign_in.secret_settings, sealer)?;
    changes.push(Change::Connection(Box::new(kept)));
    if let (Some(made_in), Some(session)) = (&keeping.made_in, session) {
        let connected = made_in.connected(id.clone(), &sign_in.account.label);
        changes.push(session.connect(connected, sealer)?);
    }
    changes.push(Change::Secrets(tenant.clone(), id, sealed));
    changes.extend(make_only_connection_default(&mut held, &connector));
    changes.extend(held.unused_grants(&before));
    Ok((changes, held.connection(&name)))
}

/// Refuses what the connect session that a sign-in is made in is not good for any more.
fn check_session(
    held: &Held,
    keeping: &Keeping,
    session: Option<&Opened>,
    name: &str,
    known: &[GrantKey],
) -> Result<(), StoreError> {
    if keeping.made_in.is_none() {
        return Ok(());
    }
    let grant_renewed = is_used(held, known);
    let Some(session) = session else {
        return Err(taken_back(grant_renewed));
    };
    let existing = held.named(name);
    // What an earlier try has kept is this sign-in's own.
    let is_its = |kept: &KeptConnection| {
        session.connected() == Some(kept.id.as_str())
            && keeping.is_tried()
            && known.contains(&kept.grant_key())
    };
    if existing.is_some_and(is_its) {
        return Ok(());
    }
    session.check_is_open(grant_renewed)?;
    match existing.is_some_and(|kept| session.is_older_than_the_end_of(kept)) {
        true => Err(disabled_since(grant_renewed)),
        false => Ok(()),
    }
}

/// Lets the connections of one grant use another.
fn use_instead(held: &mut Held, earlier: &GrantKey, grant: &GrantKey) -> Vec<Change> {
    let mut changes = Vec::new();
    for kept in &mut held.connections {
        if kept.grant_key() == *earlier {
            (kept.grant_tenant, kept.grant_id) = grant.clone();
            changes.push(Change::Connection(Box::new(kept.clone())));
        }
    }
    changes
}

/// Makes or renews the connection of that name.
fn connection(
    held: &mut Held,
    tenant: &Tenant,
    name: String,
    (grant_tenant, grant_id): GrantKey,
    sign_in: &SignIn,
) -> Result<KeptConnection, StoreError> {
    if let Ok(kept) = held.named_mut(&name) {
        kept.method.clone_from(&sign_in.method);
        kept.settings.clone_from(&sign_in.settings);
        if sign_in.owner.is_some() {
            kept.owner = sign_in.owner.as_deref().map(words);
        }
        (kept.grant_tenant, kept.grant_id) = (grant_tenant, grant_id);
        kept.disabled_at = None;
        return Ok(kept.clone());
    }
    let kept = KeptConnection {
        tenant: tenant.clone(),
        id: new_id()?,
        name,
        connector: sign_in.connector.clone(),
        method: sign_in.method.clone(),
        settings: sign_in.settings.clone(),
        owner: sign_in.owner.as_deref().map(words),
        is_default: false,
        disabled_at: None,
        created_at: in_seconds(sign_in.tokens.received_at),
        last_used_at: None,
        grant_tenant,
        grant_id,
    };
    held.connections.push(kept.clone());
    Ok(kept)
}

/// A grant that has no tokens yet.
fn new_grant(
    tenant: Tenant,
    only_of: Option<Tenant>,
    sign_in: &SignIn,
) -> Result<KeptGrant, StoreError> {
    Ok(KeptGrant {
        tenant,
        grant: Grant {
            id: new_id()?,
            token_endpoint: sign_in.token_endpoint.clone(),
            client_id: sign_in.client_id.clone(),
            account: sign_in.account.clone(),
            scopes: Vec::new(),
            base_url: None,
            received_at: sign_in.tokens.received_at,
            expires_at: None,
            moved_at: None,
            generation: 0,
            state: GrantState::Living,
            trouble: None,
            consent: None,
            rerouted: None,
            only_of,
        },
        connector: sign_in.connector.clone(),
        access_token: None,
        refresh_token: None,
        unfinished_renewal: None,
        common_redirect: false,
        fence: 0,
        is_leased: false,
    })
}

/// Everything that a new sign-in says of a grant.
fn take_sign_in(kept: &mut KeptGrant, sealer: &Sealer, sign_in: &SignIn) -> Result<(), StoreError> {
    kept.common_redirect = sign_in.common_redirect;
    let grant = &mut kept.grant;
    grant.account = sign_in.account.clone();
    grant.account.label = words(&sign_in.account.label);
    grant.rerouted = Some(sign_in.rerouted);
    grant.consent = Some(match grant.consent.take() {
        Some(earlier) => earlier.after_sign_in(sign_in.consent.clone()),
        None => sign_in.consent.clone(),
    });
    kept.take_tokens(&sign_in.tokens, sealer)?;
    Ok(())
}

/// The name to keep a sign-in under. Without a name, the connection that the
/// same sign-in made before is renewed; failing that, the connector's key
/// becomes the name, with a number when it is taken. Whoever follows a link takes
/// over no connection that is said to be somebody else's.
fn name_for(
    held: &Held,
    sign_in: &SignIn,
    in_session: bool,
    known: &[GrantKey],
) -> Result<String, StoreError> {
    let is_anothers = |kept: &KeptConnection| {
        let owner = sign_in.owner.as_deref().map(words);
        in_session && owner.is_some() && kept.owner.is_some() && kept.owner != owner
    };
    if let Some(name) = &sign_in.name {
        let Some(existing) = held.named(name) else {
            if sign_in.reconnects && is_id(name) {
                return Err(StoreError::SignInOvertaken {
                    gone: "the connection",
                    grant_renewed: is_used(held, known),
                });
            }
            return Ok(name.clone());
        };
        let grant = &held.grant_of(existing)?.grant;
        if may_renew(sign_in, existing, grant, known) && !is_anothers(existing) {
            return Ok(name.clone());
        }
        return Err(StoreError::NameTaken {
            name: existing.name.clone(),
            existing: format!("{} at {}", grant.account.label, existing.connector),
            new: format!("{} at {}", sign_in.account.label, sign_in.connector),
            grant_renewed: is_used(held, known),
        });
    }
    let made_before = held
        .of_connector(&sign_in.connector)
        .filter(|kept| kept.method == sign_in.method && known.contains(&kept.grant_key()))
        .filter(|kept| !is_anothers(kept))
        .min_by_key(|kept| (kept.created_at, &kept.name));
    if let Some(kept) = made_before {
        return Ok(kept.name.clone());
    }
    let mut candidate = sign_in.connector.clone();
    let mut number = 1;
    while held.names.contains(&candidate) {
        number += 1;
        candidate = format!("{}-{number}", sign_in.connector);
    }
    Ok(candidate)
}

/// Whether the tenant uses one of those grants. What others use is not told.
fn is_used(held: &Held, known: &[GrantKey]) -> bool {
    let mut connections = held.connections.iter();
    connections.any(|kept| known.contains(&kept.grant_key()))
}

/// Whether a connection that is there already may become what a sign-in makes
/// of it.
fn may_renew(
    sign_in: &SignIn,
    existing: &KeptConnection,
    grant: &Grant,
    known: &[GrantKey],
) -> bool {
    let same_grant = known.contains(&existing.grant_key());
    // Where it is not known whose the connection is, whoever reconnects it says
    // that it is the same.
    let subject = &grant.account.subject;
    let same_account = grant.token_endpoint == sign_in.token_endpoint
        && (subject.is_none() || *subject == sign_in.account.subject);
    existing.connector == sign_in.connector && (same_grant || sign_in.reconnects && same_account)
}

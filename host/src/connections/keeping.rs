//! What a sign-in brought, until it is known that it is kept.
//!
//! A database in another process may commit without being able to say so. So what
//! could not be kept may be tried again: what an earlier try has kept is found
//! then, and left as it is, since its tokens may have been renewed meanwhile.

use std::sync::{Arc, Mutex, PoisonError};

use secrecy::ExposeSecret as _;

use super::StoreError;
use super::in_session::MadeIn;
use super::kept::{
    Concerned, ConnectSessions, Connections, GrantKey, Grants, Held, KeptGrant, Scope, SignIns,
};
use super::model::SignIn;
use super::sealer::Sealer;
use super::store::Store;
use super::tenant::Tenant;

/// What a sign-in brought, to be kept; clones are the same.
#[derive(Clone, Debug)]
pub(crate) struct Keeping {
    pub(super) sign_in: Arc<SignIn>,
    /// The connect session that it is made in, if it is.
    pub(super) made_in: Option<Arc<MadeIn>>,
    tried: Arc<Mutex<Option<Tried>>>,
}

/// What the last try has changed, if its changes were made.
#[derive(Clone, Debug)]
struct Tried {
    grant: GrantKey,
    generation: u64,
}

impl From<SignIn> for Keeping {
    fn from(sign_in: SignIn) -> Self {
        Self {
            sign_in: Arc::new(sign_in),
            made_in: None,
            tried: Arc::default(),
        }
    }
}

impl Keeping {
    /// The same, in a connect session.
    pub(crate) fn in_session(self, made_in: Option<MadeIn>) -> Self {
        Self {
            made_in: made_in.map(Arc::new),
            ..self
        }
    }

    /// Notes what is going to be changed.
    pub(super) fn will_change(&self, kept: &KeptGrant) {
        self.set(Some(Tried {
            grant: (kept.tenant.clone(), kept.grant.id.clone()),
            generation: kept.grant.generation,
        }));
    }

    /// Notes that nothing is going to be changed.
    pub(super) fn will_change_nothing(&self) {
        self.set(None);
    }

    fn set(&self, tried: Option<Tried>) {
        *self.tried.lock().unwrap_or_else(PoisonError::into_inner) = tried;
    }

    /// Whether an earlier try may have kept it.
    pub(super) fn is_tried(&self) -> bool {
        self.tried().is_some()
    }

    fn tried(&self) -> Option<Tried> {
        let tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        tried.clone()
    }

    /// What to see of the store: with it comes the right to change the tenant's
    /// connections, which whoever tried before has had until that was settled.
    pub(super) fn scope(&self, tenant: &Tenant) -> Scope {
        let SignIn {
            connector,
            name,
            claim,
            ..
        } = &*self.sign_in;
        let concerned = Box::new(Concerned {
            connector: connector.clone(),
            named: name.clone(),
            account: self.sign_in.account_grants(tenant),
            grant: self.tried().map(|tried| tried.grant.1),
        });
        Scope {
            shared: self.sign_in.shared_grant(tenant),
            connections: Connections::Concerned(concerned.clone()),
            grants: Grants::Concerned(concerned),
            agreed: Some(connector.clone()),
            names_from: name.is_none().then(|| connector.clone()),
            sign_ins: match claim {
                Some(claim) => SignIns::WithId(claim.id.clone()),
                None => SignIns::None,
            },
            connect_sessions: match &self.made_in {
                Some(made_in) => ConnectSessions::WithId(made_in.session.clone()),
                None => ConnectSessions::None,
            },
            ..Scope::default()
        }
    }

    /// The grant that an earlier try has given the tokens to, if it has. One that
    /// has had newer ones since has had these before.
    pub(super) fn kept_by_earlier_try(
        &self,
        held: &Held,
        sealer: &Sealer,
    ) -> Result<Option<KeptGrant>, StoreError> {
        let Some(Tried { grant, generation }) = self.tried() else {
            return Ok(None);
        };
        let Some(kept) = held.grants.get(&grant) else {
            return Ok(None);
        };
        let has_it = kept.grant.generation > generation || {
            let token = kept.open_access_token(sealer)?;
            let given = self.sign_in.tokens.access_token.expose_secret();
            kept.grant.generation == generation
                && token.is_some_and(|token| token.expose_secret() == given)
        };
        Ok(has_it.then(|| kept.clone()))
    }
}

impl Store {
    /// Whether the tokens are kept by what was tried; an error if that can't be
    /// known now.
    pub(crate) async fn has_kept(&self, keeping: &Keeping) -> Result<bool, StoreError> {
        if keeping.tried().is_none() {
            return Ok(false);
        }
        let keeping = keeping.clone();
        // A change, though of nothing: it waits until the last try has ended.
        self.change(keeping.scope(self.tenant()), move |held, sealer| {
            let kept = keeping.kept_by_earlier_try(&held, sealer)?;
            Ok((Vec::new(), kept.is_some()))
        })
        .await
    }
}

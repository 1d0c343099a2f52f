//! Grants with their secrets: what is sealed in them, and what tokens change.

use jiff::Timestamp;
use secrecy::SecretString;

use super::StoreError;
use super::kept::{Grants, Held, KeptGrant, Scope, in_seconds};
use super::model::{GrantState, SignIn, Tokens, Trouble};
use super::seal::{Place, SealError, Sealed};
use super::sealer::Sealer;
use super::store::Store;
use super::tenant::Tenant;

/// A grant as renewing it needs it: with its secrets.
#[derive(Debug)]
pub(crate) struct GrantSecrets {
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<SecretString>,
    /// Whether the client secret is not kept, but was brought just now.
    pub(crate) is_secret_new: bool,
    pub(crate) tokens: Tokens,
    pub(crate) generation: u64,
    pub(crate) state: GrantState,
    pub(crate) trouble: Option<Trouble>,
    /// When the oldest renewal began whose outcome is unknown: it may have used
    /// up the refresh token.
    pub(crate) unfinished_renewal: Option<Timestamp>,
}

impl Store {
    /// The grant as it is now.
    pub(crate) async fn grant_secrets(&self, grant_id: &str) -> Result<GrantSecrets, StoreError> {
        let id = grant_id.to_owned();
        let scope = Scope {
            brought: true,
            ..only(&id)
        };
        self.see(scope, move |mut held, sealer| {
            let kept = held.take_grant(&id).ok_or(StoreError::GrantGone)?;
            open(&held, kept, sealer)
        })
        .await
    }

    /// Whether the grant is there still: one goes with the last connection that uses it.
    pub(crate) async fn has_grant(&self, grant_id: &str) -> Result<bool, StoreError> {
        self.see(only(grant_id), |held, _| Ok(!held.grants.is_empty()))
            .await
    }
}

/// To see one grant.
pub(super) fn only(id: &str) -> Scope {
    Scope {
        grants: Grants::WithIds(vec![id.to_owned()]),
        ..Scope::default()
    }
}

/// A grant with its secrets, where the app is seen that was brought for it.
pub(super) fn open(
    held: &Held,
    kept: KeptGrant,
    sealer: &Sealer,
) -> Result<GrantSecrets, StoreError> {
    let client_secret = held.brought_secret(&kept, sealer)?;
    let KeptGrant { tenant, grant, .. } = kept;
    let open = |sealed: Option<Sealed>, column| {
        let open = |sealed| sealer.open(place(&tenant, &grant.id, column), &sealed);
        sealed.map(open).transpose()
    };
    Ok(GrantSecrets {
        is_secret_new: false,
        client_secret,
        tokens: Tokens {
            // One that never had tokens has ended, and says so.
            access_token: open(kept.access_token, ACCESS_TOKEN)?.unwrap_or_default(),
            refresh_token: open(kept.refresh_token, REFRESH_TOKEN)?,
            scopes: grant.scopes,
            base_url: grant.base_url,
            received_at: grant.received_at,
            expires_at: grant.expires_at,
        },
        client_id: grant.client_id,
        generation: grant.generation,
        state: grant.state,
        trouble: grant.trouble,
        unfinished_renewal: kept.unfinished_renewal,
    })
}

impl KeptGrant {
    /// Whether a sign-in is for this grant, if it is told apart by that tenant or by
    /// none. Where the API does not tell whose a grant is, it is for none that there is.
    pub(super) fn is_of(&self, sign_in: &SignIn, only_of: Option<&Tenant>) -> bool {
        let subject = &sign_in.account.subject;
        subject.is_some()
            && self.connector == sign_in.connector
            && self.grant.token_endpoint == sign_in.token_endpoint
            && self.grant.client_id == sign_in.client_id
            && self.grant.account.subject == *subject
            && self.grant.only_of.as_ref() == only_of
    }

    /// Its access token, if it has one.
    pub(super) fn open_access_token(
        &self,
        sealer: &Sealer,
    ) -> Result<Option<SecretString>, SealError> {
        let place = place(&self.tenant, &self.grant.id, ACCESS_TOKEN);
        let sealed = self.access_token.as_ref();
        sealed.map(|sealed| sealer.open(place, sealed)).transpose()
    }

    /// Takes new tokens, which end whatever was wrong with the old ones. An
    /// answer without a refresh token leaves the old one good (RFC 6749
    /// section 6).
    pub(super) fn take_tokens(
        &mut self,
        tokens: &Tokens,
        sealer: &Sealer,
    ) -> Result<(), SealError> {
        let access_token = Some(&tokens.access_token);
        self.take_sealed_tokens(access_token, tokens.refresh_token.as_ref(), sealer)?;
        self.unfinished_renewal = None;
        let grant = &mut self.grant;
        grant.scopes.clone_from(&tokens.scopes);
        grant.base_url.clone_from(&tokens.base_url);
        grant.received_at = in_seconds(tokens.received_at);
        grant.expires_at = tokens.expires_at.map(in_seconds);
        grant.generation += 1;
        grant.moved_at = None;
        grant.state = GrantState::Living;
        grant.trouble = None;
        Ok(())
    }

    /// Takes those tokens that there are, and nothing of what came with them.
    pub(super) fn take_sealed_tokens(
        &mut self,
        access_token: Option<&SecretString>,
        refresh_token: Option<&SecretString>,
        sealer: &Sealer,
    ) -> Result<(), SealError> {
        let place = |column| place(&self.tenant, &self.grant.id, column);
        if let Some(token) = access_token {
            self.access_token = Some(sealer.seal(place(ACCESS_TOKEN), token)?);
        }
        if let Some(token) = refresh_token {
            self.refresh_token = Some(sealer.seal(place(REFRESH_TOKEN), token)?);
        }
        Ok(())
    }

    /// Every sealed value that it has, with its place.
    pub(super) fn each_sealed<E>(
        &mut self,
        mut work: impl FnMut(Place<'_>, &mut Sealed) -> Result<(), E>,
    ) -> Result<(), E> {
        let (tenant, id) = (&self.tenant, &self.grant.id);
        for (column, sealed) in [
            (ACCESS_TOKEN, &mut self.access_token),
            (REFRESH_TOKEN, &mut self.refresh_token),
        ] {
            if let Some(sealed) = sealed {
                work(place(tenant, id, column), sealed)?;
            }
        }
        Ok(())
    }
}

const ACCESS_TOKEN: &str = "access_token";
const REFRESH_TOKEN: &str = "refresh_token";

fn place<'a>(tenant: &'a Tenant, id: &'a str, column: &'static str) -> Place<'a> {
    Place {
        tenant: tenant.as_str(),
        table: "grants",
        row: id,
        column,
    }
}

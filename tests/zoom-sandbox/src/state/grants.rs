//! Authorization codes, grants and tokens, and how long each lives.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// How long a code may wait to be redeemed.
pub(crate) const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(5);
/// How long a refresh token lives unless it is used.
pub(crate) const REFRESH_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(90 * 24);

/// All that was granted and is still alive.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Grants {
    granted: u64,
    living: Vec<Grant>,
    #[serde(skip)]
    codes: HashMap<String, Code>,
    #[serde(skip)]
    access_tokens: HashMap<String, Token>,
    #[serde(skip)]
    refresh_tokens: HashMap<String, Token>,
    /// Access tokens of grants that a later authorization replaced.
    #[serde(skip)]
    replaced: HashSet<String>,
}

/// What a user has allowed an app.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Grant {
    id: u64,
    /// Empty when the app acts for itself.
    pub(crate) user_id: String,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
}

/// An authorization code that waits to be redeemed (RFC 6749 section 4.1.2).
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) grant: NewGrant,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) expires: Timestamp,
}

/// A grant that is about to be made.
#[derive(Debug)]
pub(crate) struct NewGrant {
    pub(crate) user_id: String,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
}

/// The PKCE challenge of an authorization request (RFC 7636 section 4.2).
#[derive(Debug)]
pub(crate) enum Challenge {
    Plain(String),
    S256(String),
}

#[derive(Debug)]
struct Token {
    grant: u64,
    expires: Timestamp,
}

impl Grant {
    fn is_of(&self, client_id: &str, user_id: &str) -> bool {
        self.client_id == client_id && self.user_id == user_id
    }
}

impl Grants {
    pub(crate) fn keep_code(&mut self, code: String, request: Code) {
        self.codes.insert(code, request);
    }

    /// Takes a code out: it can be redeemed once, whatever comes of it.
    pub(crate) fn take_code(&mut self, code: &str) -> Option<Code> {
        self.codes.remove(code)
    }

    /// Makes a grant that replaces an earlier one of the same user and app.
    /// Zoom keeps one alive, and its tokens only.
    pub(crate) fn replace(&mut self, new: NewGrant) -> Grant {
        for id in self.ids_where(|grant| grant.is_of(&new.client_id, &new.user_id)) {
            let tokens = self.access_tokens.iter();
            let tokens = tokens.filter(|(_, token)| token.grant == id);
            self.replaced.extend(tokens.map(|(token, _)| token.clone()));
            self.end(id);
        }
        self.add(new)
    }

    /// Makes a grant beside those that the user and app may have already, as
    /// account credentials do.
    pub(crate) fn add(&mut self, new: NewGrant) -> Grant {
        self.granted += 1;
        let grant = Grant {
            id: self.granted,
            user_id: new.user_id,
            client_id: new.client_id,
            scopes: new.scopes,
        };
        self.living.push(grant.clone());
        grant
    }

    pub(crate) fn keep_access_token(&mut self, token: String, grant: &Grant, expires: Timestamp) {
        let grant = grant.id;
        self.access_tokens.insert(token, Token { grant, expires });
    }

    pub(crate) fn keep_refresh_token(&mut self, token: String, grant: &Grant, expires: Timestamp) {
        let grant = grant.id;
        self.refresh_tokens.insert(token, Token { grant, expires });
    }

    /// Whether an access token was good until the user authorized the app once
    /// more.
    pub(crate) fn is_replaced(&self, token: &str) -> bool {
        self.replaced.contains(token)
    }

    /// Whether an access token was good until its time was over.
    pub(crate) fn has_expired(&self, token: &str, now: Timestamp) -> bool {
        let token = self.access_tokens.get(token);
        token.is_some_and(|token| token.expires <= now)
    }

    /// Takes all scopes from the grant of an access token.
    pub(crate) fn strip_scopes(&mut self, token: &str) {
        let id = self.access_tokens.get(token).map(|token| token.grant);
        for grant in self.living.iter_mut().filter(|known| Some(known.id) == id) {
            grant.scopes.clear();
        }
    }

    /// The grant of an access token that is good now.
    pub(crate) fn by_access_token(&self, token: &str, now: Timestamp) -> Option<&Grant> {
        let token = self.access_tokens.get(token)?;
        (token.expires > now).then(|| self.living(token.grant))?
    }

    /// Uses up a refresh token: it works once, for the app it was issued to.
    pub(crate) fn take_refresh_token(
        &mut self,
        token: &str,
        client_id: &str,
        now: Timestamp,
    ) -> Option<Grant> {
        let found = self.refresh_tokens.get(token)?;
        let grant = self.living(found.grant)?.clone();
        if grant.client_id != client_id || found.expires <= now {
            return None;
        }
        self.refresh_tokens.remove(token);
        Some(grant)
    }

    /// The grant behind an access or refresh token.
    pub(crate) fn by_token(&self, token: &str) -> Option<&Grant> {
        let token = self
            .access_tokens
            .get(token)
            .or_else(|| self.refresh_tokens.get(token))?;
        self.living(token.grant)
    }

    /// Ends the grant behind an access or refresh token.
    pub(crate) fn revoke(&mut self, token: &str) {
        if let Some(id) = self.by_token(token).map(|grant| grant.id) {
            self.end(id);
        }
    }

    /// Ends all that a user has allowed an app. Says whether there was any.
    pub(crate) fn deauthorize(&mut self, client_id: &str, user_id: &str) -> bool {
        self.end_where(|grant| grant.is_of(client_id, user_id))
    }

    /// Ends all that a user has allowed any app, and what waits to be redeemed.
    pub(crate) fn end_all_of(&mut self, user_id: &str) {
        self.codes.retain(|_, code| code.grant.user_id != user_id);
        self.end_where(|grant| grant.user_id == user_id);
    }

    /// The scopes of all that a user has allowed an app until now.
    pub(crate) fn scopes(&self, client_id: &str, user_id: &str) -> Vec<String> {
        self.living
            .iter()
            .filter(|grant| grant.is_of(client_id, user_id))
            .flat_map(|grant| grant.scopes.clone())
            .collect()
    }

    fn living(&self, id: u64) -> Option<&Grant> {
        self.living.iter().find(|grant| grant.id == id)
    }

    fn ids_where(&self, fits: impl Fn(&Grant) -> bool) -> Vec<u64> {
        let fitting = self.living.iter().filter(|grant| fits(grant));
        fitting.map(|grant| grant.id).collect()
    }

    /// Ends the grants that fit. Says whether there was any.
    fn end_where(&mut self, fits: impl Fn(&Grant) -> bool) -> bool {
        let ids = self.ids_where(fits);
        for id in &ids {
            self.end(*id);
        }
        !ids.is_empty()
    }

    fn end(&mut self, id: u64) {
        self.living.retain(|grant| grant.id != id);
        self.access_tokens.retain(|_, token| token.grant != id);
        self.refresh_tokens.retain(|_, token| token.grant != id);
    }
}

//! What the local Zoom was asked, counted by itself. Of several connections each has an app of its
//! own, which the requests are told apart by.

use std::collections::{HashMap, HashSet};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use url::form_urlencoded;
use zoom_sandbox::Exchange;

/// Counts exchanges, by connection where it matters.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// All there were.
    pub(crate) exchanges: u64,
    /// API calls that succeeded.
    pub(crate) calls: u64,
    /// API calls whose token was not taken.
    pub(crate) rejected: u64,
    /// Token requests that brought tokens.
    pub(crate) issued: u64,
    /// Token requests that were refused.
    pub(crate) refused: u64,
    /// Token requests whose client went away before the work was begun.
    pub(crate) abandoned: u64,
    /// Which connection's app has a client id.
    clients: HashMap<String, usize>,
    connections: Vec<Account>,
    /// Which connection a token was issued to.
    holders: HashMap<String, usize>,
    /// How often each refresh token was sent and the request worked on.
    refresh_tokens: HashMap<String, u64>,
}

/// What one connection was given.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// Access tokens that were issued.
    pub(crate) issued: u64,
    /// Those that were used.
    used: HashSet<String>,
    /// The one that was issued last, until it is used.
    unused: Option<Issued>,
}

/// An access token that was issued.
#[derive(Debug)]
struct Issued {
    token: String,
    /// By which door it went.
    door: u64,
}

impl Account {
    /// How many different tokens were used.
    pub(crate) fn used(&self) -> u64 {
        self.used.len() as u64
    }

    /// By which door the token went that was issued last; none once it was used.
    pub(crate) fn unused_went_by(&self) -> Option<u64> {
        Some(self.unused.as_ref()?.door)
    }
}

impl Ledger {
    /// For connections whose apps have these client ids.
    pub(crate) fn of(client_ids: impl IntoIterator<Item = String>) -> Self {
        let clients = client_ids.into_iter().zip(0..);
        let clients: HashMap<String, usize> = clients.collect();
        Self {
            connections: clients.keys().map(|_| Account::default()).collect(),
            clients,
            ..Self::default()
        }
    }

    /// What a connection was given since the ledger began.
    pub(crate) fn account(&self, connection: usize) -> &Account {
        &self.connections[connection]
    }

    pub(crate) fn note(&mut self, exchange: &Exchange) {
        self.exchanges += 1;
        match (exchange.path(), exchange.status) {
            ("/oauth/token", 0) => self.abandoned += 1,
            ("/oauth/token", status) => self.token_request(exchange, status),
            (path, 200) if path.starts_with("/v2/") => {
                self.calls += 1;
                self.used(exchange);
            }
            (path, 401) if path.starts_with("/v2/") => self.rejected += 1,
            _ => {}
        }
    }

    fn token_request(&mut self, exchange: &Exchange, status: u16) {
        if status == 200 {
            self.issued += 1;
            let issued = access_token(&exchange.response_body);
            if let Some((connection, token)) = self.connection_of(exchange).zip(issued) {
                let account = &mut self.connections[connection];
                account.issued += 1;
                account.unused = Some(Issued {
                    token: token.clone(),
                    door: exchange.door,
                });
                self.holders.insert(token, connection);
            }
        } else {
            self.refused += 1;
        }
        let parameters = form_urlencoded::parse(exchange.body.as_bytes());
        for (_, token) in parameters.filter(|(name, _)| name == "refresh_token") {
            *self.refresh_tokens.entry(token.into_owned()).or_default() += 1;
        }
    }

    fn used(&mut self, exchange: &Exchange) {
        let header = exchange.header("authorization").unwrap_or_default();
        let token = header.strip_prefix("Bearer ").unwrap_or_default();
        // Tokens that were issued before the ledger began are nobody's.
        if let Some(&connection) = self.holders.get(token) {
            let account = &mut self.connections[connection];
            account.unused.take_if(|unused| unused.token == token);
            account.used.insert(token.to_owned());
        }
    }

    /// The connection whose app authenticates a token request.
    fn connection_of(&self, exchange: &Exchange) -> Option<usize> {
        let header = exchange.header("authorization")?.strip_prefix("Basic ")?;
        let decoded = String::from_utf8(BASE64_STANDARD.decode(header).ok()?).ok()?;
        self.clients.get(decoded.split(':').next()?).copied()
    }

    /// The most requests that carried the same refresh token.
    pub(crate) fn most_with_one_refresh_token(&self) -> u64 {
        self.refresh_tokens.values().copied().max().unwrap_or(0)
    }
}

fn access_token(response: &str) -> Option<String> {
    let response: serde_json::Value = serde_json::from_str(response).ok()?;
    Some(response["access_token"].as_str()?.to_owned())
}

//! What the local Zoom was asked, counted by itself.

use std::collections::HashMap;

use url::form_urlencoded;
use zoom_sandbox::Exchange;

/// Counts exchanges.
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
    /// The access token that was issued last, until it is used.
    unused: Option<String>,
    /// How often each refresh token was sent and the request worked on.
    refresh_tokens: HashMap<String, u64>,
}

impl Ledger {
    pub(crate) fn note(&mut self, exchange: &Exchange) {
        self.exchanges += 1;
        match (exchange.path(), exchange.status) {
            ("/oauth/token", 0) => self.abandoned += 1,
            ("/oauth/token", status) => {
                if status == 200 {
                    self.issued += 1;
                    self.unused = access_token(&exchange.response_body);
                } else {
                    self.refused += 1;
                }
                let parameters = form_urlencoded::parse(exchange.body.as_bytes());
                for (_, token) in parameters.filter(|(name, _)| name == "refresh_token") {
                    *self.refresh_tokens.entry(token.into_owned()).or_default() += 1;
                }
            }
            (path, 200) if path.starts_with("/v2/") => {
                self.calls += 1;
                let sent = exchange.header("authorization").unwrap_or_default();
                if self
                    .unused
                    .as_deref()
                    .is_some_and(|token| sent.ends_with(token))
                {
                    self.unused = None;
                }
            }
            (path, 401) if path.starts_with("/v2/") => self.rejected += 1,
            _ => {}
        }
    }

    /// Whether the access token that was issued last was used since.
    pub(crate) fn newest_token_was_used(&self) -> bool {
        self.unused.is_none()
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

//! What the local Zoom was asked, counted by itself. Of several connections each has an app of its
//! own, which the requests are told apart by.

use std::collections::{HashMap, HashSet};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
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
    /// Tokens that went to a process that was cut off from the database.
    pub(crate) issued_while_cut_off: u64,
    /// API calls with those while it was.
    pub(crate) used_while_cut_off: u64,
    /// Which connection's app has a client id.
    clients: HashMap<String, usize>,
    connections: Vec<Account>,
    /// Which connection a token was issued to.
    holders: HashMap<String, usize>,
    /// The process that is cut off from the database now.
    cut_off: Option<CutOff>,
    /// The connections whose tokens went to the one that was last.
    went_to_who_was_cut_off: HashSet<usize>,
    /// How often each refresh token was sent and the request worked on.
    refresh_tokens: HashMap<String, u64>,
}

/// A process that is cut off from the database: it can commit nothing.
#[derive(Debug)]
struct CutOff {
    /// Which door it comes by.
    door: u64,
    /// The access tokens that went by it since.
    tokens: HashSet<String>,
}

/// What one connection was given.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// Access tokens that were issued.
    pub(crate) issued: u64,
    /// Those of them that were issued before half of the one before's life was over.
    pub(crate) early: u64,
    /// When that is over of the last one.
    due_at: Option<Timestamp>,
    /// Those that were used.
    used: HashSet<String>,
    /// The one that was issued last, until it is used.
    unused: Option<Issued>,
}

/// How much later than the local Zoom a process may know of a second.
const BEHIND: SignedDuration = SignedDuration::from_secs(1);

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
            (path, status) if path.starts_with("/v2/") => {
                self.calls += u64::from(status == 200);
                self.rejected += u64::from(status == 401);
                self.used(exchange, status);
            }
            _ => {}
        }
    }

    /// From now on the process that comes by this door is cut off from the database, and can commit
    /// nothing of what is noted next.
    pub(crate) fn cut_off(&mut self, door: u64) {
        self.went_to_who_was_cut_off.clear();
        self.cut_off = Some(CutOff {
            door,
            tokens: HashSet::new(),
        });
    }

    /// It is not any more.
    pub(crate) fn mended(&mut self) {
        self.cut_off = None;
    }

    /// Whether a token of this connection went to the process that was cut off last, while it was.
    pub(crate) fn went_to_who_was_cut_off(&self, connection: usize) -> bool {
        self.went_to_who_was_cut_off.contains(&connection)
    }

    fn token_request(&mut self, exchange: &Exchange, status: u16) {
        if status == 200 {
            self.issued += 1;
            let issued = issued(&exchange.response_body);
            if let Some((connection, (token, lifetime))) = self.connection_of(exchange).zip(issued)
            {
                let account = &mut self.connections[connection];
                account.issued += 1;
                // A sign-in may come at any time.
                let renews = !exchange.body.contains("grant_type=authorization_code");
                let at = asked_at(exchange);
                let is_early = at
                    .zip(account.due_at)
                    .is_some_and(|(at, due)| at < due - BEHIND);
                account.early += u64::from(renews && is_early);
                account.due_at = at.map(|at| at + lifetime / 2);
                if let Some(cut_off) = &mut self.cut_off
                    && cut_off.door == exchange.door
                {
                    self.issued_while_cut_off += 1;
                    self.went_to_who_was_cut_off.insert(connection);
                    cut_off.tokens.insert(token.clone());
                }
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

    fn used(&mut self, exchange: &Exchange, status: u16) {
        let header = exchange.header("authorization").unwrap_or_default();
        let token = header.strip_prefix("Bearer ").unwrap_or_default();
        let cut_off = self.cut_off.as_ref();
        if cut_off.is_some_and(|cut_off| cut_off.tokens.contains(token)) {
            self.used_while_cut_off += 1;
        }
        if status != 200 {
            return;
        }
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

/// The access token of a response, and how long it lives.
fn issued(response: &str) -> Option<(String, SignedDuration)> {
    let response: serde_json::Value = serde_json::from_str(response).ok()?;
    let token = response["access_token"].as_str()?.to_owned();
    let lifetime = SignedDuration::from_secs(response["expires_in"].as_i64()?);
    Some((token, lifetime))
}

/// When a request came, on the clock of the local Zoom.
fn asked_at(exchange: &Exchange) -> Option<Timestamp> {
    let mut fields = exchange.response_headers.iter();
    let (_, date) = fields.find(|(name, _)| name == "date")?;
    DateTimeParser::new().parse_timestamp(date).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOOR: u64 = 7;

    fn exchange(target: &str, authorization: String, status: u16) -> Exchange {
        Exchange {
            number: 0,
            door: DOOR,
            method: String::new(),
            target: target.to_owned(),
            headers: vec![("authorization".to_owned(), authorization)],
            body: String::new(),
            fault: None,
            status,
            response_headers: Vec::new(),
            response_body: String::new(),
        }
    }

    /// A token of half a minute, issued so many seconds after the beginning.
    fn issued(token: &str, second: i64, grant_type: &str) -> Exchange {
        let basic = BASE64_STANDARD.encode("app:secret");
        let at = Timestamp::from_second(1_000_000 + second).unwrap();
        let date = at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        Exchange {
            body: format!("grant_type={grant_type}"),
            response_headers: vec![("date".to_owned(), date)],
            response_body: format!(r#"{{"access_token": "{token}", "expires_in": 30}}"#),
            ..exchange("/oauth/token", format!("Basic {basic}"), 200)
        }
    }

    fn call(token: &str, status: u16) -> Exchange {
        exchange("/v2/users/me", format!("Bearer {token}"), status)
    }

    fn ledger() -> Ledger {
        Ledger::of(["app".to_owned()])
    }

    #[test]
    fn a_token_that_is_renewed_in_the_first_half_of_its_life_is_renewed_early() {
        for (seconds, early) in [
            (&[0, 15, 30][..], 0),
            // Whoever asked did not know of the last second yet.
            (&[0, 14], 0),
            (&[0, 13], 1),
            // As if three had each renewed what the one before had just renewed.
            (&[0, 15, 15, 15], 2),
        ] {
            let mut ledger = ledger();
            for second in seconds {
                ledger.note(&issued("a-token", *second, "refresh_token"));
            }
            assert_eq!(ledger.account(0).early, early, "{seconds:?}");
        }
    }

    #[test]
    fn a_sign_in_is_never_early() {
        let mut ledger = ledger();
        ledger.note(&issued("one", 0, "refresh_token"));
        ledger.note(&issued("two", 1, "authorization_code"));
        assert_eq!(ledger.account(0).early, 0);
        ledger.note(&issued("three", 2, "refresh_token"));
        assert_eq!(ledger.account(0).early, 1);
    }

    #[test]
    fn tokens_of_who_is_cut_off_are_used_too_soon_until_the_line_is_mended() {
        let mut ledger = ledger();
        ledger.note(&issued("before", 0, "refresh_token"));
        ledger.cut_off(DOOR);
        assert!(!ledger.went_to_who_was_cut_off(0));
        ledger.note(&issued("meanwhile", 15, "refresh_token"));
        ledger.note(&Exchange {
            door: DOOR + 1,
            ..issued("elsewhere", 30, "refresh_token")
        });
        for token in ["before", "elsewhere"] {
            ledger.note(&call(token, 200));
        }
        assert!(ledger.went_to_who_was_cut_off(0));
        assert_eq!(
            (ledger.issued_while_cut_off, ledger.used_while_cut_off),
            (1, 0)
        );
        ledger.note(&call("meanwhile", 200));
        ledger.note(&call("meanwhile", 401));
        assert_eq!(ledger.used_while_cut_off, 2);
        ledger.mended();
        ledger.note(&call("meanwhile", 200));
        assert_eq!(ledger.used_while_cut_off, 2);
    }
}

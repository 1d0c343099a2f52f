//! The apps that a developer would have created in the Zoom App Marketplace.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

use crate::api::operations;

/// An app with its credentials. They are made up and guard nothing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(from = "Written")]
pub struct App {
    /// What the consent page calls it.
    pub name: String,
    /// Who may install it and how it gets its tokens.
    pub kind: AppKind,
    /// Which of Zoom's two sets of scope names it uses.
    pub scope_type: ScopeType,
    /// The client id.
    pub client_id: String,
    /// The client secret; empty, and left out of JSON, for a public client.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub client_secret: String,
    /// The account that created it, which `account_credentials` asks for.
    pub account_id: String,
    /// The redirect URIs on its allow list, compared exactly; the port of a public
    /// client's `http://127.0.0.1` or `http://[::1]` may be any.
    pub redirect_uris: Vec<String>,
    /// The scopes ticked on its scopes page.
    pub scopes: Vec<String>,
}

/// Who may install an app and how it gets its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppKind {
    /// The public client of a general app that each user adds for themself: it has a
    /// Public Client ID and no secret, and proves itself by PKCE. At Zoom it is a second
    /// client id of an app that may have a secret as well.
    Public,
    /// A general app that each user adds for themself.
    UserManaged,
    /// A general app that an admin adds for the whole account.
    AdminManaged,
    /// A server-to-server OAuth app of the account.
    ServerToServer,
}

impl AppKind {
    /// Whether its tokens reach the whole account, so that scopes carry
    /// `:admin`.
    #[must_use]
    pub fn reaches_account(self) -> bool {
        match self {
            Self::Public | Self::UserManaged => false,
            Self::AdminManaged | Self::ServerToServer => true,
        }
    }

    /// Whether it has no secret (RFC 6749 section 2.1).
    #[must_use]
    pub fn is_public(self) -> bool {
        self == Self::Public
    }
}

/// Zoom's two sets of scope names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeType {
    /// Such as `meeting:write`.
    Classic,
    /// Such as `meeting:write:meeting`.
    Granular,
}

/// An app as a person writes it. What is left out is as with [`App::new`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: AppKind,
    scope_type: ScopeType,
    client_id: String,
    #[serde(default)]
    client_secret: String,
    name: Option<String>,
    #[serde(default)]
    redirect_uris: Vec<String>,
    scopes: Option<Vec<String>>,
}

impl From<Written> for App {
    fn from(written: Written) -> Self {
        let Written {
            kind,
            scope_type,
            client_id,
            client_secret,
            name,
            redirect_uris,
            scopes,
        } = written;
        let app = Self::new(kind, scope_type, &client_id, &client_secret);
        Self {
            name: name.unwrap_or(client_id),
            redirect_uris,
            scopes: scopes.unwrap_or_else(|| app.scopes.clone()),
            ..app
        }
    }
}

/// Reads the JSON that `zoom-sandbox --app` takes.
impl FromStr for App {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text)
    }
}

/// Why an app can't be added.
#[derive(Debug, Error)]
pub enum AppError {
    /// It could not be told from an app that does not name itself.
    #[error("client_id: it is empty; give the app a name such as my-app")]
    NoClientId,
    /// Another app has it.
    #[error("client_id: {0} is an app already; choose another")]
    ClientIdTaken(String),
    /// It would have nothing to prove itself with.
    #[error("client_secret: it is missing; only an app of the kind `public` has none")]
    NoSecret,
    /// It would be refused for the secret.
    #[error("client_secret: a public client has none; leave it out")]
    PublicWithSecret,
    /// Nobody could be sent there.
    #[error("redirect_uris: {0} is no address; write one such as http://127.0.0.1:3000/callback")]
    NoAddress(String),
}

impl App {
    /// Whether it can stand beside the other apps.
    pub(crate) fn check(&self, others: &[Self]) -> Result<(), AppError> {
        if self.client_id.is_empty() {
            return Err(AppError::NoClientId);
        }
        if others.iter().any(|app| app.client_id == self.client_id) {
            return Err(AppError::ClientIdTaken(self.client_id.clone()));
        }
        match (self.kind.is_public(), self.client_secret.is_empty()) {
            (false, true) => return Err(AppError::NoSecret),
            (true, false) => return Err(AppError::PublicWithSecret),
            _ => {}
        }
        let mut uris = self.redirect_uris.iter();
        match uris.find(|uri| Url::parse(uri).is_err()) {
            Some(uri) => Err(AppError::NoAddress(uri.clone())),
            None => Ok(()),
        }
    }

    /// An app whose every scope that the sandbox knows is ticked. The secret of a public
    /// client is empty.
    #[must_use]
    pub fn new(kind: AppKind, scope_type: ScopeType, client_id: &str, client_secret: &str) -> Self {
        Self {
            name: client_id.to_owned(),
            kind,
            scope_type,
            client_id: client_id.to_owned(),
            client_secret: client_secret.to_owned(),
            account_id: String::new(),
            redirect_uris: Vec::new(),
            scopes: operations::scopes(kind, scope_type),
        }
    }

    /// Whether a redirect URI may be used. `any_loopback` stands for the
    /// sandbox's switch of that name; without it the match is exact, but for the port
    /// of a public client.
    pub(crate) fn allows_redirect(&self, redirect_uri: &str, any_loopback: bool) -> bool {
        self.redirect_uris
            .iter()
            .any(|allowed| allowed == redirect_uri)
            || (self.kind.is_public() && self.differs_in_port(redirect_uri))
            || (any_loopback && Url::parse(redirect_uri).is_ok_and(|uri| is_loopback(&uri)))
    }

    /// Whether a redirect URI is one on the list but for its port, which a client on
    /// this machine may take as it comes (RFC 8252 section 7.3). `localhost` is no such
    /// address, and the two that are differ.
    pub(crate) fn differs_in_port(&self, redirect_uri: &str) -> bool {
        let without_port = without_loopback_port(redirect_uri);
        without_port.is_some()
            && self
                .redirect_uris
                .iter()
                .any(|allowed| without_loopback_port(allowed) == without_port)
    }
}

/// A redirect URI of a loopback address, with its port left out.
fn without_loopback_port(uri: &str) -> Option<String> {
    ["http://127.0.0.1", "http://[::1]"]
        .into_iter()
        .find_map(|origin| {
            let rest = uri.strip_prefix(origin)?;
            let path = match rest.strip_prefix(':') {
                Some(port) => port.trim_start_matches(|digit: char| digit.is_ascii_digit()),
                None => rest,
            };
            let bare = path.is_empty() || path.starts_with(['/', '?']);
            bare.then(|| format!("{origin}{path}"))
        })
}

/// Whether a URL stays on this machine over plain HTTP.
pub(crate) fn is_loopback(url: &Url) -> bool {
    url.scheme() == "http"
        && match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_uri_must_match_exactly() {
        let mut app = App::new(AppKind::UserManaged, ScopeType::Classic, "id", "secret");
        app.redirect_uris = vec!["http://127.0.0.1:8917/oauth/callback".into()];
        assert!(app.allows_redirect("http://127.0.0.1:8917/oauth/callback", false));
        for other in [
            "http://127.0.0.1:8917/oauth/callback/",
            "http://127.0.0.1:8918/oauth/callback",
            "https://127.0.0.1:8917/oauth/callback",
            "http://127.0.0.1:8917/OAuth/callback",
        ] {
            assert!(!app.allows_redirect(other, false), "{other}");
        }
    }

    #[test]
    fn only_the_port_of_a_public_clients_loopback_address_is_free() {
        let mut app = App::new(AppKind::Public, ScopeType::Granular, "id", "");
        app.redirect_uris = vec![
            "http://127.0.0.1:8917/oauth/callback?a=b".into(),
            "http://[::1]/callback".into(),
            "http://localhost:3000/callback".into(),
            "https://app.example:8443/callback".into(),
        ];
        for allowed in [
            "http://127.0.0.1:1/oauth/callback?a=b",
            "http://127.0.0.1/oauth/callback?a=b",
            "http://[::1]:65535/callback",
            "http://localhost:3000/callback",
            "https://app.example:8443/callback",
        ] {
            assert!(app.allows_redirect(allowed, false), "{allowed}");
        }
        for refused in [
            "http://127.0.0.1:1/oauth/callback",
            "http://127.0.0.1:1/callback",
            "http://127.0.0.1:1@evil.example/oauth/callback?a=b",
            "http://127.0.0.10/oauth/callback?a=b",
            "https://127.0.0.1:1/oauth/callback?a=b",
            "http://[::1]:1/oauth/callback?a=b",
            "http://localhost:3001/callback",
            "https://app.example/callback",
        ] {
            assert!(!app.allows_redirect(refused, false), "{refused}");
        }
        app.kind = AppKind::UserManaged;
        assert!(!app.allows_redirect("http://[::1]:1/callback", false));
    }

    #[test]
    fn the_switch_allows_any_loopback_redirect_and_nothing_else() {
        let app = App::new(AppKind::UserManaged, ScopeType::Classic, "id", "secret");
        assert!(app.allows_redirect("http://127.0.0.1:1/x", true));
        assert!(app.allows_redirect("http://[::1]:1/x", true));
        assert!(!app.allows_redirect("http://127.0.0.1.example.com/x", true));
        assert!(!app.allows_redirect("https://example.com/x", true));
    }
}

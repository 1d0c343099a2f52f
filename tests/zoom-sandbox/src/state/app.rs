//! The apps that a developer would have created in the Zoom App Marketplace.

use serde::Serialize;
use url::Url;

use crate::api::operations;

/// An app with its credentials. They are made up and guard nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct App {
    /// What the consent page calls it.
    pub name: String,
    /// Who may install it and how it gets its tokens.
    pub kind: AppKind,
    /// Which of Zoom's two sets of scope names it uses.
    pub scope_type: ScopeType,
    /// The client id.
    pub client_id: String,
    /// The client secret.
    pub client_secret: String,
    /// The account that created it, which `account_credentials` asks for.
    pub account_id: String,
    /// The redirect URIs on its allow list, compared exactly.
    pub redirect_uris: Vec<String>,
    /// The scopes ticked on its scopes page.
    pub scopes: Vec<String>,
}

/// Who may install an app and how it gets its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppKind {
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
        self != Self::UserManaged
    }
}

/// Zoom's two sets of scope names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeType {
    /// Such as `meeting:write`.
    Classic,
    /// Such as `meeting:write:meeting`.
    Granular,
}

impl App {
    /// An app whose every scope that the sandbox knows is ticked.
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
    /// sandbox's switch of that name; without it the match is exact.
    pub(crate) fn allows_redirect(&self, redirect_uri: &str, any_loopback: bool) -> bool {
        self.redirect_uris
            .iter()
            .any(|allowed| allowed == redirect_uri)
            || (any_loopback && Url::parse(redirect_uri).is_ok_and(|uri| is_loopback(&uri)))
    }
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
    fn the_switch_allows_any_loopback_redirect_and_nothing_else() {
        let app = App::new(AppKind::UserManaged, ScopeType::Classic, "id", "secret");
        assert!(app.allows_redirect("http://127.0.0.1:1/x", true));
        assert!(app.allows_redirect("http://[::1]:1/x", true));
        assert!(!app.allows_redirect("http://127.0.0.1.example.com/x", true));
        assert!(!app.allows_redirect("https://example.com/x", true));
    }
}

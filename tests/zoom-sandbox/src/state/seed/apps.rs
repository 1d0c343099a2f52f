//! The apps, the one that takes the least to sign in with first. Their credentials are
//! documented in the README and never change.

use crate::state::app::{App, AppKind, ScopeType};

/// Where a command line client listens for the code: one that has an address for
/// each connector, and one that has one for all.
const REDIRECT_URIS: [&str; 2] = [
    "http://127.0.0.1:8917/oauth/callback/zoom",
    "http://127.0.0.1:8917/oauth/callback",
];
/// The same for a public client, which may listen on any port of either address.
const LOOPBACK: [&str; 4] = [
    "http://127.0.0.1/oauth/callback/zoom",
    "http://[::1]/oauth/callback/zoom",
    "http://127.0.0.1/oauth/callback",
    "http://[::1]/oauth/callback",
];

pub(super) fn apps(account_id: &str) -> Vec<App> {
    use AppKind::{AdminManaged, Public, ServerToServer, UserManaged};
    use ScopeType::{Classic, Granular};
    [
        ("Public client, granular scopes", Public, Granular, "public"),
        (
            "User-managed app, granular scopes",
            UserManaged,
            Granular,
            "user-granular",
        ),
        (
            "User-managed app, classic scopes",
            UserManaged,
            Classic,
            "user-classic",
        ),
        (
            "Admin-managed app, classic scopes",
            AdminManaged,
            Classic,
            "admin-classic",
        ),
        (
            "Admin-managed app, granular scopes",
            AdminManaged,
            Granular,
            "admin-granular",
        ),
        (
            "Server-to-server app, granular scopes",
            ServerToServer,
            Granular,
            "server-to-server",
        ),
    ]
    .into_iter()
    .map(|(name, kind, scope_type, id)| {
        let client_id = format!("sandbox-{id}");
        let client_secret = match kind {
            Public => String::new(),
            _ => format!("not-a-secret-{id}"),
        };
        App {
            name: name.to_owned(),
            account_id: account_id.to_owned(),
            redirect_uris: match kind {
                ServerToServer => Vec::new(),
                Public => LOOPBACK.map(str::to_owned).to_vec(),
                UserManaged | AdminManaged => REDIRECT_URIS.map(str::to_owned).to_vec(),
            },
            ..App::new(kind, scope_type, &client_id, &client_secret)
        }
    })
    .collect()
}

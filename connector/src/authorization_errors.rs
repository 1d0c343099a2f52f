//! What the errors of Zoom's authorization server mean: those that its authorize page shows to the
//! person, and those that the token endpoint tells the host. The numbers and words are those of
//! Zoom's list of OAuth error codes, and of answers that have been seen; the first entry that an
//! answer is counts. How a grant ends, or an approval before it is one, is told in
//! [`crate::ended_grants`].

use serde_json::{Value, json};

use crate::ended_grants::{ENDED_GRANTS, EndedGrant};
use crate::remedies::{APPROVE, ONE_PROGRAM, RECONNECT};

struct AuthorizationError {
    endpoint: &'static str,
    /// Error codes of OAuth.
    errors: &'static [&'static str],
    /// Zoom's own codes.
    codes: &'static [&'static str],
    /// Zoom's own words.
    says: &'static [&'static str],
    meaning: &'static str,
    remedy: &'static str,
}

const CREDENTIALS: &str = "Copy the Client ID and the Client Secret anew from the app's credentials \
    at marketplace.zoom.us, both from the same app and both from Development or both from \
    Production, and connect again. The method public-client takes the Public Client ID alone, and \
    no other method takes that.";
const REDIRECT: &str = "In the app at marketplace.zoom.us, under OAuth Information, enter \
    {redirect_uri} as the OAuth Redirect URL, add it to the OAuth Allow Lists as well, and save. \
    Zoom compares it letter by letter: another port (but for the method public-client), or a slash \
    at the end, is another address.";
const APP_TYPE: &str = "`server-to-server` takes a Server-to-Server OAuth app that has been \
    activated; the other methods take a General App, and `device-code` one with Use App on Device \
    turned on. Make an app of that type, or choose the method that fits the app.";

static AUTHORIZATION_ERRORS: &[AuthorizationError] = &[
    AuthorizationError {
        endpoint: "authorization",
        errors: &[],
        codes: &["4700"],
        says: &["Invalid redirect"],
        meaning: "The redirect address of the sign-in is not one of the app's.",
        remedy: REDIRECT,
    },
    AuthorizationError {
        endpoint: "authorization",
        errors: &[],
        codes: &["4702", "4704"],
        says: &["Invalid client"],
        meaning: "Zoom has no app of this Client ID that a user could add.",
        remedy: CREDENTIALS,
    },
    AuthorizationError {
        endpoint: "authorization",
        errors: &[],
        codes: &[],
        says: &["Invalid scope"],
        meaning: "The sign-in asks for scopes that are not ticked for the app, or the app has \
                  classic scopes, which may not be asked for one by one.",
        remedy: "Connect without the setting `scopes`: Zoom then takes the scopes that are ticked \
                 for the app.",
    },
    AuthorizationError {
        endpoint: "authorization",
        errors: &[],
        codes: &[],
        says: &["pre-approv"],
        meaning: "The account lets its members add only apps that an administrator has approved.",
        remedy: APPROVE,
    },
    AuthorizationError {
        endpoint: "token",
        errors: &[],
        codes: &["4709"],
        says: &["Redirect URI mismatch"],
        meaning: "The redirect address of the sign-in is not one of the app's.",
        remedy: REDIRECT,
    },
    AuthorizationError {
        endpoint: "token",
        errors: &["unsupported_grant_type", "unauthorized_client"],
        codes: &["4705"],
        says: &["grant type is not supported"],
        meaning: "The app is of another type than this way to connect needs.",
        remedy: APP_TYPE,
    },
    AuthorizationError {
        endpoint: "token",
        errors: &[],
        codes: &[],
        says: &["Invalid Token"],
        meaning: "The refresh token is no longer good: a newer sign-in of the same user with the \
                  same app has replaced it, another program has used it, it lay unused for 90 \
                  days, or the app was removed from the account.",
        remedy: ONE_PROGRAM,
    },
    AuthorizationError {
        endpoint: "token",
        errors: &["invalid_client"],
        codes: &["4702", "4704", "4706"],
        says: &["Invalid client", "Client ID or client secret is missing"],
        meaning: "The Client ID or the Client Secret is wrong.",
        remedy: CREDENTIALS,
    },
    // What Zoom says of a wrong account is not published: that it names the parameter is a guess.
    AuthorizationError {
        endpoint: "token",
        errors: &[],
        codes: &[],
        says: &["account_id", "account id"],
        meaning: "The Account ID is wrong, or is not that of the app's account.",
        remedy: "Copy the Account ID anew from the app's credentials at marketplace.zoom.us, together \
                 with its Client ID and Client Secret, and connect again.",
    },
    AuthorizationError {
        endpoint: "token",
        errors: &["invalid_scope"],
        codes: &[],
        says: &["Invalid scope"],
        meaning: "Scopes were asked for that are not ticked for the app.",
        remedy: "Tick them for the app under Scopes, or connect without the setting `scopes`.",
    },
    AuthorizationError {
        endpoint: "token",
        errors: &["invalid_grant"],
        codes: &[],
        says: &[],
        meaning: "What was granted has ended, or was used before.",
        remedy: RECONNECT,
    },
];

/// The errors, as the manifest has them. The ends of grants and approvals come first: each has a code
/// that no other error has.
pub(crate) fn entries() -> Vec<Value> {
    let ended = ENDED_GRANTS.iter().map(ended);
    ended
        .chain(AUTHORIZATION_ERRORS.iter().map(entry))
        .collect()
}

fn ended(grant: &EndedGrant) -> Value {
    let mut entry = json!({
        "endpoint": "token",
        "codes": [grant.code.to_string()],
        "meaning": grant.meaning,
        "remedy": grant.remedy,
    });
    let says = grant.says.get();
    if !says.is_empty() {
        entry["says"] = json!([says]);
    }
    entry
}

fn entry(error: &AuthorizationError) -> Value {
    let mut entry = json!({
        "endpoint": error.endpoint,
        "meaning": error.meaning,
        "remedy": error.remedy,
    });
    let lists = [
        ("errors", error.errors),
        ("codes", error.codes),
        ("says", error.says),
    ];
    for (name, list) in lists {
        if !list.is_empty() {
            entry[name] = json!(list);
        }
    }
    entry
}

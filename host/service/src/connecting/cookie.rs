//! The cookies by which a browser proves which sessions it has, and the tokens of the
//! forms that it is given.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::settings::Settings;

/// How many sessions of a browser are looked at when it comes back from a sign-in.
const MOST: usize = 20;
/// How long a browser can look at what came of a session after its end.
const AFTERWARDS: SignedDuration = SignedDuration::from_hours(24);

/// How many letters the secret in a cookie has: those of 32 bytes.
const LONG: usize = 43;

/// What the name of a cookie begins with. A cookie by `__Host-` is set by this very
/// host alone, and goes through TLS alone (RFC 6265bis section 4.1.3.2).
fn prefix(settings: &Settings) -> &'static str {
    match settings.public_url {
        Some(_) => "__Host-connect-",
        None => "connect-",
    }
}

/// The cookie that gives a session to a browser.
pub(super) fn given(
    settings: &Settings,
    session: &str,
    secret: &SecretString,
    lifetime: SignedDuration,
) -> Option<HeaderValue> {
    cookie(
        settings,
        session,
        secret.expose_secret(),
        lifetime + AFTERWARDS,
    )
}

/// The cookie that takes it away again.
pub(super) fn forgotten(settings: &Settings, session: &str) -> Option<HeaderValue> {
    cookie(settings, session, "", SignedDuration::ZERO)
}

fn cookie(
    settings: &Settings,
    session: &str,
    value: &str,
    age: SignedDuration,
) -> Option<HeaderValue> {
    let age = age.as_secs();
    let secure = settings.public_url.as_ref().map_or("", |_| "; Secure");
    let prefix = prefix(settings);
    let cookie =
        format!("{prefix}{session}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    let mut cookie = HeaderValue::from_str(&cookie).ok()?;
    cookie.set_sensitive(true);
    Some(cookie)
}

/// What a browser shows for a session, if it is something that it can have been given:
/// nothing that somebody guesses gives a session to anybody.
pub(super) fn shown(
    settings: &Settings,
    headers: &HeaderMap,
    session: &str,
) -> Option<SecretString> {
    let mut all = cookies(settings, headers);
    all.find(|(its, secret)| *its == session && is_secret(secret))
        .map(|(_, secret)| secret)
}

/// Whether it is as long as what browsers are given.
fn is_secret(secret: &SecretString) -> bool {
    secret.expose_secret().len() == LONG
}

/// The sessions that a browser shows something for: the newest, and those first.
pub(super) fn all(settings: &Settings, headers: &HeaderMap) -> Vec<(String, SecretString)> {
    let mut all: Vec<(String, SecretString)> = cookies(settings, headers)
        .map(|(session, secret)| (session.to_owned(), secret))
        .collect();
    // Browsers send the oldest first (RFC 6265 section 5.4).
    all.reverse();
    all.truncate(MOST);
    all
}

fn cookies<'a>(
    settings: &Settings,
    headers: &'a HeaderMap,
) -> impl Iterator<Item = (&'a str, SecretString)> {
    let prefix = prefix(settings);
    let fields = headers.get_all(COOKIE).into_iter();
    let pairs = fields.filter_map(|field| field.to_str().ok());
    pairs
        .flat_map(|field| field.split(';'))
        .filter_map(move |pair| {
            let (name, value) = pair.trim().split_once('=')?;
            let session = name.strip_prefix(prefix)?;
            Some((session, SecretString::from(value)))
        })
}

/// The token of the forms that whoever has that cookie is given. Nobody else can tell
/// it: a page of another site sends the cookie without knowing it.
pub(super) fn form_token(secret: &SecretString) -> String {
    let mut hash = Sha256::new();
    hash.update(b"connector-host form token\0");
    hash.update(secret.expose_secret());
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// Whether a form carries that token, in a time that does not depend on it.
pub(super) fn is_token_of(token: &str, secret: &SecretString) -> bool {
    form_token(secret).as_bytes().ct_eq(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: SignedDuration = SignedDuration::from_mins(1);

    #[test]
    fn a_cookie_is_for_this_host_alone_and_out_of_the_reach_of_scripts() {
        let mut settings = Settings::new(([127, 0, 0, 1], 8787).into());
        let secret = SecretString::from("s");
        let cookie = given(&settings, "0a", &secret, MINUTE).unwrap();
        assert_eq!(
            cookie.to_str().unwrap(),
            "connect-0a=s; Path=/; Max-Age=86460; HttpOnly; SameSite=Lax"
        );
        settings.public_url = Some("https://connect.example".parse().unwrap());
        let cookie = given(&settings, "0a", &secret, MINUTE).unwrap();
        assert_eq!(
            cookie.to_str().unwrap(),
            "__Host-connect-0a=s; Path=/; Max-Age=86460; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(!format!("{cookie:?}").contains("=s"));
        let cookie = forgotten(&settings, "0a").unwrap();
        assert_eq!(
            cookie.to_str().unwrap(),
            "__Host-connect-0a=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
        );
    }

    #[test]
    fn a_cookie_is_found_among_others_by_its_session() {
        let settings = Settings::new(([127, 0, 0, 1], 8787).into());
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=b; connect-0a=one"));
        let given = "two".repeat(14) + "!";
        let cookies = format!("connect-0b={given}; connect");
        headers.append(COOKIE, HeaderValue::from_str(&cookies).unwrap());
        let found = shown(&settings, &headers, "0b").unwrap();
        assert_eq!(found.expose_secret(), given);
        assert!(shown(&settings, &headers, "0").is_none());
        assert!(
            shown(&settings, &headers, "0a").is_none(),
            "nobody was given that"
        );
        assert_eq!(all(&settings, &headers).len(), 2);
    }

    #[test]
    fn whoever_has_begun_often_is_known_by_what_they_began_last() {
        let settings = Settings::new(([127, 0, 0, 1], 8787).into());
        let cookies: Vec<String> = (0..=MOST).map(|id| format!("connect-{id}=s")).collect();
        let cookies = HeaderValue::from_str(&cookies.join("; ")).unwrap();
        let headers = HeaderMap::from_iter([(COOKIE, cookies)]);
        let all = all(&settings, &headers);
        assert_eq!(all.len(), MOST);
        assert_eq!(all[0].0, MOST.to_string());
        assert!(all.iter().all(|(session, _)| session != "0"));
    }

    #[test]
    fn the_token_of_a_form_follows_from_the_cookie_and_does_not_tell_it() {
        let (one, other) = (SecretString::from("one"), SecretString::from("other"));
        assert!(is_token_of(&form_token(&one), &one));
        assert!(!is_token_of(&form_token(&one), &other));
        assert!(!is_token_of("", &one));
        assert!(!form_token(&one).contains("one"));
    }
}

//! Keeping the credential out of answers.
//!
//! Some servers, and gateways before them, answer with the request they got.
//! The connector must not learn the token that way. Names of header fields and media
//! types are told in lower case: there a token is one in any case. The search takes a time
//! that grows with the answer and not with the token, whatever both are made of:
//! the authorization server and the API choose them.

use memchr::memmem;
use secrecy::{ExposeSecret, SecretString};

/// Overwrites every occurrence of `secret` with asterisks.
pub(super) fn redact(bytes: &mut [u8], secret: &SecretString) {
    let secret = secret.expose_secret().as_bytes();
    if secret.is_empty() || bytes.len() < secret.len() {
        return;
    }
    let finder = memmem::Finder::new(secret);
    let mut from = 0;
    while let Some(found) = finder.find(&bytes[from..]) {
        let begin = from + found;
        from = begin + secret.len();
        bytes[begin..from].fill(b'*');
    }
}

/// Whether a text that is in lower case holds a secret in any case: what names have is
/// told in lower case, whatever the server wrote.
pub(super) fn holds(lower: &str, secret: &SecretString) -> bool {
    let secret = in_lower_case(secret);
    let secret = secret.expose_secret().as_bytes();
    !secret.is_empty() && memmem::find(lower.as_bytes(), secret).is_some()
}

/// A text that is in lower case, with every occurrence of a secret overwritten, in
/// whatever case it was written.
pub(super) fn redact_lower(lower: String, secret: &SecretString) -> String {
    let mut bytes = lower.into_bytes();
    redact(&mut bytes, &in_lower_case(secret));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn in_lower_case(secret: &SecretString) -> SecretString {
    SecretString::from(secret.expose_secret().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(text: &str, secret: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        redact(&mut bytes, &SecretString::from(secret));
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn every_occurrence_is_overwritten() {
        assert_eq!(redacted("a tok tok-tok b", "tok"), "a *** ***-*** b");
        assert_eq!(redacted("toktok", "tok"), "******");
    }

    #[test]
    fn what_does_not_hold_the_secret_stays() {
        assert_eq!(redacted("to k", "tok"), "to k");
        assert_eq!(redacted("", "tok"), "");
        assert_eq!(redacted("text", ""), "text");
    }

    #[test]
    fn what_is_told_in_lower_case_is_searched_for_in_any() {
        let secret = SecretString::from("Tok-Hush");
        assert!(holds("x-tok-hush-y", &secret));
        assert!(!holds("x-tok-y", &secret));
        assert!(!holds("x-tok-hush", &SecretString::from("")));
        assert_eq!(redact_lower("a/tok-hush".to_owned(), &secret), "a/********");
    }

    /// Millions of places where the secret seems to begin, for millions of
    /// characters each: tried one after the other, they take many minutes.
    #[test]
    fn an_answer_that_almost_holds_the_secret_everywhere_is_searched_in_one_go() {
        let secret = "a".repeat(1 << 22) + "b";
        let almost = "a".repeat(1 << 23);
        let answer = format!("{almost}b{almost}");
        let expected = format!(
            "{}{}{almost}",
            "a".repeat((1 << 23) + 1 - secret.len()),
            "*".repeat(secret.len())
        );
        assert!(redacted(&answer, &secret) == expected);
    }
}

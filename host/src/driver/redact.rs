//! Keeping the credential out of answers.
//!
//! Some servers, and gateways before them, answer with the request they got.
//! The connector must not learn the token that way.

use secrecy::{ExposeSecret, SecretString};

/// Overwrites every occurrence of `secret` with asterisks.
pub(super) fn redact(bytes: &mut [u8], secret: &SecretString) {
    let secret = secret.expose_secret().as_bytes();
    if secret.is_empty() {
        return;
    }
    let mut from = 0;
    while let Some(found) = bytes[from..]
        .windows(secret.len())
        .position(|window| window == secret)
    {
        let begin = from + found;
        from = begin + secret.len();
        bytes[begin..from].fill(b'*');
    }
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
}

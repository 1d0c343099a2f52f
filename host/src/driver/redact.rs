//! Keeping the credential out of answers.
//!
//! Some servers, and gateways before them, answer with the request they got.
//! The connector must not learn the token that way, in whichever of the usual spellings
//! they repeat it. Names of header fields and media types are told in lower case: there
//! a token is one in any case.

use secrecy::SecretString;

use crate::spelling::Sought;

/// What is taken out of an answer.
#[derive(Debug)]
pub(super) struct Redaction {
    tokens: Vec<Sought>,
    in_lower_case: Vec<Sought>,
}

impl Redaction {
    /// Takes out these tokens.
    pub(super) fn of(tokens: &[SecretString]) -> Self {
        Self {
            tokens: tokens.iter().map(Sought::new).collect(),
            in_lower_case: tokens.iter().map(Sought::in_lower_case).collect(),
        }
    }

    /// How many bytes a token has at most, however it is spelled.
    pub(super) fn widest(&self) -> usize {
        let widths = self.tokens.iter().map(Sought::widest);
        widths.max().unwrap_or_default()
    }

    /// The same without tokens: there are asterisks in their place.
    pub(super) fn clean(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        for token in &self.tokens {
            token.overwrite(&mut bytes);
        }
        bytes
    }

    /// Whether a text that is in lower case holds a token in any case: what names have
    /// is told in lower case, whatever the server wrote.
    pub(super) fn is_told_by(&self, lower: &str) -> bool {
        let mut tokens = self.in_lower_case.iter();
        tokens.any(|token| token.is_in(lower.as_bytes()))
    }

    /// A text that is in lower case without tokens, in whatever case they were written.
    pub(super) fn clean_lower(&self, lower: String) -> String {
        let mut bytes = lower.into_bytes();
        for token in &self.in_lower_case {
            token.overwrite(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(text: &str, secret: &str) -> String {
        let redaction = Redaction::of(&[SecretString::from(secret)]);
        String::from_utf8(redaction.clean(text.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn every_occurrence_is_overwritten() {
        assert_eq!(redacted("a tok tok-tok b", "tok"), "a *** ***-*** b");
        assert_eq!(redacted("toktok", "tok"), "******");
    }

    #[test]
    fn however_it_is_spelled() {
        let shown = redacted(r#"{"a":"t\/k=","b":"t%2Fk%3D","c":"t/k\u003d"}"#, "t/k=");
        assert_eq!(shown, r#"{"a":"*****","b":"********","c":"*********"}"#);
    }

    #[test]
    fn what_does_not_hold_the_secret_stays() {
        assert_eq!(redacted("to k", "tok"), "to k");
        assert_eq!(redacted("", "tok"), "");
        assert_eq!(redacted("text", ""), "text");
    }

    #[test]
    fn what_is_told_in_lower_case_is_searched_for_in_any() {
        let redaction = Redaction::of(&[SecretString::from("Tok-Hush")]);
        assert!(redaction.is_told_by("x-tok-hush-y"));
        assert!(redaction.is_told_by("x-tok%2dhush-y"));
        assert!(redaction.is_told_by("x-%54ok-%48ush-y"));
        assert!(!redaction.is_told_by("x-tok-y"));
        assert!(!Redaction::of(&[SecretString::from("")]).is_told_by("x-tok-hush"));
        let clean = redaction.clean_lower("a/tok-hush".to_owned());
        assert_eq!(clean, "a/********");
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

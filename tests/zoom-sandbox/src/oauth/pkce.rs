//! Proof Key for Code Exchange (RFC 7636).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use sha2::{Digest as _, Sha256};

use crate::state::grants::Challenge;

/// Reads the challenge of an authorization request; `plain` is the default
/// method. An unknown method is given back as the error.
pub(crate) fn challenge(
    challenge: Option<String>,
    method: Option<&str>,
) -> Result<Option<Challenge>, String> {
    match (challenge, method) {
        (None, _) => Ok(None),
        (Some(challenge), None | Some("plain")) => Ok(Some(Challenge::Plain(challenge))),
        (Some(challenge), Some("S256")) => Ok(Some(Challenge::S256(challenge))),
        (Some(_), Some(unknown)) => Err(unknown.to_owned()),
    }
}

/// Whether the verifier of a token request answers the challenge.
pub(crate) fn answers(challenge: Option<&Challenge>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(Challenge::Plain(challenge)), Some(verifier)) => challenge == verifier,
        (Some(Challenge::S256(challenge)), Some(verifier)) => {
            *challenge == BASE64URL.encode(Sha256::digest(verifier))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_appendix_b_holds() {
        let challenge = challenge(
            Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".into()),
            Some("S256"),
        )
        .unwrap();
        let answers = |verifier| answers(challenge.as_ref(), verifier);
        assert!(answers(Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")));
        assert!(!answers(Some("another")));
        assert!(!answers(None));
    }

    #[test]
    fn without_a_method_the_challenge_is_plain() {
        let challenge = challenge(Some("verifier".into()), None).unwrap();
        assert!(answers(challenge.as_ref(), Some("verifier")));
    }
}

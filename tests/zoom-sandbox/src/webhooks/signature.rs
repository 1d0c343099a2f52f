//! How Zoom signs what it delivers.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The value of `x-zm-signature`.
pub(super) fn sign(secret_token: &str, timestamp: i64, body: &str) -> String {
    format!(
        "v0={}",
        hmac(secret_token, &format!("v0:{timestamp}:{body}"))
    )
}

/// HMAC-SHA256 in hexadecimal digits, which answers a validation too.
pub(super) fn hmac(secret_token: &str, message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret_token.as_bytes())
        .expect("HMAC takes a key of any length (RFC 2104)");
    mac.update(message.as_bytes());
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_test_case_of_rfc_4231_holds() {
        assert_eq!(
            hmac("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_signature_covers_the_timestamp_and_the_body() {
        let signature = sign("secret", 1_739_923_528, "{}");
        assert_eq!(
            signature,
            format!("v0={}", hmac("secret", "v0:1739923528:{}"))
        );
    }
}

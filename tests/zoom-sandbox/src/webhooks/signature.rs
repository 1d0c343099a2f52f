//! How Zoom signs what it delivers.

use crate::mac::hmac_sha256;

/// The value of `x-zm-signature`.
pub(super) fn sign(secret_token: &str, timestamp: i64, body: &str) -> String {
    let signed = format!("v0:{timestamp}:{body}");
    format!("v0={}", hmac_sha256(secret_token.as_bytes(), &signed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_covers_the_timestamp_and_the_body() {
        let signature = sign("secret", 1_739_923_528, "{}");
        let code = hmac_sha256(b"secret", "v0:1739923528:{}");
        assert_eq!(signature, format!("v0={code}"));
    }
}

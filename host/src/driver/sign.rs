//! HMAC-SHA256 (RFC 2104) with a secret that stays here.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// The 32 bytes that sign `message`.
pub(super) fn sign(secret: &SecretString, message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 4231 section 4.3.
    #[test]
    fn it_is_the_hmac_of_the_rfc() {
        let signature = sign(&SecretString::from("Jefe"), b"what do ya want for nothing?");
        let hex: String = signature.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(
            hex,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}

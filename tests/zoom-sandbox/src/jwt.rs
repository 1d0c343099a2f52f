//! Tokens as JSON Web Tokens (RFC 7519). Clients must treat them as opaque;
//! Zoom's happen to be JWTs signed with HS512, and so are these.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha512;

/// Signs claims.
pub(crate) fn sign(key: &[u8; 32], key_id: &str, claims: &Value) -> String {
    let header = json!({"alg": "HS512", "v": "2.0", "kid": key_id});
    let part = |value: &Value| BASE64URL.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(claims));
    let mut mac =
        Hmac::<Sha512>::new_from_slice(key).expect("HMAC takes a key of any length (RFC 2104)");
    mac.update(signed.as_bytes());
    let signature = BASE64URL.encode(mac.finalize().into_bytes());
    format!("{signed}.{signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_three_parts_and_readable_claims() {
        let token = sign(&[1; 32], "key", &json!({"tokenType": "access_token"}));
        let parts: Vec<_> = token.split('.').collect();
        assert_eq!(parts.len(), 3);
        let claims: Value = serde_json::from_slice(&BASE64URL.decode(parts[1]).unwrap()).unwrap();
        assert_eq!(claims, json!({"tokenType": "access_token"}));
        assert_eq!(BASE64URL.decode(parts[2]).unwrap().len(), 64);
    }
}

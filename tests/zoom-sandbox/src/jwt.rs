//! Tokens as JSON Web Tokens (RFC 7519). Clients must treat them as opaque;
//! Zoom's happen to be JWTs signed with HS512, and so are these.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use sha2::Sha512;

/// What a token is signed with (RFC 7515 section 4.1), in Zoom's version of it.
#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    v: &'a str,
    kid: &'a str,
}

/// Signs claims.
pub(crate) fn sign(key: &[u8; 32], key_id: &str, claims: &impl Serialize) -> String {
    let header = Header {
        alg: "HS512",
        v: "2.0",
        kid: key_id,
    };
    let signed = format!("{}.{}", part(&header), part(claims));
    let mut mac =
        Hmac::<Sha512>::new_from_slice(key).expect("HMAC takes a key of any length (RFC 2104)");
    mac.update(signed.as_bytes());
    let signature = BASE64URL.encode(mac.finalize().into_bytes());
    format!("{signed}.{signature}")
}

fn part(value: &impl Serialize) -> String {
    BASE64URL.encode(serde_json::to_vec(value).expect("a part of a token is plain data"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

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

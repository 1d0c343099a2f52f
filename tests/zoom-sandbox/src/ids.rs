//! Identifiers in the forms that Zoom gives them, the same ones in the same
//! order for the same seed.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use sha2::{Digest as _, Sha256};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Draws identifiers from a seed.
#[derive(Debug)]
pub(crate) struct Ids {
    seed: u64,
    drawn: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// 32 bytes that were not drawn before.
    fn draw(&mut self) -> [u8; 32] {
        self.drawn += 1;
        Sha256::new()
            .chain_update(self.seed.to_be_bytes())
            .chain_update(self.drawn.to_be_bytes())
            .finalize()
            .into()
    }

    fn number(&mut self) -> u64 {
        let bytes = self.draw();
        u64::from_be_bytes([
            bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
        ])
    }

    /// A key to sign tokens and links with.
    pub(crate) fn key(&mut self) -> [u8; 32] {
        self.draw()
    }

    /// The UUID of one meeting instance: 16 bytes in standard base64, so it may
    /// well hold a slash.
    pub(crate) fn meeting_uuid(&mut self) -> String {
        STANDARD.encode(&self.draw()[..16])
    }

    /// A meeting id: 11 digits.
    pub(crate) fn meeting_id(&mut self) -> u64 {
        80_000_000_000 + self.number() % 19_999_999_999
    }

    /// The id of a user, an account or a registrant: 22 characters of base64url.
    pub(crate) fn entity(&mut self) -> String {
        URL_SAFE_NO_PAD.encode(&self.draw()[..16])
    }

    /// A lower-case UUID (RFC 9562) for recording files, token ids and traces.
    pub(crate) fn uuid(&mut self) -> String {
        let hex = self.hex(32);
        format!(
            "{}-{}-{}-{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..]
        )
    }

    /// Hexadecimal digits, 64 at most.
    pub(crate) fn hex(&mut self, digits: usize) -> String {
        let mut hex = String::with_capacity(64);
        for byte in self.draw() {
            for half in [byte >> 4, byte & 0xf] {
                hex.push(char::from(DIGITS[usize::from(half)]));
            }
        }
        hex.truncate(digits);
        hex
    }

    /// An opaque string of letters and digits, 40 characters at most.
    pub(crate) fn opaque(&mut self, length: usize) -> String {
        STANDARD_NO_PAD
            .encode(self.draw())
            .chars()
            .map(|character| match character {
                '+' => 'p',
                '/' => 's',
                other => other,
            })
            .take(length)
            .collect()
    }

    /// A passcode of six digits.
    pub(crate) fn digits(&mut self) -> String {
        format!("{:06}", self.number() % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_identifiers() {
        let draw = |seed| {
            let mut ids = Ids::new(seed);
            (ids.meeting_id(), ids.meeting_uuid(), ids.entity())
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn identifiers_have_the_published_forms() {
        let mut ids = Ids::new(1);
        for _ in 0..100 {
            assert_eq!(ids.meeting_id().to_string().len(), 11);
            let uuid = ids.meeting_uuid();
            assert_eq!((uuid.len(), &uuid[22..]), (24, "=="));
            assert_eq!(ids.entity().len(), 22);
            assert_eq!(ids.digits().len(), 6);
        }
    }
}

//! How much is kept of what comes with a connection: the same of what somebody gives,
//! what a server answers and what an archive brings.

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};

/// How many bytes all settings of a connection may have, their names and the secrets too.
pub(crate) const MOST_OF_SETTINGS: usize = 64 * 1024;

/// How many characters say whose a connection is, or who asks for one.
const LONGEST_WORDS: usize = 100;

/// How many bytes a token has at most. Header fields end at about 8,000 at most servers.
pub(crate) const LONGEST_TOKEN: usize = 16 << 10;

/// How many scopes a grant has at most, and how many bytes they have together: large APIs
/// have a few thousand.
pub(crate) const MOST_SCOPES: usize = 5_000;
pub(crate) const LONGEST_SCOPES: usize = 256 << 10;

/// The longest facts of an account, in bytes of JSON.
pub(crate) const LONGEST_FACTS: usize = 64 << 10;

/// The size of a setting.
pub(crate) struct SettingSize<'a> {
    pub(crate) name: &'a str,
    pub(crate) is_secret: bool,
    /// How many bytes it has with its name.
    pub(crate) bytes: usize,
}

/// How many bytes each setting of a connection has.
pub(crate) fn sizes_of_settings<'a>(
    settings: &'a Map<String, Value>,
    secrets: impl Iterator<Item = (&'a str, &'a SecretString)>,
) -> Vec<SettingSize<'a>> {
    let open = settings.iter().map(|(name, value)| SettingSize {
        name,
        is_secret: false,
        bytes: name.len() + value.to_string().len(),
    });
    let secret = secrets.map(|(name, value)| SettingSize {
        name,
        is_secret: true,
        bytes: name.len() + value.expose_secret().len(),
    });
    open.chain(secret).collect()
}

/// Whether text can say whose a connection is, or who asks for one: it is kept, listed and
/// shown with it.
pub(crate) fn are_words(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().nth(LONGEST_WORDS).is_none()
}

/// Whether JSON has more bytes than that.
pub(crate) fn is_longer_than(value: &impl serde::Serialize, limit: usize) -> bool {
    let mut room = vec![0_u8; limit];
    serde_json::to_writer(room.as_mut_slice(), value).is_err()
}

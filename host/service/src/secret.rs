//! Secrets in bodies: they show in no error and no debug print.

use std::fmt;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

/// A secret that a body brings. It is never shown again.
#[derive(ToSchema)]
#[schema(value_type = String, format = Password)]
pub(crate) struct Secret(pub(crate) SecretString);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

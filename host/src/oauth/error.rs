//! Why a sign-in or a renewal failed.

use crate::error::Class;

/// A sign-in or a renewal failed.
#[derive(Debug, thiserror::Error)]
pub enum OAuthError {}

impl OAuthError {
    /// What sort of trouble it is.
    #[must_use]
    pub fn class(&self) -> Class {
        match *self {}
    }
}

//! What became of the tokens of a connection that was removed, or of a grant that gave
//! way to another, in words.

use connector_host::Revocation;

use super::screen::{terminal, text};

/// The words that follow a connection's name, and the word for programs. Warns
/// when the tokens go on living.
pub(super) fn told(revocation: &Revocation) -> (&'static str, &'static str) {
    match revocation {
        Revocation::Revoked => ("; its tokens are revoked", "revoked"),
        Revocation::Shared => (
            "; its tokens stay as long as other connections of the account use them",
            "shared",
        ),
        Revocation::Moved => (
            "; its tokens stay for the machine that they were moved to",
            "moved",
        ),
        Revocation::NotOffered => (
            "; the API revokes no tokens, they end by themselves",
            "not-offered",
        ),
        Revocation::Failed(error) => {
            terminal::warn(text!(
                "the tokens could not be revoked and end by themselves: {}",
                error
            ));
            ("", "failed")
        }
    }
}

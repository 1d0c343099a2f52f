//! Names of connections and tenants.

use super::StoreError;
use super::id::is_id;

/// Refuses what is no name of a connection, or could be taken for an id.
pub(crate) fn check_name(name: &str) -> Result<(), StoreError> {
    if is_name(name) && !is_id(name) {
        Ok(())
    } else {
        Err(StoreError::BadName {
            name: name.to_owned(),
        })
    }
}

/// Whether text is a name: names are typed on command lines and stand in lists.
pub(super) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.chars().count())
        && !text.starts_with('-')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || "-_.@".contains(c))
}

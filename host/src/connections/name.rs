//! Names of connections.

use super::StoreError;

/// Refuses what is no name: names are typed on command lines and stand in lists.
pub(crate) fn check_name(name: &str) -> Result<(), StoreError> {
    let fits = (1..=64).contains(&name.chars().count())
        && !name.starts_with('-')
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "-_.@".contains(c));
    if fits {
        Ok(())
    } else {
        Err(StoreError::BadName {
            name: name.to_owned(),
        })
    }
}

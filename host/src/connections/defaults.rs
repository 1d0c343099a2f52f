//! Which connection is meant when none is named.

use super::kept::{Change, Held};

/// A connector's only connection is its default: there is no other to mean.
pub(super) fn make_only_connection_default(held: &mut Held, connector: &str) -> Option<Change> {
    let connections = held.connections.iter_mut();
    let mut of_connector = connections.filter(|kept| kept.connector == connector);
    let only = of_connector.next()?;
    if of_connector.next().is_some() || only.is_default {
        return None;
    }
    only.is_default = true;
    Some(Change::Connection(Box::new(only.clone())))
}

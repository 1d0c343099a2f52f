//! Groups of users. Who is in one is said by the user.

use serde::Serialize;

/// A group of the account.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) name: String,
}

//! Users.

mod get;

use super::operations::Handlers;

pub(crate) const HANDLERS: Handlers = &[("user", get::handle)];

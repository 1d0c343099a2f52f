//! What goes beyond the actions that there are.

mod header;
pub(crate) mod http_request;

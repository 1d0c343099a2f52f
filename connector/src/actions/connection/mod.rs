//! The connection itself.

pub(crate) mod test;

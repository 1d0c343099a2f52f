//! The connection itself.

mod test;
